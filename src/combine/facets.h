#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace st::combine {

// Questions that requirements answer with a word where others answer with a number: by which channel, on or
// off to begin with, how one proves who one is, who decides. Two claims on one topic that give one question
// different answers can't both hold, as two with different numbers can't.
enum class Facet : std::uint8_t { kChannel, kDefault, kProof, kApproval, kCircle };
inline constexpr std::size_t kFacetCount = 5;

// The answers that a text gives to each facet, as bits; 0: none.
using FacetAnswers = std::array<std::uint16_t, kFacetCount>;

// `lower` is the text in lower case.
FacetAnswers facets_of(std::string_view lower);

// Whether some facet has answers in both, and none in common.
bool facets_conflict(const FacetAnswers& a, const FacetAnswers& b);

}  // namespace st::combine
