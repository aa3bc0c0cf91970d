#include "remote/bounded_json.h"

#include <nlohmann/json.hpp>

namespace st::remote {
namespace {

// What is too deep for us is found before anything is built.
bool too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth > kMostJsonDepth) return true;
  }
  return false;
}

}  // namespace

std::optional<nlohmann::ordered_json> parse_bounded_json(std::string_view text) {
  if (too_deep(text)) return std::nullopt;
  auto value = nlohmann::ordered_json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

}  // namespace st::remote
