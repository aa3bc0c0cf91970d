#include "combine/gherkin.h"

#include <array>
#include <optional>

namespace st::combine {
namespace {

struct Line {
  std::string_view text;  // without surrounding space
  std::size_t start = 0;  // of `text`
  std::size_t end = 0;
};

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t stop = std::min(text.find('\n', at), text.size());
    const std::string_view body = trim(text.substr(at, stop - at));
    if (!body.empty()) {
      const std::size_t start = static_cast<std::size_t>(body.data() - text.data());
      lines.push_back({body, start, start + body.size()});
    }
    at = stop + 1;
  }
  return lines;
}

// What follows "<keyword>:"; nothing where the line opens with another word.
std::optional<std::string> after_keyword(std::string_view line, std::string_view keyword) {
  if (!line.starts_with(keyword) || line.size() <= keyword.size() || line[keyword.size()] != ':')
    return std::nullopt;
  return std::string(trim(line.substr(keyword.size() + 1)));
}

std::optional<GherkinBlock> block_opened_by(std::string_view line) {
  using Kind = GherkinBlock::Kind;
  constexpr std::array<std::pair<std::string_view, Kind>, 5> kKeywords = {
      {{"Scenario Outline", Kind::kScenario},
       {"Scenario Template", Kind::kScenario},
       {"Scenario", Kind::kScenario},
       {"Background", Kind::kBackground},
       {"Rule", Kind::kRule}}};
  for (const auto& [keyword, kind] : kKeywords) {
    if (auto title = after_keyword(line, keyword)) return GherkinBlock{kind, *std::move(title), 0, 0};
  }
  if (auto title = after_keyword(line, "Example"))
    return GherkinBlock{Kind::kScenario, *std::move(title), 0, 0};
  return std::nullopt;
}

bool is_tag_or_comment(std::string_view line) {
  return line.front() == '@' || line.front() == '#';
}

}  // namespace

bool is_gherkin(std::string_view text) {
  for (const Line& line : lines_of(text.substr(0, 4096))) {
    if (is_tag_or_comment(line.text)) continue;
    return after_keyword(line.text, "Feature").has_value();
  }
  return false;
}

GherkinFeature parse_gherkin(std::string_view text) {
  GherkinFeature feature;
  std::optional<std::size_t> tags_start;
  for (const Line& line : lines_of(text)) {
    if (auto title = after_keyword(line.text, "Feature");
        title && feature.blocks.empty() && feature.title.empty()) {
      feature.title = *std::move(title);
      tags_start.reset();
      continue;
    }
    if (line.text.front() == '@') {
      if (!tags_start) tags_start = line.start;
      continue;
    }
    if (auto block = block_opened_by(line.text)) {
      block->start = tags_start.value_or(line.start);
      block->end = line.end;
      feature.blocks.push_back(*std::move(block));
    } else if (feature.blocks.empty()) {
      feature.blocks.push_back({GherkinBlock::Kind::kNarrative, "", line.start, line.end});
    } else {
      feature.blocks.back().end = line.end;
    }
    tags_start.reset();
  }
  return feature;
}

std::vector<std::string> gherkin_steps(std::string_view block) {
  constexpr std::array<std::string_view, 6> kStepWords = {"Given ", "When ", "Then ", "And ", "But ", "* "};
  std::vector<std::string> steps;
  for (const Line& line : lines_of(block)) {
    for (const std::string_view word : kStepWords) {
      if (line.text.starts_with(word)) steps.emplace_back(line.text);
    }
  }
  return steps;
}

}  // namespace st::combine
