#pragma once

#include <vector>

#include "tokenizer/normalize/aligned_chars.h"

namespace st {

// Decomposes and puts marks into canonical order (UAX #15, D68 to D70).
void decompose(const std::vector<AlignedChar>& input, bool compatibility, std::vector<CharChange>& output);

// Composes what decompose() wrote.
void compose(std::vector<CharChange>& chars);

}  // namespace st
