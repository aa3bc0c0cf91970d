#include "kernels/matmul/matmul_jobs.h"
#include "kernels/simd/dots.h"
#include "kernels/simd/panel.h"
#include "kernels/simd/unpack.h"

namespace st::kernels::ST_ISA_NAMESPACE {
namespace {

std::int64_t least(std::int64_t a, std::int64_t b) {
  return a < b ? a : b;
}

// One weight row against every token.
void few_tokens_row(const FewTokensJob& job, Unpack unpack, std::int64_t out, float* sums) {
  const MatmulWeights& weights = job.weights;
  const std::byte* row = weights.rows + out * weights.row_bytes;
  alignas(64) float chunk[kDepthChunk];
  for (std::int64_t t = 0; t < job.n_tokens; ++t) sums[t] = 0.0f;
  for (std::int64_t k = 0; k < weights.n_in; k += kDepthChunk, row += weights.chunk_bytes) {
    const std::int64_t depth = least(kDepthChunk, weights.n_in - k);
    unpack(row, depth, chunk);
    add_dots_of_rows(chunk, job.x + k, weights.n_in, job.n_tokens, depth, sums);
  }
}

void store_row(const FewTokensJob& job, std::int64_t out, const float* sums) {
  const float bias = job.weights.bias == nullptr ? 0.0f : job.weights.bias[out];
  for (std::int64_t t = 0; t < job.n_tokens; ++t) job.y[t * job.weights.n_out + out] = sums[t] + bias;
}

// One group's terms for one token: scale * (u . q).
template <typename Format>
ST_INLINE void add_block_dots(const Unpacked& block, const std::int8_t* q, const float* x_scales,
                              Dot8& dots) {
  for (int i = 0; i < Format::kElements / 32; ++i) {
    if constexpr (Format::kGroup == 32) {
      dots.add_block(block.u + 32 * i, q + 32 * i, block.scale[i] * x_scales[i]);
    } else {
      dots.add_block(block.u + 32 * i, q + 32 * i, block.scale + 2 * i, x_scales[i]);
    }
  }
}

// What the groups' zero points stand for: (scale * offset + minimum) times the sum of their q, a lane a
// group.
template <typename Format>
ST_INLINE F32 add_zero_points(const Unpacked& block, const float* group_sums, F32 sum) {
  constexpr int kGroups = Format::kElements / Format::kGroup;
  const F32 offset = splat(static_cast<float>(Format::kOffset));
  for_lanes(kGroups, [&](std::int64_t g, int lanes) {
    F32 lift = zero();
    if constexpr (Format::kHasMinimum) lift = load_some(block.minimum + g, lanes);
    if constexpr (Format::kOffset != 0) lift = fused(load_some(block.scale + g, lanes), offset, lift);
    sum = fused(lift, load_some(group_sums + g, lanes), sum);
  });
  return sum;
}

// The same for a block of one group, without vectors: a vector load of the scale just stored would wait for
// the store.
template <typename Format>
ST_INLINE float zero_point(const Unpacked& block, float group_sum) {
  float lift = block.scale[0] * Format::kOffset;
  if constexpr (Format::kHasMinimum) lift += block.minimum[0];
  return lift * group_sum;
}

// One weight row against every token, in bytes: scale * (u - offset) - minimum, so the sum over a group is
// scale * (u . q) - (scale * offset + minimum) * sum(q), and the sums of q are there already.
template <typename Format>
void byte_row(const FewTokensJob& job, const ByteActivations& x, std::int64_t out, float* sums) {
  const std::uint8_t* block =
      reinterpret_cast<const std::uint8_t*>(job.weights.rows + out * job.weights.row_bytes);
  const std::int64_t n_in = job.weights.n_in;
  Dot8 dots[kFewTokens];
  F32 corrections[kFewTokens];
  for (F32& correction : corrections) correction = zero();
  float one_group_corrections[kFewTokens] = {};
  Unpacked unpacked;
  for (std::int64_t first = 0; first < n_in; first += Format::kElements, block += Format::kBytes) {
    Format::unpack(block, unpacked);
    for (std::int64_t t = 0; t < job.n_tokens; ++t) {
      const std::int64_t place = t * n_in + first;
      const float* group_sums =
          (Format::kGroup == 32 ? x.sums_of_32 : x.sums_of_16) + place / Format::kGroup;
      add_block_dots<Format>(unpacked, x.q + place, x.scale + place / 32, dots[t]);
      if constexpr (Format::kElements == Format::kGroup) {
        one_group_corrections[t] += zero_point<Format>(unpacked, group_sums[0]);
      } else {
        corrections[t] = add_zero_points<Format>(unpacked, group_sums, corrections[t]);
      }
    }
  }
  for (std::int64_t t = 0; t < job.n_tokens; ++t) {
    sums[t] = dots[t].total() - sum_of(corrections[t]) - one_group_corrections[t];
  }
}

using ByteRow = void (*)(const FewTokensJob&, const ByteActivations&, std::int64_t, float*);

ByteRow byte_row_for(DType type) {
  switch (type) {
    case DType::kQ8_0:
      return byte_row<FormatQ8_0>;
    case DType::kQ4_0:
      return byte_row<FormatQ4_0>;
    case DType::kQ4_1:
      return byte_row<FormatQ4_1>;
    case DType::kQ5_0:
      return byte_row<FormatQ5_0>;
    case DType::kQ5_1:
      return byte_row<FormatQ5_1>;
    case DType::kQ2_K:
      return byte_row<FormatQ2_K>;
    case DType::kQ3_K:
      return byte_row<FormatQ3_K>;
    case DType::kQ4_K:
      return byte_row<FormatQ4_K>;
    case DType::kQ5_K:
      return byte_row<FormatQ5_K>;
    case DType::kQ6_K:
      return byte_row<FormatQ6_K>;
    case DType::kIQ4_NL:
      return byte_row<FormatIQ4_NL>;
    case DType::kIQ4_XS:
      return byte_row<FormatIQ4_XS>;
    default:
      return nullptr;
  }
}

}  // namespace

void few_tokens_simd(const FewTokensJob& job) {
  const Unpack unpack = unpack_for(job.weights.type);
  float sums[kFewTokens];
  for (std::int64_t out = job.first_out; out < job.last_out; ++out) {
    few_tokens_row(job, unpack, out, sums);
    store_row(job, out, sums);
  }
}

void few_tokens_bytes_simd(const FewTokensJob& job, const ByteActivations& x) {
  const ByteRow row = byte_row_for(job.weights.type);
  float sums[kFewTokens];
  for (std::int64_t out = job.first_out; out < job.last_out; ++out) {
    row(job, x, out, sums);
    store_row(job, out, sums);
  }
}

// n values of one token, n a multiple of 32.
void round_to_bytes_simd(const float* x, std::int64_t n, const ByteActivations& to) {
  std::int8_t* q = to.q;
  for (std::int64_t block = 0; block < n / 32; ++block, x += 32, q += 32) {
    F32 top = zero();
    for (int i = 0; i < 32; i += kLanes) top = largest(absolute(load(x + i)), top);
    const float scale = largest_of(top) / 127.0f;
    const F32 inverse = splat(scale > 0.0f ? 1.0f / scale : 0.0f);
    alignas(64) float rounded[32];
    for (int i = 0; i < 32; i += kLanes) store(rounded + i, nearest(load(x + i) * inverse));
    float halves[2] = {};
    for (int i = 0; i < 32; ++i) {
      q[i] = static_cast<std::int8_t>(static_cast<int>(rounded[i]));
      halves[i / 16] += rounded[i];
    }
    to.scale[block] = scale;
    to.sums_of_16[2 * block] = scale * halves[0];
    to.sums_of_16[2 * block + 1] = scale * halves[1];
    to.sums_of_32[block] = scale * (halves[0] + halves[1]);
  }
}

// Tokens [0, n_tokens) of x, [n_tokens, n_in], turned to [n_in, kTokenPanel] with zeros behind the last.
void pack_panel_simd(const float* x, std::int64_t n_tokens, std::int64_t n_in, float* panel) {
  constexpr std::int64_t kStep = 16;  // a cache line of each token at a time
  for (std::int64_t first = 0; first < n_in; first += kStep) {
    const std::int64_t last = least(first + kStep, n_in);
    for (std::int64_t k = first; k < last; ++k) {
      float* to = panel + k * kTokenPanel;
      for (std::int64_t t = 0; t < n_tokens; ++t) to[t] = x[t * n_in + k];
      for (std::int64_t t = n_tokens; t < kTokenPanel; ++t) to[t] = 0.0f;
    }
  }
}

// Weights are the broadcast side and tokens the vectors, so that no weight is ever moved: a tile of rows is
// unpacked, then meets every panel of tokens while it is in the cache.
void matmul_block_simd(const BlockJob& job) {
  const MatmulWeights& weights = job.weights;
  const Unpack unpack = unpack_for(weights.type);
  float* tile = job.scratch;
  float* sums = job.scratch + kWeightRows * kDepthChunk;  // [n_rows, kTokenBlock]
  const std::byte* rows = weights.rows + job.first_out * weights.row_bytes;
  for (std::int64_t k = 0; k < weights.n_in; k += kDepthChunk) {
    const std::int64_t depth = least(kDepthChunk, weights.n_in - k);
    for (std::int64_t i = 0; i < job.n_rows; ++i) {
      unpack(rows + i * weights.row_bytes + k / kDepthChunk * weights.chunk_bytes, depth,
             tile + i * kDepthChunk);
    }
    for (std::int64_t token = 0; token < job.n_tokens; token += kTokenPanel) {
      PanelOperands p;
      p.a = tile;
      p.a_row = kDepthChunk;
      p.a_depth = 1;
      p.b = job.panels + token * weights.n_in + k * kTokenPanel;
      p.b_depth = kTokenPanel;
      p.c = sums + token;
      p.c_row = kTokenBlock;
      p.depth = depth;
      p.add = k > 0;
      panel_product(p, job.n_rows, least(kTokenPanel, job.n_tokens - token));
    }
  }
  for (std::int64_t t = 0; t < job.n_tokens; ++t) {
    float* y = job.y + t * weights.n_out + job.first_out;
    for (std::int64_t i = 0; i < job.n_rows; ++i) {
      y[i] = sums[i * kTokenBlock + t] + (weights.bias == nullptr ? 0.0f : weights.bias[job.first_out + i]);
    }
  }
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
