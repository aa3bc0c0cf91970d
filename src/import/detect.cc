#include "import/detect.h"

#include <algorithm>
#include <array>

#include "base/unicode.h"
#include "import/characters.h"
#include "import/csv_columns.h"
#include "import/csv_table.h"
#include "import/json_reader.h"
#include "import/markdown_file.h"
#include "import/markdown_text.h"

namespace st {
namespace {

// What a JSON text without work items is, where it is one of the trackers' other replies.
std::string describe_json(std::string_view text) {
  struct Known {
    std::string_view key;
    std::string_view what;
  };
  constexpr std::array<Known, 5> kKnown = {{
      {"\"queryType\"",
       "a query's result holds ids only; expected the work items themselves (wit/workitems?ids=...)"},
      {"\"workItemRelations\"",
       "a query's result holds ids only; expected the work items themselves (wit/workitems?ids=...)"},
      {"\"queryResultType\"",
       "a query's result holds ids only; expected the work items themselves (wit/workitems?ids=...)"},
      {"\"referenceName\"", "a list of a tracker's fields; expected work items"},
      {"\"clauseNames\"", "a list of a tracker's fields; expected issues"},
  }};
  for (const Known& known : kKnown) {
    if (text.find(known.key) != text.npos) return std::string(known.what);
  }
  return "JSON without work items; expected issues of a tracker, or objects with a title";
}

bool has_markdown_name(std::string_view name) {
  const std::string lower = to_lower(name);
  for (const std::string_view end : {".md", ".markdown", ".mdown", ".mdx"}) {
    if (lower.size() > end.size() && lower.compare(lower.size() - end.size(), end.size(), end) == 0)
      return true;
  }
  return false;
}

// "{" and a key or an end, "[" and an object, a list or an end. "[US-1] As a ..." is a line of text.
bool begins_like_json(std::string_view body) {
  if (body.front() != '{' && body.front() != '[') return false;
  const std::string_view rest = trim(body.substr(1));
  if (rest.empty()) return true;
  return std::string_view(body.front() == '{' ? "\"}" : "{[]").find(rest.front()) != std::string_view::npos;
}

// Is it a table, only with columns that say nothing of stories? At least three lines with the same number
// of cells.
bool is_other_table(std::string_view text) {
  const char delimiter = detect_delimiter(text);
  std::vector<std::string_view> lines = split_lines(text.substr(0, 65536));
  std::erase_if(lines, [](std::string_view line) { return trim(line).empty(); });
  if (lines.size() < 3) return false;
  const auto cells = std::count(lines[0].begin(), lines[0].end(), delimiter);
  return cells >= 2 &&
         std::all_of(lines.begin(), lines.begin() + 3,
                     [&](std::string_view line) {
                       return std::count(line.begin(), line.end(), delimiter) == cells;
                     }) &&
         lines[0].find_first_of(".!?") == lines[0].npos && delimiter != ',';
}

bool begins_with_heading(std::string_view body) {
  const std::size_t hashes = body.find_first_not_of('#');
  return hashes != body.npos && hashes >= 1 && hashes <= 6 && body[hashes] == ' ';
}

}  // namespace

std::optional<SourceFormat> detect_format(const std::string& text, std::string_view name,
                                          std::string& why_not) {
  const std::string_view body = trim(text);
  if (body.empty()) {
    why_not = "the file is empty; expected stories";
    return std::nullopt;
  }
  if (begins_like_json(body)) {
    if (const JsonFormat* format = detect_json(text)) return format->format;
    why_not = describe_json(text);
    return std::nullopt;
  }
  if (has_front_matter(text)) return SourceFormat::kMarkdown;
  if (const auto table = detect_csv(csv_header(text))) return table;
  // JSON that lost its beginning.
  if (text.find("\":") != std::string::npos) {
    if (const JsonFormat* format = detect_json(text, 0.5)) return format->format;
  }
  if (begins_with_heading(body) || has_markdown_name(name)) return SourceFormat::kMarkdown;
  if (is_other_table(body)) {
    why_not =
        "a table without a column for the title or the description; expected a header such as ID, Title, "
        "State";
    return std::nullopt;
  }
  return SourceFormat::kText;
}

}  // namespace st
