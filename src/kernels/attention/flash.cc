#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "kernels/attention/attention.h"
#include "kernels/attention/attention_setup.h"
#include "kernels/isa_dispatch.h"

namespace st::kernels {

ST_DECLARE_PER_ISA(void flash_rows_simd(const AttentionJob& job))
ST_DECLARE_PER_ISA(void flash_decode_simd(const AttentionJob& job))

namespace {

void flash_rows(Isa isa, const AttentionJob& job) {
  ST_CALL_FOR_ISA(isa, flash_rows_simd, job)
}
void flash_decode(Isa isa, const AttentionJob& job){ST_CALL_FOR_ISA(isa, flash_decode_simd, job)}

std::int64_t partial_floats(const AttentionShape& shape, const AttentionPlan& plan) {
  return (plan.n_partial_rows * (shape.head_dim + 2) + 15) / 16 * 16;
}

void run_item(const KernelContext& context, const AttentionCall& call, const AttentionItem& item,
              float* partials, float* scratch) {
  RowPlaces places;
  const AttentionSequence& sequence = call.sequences[static_cast<std::size_t>(item.sequence)];
  AttentionJob job = make_job(call, sequence, item.kv_head, item.first_row, item.n_rows, places);
  job.first_key = item.keys.first;
  job.last_key = item.keys.last;
  job.scratch = scratch;
  if (item.first_partial >= 0) job.partials = partials + item.first_partial * (call.shape.head_dim + 2);
  if (item.n_rows <= kFewRows) return flash_decode(context.isa, job);
  flash_rows(context.isa, job);
}

// Adds one row's splits up, first to last: each was summed against its own maximum.
void merge_row(const AttentionShape& shape, const AttentionMerge& merge, std::int64_t row,
               const float* partials, float* out) {
  const std::int64_t width = shape.head_dim + 2;
  const auto split_at = [&](std::int64_t split) {
    return partials + (merge.first_partial + split * merge.n_rows + row) * width;
  };
  float top = kNoScore;
  for (std::int64_t split = 0; split < merge.n_splits; ++split)
    top = std::max(top, split_at(split)[shape.head_dim]);
  float total = 0.0f;
  std::fill_n(out, shape.head_dim, 0.0f);
  for (std::int64_t split = 0; split < merge.n_splits; ++split) {
    const float* part = split_at(split);
    const float factor = std::exp(part[shape.head_dim] - top);
    total += factor * part[shape.head_dim + 1];
    for (std::int64_t i = 0; i < shape.head_dim; ++i) out[i] += factor * part[i];
  }
  const float inverse = total > 0.0f ? 1.0f / total : 0.0f;
  for (std::int64_t i = 0; i < shape.head_dim; ++i) out[i] *= inverse;
}

void run_merge(const AttentionCall& call, const AttentionMerge& merge, const float* partials) {
  const AttentionShape& shape = call.shape;
  const AttentionSequence& sequence = call.sequences[static_cast<std::size_t>(merge.sequence)];
  for (std::int64_t r = 0; r < merge.n_rows; ++r) {
    const std::int64_t row = merge.first_row + r;
    const std::int64_t token = sequence.first_query + row / shape.group();
    const std::int64_t head = merge.kv_head * shape.group() + row % shape.group();
    merge_row(shape, merge, r, partials, call.out.data() + (token * shape.n_heads + head) * shape.head_dim);
  }
}

}  // namespace

std::size_t flash_scratch_bytes(const AttentionShape& shape, const AttentionPlan& plan,
                                std::size_t n_threads) {
  return sizeof(float) *
         static_cast<std::size_t>(partial_floats(shape, plan) + static_cast<std::int64_t>(n_threads) *
                                                                    flash_scratch_floats(shape.head_dim));
}

Status attend_flash(const KernelContext& context, const AttentionCall& call, const AttentionPlan& plan,
                    ScratchBuffer& scratch) {
  check_call(call);
  ST_RETURN_IF_ERROR(scratch.reserve(flash_scratch_bytes(call.shape, plan, context.pool->size())));
  float* partials = reinterpret_cast<float*>(scratch.data());
  float* worker_scratch = partials + partial_floats(call.shape, plan);
  context.pool->run(plan.items.size(), [&](std::size_t part, std::size_t worker) {
    run_item(
        context, call, plan.items[part], partials,
        worker_scratch + static_cast<std::int64_t>(worker) * flash_scratch_floats(call.shape.head_dim));
  });
  context.pool->run(plan.merges.size(),
                    [&](std::size_t part, std::size_t) { run_merge(call, plan.merges[part], partials); });
  return {};
}

}  // namespace st::kernels
