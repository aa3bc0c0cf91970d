#pragma once

#include <array>
#include <cstdint>

namespace st {

// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): four random words for
// a counter and a key, without any state. The same on every machine.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

// Draw number `draw` of stream `stream` under `seed`: a double in [0, 1), a multiple of 2^-53. The counter
// is (draw low, draw high, stream low, stream high), the key (seed low, seed high); the words 0 and 1 are
// used.
double uniform_draw(std::uint64_t seed, std::uint64_t stream, std::uint64_t draw);

// e^x for x <= 0, out of additions, multiplications and one table of constants: the same bits wherever
// doubles are IEEE 754, which no C library promises. Relative error below 4e-16; 0 under -708.
double portable_exp(double x);

}  // namespace st
