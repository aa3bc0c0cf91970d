#include "import/adf_text.h"

#include <algorithm>

#include "import/characters.h"
#include "import/dates.h"
#include "import/plain_text.h"

namespace st {
namespace {

// Deeper nodes are left out; Jira itself nests lists six deep.
constexpr int kMaxDepth = 100;

bool is_struck(JsonObject text_node) {
  for (const JsonElement mark : array_at(text_node, "marks")) {
    JsonObject object;
    if (mark.get(object) == simdjson::SUCCESS && text_at(object, "type") == "strike") return true;
  }
  return false;
}

class AdfReader {
 public:
  void read(JsonObject node, int depth) {
    if (depth > kMaxDepth) return;
    const std::string type = text_at(node, "type");
    if (type == "text") {
      if (!is_struck(node)) text_ += clean_characters(text_at(node, "text"));
    } else if (type == "hardBreak") {
      text_ += '\n';
    } else if (type == "mention" || type == "emoji" || type == "status" || type == "date" ||
               type == "inlineCard") {
      read_inline(type, object_at(node, "attrs"));
    } else {
      read_block(type, node, depth);
    }
  }

  std::vector<TextBlock> finish() {
    flush();
    return std::move(blocks_);
  }

 private:
  void read_inline(const std::string& type, JsonObject attributes) {
    if (type == "date") {
      text_ += parse_day(text_at(attributes, "timestamp")).value_or("");
    } else {
      text_ += text_at(attributes, {"text", "shortName", "url"});
    }
  }

  void read_block(const std::string& type, JsonObject node, int depth) {
    const bool is_list =
        type == "bulletList" || type == "orderedList" || type == "taskList" || type == "decisionList";
    const bool is_cell = type == "tableCell" || type == "tableHeader";
    if (is_cell && !text_.empty()) text_ = std::string(trim_right(text_)) + '\t';
    if (!is_cell) flush();
    cells_ += is_cell ? 1 : 0;
    level_ = type == "heading" ? heading_level(object_at(node, "attrs")) : 0;
    verbatim_ = type == "codeBlock";
    lists_ += is_list ? 1 : 0;
    rows_ += type == "tableRow" ? 1 : 0;
    if (const std::string title = text_at(object_at(node, "attrs"), "title");
        !title.empty() && type != "media") {
      blocks_.push_back({BlockKind::kParagraph, 0, one_line(clean_characters(title))});
    }
    for (const JsonElement child : array_at(node, "content")) {
      JsonObject object;
      if (child.get(object) == simdjson::SUCCESS) read(object, depth + 1);
    }
    cells_ -= is_cell ? 1 : 0;
    if (is_cell) return;
    flush();
    lists_ -= is_list ? 1 : 0;
    rows_ -= type == "tableRow" ? 1 : 0;
    level_ = 0;
    verbatim_ = false;
  }

  static int heading_level(JsonObject attributes) {
    const std::string level = text_at(attributes, "level");
    return level.size() == 1 && level[0] >= '1' && level[0] <= '6' ? level[0] - '0' : 1;
  }

  void flush() {
    if (cells_ > 0) {  // blocks of a cell stay on the row's line
      if (!text_.empty() && !is_ascii_space(text_.back())) text_ += ' ';
      return;
    }
    std::string text;
    text.swap(text_);
    if (trim(text).empty()) return;
    const BlockKind kind = lists_ > 0 || rows_ > 0 ? BlockKind::kItem : BlockKind::kParagraph;
    if (level_ > 0) {
      blocks_.push_back({BlockKind::kHeading, level_, one_line(text)});
    } else if (verbatim_ || rows_ > 0) {
      blocks_.push_back({kind, 0, std::string(trim_right(text))});
    } else {
      append_plain_text(blocks_, trim(text), kind);
    }
  }

  std::vector<TextBlock> blocks_;
  std::string text_;
  int level_ = 0;
  int lists_ = 0;
  int rows_ = 0;
  int cells_ = 0;
  bool verbatim_ = false;
};

}  // namespace

std::vector<TextBlock> adf_blocks(JsonObject document) {
  AdfReader reader;
  reader.read(document, 0);
  return reader.finish();
}

}  // namespace st
