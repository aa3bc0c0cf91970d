#pragma once

// Queries side by side in the vectors: a panel is kRowPanel query rows, turned so that row r is column r.
// Keys and values are then the broadcast side of both products and are never turned, maxima and sums need
// no shuffles, and what one row sees cannot touch another. Only for *_simd.cc.

#include "kernels/attention/attention_tile.h"
#include "kernels/simd/panel.h"

namespace st::kernels::ST_ISA_NAMESPACE {

struct RowPanel {
  std::int64_t first = 0;   // its first row in the job
  std::int64_t n_rows = 0;  // at most kRowPanel; the columns behind them hold zeros
  // Keys that some row sees, and keys that all rows see.
  KeyRange any;
  KeyRange all;
  float* queries = nullptr;  // [head_dim, kRowPanel], scaled
  float* sums = nullptr;     // [head_dim, kRowPanel]
  float* top = nullptr;      // [kRowPanel], running maximum
  float* total = nullptr;    // [kRowPanel], running sum of powers
};

inline void set_ranges(const AttentionJob& job, RowPanel& panel) {
  const RowPlace* places = job.places + panel.first;
  panel.any = panel.all = {places[0].first_key, places[0].last_key};
  for (std::int64_t r = 1; r < panel.n_rows; ++r) {
    panel.any.first = lesser(panel.any.first, places[r].first_key);
    panel.any.last = greater(panel.any.last, places[r].last_key);
    panel.all.first = greater(panel.all.first, places[r].first_key);
    panel.all.last = lesser(panel.all.last, places[r].last_key);
  }
}

inline void load_queries(const AttentionJob& job, RowPanel& panel) {
  for (std::int64_t r = 0; r < kRowPanel; ++r) {
    const bool real = r < panel.n_rows;
    const float* q = real ? job.q + query_offset(job, panel.first + r) : nullptr;
    for (std::int64_t i = 0; i < job.head_dim; ++i)
      panel.queries[i * kRowPanel + r] = real ? q[i] * job.scale : 0.0f;
  }
}

// scores[key, row] = key . query.
ST_INLINE void score_tile(const AttentionJob& job, const RowPanel& panel, const FloatRows& keys,
                          std::int64_t n_keys, float* scores) {
  PanelOperands p;
  p.a = keys.first;
  p.a_row = keys.row;
  p.a_depth = 1;
  p.b = panel.queries;
  p.b_depth = kRowPanel;
  p.c = scores;
  p.c_row = kRowPanel;
  p.depth = job.head_dim;
  panel_product(p, n_keys, panel.n_rows);
}

// sums[i, row] += value[i] * weight[key, row].
ST_INLINE void weigh_tile(const AttentionJob& job, const RowPanel& panel, const FloatRows& values,
                          std::int64_t n_keys, const float* weights) {
  PanelOperands p;
  p.a = values.first;
  p.a_row = 1;
  p.a_depth = values.row;
  p.b = weights;
  p.b_depth = kRowPanel;
  p.c = panel.sums;
  p.c_row = kRowPanel;
  p.depth = n_keys;
  p.add = true;
  panel_product(p, job.head_dim, panel.n_rows);
}

inline void cap_tile(float cap, std::int64_t n_keys, float* scores) {
  const F32 high = splat(cap), inverse = splat(1.0f / cap);
  for (std::int64_t i = 0; i < n_keys * kRowPanel; i += kLanes) {
    store(scores + i, high * hyperbolic_tangent(load(scores + i) * inverse));
  }
}

inline void add_slopes(const AttentionJob& job, const RowPanel& panel, std::int64_t first_key,
                       std::int64_t n_keys, float* scores) {
  float slope[kRowPanel] = {}, place[kRowPanel] = {};
  for (std::int64_t r = 0; r < panel.n_rows; ++r) {
    slope[r] = job.slopes[head_in_group(job, panel.first + r)];
    place[r] = static_cast<float>(job.places[panel.first + r].position - first_key);
  }
  for (std::int64_t j = 0; j < n_keys; ++j) {
    for (std::int64_t c = 0; c < kRowPanel; c += kLanes) {
      const F32 distance = splat(static_cast<float>(j)) - load(place + c);
      store(scores + j * kRowPanel + c, load(scores + j * kRowPanel + c) + load(slope + c) * distance);
    }
  }
}

inline void add_relative_bias(const AttentionJob& job, const RowPanel& panel, std::int64_t first_key,
                              std::int64_t n_keys, float* scores) {
  for (std::int64_t r = 0; r < panel.n_rows; ++r) {
    const std::int64_t head = head_in_group(job, panel.first + r);
    const std::int64_t distance = first_key - job.places[panel.first + r].position;
    for (std::int64_t j = 0; j < n_keys; ++j)
      scores[j * kRowPanel + r] += relative_bias_at(job, head, distance + j);
  }
}

// Hides what a row may not see, where the tile is not seen by all.
inline void hide_by_range(const AttentionJob& job, const RowPanel& panel, std::int64_t first_key,
                          std::int64_t n_keys, float* scores) {
  float first[kRowPanel] = {}, last[kRowPanel] = {};
  for (std::int64_t r = 0; r < panel.n_rows; ++r) {
    const RowPlace& place = job.places[panel.first + r];
    first[r] = static_cast<float>(lesser(place.first_key - first_key, kKeyTile));
    last[r] = static_cast<float>(lesser(place.last_key - first_key, kKeyTile));
  }
  const F32 hidden = splat(kHiddenScore);
  for (std::int64_t j = 0; j < n_keys; ++j) {
    const F32 key = splat(static_cast<float>(j));
    for (std::int64_t c = 0; c < kRowPanel; c += kLanes) {
      float* at = scores + j * kRowPanel + c;
      const F32 begun = select(key < load(first + c), hidden, load(at));
      store(at, select(key < load(last + c), begun, hidden));
    }
  }
}

inline void hide_padding(const AttentionJob& job, std::int64_t first_key, std::int64_t n_keys,
                         float* scores) {
  for (std::int64_t j = 0; j < n_keys; ++j) {
    if (job.key_visible[first_key + j] != 0) continue;
    for (std::int64_t c = 0; c < kRowPanel; c += kLanes)
      store(scores + j * kRowPanel + c, splat(kHiddenScore));
  }
}

// Everything between the product and the softmax.
inline void adjust_scores(const AttentionJob& job, const RowPanel& panel, std::int64_t first_key,
                          std::int64_t n_keys, float* scores) {
  if (job.soft_cap > 0.0f) cap_tile(job.soft_cap, n_keys, scores);
  if (job.slopes != nullptr) add_slopes(job, panel, first_key, n_keys, scores);
  if (job.bias_rows != nullptr) add_relative_bias(job, panel, first_key, n_keys, scores);
  if (first_key < panel.all.first || first_key + n_keys > panel.all.last) {
    hide_by_range(job, panel, first_key, n_keys, scores);
  }
  if (job.key_visible != nullptr) hide_padding(job, first_key, n_keys, scores);
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
