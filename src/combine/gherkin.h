#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace st::combine {

// A part of a Gherkin feature file (https://cucumber.io/docs/gherkin/reference): its byte range and title.
struct GherkinBlock {
  enum class Kind { kNarrative, kBackground, kScenario, kRule } kind = Kind::kScenario;
  std::string title;  // behind the keyword's colon; empty for the narrative
  std::size_t start = 0;
  std::size_t end = 0;  // one past the last byte that is not space
};

struct GherkinFeature {
  std::string title;
  std::vector<GherkinBlock> blocks;  // in the order of the text
};

// Whether the text is a feature file: its first line with words on it, tags and comments aside, is
// "Feature: ...".
bool is_gherkin(std::string_view text);

// Splits a feature file into blocks. Tag lines belong to the block below them. REQUIRES: is_gherkin(text).
GherkinFeature parse_gherkin(std::string_view text);

// One line a step: the steps of a scenario block without tables and doc strings, keywords kept.
std::vector<std::string> gherkin_steps(std::string_view block);

}  // namespace st::combine
