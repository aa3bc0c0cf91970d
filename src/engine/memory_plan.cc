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

// The most tokens of cache that leave the rest room.
std::int64_t tokens_that_fit(const model::Decoder& decoder, MemoryShape shape, std::int64_t available) {
  const MemoryPlan plan = plan_memory(decoder, shape);
  if (shape.capacity_tokens == 0 || plan.kv_cache == 0) return 0;
  const std::int64_t left = available - plan.weights - plan.work;
  const double each = static_cast<double>(plan.kv_cache) / static_cast<double>(shape.capacity_tokens);
  return left <= 0 ? 0 : static_cast<std::int64_t>(static_cast<double>(left) / each) / 64 * 64;
}

}  // namespace

std::string MemoryPlan::text() const {
  const auto bytes = [](std::int64_t n) { return byte_text(static_cast<std::uint64_t>(n)); };
  return fmt::format("weights {} + keys and values {} + work space {} = {}", bytes(weights),
                     bytes(kv_cache), bytes(work), bytes(total()));
}

MemoryPlan plan_memory(const model::Decoder& decoder, const MemoryShape& shape) {
  const model::BlockSpec& spec = decoder.spec();
  MemoryPlan plan;
  plan.weights = static_cast<std::int64_t>(decoder.weight_bytes());
  plan.kv_cache =
      kv_cache_bytes(decoder.kv_layout(shape.key_type, shape.value_type), shape.capacity_tokens);
  plan.work = activation_bytes(spec, shape.chunk_tokens) + kernel_bytes(spec, shape) +
              kernels::kFewTokens * spec.n_vocab * kFloatBytes;
  return plan;
}

std::string what_would_fit(const model::Decoder& decoder, const MemoryShape& shape,
                           std::int64_t available) {
  std::vector<std::string> ways;
  if (const std::int64_t fits = tokens_that_fit(decoder, shape, available); fits > 0)
    ways.push_back(fmt::format("{} tokens would fit", fits));
  for (const DType type : {DType::kQ8_0, DType::kQ4_0}) {
    MemoryShape smaller = shape;
    smaller.key_type = smaller.value_type = type;
    if (!check_layout(decoder.kv_layout(type, type)).ok()) continue;
    const MemoryPlan plan = plan_memory(decoder, smaller);
    if (plan.kv_cache < plan_memory(decoder, shape).kv_cache && plan.total() <= available) {
      ways.push_back(fmt::format("all of it would with --kv-type {}", name(type)));
      break;
    }
  }
  if (ways.empty())
    ways.push_back(
        "smaller weights might (--weights q4_k, or a file quantised by `storytransformer quantize`)");
  std::string text = ways.front();
  for (std::size_t i = 1; i < ways.size(); ++i) text += "; " + ways[i];
  return text;
}

}  // namespace st
