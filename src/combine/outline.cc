#include "combine/outline.h"

#include <algorithm>
#include <map>

namespace st::combine {
namespace {

constexpr const char* kNoTopic = "General";

// "product/adding_product" reads "Product: adding product".
std::string title_of(const std::string& topic) {
  std::string title;
  for (const char c : topic) {
    if (c == '/') {
      title += ": ";
    } else {
      title.push_back(c == '_' ? ' ' : c);
    }
  }
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 32);
  return title.empty() ? kNoTopic : title;
}

RetiredStatement retired_of(const StatementLife& life) {
  const Statement& s = life.statement;
  return {s.id, s.text, s.evidence.items(), s.since, life.ended, life.ended_by};
}

void add_timeline(const StatementLife& life, const std::string& section, Document& document) {
  for (TimelineEntry entry : life.past) {
    entry.section = section;
    document.timeline.push_back(std::move(entry));
  }
  if (life.place != StatementLife::Place::kInForce) return;
  document.timeline.push_back({life.statement.id, section, life.statement.text, life.statement.since, ""});
}

}  // namespace

void outline(const Fold& fold, Document& document) {
  std::map<std::string, std::size_t> section_of;
  for (const StatementLife& life : fold.lives()) {
    const std::string title = title_of(life.topic);
    add_timeline(life, title, document);
    switch (life.place) {
      case StatementLife::Place::kNeedsReview:
        document.needs_review.push_back(
            {life.statement.id, life.statement.text, life.statement.evidence.items(), life.why});
        break;
      case StatementLife::Place::kRetired:
        document.retired.push_back(retired_of(life));
        break;
      case StatementLife::Place::kSuperseded:
        break;
      case StatementLife::Place::kInForce: {
        const auto [place, added] = section_of.try_emplace(title, document.sections.size());
        if (added) document.sections.push_back({title, {}});
        document.sections[place->second].statements.push_back(life.statement);
        break;
      }
    }
  }
  document.set_aside.insert(document.set_aside.end(), fold.set_aside().begin(), fold.set_aside().end());
  document.accounting = fold.accounting();
}

}  // namespace st::combine
