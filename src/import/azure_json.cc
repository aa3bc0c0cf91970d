// Azure DevOps REST: work items singly, in lists and batches, revisions, updates (replayed), comments; bare
// replies and the documented request/response examples that wrap them.
#include <map>

#include "import/azure_fields.h"
#include "import/characters.h"
#include "import/dates.h"
#include "import/json_reader.h"
#include "import/markup.h"
#include "import/vocabulary.h"

namespace st {
namespace {

bool is_work_item(JsonObject object) {
  JsonObject fields;
  if (object.at_key("fields").get(fields) != simdjson::SUCCESS) return false;
  for (const auto field : fields) {
    if (field.key.substr(0, 7) == "System." || field.key.substr(0, 15) == "Microsoft.VSTS.") return true;
  }
  return false;
}

bool is_update(JsonObject object) {
  return has_key(object, "workItemId") && has_key(object, "rev");
}

bool is_comment(JsonObject object) {
  return has_key(object, "text") && (has_key(object, "workItemId") || has_key(object, "revisedBy"));
}

bool is_record(JsonObject object) {
  return is_work_item(object) || is_update(object) || is_comment(object);
}

// ".../workItems/299/comments/2": 299.
std::string item_of_url(std::string_view url) {
  std::size_t at = url.find("workItems/");
  if (at == url.npos) at = url.find("workitems/");
  if (at == url.npos) return {};
  url.remove_prefix(at + 10);
  return std::string(url.substr(0, std::min(url.find('/'), url.size())));
}

std::string last_part(std::string_view url) {
  return std::string(url.substr(url.rfind('/') + 1));
}

class AzureReader : public JsonStoryReader {
 public:
  using JsonStoryReader::JsonStoryReader;

  void read(JsonObject object, std::size_t line) override {
    if (is_update(object)) {
      read_update(object, line);
    } else if (is_work_item(object)) {
      read_item(object, line);
    } else {
      read_comment(object, line);
    }
  }

  // What an item came to by its updates.
  void finish() override {
    for (auto& [id, item] : replayed_) {
      item.fields["System.Id"] = id;
      add_story(item.fields, item.line, {}, item.links);
    }
  }

 private:
  struct Replayed {
    AzureFields fields;
    std::vector<StoryLink> links;
    std::size_t line = 0;
  };

  void read_item(JsonObject object, std::size_t line) {
    AzureFields fields;
    for (const auto field : object_at(object, "fields"))
      fields[std::string(field.key)] = scalar_text(field.value);
    fields.emplace("System.Id", text_at(object, "id"));
    if (fields["System.Id"].empty()) fields["System.Id"] = item_of_url(text_at(object, "url"));
    std::string revision = text_at(object, "rev");
    if (!revision.empty()) revision.insert(0, 12 - std::min<std::size_t>(12, revision.size()), '0');
    std::vector<StoryLink> links;
    std::vector<StoryLink> inverse;
    for (const JsonElement element : array_at(object, "relations")) read_relation(element, links, inverse);
    add_story(fields, line, revision, links, inverse);
  }

  static void read_relation(JsonElement element, std::vector<StoryLink>& links,
                            std::vector<StoryLink>& inverse) {
    JsonObject relation;
    if (element.get(relation) != simdjson::SUCCESS) return;
    const auto name = link_of_name(text_at(relation, "rel"));
    if (name) add_link(name->inverse ? inverse : links, name->kind, last_part(text_at(relation, "url")));
  }

  void read_update(JsonObject object, std::size_t line) {
    Replayed& item = replayed_[text_at(object, "workItemId")];
    if (item.line == 0) item.line = line;
    for (const auto field : object_at(object, "fields")) {
      JsonObject change;
      if (field.value.get(change) == simdjson::SUCCESS && has_key(change, "newValue")) {
        item.fields[std::string(field.key)] = text_at(change, "newValue");
      }
    }
    std::vector<StoryLink> inverse;
    for (const JsonElement element : array_at(object_at(object, "relations"), "added")) {
      read_relation(element, item.links, inverse);
    }
  }

  void read_comment(JsonObject object, std::size_t line) {
    std::string id = text_at(object, "workItemId");
    if (id.empty()) id = item_of_url(text_at(object, "url"));
    const std::string text = text_at(object, "text");
    if (accept_text(text, "comment", line))
      out_.comments.push_back({id, plain_text_of(text, Markup::kAny), line});
  }

  void add_story(const AzureFields& fields, std::size_t line, std::string revision,
                 std::vector<StoryLink> links, std::vector<StoryLink> inverse = {}) {
    ImportedStory item = azure_story(fields, line, DateOrder::kMonthFirst, source_.limits, out_);
    item.changed = std::move(revision);
    for (const StoryLink& link : links) add_link(item.story.links, link.kind, link.target);
    item.inverse_links = std::move(inverse);
    out_.stories.push_back(std::move(item));
  }

  std::map<std::string, Replayed> replayed_;
};

std::unique_ptr<JsonStoryReader> make_reader(const SourceText& source, FileStories& out) {
  return std::make_unique<AzureReader>(source, out);
}

}  // namespace

const JsonFormat kAzureJsonFormat = {SourceFormat::kAzureJson, "\"fields\"", is_record, make_reader};

}  // namespace st
