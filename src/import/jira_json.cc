// Jira: search results and single issues of the REST API, versions 2 (wiki markup) and 3 (Atlassian
// Document Format).
#include "import/adf_text.h"
#include "import/characters.h"
#include "import/dates.h"
#include "import/json_reader.h"
#include "import/markup.h"
#include "import/vocabulary.h"

namespace st {
namespace {

// Linked issues and sub-tasks come inside an issue with exactly these fields.
bool is_nested_issue(JsonObject fields) {
  for (const auto field : fields) {
    if (field.key != "summary" && field.key != "status" && field.key != "priority" &&
        field.key != "issuetype") {
      return false;
    }
  }
  return has_key(fields, "status") && has_key(fields, "priority") && has_key(fields, "issuetype");
}

bool is_issue(JsonObject object) {
  JsonObject fields;
  if (!has_key(object, "key") || object.at_key("fields").get(fields) != simdjson::SUCCESS) return false;
  return (has_key(fields, "summary") || has_key(fields, "issuetype")) && !is_nested_issue(fields);
}

bool is_comment(JsonObject object) {
  return has_key(object, "body") && text_at(object, "self").find("/comment/") != std::string::npos;
}

bool is_record(JsonObject object) {
  return is_issue(object) || is_comment(object);
}

std::vector<TextBlock> rich_text(JsonElement element) {
  JsonObject document;
  if (element.get(document) == simdjson::SUCCESS) return adf_blocks(document);
  return blocks_of(scalar_text(element), Markup::kJiraWiki);
}

// The custom field that the reply's "names" calls so: "customfield_10100":"Acceptance Criteria".
std::string custom_field(std::string_view text, std::string_view name) {
  const std::size_t at = text.find("\"" + std::string(name) + "\"");
  if (at == text.npos) return {};
  const std::size_t key = text.substr(0, at).rfind("\"customfield_");
  if (key == text.npos || at - key > 40) return {};
  return std::string(text.substr(key + 1, text.find('"', key + 1) - key - 1));
}

class JiraReader : public JsonStoryReader {
 public:
  JiraReader(const SourceText& source, FileStories& out) : JsonStoryReader(source, out) {
    for (const std::string_view name :
         {"Acceptance Criteria", "Acceptance criteria", "acceptance criteria"}) {
      if (criteria_key_.empty()) criteria_key_ = custom_field(source.text, name);
    }
    epic_key_ = custom_field(source.text, "Epic Link");
  }

  void read(JsonObject object, std::size_t line) override {
    if (!is_issue(object)) return read_loose_comment(object, line);
    const JsonObject fields = object_at(object, "fields");
    ImportedStory item;
    Story& story = item.story;
    story.id = text_at(object, "key");
    item.alternative_id = text_at(object, "id");
    item.changed = text_at(fields, "updated");
    story.source.line = line;
    story.type = normal_type(name_at(fields, "issuetype"));
    story.created = day_at(fields, "created", line);
    story.closed = day_at(fields, "resolutiondate", line);
    read_state(fields, story);
    for (const JsonElement label : array_at(fields, "labels")) add_tag(story, scalar_text(label));
    read_components(fields, story);
    read_links(fields, item);
    read_texts(fields, story, line);
    out_.stories.push_back(std::move(item));
  }

 private:
  static void read_state(JsonObject fields, Story& story) {
    const std::string resolution = name_at(fields, "resolution");
    const JsonObject category = object_at(object_at(fields, "status"), "statusCategory");
    const bool done = text_at(category, "key") == "done" || !story.closed.empty();
    story.state_text = name_at(fields, "status");
    story.state = normal_state(story.state_text, resolution, done);
    if (!resolution.empty() && resolution != story.state_text) story.state_text += " (" + resolution + ")";
  }

  // The first component is the area; further ones are tags.
  static void read_components(JsonObject fields, Story& story) {
    for (const JsonElement element : array_at(fields, "components")) {
      JsonObject component;
      if (element.get(component) != simdjson::SUCCESS) continue;
      const std::string name = one_line(text_at(component, "name"));
      if (story.area.empty()) {
        story.area = name;
      } else {
        add_tag(story, name);
      }
    }
  }

  void read_links(JsonObject fields, ImportedStory& item) const {
    add_link(item.story.links, LinkKind::kParent, text_at(object_at(fields, "parent"), "key"));
    if (!epic_key_.empty()) add_link(item.story.links, LinkKind::kParent, text_at(fields, epic_key_));
    for (const JsonElement element : array_at(fields, "issuelinks")) {
      JsonObject link;
      if (element.get(link) != simdjson::SUCCESS) continue;
      add_issue_link(link, item, "outwardIssue", "outward");
      add_issue_link(link, item, "inwardIssue", "inward");
    }
  }

  static void add_issue_link(JsonObject link, ImportedStory& item, std::string_view end,
                             std::string_view direction) {
    const std::string target = text_at(object_at(link, end), "key");
    if (target.empty()) return;
    const JsonObject type = object_at(link, "type");
    auto name = link_of_name(text_at(type, direction));
    if (!name) name = link_of_name(text_at(type, "name"));
    const LinkName known = name.value_or(LinkName{});
    add_link(known.inverse ? item.inverse_links : item.story.links, known.kind, target);
  }

  void read_texts(JsonObject fields, Story& story, std::size_t line) {
    add_title(story, text_at(fields, "summary"));
    const JsonElement description = member(fields, "description");
    std::string criteria;
    if (!criteria_key_.empty()) criteria = render_blocks(rich_text(member(fields, criteria_key_)));
    if (accept_text(simdjson::minify(description), "description", line)) {
      add_body(story, rich_text(description), std::move(criteria));
    }
    for (const JsonElement element : array_at(object_at(fields, "comment"), "comments")) {
      JsonObject comment;
      if (element.get(comment) == simdjson::SUCCESS)
        add_comment(story, render_blocks(rich_text(member(comment, "body"))));
    }
  }

  // ".../issue/10016/comment/10022"
  void read_loose_comment(JsonObject object, std::size_t line) {
    const std::string url = text_at(object, "self");
    const std::size_t end = url.find("/comment/");
    const std::size_t start = url.rfind('/', end - 1) + 1;
    out_.comments.push_back(
        {url.substr(start, end - start), render_blocks(rich_text(member(object, "body"))), line});
  }

  std::string criteria_key_;
  std::string epic_key_;
};

std::unique_ptr<JsonStoryReader> make_reader(const SourceText& source, FileStories& out) {
  return std::make_unique<JiraReader>(source, out);
}

}  // namespace

const JsonFormat kJiraJsonFormat = {SourceFormat::kJiraJson, "\"fields\"", is_record, make_reader};

}  // namespace st
