#include "kernels/attention/attention_setup.h"

#include "base/check.h"

namespace st::kernels {

void check_call(const AttentionCall& call) {
  const AttentionShape& shape = call.shape;
  ST_CHECK(shape.n_kv_heads > 0 && shape.n_heads > 0 && shape.n_heads % shape.n_kv_heads == 0);
  ST_CHECK(shape.head_dim > 0 && shape.head_dim <= kMostHeadDim);
  ST_CHECK(call.q.size() == call.out.size());
  ST_CHECK(call.options.alibi_slopes.empty() ||
           static_cast<std::int64_t>(call.options.alibi_slopes.size()) == shape.n_heads);
  ST_CHECK(call.options.mask.window_tokens == 0 || call.options.mask.prefix_tokens == 0);
  for (const AttentionSequence& sequence : call.sequences) {
    const AttentionExtent& extent = sequence.extent;
    ST_CHECK(extent.n_keys <= sequence.kv.n_tokens && extent.n_queries >= 0 && sequence.first_query >= 0);
    ST_CHECK((sequence.first_query + extent.n_queries) * shape.n_heads * shape.head_dim <=
             static_cast<std::int64_t>(call.q.size()));
    ST_CHECK(sequence.key_visible.empty() ||
             static_cast<std::int64_t>(sequence.key_visible.size()) >= extent.n_keys);
    ST_CHECK(is_kv_type(sequence.kv.keys.type) && is_kv_type(sequence.kv.values.type));
  }
}

AttentionJob make_job(const AttentionCall& call, const AttentionSequence& sequence, std::int64_t kv_head,
                      std::int64_t first_row, std::int64_t n_rows, RowPlaces& places) {
  const AttentionShape& shape = call.shape;
  const AttentionOptions& options = call.options;
  AttentionJob job;
  const std::int64_t query_start = sequence.first_query * shape.n_heads * shape.head_dim;
  job.q = call.q.data() + query_start;
  job.out = call.out.data() + query_start;
  job.n_heads = shape.n_heads;
  job.head_dim = shape.head_dim;
  job.group = shape.group();
  job.kv_head = kv_head;
  job.first_row = first_row;
  job.n_rows = n_rows;
  for (std::int64_t r = 0; r < n_rows; ++r) {
    const std::int64_t position = sequence.extent.first_position + (first_row + r) / shape.group();
    const KeyRange keys = visible_keys(options.mask, position, sequence.extent.n_keys);
    places[static_cast<std::size_t>(r)] = {position, keys.first, keys.last};
  }
  job.places = places.data();
  job.scale = options.scale;
  job.soft_cap = options.soft_cap;
  if (!options.alibi_slopes.empty()) job.slopes = options.alibi_slopes.data() + kv_head * shape.group();
  if (options.relative_bias != nullptr) {
    job.first_distance = options.relative_bias->first_distance;
    job.n_distances = options.relative_bias->n_distances;
    job.bias_rows = options.relative_bias->values.data() + kv_head * shape.group() * job.n_distances;
  }
  job.keys = sequence.kv.keys;
  job.values = sequence.kv.values;
  job.pages = sequence.kv.pages.empty() ? nullptr : sequence.kv.pages.data();
  job.page_tokens = sequence.kv.page_tokens;
  job.key_visible = sequence.key_visible.empty() ? nullptr : sequence.key_visible.data();
  job.first_key = 0;
  job.last_key = job.n_keys = sequence.extent.n_keys;
  return job;
}

}  // namespace st::kernels
