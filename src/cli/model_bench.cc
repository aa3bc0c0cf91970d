#include "cli/model_bench.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "cli/bench.h"
#include "kernels/attention/attention_plan.h"

namespace st::cli {
namespace {

using model::BlockSpec;
using model::Decoder;

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Multiplications and additions of one token's matrices, without the vocabulary's.
double matrix_flop(const BlockSpec& spec) {
  const model::AttentionSpec& attention = spec.attention;
  const std::int64_t mlps = std::max<std::int64_t>(1, spec.mlp.n_experts_used);
  const std::int64_t of_mlp = (spec.mlp.kind == model::MlpKind::kGated ? 3 : 2) * spec.mlp.d_ff * mlps;
  const std::int64_t rows =
      2 * attention.q_width() + 2 * attention.kv_width() + of_mlp + spec.mlp.n_experts;
  return 2.0 * static_cast<double>(spec.n_layers) * static_cast<double>(spec.d_model) *
         static_cast<double>(rows);
}

double vocabulary_flop(const BlockSpec& spec) {
  return 2.0 * static_cast<double>(spec.d_model) * static_cast<double>(spec.n_vocab);
}

// What attention costs in one step, over all layers.
struct AttentionCost {
  double n_flop = 0.0, n_bytes = 0.0;
};
AttentionCost attention_cost(const BlockSpec& spec, const KvLayout& layout, std::int64_t n_before,
                             std::int64_t n_new) {
  const kernels::AttentionShape shape{spec.attention.n_heads, spec.attention.n_kv_heads,
                                      spec.attention.head_dim};
  const kernels::AttentionExtent extent{n_new, n_before, n_before + n_new};
  std::vector<AttentionCost> of_kind;
  for (const model::LayerKind& kind : spec.kinds) {
    kernels::AttentionMask mask;
    mask.window_tokens = kind.window_tokens;
    const auto scores =
        static_cast<double>(kernels::plan_attention(shape, mask, std::span(&extent, 1)).n_scores);
    const std::int64_t seen =
        kind.window_tokens > 0 ? std::min(extent.n_keys, kind.window_tokens + n_new - 1) : extent.n_keys;
    const double row_bytes = static_cast<double>(kernels::kv_row_bytes(layout.key_type, shape.head_dim) +
                                                 kernels::kv_row_bytes(layout.value_type, shape.head_dim));
    of_kind.push_back({4.0 * scores * static_cast<double>(shape.head_dim),
                       static_cast<double>(seen * shape.n_kv_heads) * row_bytes});
  }
  AttentionCost cost;
  for (const std::size_t kind : spec.kind_of_layer) {
    cost.n_flop += of_kind[kind].n_flop;
    cost.n_bytes += of_kind[kind].n_bytes;
  }
  return cost;
}

// One sequence of a model in a cache of its own.
class BenchSequence {
 public:
  static Result<std::unique_ptr<BenchSequence>> create(const kernels::KernelContext& context,
                                                       const Decoder& decoder,
                                                       const ModelBenchSetting& setting,
                                                       std::int64_t n_tokens) {
    const KvLayout layout = decoder.kv_layout(setting.key_type, setting.value_type);
    ST_ASSIGN_OR_RETURN(std::unique_ptr<KvCache> cache, KvCache::create(layout, n_tokens));
    return std::make_unique<BenchSequence>(context, decoder, std::move(cache));
  }
  BenchSequence(const kernels::KernelContext& context, const Decoder& decoder,
                std::unique_ptr<KvCache> cache)
      : context_(context),
        decoder_(decoder),
        cache_(std::move(cache)),
        lease_(cache_->lease()),
        logits_(static_cast<std::size_t>(decoder.spec().n_vocab)) {}

  std::int64_t cache_bytes() const { return cache_->used_bytes(); }

  // Reads drawn ids and adds what they cost to `measured`.
  Status read(std::int64_t n_tokens, bool asked, ModelMeasurement& measured) {
    const BlockSpec& spec = decoder_.spec();
    std::vector<std::int32_t> ids(static_cast<std::size_t>(n_tokens));
    for (std::int32_t& id : ids)
      id = static_cast<std::int32_t>(draw() % static_cast<std::uint64_t>(spec.n_vocab));
    const AttentionCost attention = attention_cost(spec, cache_->layout(), lease_.n_tokens(), n_tokens);
    measured.n_flop += static_cast<double>(n_tokens) * matrix_flop(spec) + attention.n_flop +
                       (asked ? vocabulary_flop(spec) : 0.0);
    measured.n_bytes += static_cast<double>(decoder_.weight_bytes_per_token()) + attention.n_bytes;
    const model::SequenceStep step{ids, &lease_,
                                   asked ? model::LogitsOf::kLastToken : model::LogitsOf::kNone};
    return decoder_.forward(context_, {&step, 1}, asked ? std::span(logits_) : std::span<float>(),
                            scratch_);
  }

  Status fill(std::int64_t n_tokens) {
    constexpr std::int64_t kAtOnce = 512;
    const auto width = static_cast<std::size_t>(decoder_.spec().attention.kv_width());
    std::vector<float> numbers(static_cast<std::size_t>(kAtOnce) * width);
    for (float& number : numbers) number = static_cast<float>(draw() >> 40) * 0x1p-23f - 1.0f;
    for (std::int64_t at = 0; at < n_tokens; at += kAtOnce) {
      const std::int64_t count = std::min(kAtOnce, n_tokens - at);
      ST_RETURN_IF_ERROR(lease_.grow(count));
      const auto rows = std::span<const float>(numbers).first(static_cast<std::size_t>(count) * width);
      for (std::int64_t layer = 0; layer < decoder_.spec().n_layers; ++layer)
        lease_.write(context_, layer, at, rows, rows);
    }
    return {};
  }

 private:
  std::uint64_t draw() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return state_ >> 16;
  }

  const kernels::KernelContext& context_;
  const Decoder& decoder_;
  std::unique_ptr<KvCache> cache_;
  KvLease lease_;
  model::DecoderScratch scratch_;
  std::vector<float> logits_;
  std::uint64_t state_ = 1;
};

}  // namespace

Result<ModelMeasurement> measure_prefill(const kernels::KernelContext& context, const Decoder& decoder,
                                         const ModelBenchSetting& setting, std::int64_t n_tokens,
                                         const Progress& progress) {
  PeakMemory memory;
  memory.start();
  ModelMeasurement measured;
  measured.n_tokens = n_tokens;
  ST_ASSIGN_OR_RETURN(const auto sequence, BenchSequence::create(context, decoder, setting, n_tokens));
  const double begun = now_seconds();
  for (std::int64_t at = 0; at < n_tokens; at += setting.chunk_tokens) {
    const std::int64_t count = std::min(setting.chunk_tokens, n_tokens - at);
    ST_RETURN_IF_ERROR(sequence->read(count, at + count == n_tokens, measured));
    report_progress(progress, static_cast<std::size_t>(at + count), static_cast<std::size_t>(n_tokens));
  }
  measured.seconds = now_seconds() - begun;
  measured.peak_bytes = memory.peak_bytes();
  measured.cache_bytes = sequence->cache_bytes();
  return measured;
}

Result<ModelMeasurement> measure_decode(const kernels::KernelContext& context, const Decoder& decoder,
                                        const ModelBenchSetting& setting, std::int64_t n_before,
                                        std::int64_t n_tokens) {
  PeakMemory memory;
  memory.start();
  ST_ASSIGN_OR_RETURN(const auto sequence,
                      BenchSequence::create(context, decoder, setting, n_before + 1 + n_tokens));
  ST_RETURN_IF_ERROR(sequence->fill(n_before));
  ModelMeasurement warm_up, measured;
  ST_RETURN_IF_ERROR(sequence->read(1, true, warm_up));
  measured.n_tokens = n_tokens;
  const double begun = now_seconds();
  for (std::int64_t i = 0; i < n_tokens; ++i) ST_RETURN_IF_ERROR(sequence->read(1, true, measured));
  measured.seconds = now_seconds() - begun;
  measured.peak_bytes = memory.peak_bytes();
  measured.cache_bytes = sequence->cache_bytes();
  return measured;
}

}  // namespace st::cli
