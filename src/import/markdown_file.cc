#include "import/markdown_file.h"

#include <fmt/core.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "base/unicode.h"
#include "import/characters.h"
#include "import/dates.h"
#include "import/labels.h"
#include "import/markup.h"
#include "import/vocabulary.h"

namespace st {
namespace {

constexpr std::size_t kMaxFrontMatterBytes = 65536;

// A key and its values; a key may come several times.
struct Entry {
  std::string key;  // lower case
  std::vector<std::string> values;
  bool is_list = false;
};

struct FrontMatter {
  std::string_view yaml;
  std::string_view body;
  std::size_t body_line = 1;
};

FrontMatter split_front_matter(std::string_view text) {
  FrontMatter parts{{}, text, 1};
  if (text.substr(0, 4) != "---\n") return parts;
  std::size_t line = 1;
  for (std::size_t at = 4; at < text.size() && at < kMaxFrontMatterBytes;) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view content = trim_right(text.substr(at, end - at));
    ++line;
    if (content == "---" || content == "...") {
      parts.yaml = text.substr(4, at - 4);
      parts.body = text.substr(std::min(end + 1, text.size()));
      parts.body_line = line + 1;
      return parts;
    }
    at = end + 1;
  }
  return parts;
}

void add_scalar(Entry& entry, const YAML::Node& node) {
  if (node.IsScalar()) entry.values.push_back(node.Scalar());
}

bool read_yaml(std::string_view yaml, std::vector<Entry>& entries) {
  try {  // yaml-cpp reports by exceptions; none leaves this function
    const YAML::Node root = YAML::Load(std::string(yaml));
    if (!root.IsMap()) return false;
    for (const auto& pair : root) {
      if (!pair.first.IsScalar()) continue;
      Entry entry{to_lower(pair.first.Scalar()), {}, pair.second.IsSequence()};
      add_scalar(entry, pair.second);
      for (std::size_t i = 0; entry.is_list && i < pair.second.size(); ++i)
        add_scalar(entry, pair.second[i]);
      entries.push_back(std::move(entry));
    }
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

// "key: value" lines, for front matter that is no YAML ("title: Fix: the thing").
void read_plain_lines(std::string_view yaml, std::vector<Entry>& entries) {
  for (const std::string_view line : split_lines(yaml)) {
    const std::size_t colon = line.find(':');
    if (colon == line.npos || colon == 0 || is_ascii_space(line.front())) continue;
    entries.push_back(
        {to_lower(trim(line.substr(0, colon))), {std::string(trim(line.substr(colon + 1)))}, false});
  }
}

class MarkdownFileReader {
 public:
  MarkdownFileReader(const SourceText& source, std::string_view name) : source_(source), name_(name) {
    out_.file = source.file;
    out_.format = SourceFormat::kMarkdown;
  }

  FileStories read() {
    const FrontMatter parts = split_front_matter(source_.text);
    item_.story.source.line = 1;
    if (!parts.yaml.empty()) read_front_matter(parts.yaml);
    if (!out_.accept_text(parts.body, "description", parts.body_line, source_.limits))
      return std::move(out_);
    std::vector<TextBlock> blocks = blocks_of(parts.body, Markup::kMarkdown);
    read_title(blocks);
    take_reference_lines(blocks, item_);
    add_body(item_.story, std::move(blocks), std::move(criteria_));
    name_by_file();
    Story& story = item_.story;
    story.state = normal_state(story.state_text, resolution_, !story.closed.empty());
    const bool has_body =
        std::any_of(story.fields.begin(), story.fields.end(), [](const StoryField&) { return true; });
    if (has_body) out_.stories.push_back(std::move(item_));
    return std::move(out_);
  }

 private:
  void read_front_matter(std::string_view yaml) {
    std::vector<Entry> entries;
    if (!read_yaml(yaml, entries)) {
      entries.clear();
      read_plain_lines(yaml, entries);
      out_.remark(1, "front matter", "it is no YAML; read line by line as 'key: value'");
    }
    for (const Entry& entry : entries) read_entry(entry);
  }

  void read_entry(const Entry& entry) {
    const std::string first = entry.values.empty() ? "" : one_line(entry.values.front());
    Story& story = item_.story;
    const std::string& key = entry.key;
    if (key == "id" || key == "key") {
      story.id = first;
    } else if (key == "type" || key == "kind") {
      story.type = normal_type(first);
    } else if (key == "state" || key == "status") {
      story.state_text = first;
    } else if (key == "resolution" || key == "reason") {
      resolution_ = first;
    } else if (key == "created" || key == "date") {
      story.created = day(key, first);
    } else if (key == "closed" || key == "done" || key == "resolved") {
      story.closed = day(key, first);
    } else if (key == "updated" || key == "changed") {
      item_.changed = first;
    } else if (key == "area" || key == "component") {
      story.area = first;
    } else if (key == "title" || key == "summary") {
      title_ = first;
    } else if (key == "tags" || key == "labels") {
      for (const std::string& tag : list_of(entry)) add_tag(story, tag);
    } else if (key == "acceptance_criteria" || key == "acceptance criteria") {
      for (const std::string& line : entry.values)
        criteria_ += (criteria_.empty() ? "" : "\n") + one_line(line);
    } else if (const auto link = link_of_name(key)) {
      auto& links = link->inverse ? item_.inverse_links : story.links;
      for (const std::string& target : list_of(entry)) add_link(links, link->kind, target);
    }
  }

  static std::vector<std::string> list_of(const Entry& entry) {
    if (entry.is_list) return entry.values;
    return split_list(entry.values.empty() ? std::string_view() : std::string_view(entry.values.front()),
                      ',');
  }

  std::string day(const std::string& key, const std::string& text) {
    if (text.empty() || text == "null" || text == "~") return {};
    if (auto parsed = parse_day(text)) return *parsed;
    out_.remark(1, key, "'" + text + "' is no date; expected 2024-03-01; left empty");
    return {};
  }

  // The title of the front matter, or the body's first heading of level 1.
  void read_title(std::vector<TextBlock>& blocks) {
    const bool has_heading =
        !blocks.empty() && blocks.front().kind == BlockKind::kHeading && blocks.front().level == 1;
    if (has_heading && (title_.empty() || title_ == blocks.front().text)) {
      title_ = blocks.front().text;
      blocks.erase(blocks.begin());
    }
    add_title(item_.story, title_);
  }

  void name_by_file() {
    std::string stem(name_);
    for (const std::string_view end : {".markdown", ".mdown", ".mdx", ".md", ".txt"}) {
      if (stem.size() > end.size() && to_lower(stem).rfind(end) == stem.size() - end.size()) {
        stem.resize(stem.size() - end.size());
        break;
      }
    }
    if (item_.story.created.empty()) {
      const std::size_t base = stem.rfind('/') + 1;
      const std::string_view last = std::string_view(stem).substr(base);
      if (last.size() > 10 && last[10] == '-')
        item_.story.created = parse_day(last.substr(0, 10)).value_or("");
    }
    if (!item_.story.id.empty()) return;
    item_.story.id = stem;
    item_.id_is_made_up = true;
  }

  const SourceText& source_;
  std::string_view name_;
  FileStories out_;
  ImportedStory item_;
  std::string title_;
  std::string criteria_;
  std::string resolution_;
};

}  // namespace

FileStories read_markdown_file(const SourceText& source, std::string_view name) {
  return MarkdownFileReader(source, name).read();
}

bool has_front_matter(std::string_view text) {
  const FrontMatter parts = split_front_matter(text);
  if (parts.yaml.empty()) return false;
  for (const std::string_view line : split_lines(parts.yaml)) {
    if (line.find(':') != line.npos && line.find(':') > 0) return true;
  }
  return false;
}

}  // namespace st
