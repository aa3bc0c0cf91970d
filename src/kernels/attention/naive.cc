#include <algorithm>

#include "kernels/attention/attention.h"
#include "kernels/attention/attention_setup.h"
#include "kernels/isa_dispatch.h"

namespace st::kernels {

ST_DECLARE_PER_ISA(void naive_scores_simd(const AttentionJob& job))
ST_DECLARE_PER_ISA(void naive_softmax_simd(const AttentionJob& job))
ST_DECLARE_PER_ISA(void naive_values_simd(const AttentionJob& job))

namespace {

void naive_scores(Isa isa, const AttentionJob& job) {
  ST_CALL_FOR_ISA(isa, naive_scores_simd, job)
}
void naive_softmax(Isa isa, const AttentionJob& job) {
  ST_CALL_FOR_ISA(isa, naive_softmax_simd, job)
}
void naive_values(Isa isa, const AttentionJob& job){ST_CALL_FOR_ISA(isa, naive_values_simd, job)}

std::int64_t divide_up(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

std::int64_t panels_of(const AttentionShape& shape, const AttentionExtent& extent) {
  return divide_up(extent.n_queries * shape.group(), kRowPanel);
}

std::int64_t score_floats(const AttentionShape& shape, const AttentionExtent& extent) {
  return panels_of(shape, extent) * shape.n_kv_heads * kRowPanel * extent.n_keys;
}

// One pass over all panels of all heads of a sequence.
template <typename Pass>
void run_pass(const KernelContext& context, const AttentionCall& call, const AttentionSequence& sequence,
              float* scores, float* worker_scratch, const Pass& pass) {
  const std::int64_t n_panels = panels_of(call.shape, sequence.extent);
  const std::int64_t n_rows = sequence.extent.n_queries * call.shape.group();
  context.pool->run(static_cast<std::size_t>(n_panels * call.shape.n_kv_heads), [&](std::size_t part,
                                                                                    std::size_t worker) {
    const std::int64_t panel = static_cast<std::int64_t>(part) % n_panels;
    const std::int64_t first_row = panel * kRowPanel;
    RowPlaces places;
    AttentionJob job = make_job(call, sequence, static_cast<std::int64_t>(part) / n_panels, first_row,
                                std::min(kRowPanel, n_rows - first_row), places);
    job.scratch =
        worker_scratch + static_cast<std::int64_t>(worker) * flash_scratch_floats(call.shape.head_dim);
    job.scores = scores + static_cast<std::int64_t>(part) * kRowPanel * sequence.extent.n_keys;
    pass(context.isa, job);
  });
}

}  // namespace

std::size_t naive_scratch_bytes(const AttentionShape& shape, std::span<const AttentionExtent> sequences) {
  std::int64_t most = 0;
  for (const AttentionExtent& extent : sequences) most = std::max(most, score_floats(shape, extent));
  return static_cast<std::size_t>(most) * sizeof(float);
}

Status attend_naive(const KernelContext& context, const AttentionCall& call, ScratchBuffer& scratch) {
  check_call(call);
  const std::int64_t worker_floats = flash_scratch_floats(call.shape.head_dim);
  const std::size_t worker_bytes =
      context.pool->size() * static_cast<std::size_t>(worker_floats) * sizeof(float);
  for (const AttentionSequence& sequence : call.sequences) {
    ST_RETURN_IF_ERROR(
        scratch.reserve(naive_scratch_bytes(call.shape, std::span(&sequence.extent, 1)) + worker_bytes));
    float* worker_scratch = reinterpret_cast<float*>(scratch.data());
    float* scores = worker_scratch + static_cast<std::int64_t>(context.pool->size()) * worker_floats;
    for (const auto pass : {naive_scores, naive_softmax, naive_values}) {
      run_pass(context, call, sequence, scores, worker_scratch, pass);
    }
  }
  return {};
}

}  // namespace st::kernels
