#include "engine/memory_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/memory.h"
#include "kernels/attention/attention.h"
#include "kernels/few_tokens.h"
#include "kernels/matmul/matmul.h"
#include "tensor/dtype.h"

namespace st {
namespace {

constexpr auto kFloatBytes = static_cast<std::int64_t>(sizeof(float));
// What the sampler keeps for a token of the vocabulary: a candidate and its weight.
constexpr std::int64_t kCandidateBytes = 24;

std::int64_t activation_bytes(const model::BlockSpec& spec, std::int64_t n_tokens) {
  const std::int64_t gates = spec.mlp.kind == model::MlpKind::kGated ? 2 : 1;
  const std::int64_t routed = spec.mlp.n_experts > 0 ? 2 * spec.d_model + spec.mlp.n_experts : 0;
  const std::int64_t widths = 3 * spec.d_model + 2 * spec.attention.q_width() +
                              2 * spec.attention.kv_width() + gates * spec.mlp.d_ff + routed;
  return n_tokens * widths * kFloatBytes;
}

// Products and attention share one buffer, so the larger of them counts.
std::int64_t kernel_bytes(const model::BlockSpec& spec, const MemoryShape& shape) {
  const std::int64_t widest = std::max({spec.mlp.d_ff, spec.d_model, spec.attention.q_width()});
  const auto products =
      static_cast<std::int64_t>(kernels::matmul_scratch_bytes(shape.chunk_tokens, widest, shape.n_threads));
  const kernels::AttentionShape heads{spec.attention.n_heads, spec.attention.n_kv_heads,
                                      spec.attention.head_dim};
  const kernels::AttentionExtent last{shape.chunk_tokens,
                                      std::max<std::int64_t>(0, shape.capacity_tokens - shape.chunk_tokens),
                                      std::max(shape.capacity_tokens, shape.chunk_tokens)};
  const std::span<const kernels::AttentionExtent> extents(&last, 1);
  const std::size_t attention =
      shape.naive_attention ? kernels::naive_scratch_bytes(heads, extents)
                            : kernels::flash_scratch_bytes(
                                  heads, kernels::plan_attention(heads, {}, extents), shape.n_threads);
  return std::max(products, static_cast<std::int64_t>(attention));
}

// What is still to be taken.
std::int64_t needed(const model::BlockSpec& spec, const MemoryShape& shape) {
  const MemoryPlan plan = plan_memory(spec, shape);
  return plan.total() - plan.program;
}

// The most tokens of cache, in whole pages, that leave the rest room.
std::int64_t tokens_that_fit(const model::BlockSpec& spec, MemoryShape shape, std::int64_t available) {
  std::int64_t least = 0, most = shape.capacity_tokens / 64;
  while (least < most) {
    const std::int64_t middle = (least + most + 1) / 2;
    shape.capacity_tokens = middle * 64;
    if (needed(spec, shape) <= available) {
      least = middle;
    } else {
      most = middle - 1;
    }
  }
  return least * 64;
}

}  // namespace

std::string MemoryPlan::text() const {
  const auto bytes = [](std::int64_t n) { return byte_text(static_cast<std::uint64_t>(n)); };
  return fmt::format("weights {} + keys and values {} + work space {} + program {} = {}", bytes(weights),
                     bytes(kv_cache), bytes(work), bytes(program), bytes(total()));
}

MemoryPlan plan_memory(const model::BlockSpec& spec, const MemoryShape& shape) {
  MemoryPlan plan;
  plan.weights = shape.weight_bytes;
  plan.kv_cache =
      kv_cache_bytes(model::kv_layout_of(spec, shape.key_type, shape.value_type), shape.capacity_tokens);
  const std::int64_t logit_rows = std::max<std::int64_t>(kernels::kFewTokens, shape.logit_rows);
  plan.work = activation_bytes(spec, shape.chunk_tokens) + kernel_bytes(spec, shape) +
              logit_rows * spec.n_vocab * kFloatBytes + spec.n_vocab * kCandidateBytes;
  plan.program = shape.program_bytes;
  return plan;
}

std::string what_would_fit(const model::BlockSpec& spec, const MemoryShape& shape, std::int64_t available,
                           const std::function<std::int64_t(DType)>& weights_at) {
  std::vector<std::string> ways;
  if (const std::int64_t fits = tokens_that_fit(spec, shape, available); fits > 0)
    ways.push_back(fmt::format("{} tokens would fit", fits));
  for (const DType type : {DType::kQ8_0, DType::kQ4_0}) {
    MemoryShape smaller = shape;
    smaller.key_type = smaller.value_type = type;
    if (!check_layout(model::kv_layout_of(spec, type, type)).ok()) continue;
    if (needed(spec, smaller) < needed(spec, shape) && needed(spec, smaller) <= available) {
      ways.push_back(fmt::format("all of it would with --kv-type {}", name(type)));
      break;
    }
  }
  for (const DType type : {DType::kQ8_0, DType::kQ4_K}) {
    MemoryShape smaller = shape;
    smaller.weight_bytes = weights_at(type);
    if (smaller.weight_bytes < shape.weight_bytes && needed(spec, smaller) <= available) {
      ways.push_back(fmt::format("all of it would with --weights {}", name(type)));
      break;
    }
  }
  if (ways.empty()) return "no shorter context and no smaller type that this program knows would fit";
  std::string text = ways.front();
  for (std::size_t i = 1; i < ways.size(); ++i) text += "; " + ways[i];
  return text;
}

}  // namespace st
