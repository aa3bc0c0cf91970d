#include "kernels/attention/row_panel.h"

namespace st::kernels::ST_ISA_NAMESPACE {
namespace {

// One panel of query rows whose scores are all stored, [n_keys, kRowPanel].
struct StoredPanel {
  RowPanel panel;
  float* tile = nullptr;
  float* scores = nullptr;
};

StoredPanel stored_panel(const AttentionJob& job) {
  const std::int64_t panel_floats = kRowPanel * padded_head_dim(job.head_dim);
  StoredPanel stored;
  stored.panel.n_rows = job.n_rows;
  stored.panel.queries = job.scratch;
  stored.panel.sums = job.scratch + panel_floats;
  stored.tile = job.scratch + 2 * panel_floats;
  stored.scores = job.scores;
  set_ranges(job, stored.panel);
  return stored;
}

}  // namespace

// The three passes of the plain form, for up to kRowPanel rows. Every query meets every key; the mask only
// hides.
void naive_scores_simd(const AttentionJob& job) {
  StoredPanel stored = stored_panel(job);
  load_queries(job, stored.panel);
  for (std::int64_t key = 0, end = 0; key < job.last_key; key = end) {
    end = tile_end(job, key);
    const FloatRows keys = load_rows(job, job.keys, key, end - key, stored.tile, true);
    float* scores = stored.scores + key * kRowPanel;
    score_tile(job, stored.panel, keys, end - key, scores);
    adjust_scores(job, stored.panel, key, end - key, scores);
  }
}

void naive_softmax_simd(const AttentionJob& job) {
  for (std::int64_t c = 0; c < job.n_rows; c += kLanes) {
    float* scores = job.scores + c;
    F32 top = splat(kNoScore);
    for (std::int64_t j = 0; j < job.last_key; ++j) top = largest(load(scores + j * kRowPanel), top);
    F32 sum = zero();
    for (std::int64_t j = 0; j < job.last_key; ++j) {
      const F32 power = exponential(load(scores + j * kRowPanel) - top);
      sum = sum + power;
      store(scores + j * kRowPanel, power);
    }
    const F32 inverse = select(zero() < sum, splat(1.0f) / sum, zero());
    for (std::int64_t j = 0; j < job.last_key; ++j) {
      store(scores + j * kRowPanel, load(scores + j * kRowPanel) * inverse);
    }
  }
}

void naive_values_simd(const AttentionJob& job) {
  StoredPanel stored = stored_panel(job);
  const std::int64_t panel_floats = kRowPanel * padded_head_dim(job.head_dim);
  __builtin_memset(stored.panel.sums, 0, static_cast<std::size_t>(panel_floats) * sizeof(float));
  for (std::int64_t key = 0, end = 0; key < job.last_key; key = end) {
    end = tile_end(job, key);
    const FloatRows values = load_rows(job, job.values, key, end - key, stored.tile, true);
    weigh_tile(job, stored.panel, values, end - key, stored.scores + key * kRowPanel);
  }
  for (std::int64_t r = 0; r < job.n_rows; ++r) {
    float* out = job.out + query_offset(job, r);
    for (std::int64_t i = 0; i < job.head_dim; ++i) out[i] = stored.panel.sums[i * kRowPanel + r];
  }
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
