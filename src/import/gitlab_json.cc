// GitLab: the REST API's issues and notes, also with dates as epoch milliseconds.
#include "import/characters.h"
#include "import/dates.h"
#include "import/json_reader.h"
#include "import/labels.h"
#include "import/markup.h"
#include "import/vocabulary.h"

namespace st {
namespace {

bool is_issue(JsonObject object) {
  if (!has_key(object, "iid") || !has_key(object, "title")) return false;
  return has_key(object, "author") || has_key(object, "labels") ||
         has_key(object, "issue_type");  // no milestone
}

bool is_note(JsonObject object) {
  return has_key(object, "noteable_iid") && has_key(object, "body");
}

bool is_record(JsonObject object) {
  return is_issue(object) || is_note(object);
}

std::string project_of(JsonObject object) {
  const std::string url = text_at(object, "web_url");
  const std::size_t end = std::min(url.find("/-/"), url.find("/issues/"));
  return end < url.size() ? url.substr(0, end) : text_at(object, "project_id");
}

// The last part of "https://.../issues/12" or of an id.
std::string issue_of(const std::string& reference) {
  return reference.substr(reference.rfind('/') + 1);
}

class GitlabReader : public JsonStoryReader {
 public:
  using JsonStoryReader::JsonStoryReader;

  void read(JsonObject object, std::size_t line) override {
    if (!is_issue(object)) return read_note(object, line);
    ImportedStory item;
    Story& story = item.story;
    story.id = text_at(object, "iid");
    item.alternative_id = text_at(object, "id");
    item.origin = project_of(object);
    item.changed = sortable_time(text_at(object, "updated_at"));
    story.source.line = line;
    story.created = day_at(object, "created_at", line);
    story.closed = day_at(object, "closed_at", line);
    story.type = normal_type(text_at(object, {"issue_type", "type"}));
    add_title(story, text_at(object, "title"));
    read_links(object, item);
    const std::string body = text_at(object, "description");
    if (accept_text(body, "description", line)) {
      std::vector<TextBlock> blocks = blocks_of(body, Markup::kMarkdown);
      take_reference_lines(blocks, item);
      add_body(story, std::move(blocks), "");
    }
    read_labels(object);
    out_.stories.push_back(std::move(item));
  }

  void finish() override {
    assign_labels(out_, labels_);
    take_ids_from_titles(out_);
  }

 private:
  // A closed issue that was moved, or closed as a duplicate, was not delivered under this number.
  static void read_links(JsonObject object, ImportedStory& item) {
    Story& story = item.story;
    std::string duplicate = text_at(object, "closed_as_duplicate_of");
    if (duplicate.empty()) duplicate = text_at(object_at(object, "_links"), "closed_as_duplicate_of");
    const std::string moved = text_at(object, "moved_to_id");
    if (!duplicate.empty()) add_link(story.links, LinkKind::kDuplicates, issue_of(duplicate));
    if (!moved.empty()) add_link(story.links, LinkKind::kDuplicates, moved);
    story.state_text = text_at(object, "state");
    const std::string_view reason = !duplicate.empty() ? "duplicate" : !moved.empty() ? "moved" : "";
    story.state = normal_state(story.state_text, reason, !story.closed.empty());
    if (!reason.empty() && story.state != StoryState::kOpen)
      story.state_text += " (" + std::string(reason) + ")";
  }

  void read_labels(JsonObject object) {
    std::vector<std::string> labels;
    for (const JsonElement label : array_at(object, "labels")) {
      JsonObject of_label;
      const bool is_object = label.get(of_label) == simdjson::SUCCESS;
      labels.push_back(one_line(is_object ? text_at(of_label, {"name", "title"}) : scalar_text(label)));
    }
    labels_.push_back(std::move(labels));
  }

  void read_note(JsonObject object, std::size_t line) {
    const std::string body = text_at(object, "body");
    if (text_at(object, "system") == "true" || !accept_text(body, "comment", line)) return;
    out_.comments.push_back(
        {text_at(object, "noteable_iid"), plain_text_of(body, Markup::kMarkdown), line});
  }

  std::vector<std::vector<std::string>> labels_;  // of out_.stories, by index
};

std::unique_ptr<JsonStoryReader> make_reader(const SourceText& source, FileStories& out) {
  return std::make_unique<GitlabReader>(source, out);
}

}  // namespace

const JsonFormat kGitlabJsonFormat = {SourceFormat::kGitlabJson, "\"iid\"", is_record, make_reader};

}  // namespace st
