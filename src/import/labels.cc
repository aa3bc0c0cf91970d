#include "import/labels.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/unicode.h"
#include "import/characters.h"
#include "import/vocabulary.h"

namespace st {
namespace {

constexpr std::array<std::string_view, 14> kAreaPrefixes = {
    "area: ",     "area:",    "area::",  "area/",   "component: ", "component:", "component::",
    "component/", "module: ", "module:", "module/", "category:",   "group::",    "area-"};

// "area::x": x; nothing where the label names no area.
std::string marked_area(std::string_view label) {
  const std::string lower = to_lower(label);
  for (const std::string_view prefix : kAreaPrefixes) {
    if (lower.rfind(prefix, 0) != 0) continue;
    std::string_view area = label.substr(prefix.size());
    while (!area.empty() && (area.front() == ':' || area.front() == ' ')) area.remove_prefix(1);
    return std::string(area);
  }
  return {};
}

// Labels about the work, not about the product.
bool is_process_label(std::string_view label) {
  const std::string lower = to_lower(label);
  for (const std::string_view word :
       {"good first issue", "help wanted", "wontfix", "duplicate", "invalid", "question", "documentation",
        "stale", "blocked", "needs triage", "dependencies", "confirmed"}) {
    if (lower == word) return true;
  }
  for (const std::string_view start :
       {"priority", "severity", "status", "size", "effort", "needs", "state", "workflow", "triage", "p0",
        "p1", "p2", "p3", "p4", "sprint", "release"}) {
    if (lower.rfind(start, 0) == 0) return true;
  }
  return lower.find("::") != std::string::npos;
}

bool keeps_order_type_area(const std::vector<std::string>& labels) {
  return labels.size() >= 2 && !type_of_label(labels[0]).empty() && type_of_label(labels[1]).empty() &&
         marked_area(labels[1]).empty() && !is_process_label(labels[1]);
}

bool file_keeps_order(const std::vector<std::vector<std::string>>& labels) {
  std::size_t labelled = 0;
  std::size_t ordered = 0;
  for (const auto& of_story : labels) {
    labelled += of_story.empty() ? 0 : 1;
    ordered += keeps_order_type_area(of_story) ? 1 : 0;
  }
  return ordered > 0 && ordered * 4 >= labelled * 3;
}

void assign(Story& story, const std::vector<std::string>& labels, bool ordered) {
  bool has_type = false;
  // Once the file's order is known, a process label's word ("Documentation") in the area's place is an
  // area.
  const bool has_ordered_area = ordered && labels.size() >= 2 && !type_of_label(labels[0]).empty();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::string type = type_of_label(labels[i]);
    const std::string area = marked_area(labels[i]);
    if (!type.empty() && !has_type) {
      story.type = type;
      has_type = true;
    } else if (!area.empty() && story.area.empty()) {
      story.area = area;
    } else if (has_ordered_area && i == 1) {
      story.area = labels[i];
    } else {
      add_tag(story, labels[i]);
    }
  }
}

// "FS-4", "US12", "E5b": letters, then figures.
bool is_story_id(std::string_view text) {
  if (text.size() < 2 || text.size() > 40 || !is_ascii_letter(text.front())) return false;
  bool has_digit = false;
  for (const char c : text) {
    if (!is_ascii_letter(c) && !is_ascii_digit(c) && c != '-' && c != '_' && c != '.') return false;
    has_digit = has_digit || is_ascii_digit(c);
  }
  return has_digit;
}

// The id of "[FS-4] title"; its end in `end`.
std::optional<std::string_view> bracketed_id(std::string_view title, std::size_t& end) {
  const std::size_t close = title.find(']');
  if (title.empty() || title.front() != '[' || close == title.npos) return std::nullopt;
  const std::string_view id = title.substr(1, close - 1);
  end = close + 1;
  return is_story_id(id) ? std::optional(id) : std::nullopt;
}

void take_id(ImportedStory& item) {
  std::string& title = item.story.fields.front().text;
  std::size_t end = 0;
  const auto id = bracketed_id(title, end);
  if (!id) return;
  item.alternative_id = std::exchange(item.story.id, std::string(*id));
  title = std::string(trim(std::string_view(title).substr(end)));
  if (title.empty()) item.story.fields.erase(item.story.fields.begin());
}

bool has_title(const ImportedStory& item) {
  return !item.story.fields.empty() && item.story.fields.front().name == "title";
}

bool is_reference(std::string_view text) {
  if (text.empty() || text.size() > 80 || text.find(' ') != text.npos) return false;
  return std::any_of(text.begin(), text.end(), is_ascii_digit) &&
         (is_story_id(text) || text.front() == '#' || text.find('#') != text.npos ||
          text.find("/issues/") != text.npos || std::all_of(text.begin(), text.end(), is_ascii_digit));
}

// "#12", "https://.../issues/12": 12; anything else as it is.
std::string reference_target(std::string_view text) {
  if (const std::size_t path = text.rfind("/issues/"); path != text.npos)
    return std::string(text.substr(path + 8));
  return std::string(text.front() == '#' ? text.substr(1) : text);
}

// The link's name, longest first, at the start of a line; 0 where there is none.
std::size_t link_words(std::string_view line, LinkName& name) {
  for (int words = 4; words >= 1; --words) {
    std::size_t end = 0;
    for (int i = 0; i < words && end != line.npos; ++i) end = line.find(' ', i == 0 ? 0 : end + 1);
    if (end == line.npos) continue;
    std::string_view phrase = line.substr(0, end);
    if (phrase.back() == ':') phrase.remove_suffix(1);
    if (const auto found = link_of_name(phrase)) {
      name = *found;
      return end;
    }
  }
  return 0;
}

bool take_reference_line(std::string_view line, ImportedStory& item) {
  line = trim(line);
  LinkName name;
  const std::size_t words = line.size() > 200 ? 0 : link_words(line, name);
  if (words == 0) return false;
  std::string_view rest = line.substr(words);
  if (!rest.empty() && rest.back() == '.') rest.remove_suffix(1);
  const std::vector<std::string> targets = split_list(rest, ',');
  if (targets.empty() || !std::all_of(targets.begin(), targets.end(), is_reference)) return false;
  auto& links = name.inverse ? item.inverse_links : item.story.links;
  for (const std::string& target : targets) add_link(links, name.kind, reference_target(target));
  return true;
}

bool take_references(const TextBlock& block, ImportedStory& item) {
  ImportedStory found;
  for (const std::string_view line : split_lines(block.text)) {
    if (!take_reference_line(line, found)) return false;
  }
  // Blocks come last first; links keep the order of the text.
  item.story.links.insert(item.story.links.begin(), found.story.links.begin(), found.story.links.end());
  item.inverse_links.insert(item.inverse_links.begin(), found.inverse_links.begin(),
                            found.inverse_links.end());
  return true;
}

}  // namespace

void assign_labels(FileStories& out, const std::vector<std::vector<std::string>>& labels) {
  const bool ordered = file_keeps_order(labels);
  for (std::size_t i = 0; i < out.stories.size() && i < labels.size(); ++i) {
    assign(out.stories[i].story, labels[i], ordered);
  }
}

void take_ids_from_titles(FileStories& out) {
  std::size_t with_id = 0;
  for (const ImportedStory& item : out.stories) {
    std::size_t end = 0;
    with_id += has_title(item) && bracketed_id(item.story.fields.front().text, end) ? 1 : 0;
  }
  if (with_id * 2 < out.stories.size()) return;
  for (ImportedStory& item : out.stories) {
    if (has_title(item)) take_id(item);
  }
}

void take_reference_lines(std::vector<TextBlock>& blocks, ImportedStory& item) {
  while (!blocks.empty() && blocks.back().kind == BlockKind::kParagraph &&
         take_references(blocks.back(), item)) {
    blocks.pop_back();
  }
}

}  // namespace st
