#include "model/decoder_weights.h"

#include <fmt/format.h>

#include <set>

#include "model/weight_reader.h"

namespace st::model {
namespace {

class DecoderLoader {
 public:
  DecoderLoader(const TensorTable& tensors, const BlockSpec& spec, const DecoderNames& names,
                const LoadOptions& options)
      : spec_(spec), names_(names), options_(options), reader_(tensors, options, weights_.owned) {}

  Result<DecoderWeights> load();

 private:
  Status load_outside();
  Status load_layer(std::int64_t layer);
  Status load_norms(std::int64_t layer, LayerWeights& into);
  Status load_attention(std::int64_t layer, LayerWeights& into);
  Status load_packed_qkv(std::int64_t layer, LayerWeights& into);
  Status load_mlps(std::int64_t layer, LayerWeights& into);
  Status load_gate_up(const std::string& up_name, MlpWeights& into);
  Result<TensorView> mlp_matrix(const std::string& name, std::int64_t layer, std::int64_t expert,
                                std::int64_t n_out, std::int64_t n_in);
  Status load_norm(const std::string& name, std::int64_t width, NormWeights& into);
  Status load_linear(const std::string& name, std::int64_t n_out, std::int64_t n_in, bool bias,
                     Linear& into);

  static std::string at(const std::string& name, std::int64_t layer, std::int64_t expert = 0) {
    return fmt::format(fmt::runtime(name), layer, expert);
  }

  const BlockSpec& spec_;
  const DecoderNames& names_;
  const LoadOptions& options_;
  DecoderWeights weights_;
  WeightReader reader_;
};

Status DecoderLoader::load_norm(const std::string& name, std::int64_t width, NormWeights& into) {
  if (spec_.norm.has_weight) {
    ST_ASSIGN_OR_RETURN(into.weight,
                        reader_.vector(name + ".weight", width, 1.0f - spec_.norm.weight_offset));
  }
  if (spec_.norm.has_bias) {
    ST_ASSIGN_OR_RETURN(into.bias, reader_.vector(name + ".bias", width, 0.0f));
  }
  return {};
}

Status DecoderLoader::load_linear(const std::string& name, std::int64_t n_out, std::int64_t n_in, bool bias,
                                  Linear& into) {
  ST_ASSIGN_OR_RETURN(into.weight,
                      reader_.matrix(name + ".weight", n_out, n_in, names_.layer_weights_transposed));
  if (bias) {
    ST_ASSIGN_OR_RETURN(into.bias, reader_.vector(name + ".bias", n_out, 0.0f));
  }
  return {};
}

Status DecoderLoader::load_outside() {
  const MatrixUse use = spec_.tied_embeddings ? MatrixUse::kOutput : MatrixUse::kLayer;
  ST_ASSIGN_OR_RETURN(weights_.embedding, reader_.matrix(names_.embedding + ".weight", spec_.n_vocab,
                                                         spec_.d_model, false, use));
  if (spec_.position == PositionKind::kLearned) {
    const std::int64_t n_rows = spec_.context_tokens + spec_.first_position_row;
    ST_ASSIGN_OR_RETURN(weights_.positions, reader_.matrix(names_.positions + ".weight", n_rows,
                                                           spec_.d_model, false, MatrixUse::kAsItIs));
  }
  if (spec_.embedding_norm)
    ST_RETURN_IF_ERROR(load_norm(names_.embedding_norm, spec_.d_model, weights_.embedding_norm));
  if (spec_.final_norm)
    ST_RETURN_IF_ERROR(load_norm(names_.final_norm, spec_.d_model, weights_.final_norm));
  weights_.output.weight = weights_.embedding;
  if (!spec_.tied_embeddings) {
    ST_ASSIGN_OR_RETURN(weights_.output.weight, reader_.matrix(names_.output + ".weight", spec_.n_vocab,
                                                               spec_.d_model, false, MatrixUse::kOutput));
  }
  if (spec_.output_bias) {
    ST_ASSIGN_OR_RETURN(weights_.output.bias, reader_.vector(names_.output + ".bias", spec_.n_vocab, 0.0f));
  }
  return {};
}

Status DecoderLoader::load_norms(std::int64_t layer, LayerWeights& into) {
  ST_RETURN_IF_ERROR(load_norm(at(names_.attention_norm, layer), spec_.d_model, into.attention_norm));
  if (spec_.order != ResidualOrder::kParallelOneNorm)
    ST_RETURN_IF_ERROR(load_norm(at(names_.mlp_norm, layer), spec_.d_model, into.mlp_norm));
  if (spec_.order == ResidualOrder::kSandwich) {
    ST_RETURN_IF_ERROR(
        load_norm(at(names_.attention_post_norm, layer), spec_.d_model, into.attention_post_norm));
    ST_RETURN_IF_ERROR(load_norm(at(names_.mlp_post_norm, layer), spec_.d_model, into.mlp_post_norm));
  }
  if (!spec_.attention.head_norm) return {};
  ST_RETURN_IF_ERROR(load_norm(at(names_.q_norm, layer), spec_.attention.head_dim, into.q_norm));
  return load_norm(at(names_.k_norm, layer), spec_.attention.head_dim, into.k_norm);
}

// Rows of q, k and v in one matrix of rows for each key-value head: its group of queries, its key, its
// value.
struct GroupedRows {
  std::vector<std::size_t> q, k, v;
};
GroupedRows grouped_rows(const AttentionSpec& attention) {
  const auto group = static_cast<std::size_t>(attention.n_heads / attention.n_kv_heads);
  const auto head_dim = static_cast<std::size_t>(attention.head_dim);
  GroupedRows rows;
  std::size_t next = 0;
  const auto take = [&](std::size_t n, std::vector<std::size_t>& into) {
    for (std::size_t i = 0; i < n; ++i) into.push_back(next++);
  };
  for (std::int64_t kv_head = 0; kv_head < attention.n_kv_heads; ++kv_head) {
    take(group * head_dim, rows.q);
    take(head_dim, rows.k);
    take(head_dim, rows.v);
  }
  return rows;
}

std::vector<float> picked(const std::vector<float>& values, const std::vector<std::size_t>& places) {
  std::vector<float> out;
  for (const std::size_t place : places) out.push_back(values[place]);
  return out;
}

std::vector<std::size_t> run_of(std::int64_t first, std::int64_t count) {
  std::vector<std::size_t> run(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < run.size(); ++i) run[i] = static_cast<std::size_t>(first) + i;
  return run;
}

Status DecoderLoader::load_packed_qkv(std::int64_t layer, LayerWeights& into) {
  const AttentionSpec& attention = spec_.attention;
  const std::int64_t q_width = attention.q_width(), kv_width = attention.kv_width();
  Linear packed;
  ST_RETURN_IF_ERROR(load_linear(at(names_.qkv, layer), q_width + 2 * kv_width, spec_.d_model,
                                 attention.qkv_bias, packed));
  GroupedRows rows;
  if (names_.qkv_packing == QkvPacking::kPerGroup) {
    rows = grouped_rows(attention);
    ST_ASSIGN_OR_RETURN(into.q.weight, reader_.picked_rows(packed.weight, rows.q));
    ST_ASSIGN_OR_RETURN(into.k.weight, reader_.picked_rows(packed.weight, rows.k));
    ST_ASSIGN_OR_RETURN(into.v.weight, reader_.picked_rows(packed.weight, rows.v));
    reader_.drop(packed.weight);
  } else {
    rows = {run_of(0, q_width), run_of(q_width, kv_width), run_of(q_width + kv_width, kv_width)};
    into.q.weight = packed.weight.rows(rows.q.front(), rows.q.size());
    into.k.weight = packed.weight.rows(rows.k.front(), rows.k.size());
    into.v.weight = packed.weight.rows(rows.v.front(), rows.v.size());
  }
  if (!attention.qkv_bias) return {};
  into.q.bias = picked(packed.bias, rows.q);
  into.k.bias = picked(packed.bias, rows.k);
  into.v.bias = picked(packed.bias, rows.v);
  return {};
}

Status DecoderLoader::load_attention(std::int64_t layer, LayerWeights& into) {
  const AttentionSpec& attention = spec_.attention;
  ST_RETURN_IF_ERROR(load_linear(at(names_.attention_out, layer), spec_.d_model, attention.q_width(),
                                 attention.out_bias, into.attention_out));
  if (names_.qkv_packing != QkvPacking::kSeparate) return load_packed_qkv(layer, into);
  const bool bias = attention.qkv_bias;
  ST_RETURN_IF_ERROR(load_linear(at(names_.q, layer), attention.q_width(), spec_.d_model, bias, into.q));
  ST_RETURN_IF_ERROR(load_linear(at(names_.k, layer), attention.kv_width(), spec_.d_model, bias, into.k));
  return load_linear(at(names_.v, layer), attention.kv_width(), spec_.d_model, bias, into.v);
}

Status DecoderLoader::load_gate_up(const std::string& up_name, MlpWeights& into) {
  const auto d_ff = static_cast<std::size_t>(spec_.mlp.d_ff);
  Linear both;
  ST_RETURN_IF_ERROR(load_linear(up_name, 2 * spec_.mlp.d_ff, spec_.d_model, spec_.mlp.bias, both));
  into.gate.weight = both.weight.rows(0, d_ff);
  into.up.weight = both.weight.rows(d_ff, d_ff);
  if (!spec_.mlp.bias) return {};
  into.gate.bias.assign(both.bias.begin(), both.bias.begin() + spec_.mlp.d_ff);
  into.up.bias.assign(both.bias.begin() + spec_.mlp.d_ff, both.bias.end());
  return {};
}

Result<TensorView> DecoderLoader::mlp_matrix(const std::string& name, std::int64_t layer,
                                             std::int64_t expert, std::int64_t n_out, std::int64_t n_in) {
  const std::string full_name = at(name, layer, expert) + ".weight";
  if (names_.experts_stacked)
    return reader_.expert_matrix(full_name, spec_.mlp.n_experts, expert, n_out, n_in);
  return reader_.matrix(full_name, n_out, n_in);
}

Status DecoderLoader::load_mlps(std::int64_t layer, LayerWeights& into) {
  const MlpSpec& mlp = spec_.mlp;
  const std::int64_t d_model = spec_.d_model, d_ff = mlp.d_ff;
  into.experts.resize(static_cast<std::size_t>(std::max<std::int64_t>(1, mlp.n_experts)));
  if (mlp.n_experts == 0) {
    MlpWeights& only = into.experts.front();
    ST_RETURN_IF_ERROR(load_linear(at(names_.down, layer), d_model, d_ff, mlp.bias, only.down));
    if (names_.gate_up_stacked) return load_gate_up(at(names_.up, layer), only);
    if (mlp.kind == MlpKind::kGated)
      ST_RETURN_IF_ERROR(load_linear(at(names_.gate, layer), d_ff, d_model, mlp.bias, only.gate));
    return load_linear(at(names_.up, layer), d_ff, d_model, mlp.bias, only.up);
  }
  ST_ASSIGN_OR_RETURN(into.router.weight,
                      reader_.matrix(at(names_.router, layer) + ".weight", mlp.n_experts, d_model, false,
                                     MatrixUse::kAsItIs));
  for (std::int64_t expert = 0; expert < mlp.n_experts; ++expert) {
    MlpWeights& weights = into.experts[static_cast<std::size_t>(expert)];
    ST_ASSIGN_OR_RETURN(weights.gate.weight, mlp_matrix(names_.gate, layer, expert, d_ff, d_model));
    ST_ASSIGN_OR_RETURN(weights.up.weight, mlp_matrix(names_.up, layer, expert, d_ff, d_model));
    ST_ASSIGN_OR_RETURN(weights.down.weight, mlp_matrix(names_.down, layer, expert, d_model, d_ff));
  }
  return {};
}

Status DecoderLoader::load_layer(std::int64_t layer) {
  LayerWeights& into = weights_.layers.emplace_back();
  ST_RETURN_IF_ERROR(load_norms(layer, into));
  ST_RETURN_IF_ERROR(load_attention(layer, into));
  return load_mlps(layer, into);
}

Result<DecoderWeights> DecoderLoader::load() {
  const auto n_layers = static_cast<std::size_t>(spec_.n_layers);
  report_progress(options_.progress, 0, n_layers + 1);
  ST_RETURN_IF_ERROR(load_outside());
  for (std::size_t layer = 0; layer < n_layers; ++layer) {
    report_progress(options_.progress, layer + 1, n_layers + 1);
    ST_RETURN_IF_ERROR(load_layer(static_cast<std::int64_t>(layer)));
  }
  report_progress(options_.progress, n_layers + 1, n_layers + 1);
  weights_.notes = reader_.notes();
  return std::move(weights_);
}

// Each matrix once, though several names may lead to it.
std::size_t bytes_of(std::span<const TensorView> matrices) {
  std::set<const std::byte*> seen;
  std::size_t bytes = 0;
  for (const TensorView& matrix : matrices) {
    if (seen.insert(matrix.data()).second) bytes += matrix.byte_count();
  }
  return bytes;
}

}  // namespace

std::size_t DecoderWeights::matrix_bytes() const {
  std::vector<TensorView> all = {embedding, positions, output.weight};
  for (const LayerWeights& layer : layers) {
    all.insert(all.end(), {layer.q.weight, layer.k.weight, layer.v.weight, layer.attention_out.weight,
                           layer.router.weight});
    for (const MlpWeights& mlp : layer.experts)
      all.insert(all.end(), {mlp.gate.weight, mlp.up.weight, mlp.down.weight});
  }
  return bytes_of(all);
}

std::size_t DecoderWeights::bytes_per_token(std::int64_t n_experts_used) const {
  std::size_t bytes = output.weight.byte_count();
  for (const LayerWeights& layer : layers) {
    for (const Linear* linear : {&layer.q, &layer.k, &layer.v, &layer.attention_out, &layer.router})
      bytes += linear->weight.byte_count();
    const MlpWeights& mlp = layer.experts.front();  // all alike
    const std::size_t one =
        mlp.gate.weight.byte_count() + mlp.up.weight.byte_count() + mlp.down.weight.byte_count();
    bytes += one * static_cast<std::size_t>(std::max<std::int64_t>(1, n_experts_used));
  }
  return bytes;
}

std::size_t DecoderWeights::owned_bytes() const {
  std::size_t bytes = 0;
  for (const Tensor& tensor : owned) bytes += tensor.view().byte_count();
  return bytes;
}

Result<DecoderWeights> load_decoder_weights(const TensorTable& tensors, const BlockSpec& spec,
                                            const DecoderNames& names, const LoadOptions& options) {
  return DecoderLoader(tensors, spec, names, options).load();
}

}  // namespace st::model
