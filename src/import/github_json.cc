// GitHub: `gh issue list --json ...`, `gh pr list --json ...` and the REST API's issues and issue comments.
#include "import/characters.h"
#include "import/dates.h"
#include "import/json_reader.h"
#include "import/labels.h"
#include "import/markup.h"
#include "import/vocabulary.h"

namespace st {
namespace {

bool is_issue(JsonObject object) {
  if (!has_key(object, "number") || !has_key(object, "title")) return false;
  // A milestone has a number and a title too.
  return has_key(object, "labels") || has_key(object, "body") || has_key(object, "createdAt") ||
         has_key(object, "stateReason") || has_key(object, "state_reason") ||
         !has_key(object, "description");
}

bool is_comment(JsonObject object) {
  return has_text(object, "issue_url") && has_key(object, "body");
}

bool is_record(JsonObject object) {
  return is_issue(object) || is_comment(object);
}

// "https://github.com/o/r/issues/12": "https://github.com/o/r".
std::string repository_of(std::string_view url) {
  for (const std::string_view part : {"/issues/", "/pull/", "/pulls/"}) {
    if (const std::size_t at = url.find(part); at != url.npos) return std::string(url.substr(0, at));
  }
  return {};
}

class GithubReader : public JsonStoryReader {
 public:
  using JsonStoryReader::JsonStoryReader;

  void read(JsonObject object, std::size_t line) override {
    if (!is_issue(object)) return read_loose_comment(object, line);
    ImportedStory item;
    Story& story = item.story;
    story.id = text_at(object, "number");
    story.source.line = line;
    item.origin = repository_of(text_at(object, {"html_url", "url"}));
    item.changed = text_at(object, {"updatedAt", "updated_at"});
    story.created = day_at(object, has_key(object, "createdAt") ? "createdAt" : "created_at", line);
    story.closed = day_at(object, has_key(object, "closedAt") ? "closedAt" : "closed_at", line);
    read_state(object, story);
    read_type(object, story);
    add_title(story, text_at(object, "title"));
    read_body(object, item, line);
    const std::string parent = text_at(object_at(object, "parent"), "number");
    add_link(story.links, LinkKind::kParent, parent);
    for (const JsonElement comment : array_at(object, "comments")) {
      JsonObject of_comment;
      if (comment.get(of_comment) == simdjson::SUCCESS) {
        add_comment(story, plain_text_of(text_at(of_comment, "body"), Markup::kMarkdown));
      }
    }
    std::vector<std::string> labels;
    for (const JsonElement label : array_at(object, "labels")) {
      JsonObject of_label;
      labels.push_back(one_line(label.get(of_label) == simdjson::SUCCESS ? text_at(of_label, "name")
                                                                         : scalar_text(label)));
    }
    labels_.push_back(std::move(labels));
    out_.stories.push_back(std::move(item));
  }

  void finish() override {
    assign_labels(out_, labels_);
    take_ids_from_titles(out_);
  }

 private:
  static void read_state(JsonObject object, Story& story) {
    const std::string state = text_at(object, "state");
    const std::string reason = text_at(object, {"stateReason", "state_reason"});
    story.state_text = state + (reason.empty() ? "" : " (" + reason + ")");
    story.state = normal_state(state, reason, !story.closed.empty());
  }

  static void read_type(JsonObject object, Story& story) {
    const bool pull = has_key(object, "pull_request") ||
                      text_at(object, {"html_url", "url"}).find("/pull/") != std::string::npos;
    story.type = pull ? "Pull Request"
                      : normal_type(name_at(object, has_key(object, "issueType") ? "issueType" : "type"));
    if (story.type.empty()) story.type = "Issue";
    const bool unmerged = pull && story.state == StoryState::kDone &&
                          text_at(object, "state") != "MERGED" &&
                          text_at(object, {"mergedAt", "merged_at"}).empty() &&
                          text_at(object_at(object, "pull_request"), "merged_at").empty();
    if (unmerged) story.state = StoryState::kRemoved;
  }

  void read_body(JsonObject object, ImportedStory& item, std::size_t line) {
    const std::string body = text_at(object, "body");
    if (!accept_text(body, "description", line)) return;
    std::vector<TextBlock> blocks = blocks_of(body, Markup::kMarkdown);
    take_reference_lines(blocks, item);
    add_body(item.story, std::move(blocks), "");
  }

  void read_loose_comment(JsonObject object, std::size_t line) {
    const std::string url = text_at(object, "issue_url");
    const std::string body = text_at(object, "body");
    if (!accept_text(body, "comment", line)) return;
    out_.comments.push_back({url.substr(url.rfind('/') + 1), plain_text_of(body, Markup::kMarkdown), line});
  }

  std::vector<std::vector<std::string>> labels_;  // of out_.stories, by index
};

std::unique_ptr<JsonStoryReader> make_reader(const SourceText& source, FileStories& out) {
  return std::make_unique<GithubReader>(source, out);
}

}  // namespace

const JsonFormat kGithubJsonFormat = {SourceFormat::kGithubJson, "\"title\"", is_record, make_reader};

}  // namespace st
