#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace st {

// What followed the last time that the sequence's end stood in it: up to `most` tokens; none where its last
// `least_match` tokens stand nowhere before. The longest match of up to four tokens decides, the latest
// place among equals (prompt lookup decoding, Saxena 2023).
std::vector<std::int32_t> draft_by_lookup(std::span<const std::int32_t> ids, std::size_t most,
                                          std::size_t least_match = 2);

}  // namespace st
