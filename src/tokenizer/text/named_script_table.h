#pragma once

#include <span>
#include <string_view>

namespace st {

struct NamedScriptRange {
  std::string_view script;
  char32_t first;
  char32_t last;
};

// The scripts that patterns may name, and parts of other properties (Other_Alphabetic), as the HF library's
// patterns hold them (Unicode 16); the ranges of one name lie side by side.
std::span<const NamedScriptRange> named_script_ranges();

}  // namespace st
