#include <cmath>
#include <limits>
#include <vector>

#include "base/check.h"
#include "kernels/attention/attention.h"
#include "quant/quant_format.h"

namespace st::kernels {
namespace {

std::vector<float> decoded_row(const AttentionCall& call, const KvView& view, const KvRows& rows,
                               std::int64_t kv_head, std::int64_t token) {
  std::vector<float> values(static_cast<std::size_t>(call.shape.head_dim));
  const QuantFormat* format = find_quant_format(rows.type);
  ST_CHECK(format != nullptr);
  format->decode(kv_row(view, rows, kv_head, token), values.size(), values.data());
  return values;
}

template <typename Real>
Real bias_of(const AttentionOptions& options, std::int64_t head, std::int64_t distance) {
  Real bias = 0;
  if (!options.alibi_slopes.empty()) {
    bias += static_cast<Real>(options.alibi_slopes[static_cast<std::size_t>(head)]) *
            static_cast<Real>(distance);
  }
  if (options.relative_bias != nullptr) {
    const RelativeBias& table = *options.relative_bias;
    const std::int64_t i =
        std::clamp<std::int64_t>(distance - table.first_distance, 0, table.n_distances - 1);
    bias += table.values[static_cast<std::size_t>(head * table.n_distances + i)];
  }
  return bias;
}

// scores[t] for the keys that the query at `position` may see, minus infinity for the others.
template <typename Real>
std::vector<Real> scores_of(const AttentionCall& call, const AttentionSequence& sequence, std::int64_t head,
                            std::int64_t position, const float* q) {
  const AttentionOptions& options = call.options;
  const KeyRange visible = visible_keys(options.mask, position, sequence.extent.n_keys);
  std::vector<Real> scores(static_cast<std::size_t>(sequence.extent.n_keys),
                           -std::numeric_limits<Real>::infinity());
  for (std::int64_t key = visible.first; key < visible.last; ++key) {
    if (!sequence.key_visible.empty() && sequence.key_visible[static_cast<std::size_t>(key)] == 0) continue;
    const std::vector<float> k =
        decoded_row(call, sequence.kv, sequence.kv.keys, head / call.shape.group(), key);
    Real dot = 0;
    for (std::size_t i = 0; i < k.size(); ++i) dot += static_cast<Real>(q[i]) * static_cast<Real>(k[i]);
    Real score = dot * static_cast<Real>(options.scale);
    if (options.soft_cap > 0)
      score = static_cast<Real>(options.soft_cap) * std::tanh(score / static_cast<Real>(options.soft_cap));
    scores[static_cast<std::size_t>(key)] = score + bias_of<Real>(options, head, key - position);
  }
  return scores;
}

template <typename Real>
void attend_query(const AttentionCall& call, const AttentionSequence& sequence, std::int64_t head,
                  std::int64_t query) {
  const std::size_t head_dim = static_cast<std::size_t>(call.shape.head_dim);
  const std::size_t place =
      static_cast<std::size_t>((sequence.first_query + query) * call.shape.n_heads + head) * head_dim;
  const std::vector<Real> scores =
      scores_of<Real>(call, sequence, head, sequence.extent.first_position + query, call.q.data() + place);
  Real top = -std::numeric_limits<Real>::infinity();
  for (const Real score : scores) top = std::max(top, score);
  std::vector<Real> sums(head_dim, 0);
  Real total = 0;
  for (std::size_t key = 0; key < scores.size() && !std::isinf(top); ++key) {
    if (std::isinf(scores[key])) continue;
    const Real weight = std::exp(scores[key] - top);
    total += weight;
    const std::vector<float> v = decoded_row(call, sequence.kv, sequence.kv.values,
                                             head / call.shape.group(), static_cast<std::int64_t>(key));
    for (std::size_t i = 0; i < head_dim; ++i) sums[i] += weight * static_cast<Real>(v[i]);
  }
  for (std::size_t i = 0; i < head_dim; ++i) {
    call.out[place + i] = total > 0 ? static_cast<float>(sums[i] / total) : 0.0f;
  }
}

}  // namespace

template <typename Real>
void attend_ref(const AttentionCall& call) {
  for (const AttentionSequence& sequence : call.sequences) {
    for (std::int64_t query = 0; query < sequence.extent.n_queries; ++query) {
      for (std::int64_t head = 0; head < call.shape.n_heads; ++head)
        attend_query<Real>(call, sequence, head, query);
    }
  }
}
template void attend_ref<double>(const AttentionCall& call);
template void attend_ref<float>(const AttentionCall& call);

}  // namespace st::kernels
