#pragma once

#include <cstdint>
#include <span>

namespace st {

// Code points of one script. Numbers have no meaning but to differ; Han, Hiragana and Katakana share one.
struct ScriptRange {
  char32_t first;
  char32_t last;
  std::uint32_t script;
};

// In order, without overlap. Code points in none (a space, what Unicode 9 leaves unassigned) join any
// neighbour.
std::span<const ScriptRange> script_ranges();

}  // namespace st
