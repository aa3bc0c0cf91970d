#pragma once

// For tests and the fuzz target: attention calls made from random numbers, with everything they borrow.

#include <memory>
#include <random>
#include <vector>

#include "kernels/attention/attention.h"
#include "kernels/kernel_testing.h"
#include "quant/quant_format.h"

namespace st::kernels {

struct AttentionCase {
  struct Stored {
    std::vector<std::byte> keys, values;
    std::vector<std::uint32_t> pages;
    std::vector<std::uint8_t> visible;
  };
  AttentionShape shape;
  AttentionOptions options;
  std::vector<float> slopes;
  RelativeBias bias;
  std::vector<Stored> stored;
  std::vector<AttentionSequence> sequences;
  std::vector<AttentionExtent> extents;
  std::vector<float> q;
  std::int64_t n_tokens = 0;

  AttentionCall call(std::span<float> out) const { return {shape, options, sequences, q, out}; }
  std::size_t out_size() const { return q.size(); }
};

struct AttentionLimits {
  std::int64_t most_keys = 300;
  std::int64_t most_queries = 150;
  std::int64_t most_sequences = 3;
};

namespace case_detail {

inline std::int64_t below(std::mt19937& random, std::int64_t n) {
  return static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(n));
}

inline std::vector<std::byte> encoded(const std::vector<float>& values, DType type) {
  std::vector<std::byte> bytes(*byte_count(type, values.size()));
  find_quant_format(type)->encode(values.data(), values.size(), bytes.data());
  return bytes;
}

// Scattered pages: [n_pages, n_kv_heads, page_tokens, head_dim], the sequence's pages in random order among
// others.
inline void add_paged(AttentionCase& made, std::mt19937& random, DType key_type, DType value_type,
                      std::int64_t n_keys, AttentionCase::Stored& stored, KvView& view) {
  const std::int64_t page_tokens = std::int64_t{1} << (3 + below(random, 5));
  const std::int64_t n_pages = (n_keys + page_tokens - 1) / page_tokens + 2;
  const std::size_t n_values =
      static_cast<std::size_t>(n_pages * made.shape.n_kv_heads * page_tokens * made.shape.head_dim);
  stored.keys = encoded(random_values(n_values, random()), key_type);
  stored.values = encoded(random_values(n_values, random()), value_type);
  for (std::int64_t page = 0; page < n_pages; ++page)
    stored.pages.push_back(static_cast<std::uint32_t>(page));
  for (std::size_t i = stored.pages.size() - 1; i > 0; --i)
    std::swap(stored.pages[i], stored.pages[random() % (i + 1)]);
  const auto rows = [&](DType type, const std::vector<std::byte>& bytes) {
    const std::int64_t row = kv_row_bytes(type, made.shape.head_dim);
    return KvRows{type, bytes.data(), row * page_tokens * made.shape.n_kv_heads, row * page_tokens, row};
  };
  view.keys = rows(key_type, stored.keys);
  view.values = rows(value_type, stored.values);
  view.pages = stored.pages;
  view.page_tokens = page_tokens;
  view.n_tokens = n_keys;
}

inline void add_sequence(AttentionCase& made, std::mt19937& random, const AttentionLimits& limits,
                         DType key_type, DType value_type) {
  AttentionSequence sequence;
  AttentionExtent& extent = sequence.extent;
  extent.n_keys = 1 + below(random, limits.most_keys);
  extent.n_queries = random() % 2 == 0 ? 1 + below(random, 3) : 1 + below(random, limits.most_queries);
  if (random() % 4 != 0) extent.n_queries = std::min(extent.n_queries, extent.n_keys);
  extent.first_position = std::max<std::int64_t>(0, extent.n_keys - extent.n_queries);
  sequence.first_query = made.n_tokens;
  made.n_tokens += extent.n_queries;
  AttentionCase::Stored& stored = made.stored.emplace_back();
  if (random() % 2 == 0) {
    add_paged(made, random, key_type, value_type, extent.n_keys, stored, sequence.kv);
  } else {
    const std::size_t n =
        static_cast<std::size_t>(extent.n_keys * made.shape.n_kv_heads * made.shape.head_dim);
    stored.keys = encoded(random_values(n, random()), key_type);
    stored.values = encoded(random_values(n, random()), value_type);
    sequence.kv = contiguous_kv(key_type, stored.keys.data(), value_type, stored.values.data(),
                                extent.n_keys, made.shape.n_kv_heads, made.shape.head_dim);
  }
  if (random() % 4 == 0) {
    for (std::int64_t i = 0; i < extent.n_keys; ++i) stored.visible.push_back(random() % 3 != 0);
    sequence.key_visible = stored.visible;
  }
  made.sequences.push_back(sequence);
  made.extents.push_back(extent);
}

inline void choose_options(AttentionCase& made, std::mt19937& random) {
  made.options.scale = 1.0f / std::sqrt(static_cast<float>(made.shape.head_dim));
  made.options.mask.causal = random() % 3 != 0;
  if (random() % 3 == 0) made.options.mask.window_tokens = 1 + below(random, 100);
  if (made.options.mask.window_tokens == 0 && random() % 4 == 0)
    made.options.mask.prefix_tokens = below(random, 60);
  if (random() % 4 == 0) made.options.soft_cap = 5.0f;
  if (random() % 4 == 0) {
    made.slopes = alibi_slopes(made.shape.n_heads);
    made.options.alibi_slopes = made.slopes;
  } else if (random() % 4 == 0) {
    const RelativeBuckets buckets{32, 64, random() % 2 == 0};
    made.bias = relative_bias(buckets, made.shape.n_heads,
                              random_values(static_cast<std::size_t>(32 * made.shape.n_heads), random()));
    made.options.relative_bias = &made.bias;
  }
}

}  // namespace case_detail

// The case is behind a pointer because its call borrows from it.
inline std::unique_ptr<AttentionCase> random_attention_case(std::mt19937& random,
                                                            const AttentionLimits& limits) {
  auto made = std::make_unique<AttentionCase>();
  constexpr std::int64_t kHeadDims[] = {32, 64, 96, 128, 160, 256, 40, 80, 24};
  constexpr std::int64_t kGroups[] = {1, 1, 2, 3, 4, 8};
  constexpr DType kTypes[] = {DType::kF32, DType::kF16, DType::kBF16, DType::kQ8_0, DType::kQ4_0};
  made->shape.head_dim = kHeadDims[random() % 9];
  made->shape.n_kv_heads = 1 + case_detail::below(random, 3);
  made->shape.n_heads = made->shape.n_kv_heads * kGroups[random() % 6];
  const std::uint32_t n_types = made->shape.head_dim % 32 == 0 ? 5 : 3;
  const DType key_type = kTypes[random() % n_types], value_type = kTypes[random() % n_types];
  const std::int64_t n_sequences = 1 + case_detail::below(random, limits.most_sequences);
  made->stored.reserve(static_cast<std::size_t>(n_sequences));
  for (std::int64_t i = 0; i < n_sequences; ++i)
    case_detail::add_sequence(*made, random, limits, key_type, value_type);
  case_detail::choose_options(*made, random);
  made->q =
      random_values(static_cast<std::size_t>(made->n_tokens * made->shape.n_heads * made->shape.head_dim),
                    random(), random() % 4 == 0 ? 8.0f : 1.0f);
  return made;
}

}  // namespace st::kernels
