#include "model/planned_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "model/made_tensor.h"

namespace st::model {
namespace {

// What Linux maps around a page that is touched (fault_around_bytes), so what a row brings into memory.
constexpr std::int64_t kBroughtInBytes = 64 * 1024;

class Planner {
 public:
  Planner(const TensorTable& tensors, const BlockSpec& spec, const DecoderNames& names,
          const LoadOptions& options)
      : tensors_(tensors), spec_(spec), names_(names), options_(options) {}

  PlannedWeights plan() {
    outside();
    for (std::int64_t layer = 0; layer < spec_.n_layers; ++layer) {
      attention(layer);
      mlps(layer);
    }
    return planned_;
  }

 private:
  static std::string at(const std::string& name, std::int64_t layer, std::int64_t expert = 0) {
    return fmt::format(fmt::runtime(name), layer, expert);
  }

  DType stored_type(const std::string& name) const {
    const TensorView* found = options_.random ? nullptr : tensors_.find(name + ".weight");
    return found == nullptr ? DType::kF32 : found->dtype();
  }

  void add(const std::string& name, std::int64_t n_rows, std::int64_t row_length, MatrixUse use,
           bool is_copied) {
    DType type = is_copied ? DType::kF32 : stored_type(name);
    const DType before = type;
    if (options_.matrix_type && use != MatrixUse::kAsItIs)
      type = type_at_load(*options_.matrix_type, use, static_cast<std::size_t>(row_length));
    // Rows that are no whole blocks of the stored type can't stand in a file that was opened.
    const std::size_t row_bytes = byte_count(type, static_cast<std::size_t>(row_length)).value_or(0);
    const std::int64_t bytes = n_rows * static_cast<std::int64_t>(row_bytes);
    const bool owned = options_.random || is_copied || type != before;
    (owned ? planned_.owned_bytes : planned_.mapped_bytes) += bytes;
  }
  // A matrix inside a layer.
  void add(const std::string& name, std::int64_t n_out, std::int64_t n_in) {
    add(name, n_out, n_in, MatrixUse::kLayer, names_.layer_weights_transposed && !options_.random);
  }

  void outside() {
    const std::int64_t mapped_before = planned_.mapped_bytes;
    add(names_.embedding, spec_.n_vocab, spec_.d_model,
        spec_.tied_embeddings ? MatrixUse::kOutput : MatrixUse::kLayer, false);
    if (!spec_.tied_embeddings && planned_.mapped_bytes > mapped_before) {
      planned_.lookup_bytes = planned_.mapped_bytes - mapped_before;
      planned_.lookup_rows = spec_.n_vocab;
    }
    if (spec_.position == PositionKind::kLearned)
      add(names_.positions, spec_.context_tokens + spec_.first_position_row, spec_.d_model,
          MatrixUse::kAsItIs, false);
    if (!spec_.tied_embeddings) add(names_.output, spec_.n_vocab, spec_.d_model, MatrixUse::kOutput, false);
  }

  void attention(std::int64_t layer) {
    const std::int64_t q = spec_.attention.q_width(), kv = spec_.attention.kv_width();
    add(at(names_.attention_out, layer), spec_.d_model, q);
    if (names_.qkv_packing != QkvPacking::kSeparate) {
      const PlannedWeights before = planned_;
      add(at(names_.qkv, layer), q + 2 * kv, spec_.d_model);
      // Rows that are picked out of a mapped matrix are copies of their own.
      if (names_.qkv_packing == QkvPacking::kPerGroup) {
        planned_.owned_bytes += planned_.mapped_bytes - before.mapped_bytes;
        planned_.mapped_bytes = before.mapped_bytes;
      }
      return;
    }
    add(at(names_.q, layer), q, spec_.d_model);
    add(at(names_.k, layer), kv, spec_.d_model);
    add(at(names_.v, layer), kv, spec_.d_model);
  }

  void mlps(std::int64_t layer) {
    const MlpSpec& mlp = spec_.mlp;
    if (mlp.n_experts > 0)
      add(at(names_.router, layer), mlp.n_experts, spec_.d_model, MatrixUse::kAsItIs, false);
    for (std::int64_t expert = 0; expert < std::max<std::int64_t>(1, mlp.n_experts); ++expert) {
      add(at(names_.down, layer, expert), spec_.d_model, mlp.d_ff);
      add(at(names_.up, layer, expert), mlp.d_ff, spec_.d_model);
      if (mlp.kind != MlpKind::kGated) continue;
      add(at(names_.gate_up_stacked ? names_.up : names_.gate, layer, expert), mlp.d_ff, spec_.d_model);
    }
  }

  const TensorTable& tensors_;
  const BlockSpec& spec_;
  const DecoderNames& names_;
  const LoadOptions& options_;
  PlannedWeights planned_;
};

}  // namespace

std::int64_t PlannedWeights::touched_bytes(std::span<const std::int32_t> known,
                                           std::int64_t n_unknown) const {
  if (lookup_rows == 0) return total();
  const std::int64_t row_bytes = lookup_bytes / lookup_rows;
  std::set<std::int64_t> parts;
  for (const std::int32_t id : known) parts.insert(id * row_bytes / kBroughtInBytes);
  const std::int64_t brought_in = (static_cast<std::int64_t>(parts.size()) + n_unknown) * kBroughtInBytes;
  return total() - lookup_bytes + std::min(lookup_bytes, brought_in);
}

PlannedWeights plan_weights(const TensorTable& tensors, const BlockSpec& spec, const DecoderNames& names,
                            const LoadOptions& options) {
  return Planner(tensors, spec, names, options).plan();
}

}  // namespace st::model
