#include "kernels/attention/row_panel.h"

namespace st::kernels::ST_ISA_NAMESPACE {
namespace {

struct Workspace {
  RowPanel panels[kPanelsPerItem];
  std::int64_t n_panels = 0;
  float* keys = nullptr;
  float* values = nullptr;
  float* scores = nullptr;
};

void clear(float* values, std::int64_t n) {
  __builtin_memset(values, 0, static_cast<std::size_t>(n) * sizeof(float));
}

Workspace lay_out(const AttentionJob& job) {
  Workspace work;
  float* next = job.scratch;
  const auto take = [&](std::int64_t n) {
    float* taken = next;
    next += n;
    return taken;
  };
  const std::int64_t panel_floats = kRowPanel * padded_head_dim(job.head_dim);
  for (std::int64_t first = 0; first < job.n_rows; first += kRowPanel) {
    RowPanel& panel = work.panels[work.n_panels++];
    panel.first = first;
    panel.n_rows = lesser(kRowPanel, job.n_rows - first);
    panel.queries = take(panel_floats);
    panel.sums = take(panel_floats);
    panel.top = take(kRowPanel);
    panel.total = take(kRowPanel);
    set_ranges(job, panel);
    load_queries(job, panel);
    clear(panel.sums, panel_floats);
    clear(panel.total, kRowPanel);
    for (std::int64_t r = 0; r < kRowPanel; ++r) panel.top[r] = kNoScore;
  }
  work.keys = take(kKeyTile * padded_head_dim(job.head_dim));
  work.values = take(kKeyTile * padded_head_dim(job.head_dim));
  work.scores = take(kKeyTile * kRowPanel);
  return work;
}

// The running softmax: scores become powers of their distance to the new maximum, and what was summed
// before is scaled down to it.
ST_INLINE void soften_tile(const AttentionJob& job, const RowPanel& panel, std::int64_t n_keys,
                           float* scores) {
  for (std::int64_t c = 0; c < panel.n_rows; c += kLanes) {
    const F32 old_top = load(panel.top + c);
    F32 top = old_top;
    for (std::int64_t j = 0; j < n_keys; ++j) top = largest(load(scores + j * kRowPanel + c), top);
    F32 sum = zero();
    for (std::int64_t j = 0; j < n_keys; ++j) {
      const F32 power = exponential(load(scores + j * kRowPanel + c) - top);
      sum = sum + power;
      store(scores + j * kRowPanel + c, power);
    }
    if (largest_of(top - old_top) > 0.0f) {
      const F32 shrink = exponential(old_top - top);
      store(panel.total + c, fused(load(panel.total + c), shrink, sum));
      store(panel.top + c, top);
      for (std::int64_t i = 0; i < job.head_dim; ++i) {
        store(panel.sums + i * kRowPanel + c, load(panel.sums + i * kRowPanel + c) * shrink);
      }
    } else {
      store(panel.total + c, load(panel.total + c) + sum);
    }
  }
}

void finish(const AttentionJob& job, const RowPanel& panel) {
  for (std::int64_t r = 0; r < panel.n_rows; ++r) {
    float* out = job.out + query_offset(job, panel.first + r);
    const float total = panel.total[r];
    const float inverse = total > 0.0f ? 1.0f / total : 0.0f;
    for (std::int64_t i = 0; i < job.head_dim; ++i) out[i] = panel.sums[i * kRowPanel + r] * inverse;
  }
}

void leave_partials(const AttentionJob& job, const RowPanel& panel) {
  for (std::int64_t r = 0; r < panel.n_rows; ++r) {
    float* out = job.partials + (panel.first + r) * (job.head_dim + 2);
    for (std::int64_t i = 0; i < job.head_dim; ++i) out[i] = panel.sums[i * kRowPanel + r];
    out[job.head_dim] = panel.top[r];
    out[job.head_dim + 1] = panel.total[r];
  }
}

}  // namespace

void flash_rows_simd(const AttentionJob& job) {
  const Workspace work = lay_out(job);
  for (std::int64_t key = job.first_key, end = 0; key < job.last_key; key = end) {
    end = tile_end(job, key);
    const std::int64_t n_keys = end - key;
    const FloatRows keys = load_rows(job, job.keys, key, n_keys, work.keys, true);
    const FloatRows values = load_rows(job, job.values, key, n_keys, work.values, true);
    for (std::int64_t i = 0; i < work.n_panels; ++i) {
      const RowPanel& panel = work.panels[i];
      if (end <= panel.any.first || key >= panel.any.last) continue;
      score_tile(job, panel, keys, n_keys, work.scores);
      adjust_scores(job, panel, key, n_keys, work.scores);
      soften_tile(job, panel, n_keys, work.scores);
      weigh_tile(job, panel, values, n_keys, work.scores);
    }
  }
  for (std::int64_t i = 0; i < work.n_panels; ++i) {
    if (job.partials == nullptr) {
      finish(job, work.panels[i]);
    } else {
      leave_partials(job, work.panels[i]);
    }
  }
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
