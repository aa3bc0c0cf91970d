#pragma once

#include <span>
#include <string>
#include <string_view>

namespace st::combine {

// Where `phrase` stands in `lower` as whole words; npos where it does not. Both are lower case. A letter,
// digit, hyphen or apostrophe beside it makes it part of another word.
std::size_t find_phrase(std::string_view lower, std::string_view phrase, std::size_t from = 0);

inline bool has_phrase(std::string_view lower, std::string_view phrase) {
  return find_phrase(lower, phrase) != std::string_view::npos;
}

// Whether one of the phrases stands there, and how many of them do.
bool has_any_phrase(std::string_view lower, std::span<const std::string_view> phrases);
std::size_t count_phrases(std::string_view lower, std::span<const std::string_view> phrases);

}  // namespace st::combine
