#pragma once

#include <cstdint>

namespace st::kernels {

// A step of up to so many new tokens is taken as decoding is: matrix products a row at a time, attention a
// token at a time. What a token gets is then the same bits alone, among other sequences, or in a draft; so
// whoever wants that keeps a step to this many tokens, or gives a sequence's tokens a step of their own.
inline constexpr std::int64_t kFewTokens = 8;

}  // namespace st::kernels
