// The neutral form: one JSON object a line, or a list of them, with the keys of story.h.
#include <array>

#include "import/characters.h"
#include "import/dates.h"
#include "import/json_reader.h"
#include "import/markup.h"
#include "import/vocabulary.h"

namespace st {
namespace {

constexpr std::array<std::string_view, 3> kTitleKeys = {"title", "summary", "name"};
constexpr std::array<std::string_view, 4> kBodyKeys = {"description", "body", "text", "story"};

bool is_record(JsonObject object) {
  const bool has_title = has_text(object, "title") || has_text(object, "summary");
  const bool has_body = has_text(object, "description") || has_text(object, "body") ||
                        has_text(object, "text") || has_text(object, "story");
  const bool has_id = !text_at(object, {"id", "key"}).empty();
  if (has_title) return has_body || has_id || has_key(object, "state");
  // Nodes of rich text have a type and a text too.
  return has_body && (has_id || !has_key(object, "type"));
}

// A list of lines, or one text.
std::string criteria_at(JsonObject object, std::string_view key) {
  std::string lines;
  for (const JsonElement item : array_at(object, key)) {
    const std::string text = plain_text_of(scalar_text(item), Markup::kPlain);
    if (!text.empty()) lines += (lines.empty() ? "" : "\n") + text;
  }
  return lines.empty() ? plain_text_of(text_at(object, key), Markup::kAny) : lines;
}

void read_tags(Story& story, JsonObject object, std::string_view key) {
  for (const JsonElement tag : array_at(object, key)) add_tag(story, scalar_text(tag));
  for (const std::string& tag : split_list(text_at(object, key), ',')) add_tag(story, tag);
}

void read_links(ImportedStory& item, JsonObject object) {
  for (const JsonElement element : array_at(object, "links")) {
    JsonObject link;
    if (element.get(link) != simdjson::SUCCESS) continue;
    const LinkName name = link_of_name(text_at(link, "type")).value_or(LinkName{});
    add_link(name.inverse ? item.inverse_links : item.story.links, name.kind,
             text_at(link, {"target", "id", "to"}));
  }
}

class JsonlReader : public JsonStoryReader {
 public:
  using JsonStoryReader::JsonStoryReader;

  void read(JsonObject object, std::size_t line) override {
    ImportedStory item;
    Story& story = item.story;
    story.id = one_line(text_at(object, {"id", "key"}));
    story.type = normal_type(text_at(object, "type"));
    story.state_text = one_line(text_at(object, {"state", "status"}));
    story.created = day_at(object, "created", line);
    story.closed = day_at(object, "closed", line);
    story.state = normal_state(story.state_text, text_at(object, "resolution"), !story.closed.empty());
    story.area = one_line(text_at(object, {"area", "component"}));
    read_tags(story, object, "tags");
    read_tags(story, object, "labels");
    read_links(item, object);
    item.changed = sortable_time(text_at(object, {"changed", "updated"}));
    story.source.line = line;
    read_texts(story, object, line);
    out_.stories.push_back(std::move(item));
  }

 private:
  void read_texts(Story& story, JsonObject object, std::size_t line) {
    add_title(story, text_at(object, kTitleKeys));
    std::string body = text_at(object, kBodyKeys);
    if (!accept_text(body, "description", line)) body.clear();
    add_body(story, blocks_of(body, Markup::kAny), criteria_at(object, "acceptance_criteria"));
    for (const JsonElement comment : array_at(object, "comments")) {
      add_comment(story, plain_text_of(scalar_text(comment), Markup::kAny));
    }
  }
};

std::unique_ptr<JsonStoryReader> make_reader(const SourceText& source, FileStories& out) {
  return std::make_unique<JsonlReader>(source, out);
}

}  // namespace

const JsonFormat kJsonlFormat = {SourceFormat::kJsonl, "\"", is_record, make_reader};

}  // namespace st
