#include "import/blocks.h"

#include <algorithm>
#include <array>

#include "base/unicode.h"
#include "import/characters.h"

namespace st {
namespace {

constexpr std::array<std::string_view, 18> kCriteriaHeadings = {"acceptance criteria",
                                                                "acceptance criterion",
                                                                "acceptance criteria (ac)",
                                                                "acceptance",
                                                                "ac",
                                                                "acs",
                                                                "acceptance tests",
                                                                "akzeptanzkriterien",
                                                                "akzeptanzkriterium",
                                                                "abnahmekriterien",
                                                                "critères d'acceptation",
                                                                "criteres d'acceptation",
                                                                "critères d’acceptation",
                                                                "criterios de aceptación",
                                                                "criterios de aceptacion",
                                                                "criteri di accettazione",
                                                                "critérios de aceitação",
                                                                "acceptatiecriteria"};

bool is_criteria_title(std::string_view text) {
  text = trim(text);
  while (!text.empty() && (text.back() == ':' || text.back() == ' ')) text.remove_suffix(1);
  if (text.empty() || text.size() > 40) return false;
  const std::string lower = to_lower(text);
  return std::find(kCriteriaHeadings.begin(), kCriteriaHeadings.end(), lower) != kCriteriaHeadings.end();
}

// "Acceptance criteria:" as a line that is no heading. A bare "AC" or "Acceptance" needs its colon.
bool is_criteria_line(const TextBlock& block) {
  if (block.kind != BlockKind::kParagraph || !is_criteria_title(block.text)) return false;
  return block.text.back() == ':' || block.text.size() > 12;
}

// One past the last block of the section that begins after `heading`.
std::size_t section_end(const std::vector<TextBlock>& blocks, std::size_t heading) {
  std::size_t end = heading + 1;
  if (blocks[heading].kind == BlockKind::kHeading) {
    while (end < blocks.size() &&
           (blocks[end].kind != BlockKind::kHeading || blocks[end].level > blocks[heading].level)) {
      ++end;
    }
    return end;
  }
  const bool list = end < blocks.size() && blocks[end].kind == BlockKind::kItem;
  while (end < blocks.size() &&
         (list ? blocks[end].kind == BlockKind::kItem : blocks[end].kind != BlockKind::kHeading)) {
    ++end;
  }
  return end;
}

// "Acceptance criteria:\nfirst\nsecond" in one paragraph: parts its first line from the rest.
void part_criteria_lines(std::vector<TextBlock>& blocks) {
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].kind != BlockKind::kParagraph) continue;
    const std::size_t line_end = blocks[i].text.find('\n');
    if (line_end == std::string::npos) continue;
    const TextBlock first{BlockKind::kParagraph, 0, blocks[i].text.substr(0, line_end)};
    if (!is_criteria_line(first)) continue;
    TextBlock rest{BlockKind::kParagraph, 0, blocks[i].text.substr(line_end + 1)};
    blocks[i] = first;
    blocks.insert(blocks.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(rest));
  }
}

std::size_t first_word_length(std::string_view line) {
  return count_characters(line.substr(0, std::min(line.find(' '), line.size())));
}

bool begins_in_lower_case(std::string_view line) {
  if (line.empty()) return false;
  const char32_t first = decode_utf8(line, 0).value;
  return is_letter(first) && !is_upper(first);
}

bool ends_a_sentence(std::string_view line) {
  line = trim_right(line);
  return line.empty() || std::string_view(".!?:;").find(line.back()) != std::string_view::npos;
}

}  // namespace

std::string render_blocks(const std::vector<TextBlock>& blocks) {
  std::string out;
  const TextBlock* previous = nullptr;
  for (const TextBlock& block : blocks) {
    if (block.text.empty()) continue;
    if (previous != nullptr) {
      const bool same_list = previous->kind == BlockKind::kItem && block.kind == BlockKind::kItem;
      out += same_list ? "\n" : "\n\n";
    }
    out += block.text;
    previous = &block;
  }
  return std::string(trim(out));
}

StoryBody split_acceptance_criteria(std::vector<TextBlock> blocks) {
  part_criteria_lines(blocks);
  std::vector<TextBlock> description;
  std::vector<TextBlock> criteria;
  for (std::size_t i = 0; i < blocks.size();) {
    const bool heading = blocks[i].kind == BlockKind::kHeading && is_criteria_title(blocks[i].text);
    if (!heading && !is_criteria_line(blocks[i])) {
      description.push_back(std::move(blocks[i++]));
      continue;
    }
    const std::size_t end = section_end(blocks, i);
    for (++i; i < end; ++i) criteria.push_back(std::move(blocks[i]));
  }
  return {render_blocks(description), render_blocks(criteria)};
}

std::string join_wrapped_lines(std::string_view paragraph) {
  std::string out(paragraph);
  if (paragraph.find('\n') == paragraph.npos) return out;
  const std::vector<std::string_view> lines = split_lines(paragraph);
  std::size_t width = 0;
  for (const std::string_view line : lines) width = std::max(width, count_characters(line));
  if (width < 50 || width > 110) return out;
  for (const std::string_view line : lines) {
    if (!line.empty() && is_ascii_space(line.front())) return out;
  }
  bool all_filled = lines.size() > 2;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    all_filled = all_filled && count_characters(lines[i]) + 1 + first_word_length(lines[i + 1]) > width;
  }
  std::size_t at = 0;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    at += lines[i].size();
    const bool filled = count_characters(lines[i]) + 1 + first_word_length(lines[i + 1]) > width;
    const bool soft =
        filled && !ends_a_sentence(lines[i]) && (all_filled || begins_in_lower_case(lines[i + 1]));
    if (soft) out[at] = ' ';
    ++at;
  }
  return out;
}

}  // namespace st
