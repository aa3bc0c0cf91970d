#include "combine/phrases.h"

#include <algorithm>

namespace st::combine {
namespace {

bool is_word_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
         byte == '-' || byte == '\'' || byte >= 0x80;
}

}  // namespace

std::size_t find_phrase(std::string_view lower, std::string_view phrase, std::size_t from) {
  for (std::size_t at = lower.find(phrase, from); at != std::string_view::npos;
       at = lower.find(phrase, at + 1)) {
    const std::size_t end = at + phrase.size();
    const bool open_left = at == 0 || !is_word_byte(lower[at - 1]);
    const bool open_right = end == lower.size() || !is_word_byte(lower[end]);
    if (open_left && open_right) return at;
  }
  return std::string_view::npos;
}

bool has_any_phrase(std::string_view lower, std::span<const std::string_view> phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](std::string_view p) { return has_phrase(lower, p); });
}

std::size_t count_phrases(std::string_view lower, std::span<const std::string_view> phrases) {
  return static_cast<std::size_t>(std::count_if(phrases.begin(), phrases.end(),
                                                [&](std::string_view p) { return has_phrase(lower, p); }));
}

}  // namespace st::combine
