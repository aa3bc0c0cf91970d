#include "kernels/attention/attention_tile.h"
#include "kernels/simd/dots.h"
#include "kernels/simd/panel.h"

namespace st::kernels::ST_ISA_NAMESPACE {
namespace {

// A few query rows, each with its head_dim values in vectors: every key and value is read once and used by
// all rows.
struct Workspace {
  float* queries = nullptr;  // [n_rows, padded head_dim], scaled
  float* sums = nullptr;     // [n_rows, padded head_dim]
  float* keys = nullptr;
  float* values = nullptr;
  float* scores = nullptr;  // [n_rows, kKeyTile]
  float top[kFewRows];
  float total[kFewRows];
};

Workspace lay_out(const AttentionJob& job) {
  const std::int64_t stride = padded_head_dim(job.head_dim);
  Workspace work;
  work.queries = job.scratch;
  work.sums = work.queries + kMostRows * stride;
  work.keys = work.sums + kMostRows * stride;
  work.values = work.keys + kKeyTile * stride;
  work.scores = work.values + kKeyTile * stride;
  __builtin_memset(work.sums, 0, static_cast<std::size_t>(job.n_rows * stride) * sizeof(float));
  __builtin_memset(work.values, 0, static_cast<std::size_t>(kKeyTile * stride) * sizeof(float));
  for (std::int64_t r = 0; r < job.n_rows; ++r) {
    const float* q = job.q + query_offset(job, r);
    for (std::int64_t i = 0; i < job.head_dim; ++i) work.queries[r * stride + i] = q[i] * job.scale;
    work.top[r] = kNoScore;
    work.total[r] = 0.0f;
  }
  return work;
}

void score_tile(const AttentionJob& job, const Workspace& work, const FloatRows& keys,
                std::int64_t n_keys) {
  const std::int64_t stride = padded_head_dim(job.head_dim);
  for (std::int64_t j = 0; j < n_keys; ++j) {
    float dots[kFewRows] = {};
    add_dots_of_rows(keys.first + j * keys.row, work.queries, stride, job.n_rows, job.head_dim, dots);
    for (std::int64_t r = 0; r < job.n_rows; ++r) work.scores[r * kKeyTile + j] = dots[r];
  }
}

void adjust_row(const AttentionJob& job, std::int64_t r, std::int64_t first_key, std::int64_t n_keys,
                float* scores) {
  const RowPlace& place = job.places[r];
  if (job.soft_cap > 0.0f) {
    const F32 high = splat(job.soft_cap), inverse = splat(1.0f / job.soft_cap);
    for (std::int64_t j = 0; j < n_keys; j += kLanes) {
      store(scores + j, high * hyperbolic_tangent(load(scores + j) * inverse));
    }
  }
  const std::int64_t head = head_in_group(job, r);
  const std::int64_t distance = first_key - place.position;
  if (job.slopes != nullptr) {
    for (std::int64_t j = 0; j < n_keys; ++j)
      scores[j] += job.slopes[head] * static_cast<float>(distance + j);
  }
  if (job.bias_rows != nullptr) {
    for (std::int64_t j = 0; j < n_keys; ++j) scores[j] += relative_bias_at(job, head, distance + j);
  }
  for (std::int64_t j = 0; j < lesser(n_keys, place.first_key - first_key); ++j) scores[j] = kHiddenScore;
  for (std::int64_t j = greater(0, place.last_key - first_key); j < n_keys; ++j) scores[j] = kHiddenScore;
  if (job.key_visible == nullptr) return;
  for (std::int64_t j = 0; j < n_keys; ++j) {
    if (job.key_visible[first_key + j] == 0) scores[j] = kHiddenScore;
  }
}

void soften_row(const AttentionJob& job, Workspace& work, std::int64_t r, std::int64_t n_keys) {
  float* scores = work.scores + r * kKeyTile;
  for (std::int64_t j = n_keys; j < kKeyTile; ++j) scores[j] = kHiddenScore;
  F32 tops = splat(work.top[r]);
  for (std::int64_t j = 0; j < kKeyTile; j += kLanes) tops = largest(load(scores + j), tops);
  const float top = largest_of(tops);
  F32 powers = zero();
  for (std::int64_t j = 0; j < kKeyTile; j += kLanes) {
    const F32 power = exponential(load(scores + j) - splat(top));
    powers = powers + power;
    store(scores + j, power);
  }
  float shrink[kLanes];
  store(shrink, exponential(splat(work.top[r] - top)));
  work.total[r] = work.total[r] * shrink[0] + sum_of(powers);
  if (top > work.top[r]) {
    float* sums = work.sums + r * padded_head_dim(job.head_dim);
    for (std::int64_t i = 0; i < padded_head_dim(job.head_dim); i += kLanes) {
      store(sums + i, load(sums + i) * splat(shrink[0]));
    }
    work.top[r] = top;
  }
}

void weigh_tile(const AttentionJob& job, const Workspace& work, const FloatRows& values,
                std::int64_t n_keys) {
  PanelOperands p;
  p.a = work.scores;
  p.a_row = kKeyTile;
  p.a_depth = 1;
  p.b = values.first;
  p.b_depth = values.row;
  p.c = work.sums;
  p.c_row = padded_head_dim(job.head_dim);
  p.depth = n_keys;
  p.add = true;
  panel_product(p, job.n_rows, job.head_dim);
}

void leave_row(const AttentionJob& job, const Workspace& work, std::int64_t r) {
  const float* sums = work.sums + r * padded_head_dim(job.head_dim);
  const bool is_partial = job.partials != nullptr;
  float* out = is_partial ? job.partials + r * (job.head_dim + 2) : job.out + query_offset(job, r);
  const float total = work.total[r];
  const float factor = is_partial ? 1.0f : (total > 0.0f ? 1.0f / total : 0.0f);
  for (std::int64_t i = 0; i < job.head_dim; ++i) out[i] = sums[i] * factor;
  if (!is_partial) return;
  out[job.head_dim] = work.top[r];
  out[job.head_dim + 1] = total;
}

}  // namespace

void flash_decode_simd(const AttentionJob& job) {
  Workspace work = lay_out(job);
  const bool whole_vectors = job.head_dim % kLanes == 0;
  for (std::int64_t key = job.first_key, end = 0; key < job.last_key; key = end) {
    end = tile_end(job, key);
    const std::int64_t n_keys = end - key;
    score_tile(job, work, load_rows(job, job.keys, key, n_keys, work.keys, true), n_keys);
    for (std::int64_t r = 0; r < job.n_rows; ++r) {
      adjust_row(job, r, key, n_keys, work.scores + r * kKeyTile);
      soften_row(job, work, r, n_keys);
    }
    weigh_tile(job, work, load_rows(job, job.values, key, n_keys, work.values, whole_vectors), n_keys);
  }
  for (std::int64_t r = 0; r < job.n_rows; ++r) leave_row(job, work, r);
}

}  // namespace st::kernels::ST_ISA_NAMESPACE
