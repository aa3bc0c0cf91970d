#include "story/story.h"

#include "base/hash.h"

namespace st {

std::string_view Story::field(std::string_view name) const {
  for (const StoryField& f : fields) {
    if (f.name == name) return f.text;
  }
  return {};
}

std::string Story::content_hash() const {
  Fingerprint print;
  print.add(id)
      .add(type)
      .add_number(static_cast<int>(state))
      .add(state_text)
      .add(created)
      .add(closed)
      .add(area);
  print.add_number(static_cast<std::int64_t>(tags.size()));
  for (const std::string& tag : tags) print.add(tag);
  print.add_number(static_cast<std::int64_t>(fields.size()));
  for (const StoryField& f : fields) print.add(f.name).add(f.text);
  print.add_number(static_cast<std::int64_t>(links.size()));
  for (const StoryLink& link : links) print.add_number(static_cast<int>(link.kind)).add(link.target);
  return print.hex();
}

}  // namespace st
