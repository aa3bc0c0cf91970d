#include "kernels/matmul/matmul.h"

#include <algorithm>

#include "base/check.h"
#include "kernels/isa_dispatch.h"
#include "kernels/matmul/matmul_jobs.h"
#include "quant/quant_format.h"

namespace st::kernels {

ST_DECLARE_PER_ISA(void few_tokens_simd(const FewTokensJob& job))
ST_DECLARE_PER_ISA(void few_tokens_bytes_simd(const FewTokensJob& job, const ByteActivations& x))
ST_DECLARE_PER_ISA(void round_to_bytes_simd(const float* x, std::int64_t n, const ByteActivations& to))
ST_DECLARE_PER_ISA(void pack_panel_simd(const float* x, std::int64_t n_tokens, std::int64_t n_in,
                                        float* panel))
ST_DECLARE_PER_ISA(void matmul_block_simd(const BlockJob& job))

namespace {

void few_tokens(Isa isa, const FewTokensJob& job) {
  ST_CALL_FOR_ISA(isa, few_tokens_simd, job)
}
void few_tokens_bytes(Isa isa, const FewTokensJob& job, const ByteActivations& x) {
  ST_CALL_FOR_ISA(isa, few_tokens_bytes_simd, job, x)
}
void round_to_bytes(Isa isa, const float* x, std::int64_t n, const ByteActivations& to) {
  ST_CALL_FOR_ISA(isa, round_to_bytes_simd, x, n, to)
}
void pack_panel(Isa isa, const float* x, std::int64_t n_tokens, std::int64_t n_in, float* panel) {
  ST_CALL_FOR_ISA(isa, pack_panel_simd, x, n_tokens, n_in, panel)
}
void matmul_block(Isa isa, const BlockJob& job){ST_CALL_FOR_ISA(isa, matmul_block_simd, job)}

std::int64_t divide_up(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

std::size_t byte_activation_bytes(std::int64_t n_tokens, std::int64_t n_in) {
  return static_cast<std::size_t>(n_tokens * n_in + 4 * n_tokens * (n_in / 8));
}

std::size_t panel_bytes(std::int64_t n_tokens, std::int64_t n_in) {
  return static_cast<std::size_t>(divide_up(std::min(n_tokens, kTokenBlock), kTokenPanel) * kTokenPanel *
                                  n_in) *
         sizeof(float);
}

// Rows a part of about 64 KiB of weights: a fraction of a millisecond of reading.
std::int64_t rows_per_part(const MatmulWeights& weights) {
  return std::max<std::int64_t>(1, 65536 / std::max<std::int64_t>(1, weights.row_bytes));
}

template <typename Form>
void run_few_tokens(const KernelContext& context, const FewTokensJob& all, const Form& form) {
  const std::int64_t rows = rows_per_part(all.weights);
  context.pool->run(static_cast<std::size_t>(divide_up(all.weights.n_out, rows)),
                    [&](std::size_t part, std::size_t) {
                      FewTokensJob job = all;
                      job.first_out = static_cast<std::int64_t>(part) * rows;
                      job.last_out = std::min(job.first_out + rows, all.weights.n_out);
                      form(job);
                    });
}

Status matmul_bytes(const KernelContext& context, const FewTokensJob& job, ScratchBuffer& scratch) {
  const std::int64_t n_in = job.weights.n_in;
  ST_RETURN_IF_ERROR(scratch.reserve(byte_activation_bytes(job.n_tokens, n_in)));
  const std::int64_t n_blocks = job.n_tokens * (n_in / 32);
  ByteActivations x;
  x.scale = reinterpret_cast<float*>(scratch.data());
  x.sums_of_16 = x.scale + n_blocks;
  x.sums_of_32 = x.sums_of_16 + 2 * n_blocks;
  x.q = reinterpret_cast<std::int8_t*>(x.sums_of_32 + n_blocks);
  round_to_bytes(context.isa, job.x, job.n_tokens * n_in, x);
  run_few_tokens(context, job, [&](const FewTokensJob& part) { few_tokens_bytes(context.isa, part, x); });
  return {};
}

Status matmul_blocks(const KernelContext& context, const MatmulWeights& weights, std::span<const float> x,
                     std::span<float> y, ScratchBuffer& scratch) {
  const std::int64_t n_in = weights.n_in;
  const std::int64_t n_tokens = static_cast<std::int64_t>(x.size()) / n_in;
  ST_RETURN_IF_ERROR(scratch.reserve(matmul_scratch_bytes(n_tokens, n_in, context.pool->size())));
  float* panels = reinterpret_cast<float*>(scratch.data());
  float* worker_scratch = panels + panel_bytes(n_tokens, n_in) / sizeof(float);
  for (std::int64_t first = 0; first < n_tokens; first += kTokenBlock) {
    const std::int64_t n_block = std::min(kTokenBlock, n_tokens - first);
    const float* block_x = x.data() + first * n_in;
    context.pool->run(static_cast<std::size_t>(divide_up(n_block, kTokenPanel)),
                      [&](std::size_t part, std::size_t) {
                        const std::int64_t token = static_cast<std::int64_t>(part) * kTokenPanel;
                        pack_panel(context.isa, block_x + token * n_in,
                                   std::min(kTokenPanel, n_block - token), n_in, panels + token * n_in);
                      });
    context.pool->run(static_cast<std::size_t>(divide_up(weights.n_out, kWeightRows)),
                      [&](std::size_t part, std::size_t worker) {
                        BlockJob job;
                        job.weights = weights;
                        job.first_out = static_cast<std::int64_t>(part) * kWeightRows;
                        job.n_rows = std::min(kWeightRows, weights.n_out - job.first_out);
                        job.n_tokens = n_block;
                        job.panels = panels;
                        job.y = y.data() + first * weights.n_out;
                        job.scratch =
                            worker_scratch + static_cast<std::int64_t>(worker) * kBlockScratchFloats;
                        matmul_block(context.isa, job);
                      });
  }
  return {};
}

MatmulWeights weights_of(const TensorView& tensor, std::span<const float> bias) {
  MatmulWeights weights;
  weights.type = tensor.dtype();
  weights.rows = tensor.data();
  weights.row_bytes = static_cast<std::int64_t>(tensor.row_bytes());
  weights.n_in = static_cast<std::int64_t>(tensor.row_length());
  weights.n_out = static_cast<std::int64_t>(tensor.row_count());
  const DTypeInfo& type = info(tensor.dtype());
  weights.chunk_bytes = kDepthChunk / static_cast<std::int64_t>(type.block_elements) *
                        static_cast<std::int64_t>(type.block_bytes);
  weights.bias = bias.empty() ? nullptr : bias.data();
  return weights;
}

}  // namespace

bool is_matmul_type(DType type) {
  return type != DType::kF64 && find_quant_format(type) != nullptr;
}

std::size_t matmul_scratch_bytes(std::int64_t n_tokens, std::int64_t n_in, std::size_t n_threads) {
  return std::max(byte_activation_bytes(std::min(n_tokens, kFewTokens), n_in),
                  panel_bytes(n_tokens, n_in) + n_threads * kBlockScratchFloats * sizeof(float));
}

Status matmul(const KernelContext& context, const TensorView& weights, std::span<const float> x,
              std::span<float> y, const MatmulOptions& options, ScratchBuffer& scratch) {
  ST_CHECK(is_matmul_type(weights.dtype()) && weights.row_length() > 0);
  ST_CHECK(x.size() % weights.row_length() == 0);
  const std::size_t n_tokens = x.size() / weights.row_length();
  ST_CHECK(y.size() == n_tokens * weights.row_count());
  ST_CHECK(options.bias.empty() || options.bias.size() == weights.row_count());
  if (y.empty()) return {};
  const MatmulWeights all = weights_of(weights, options.bias);
  if (static_cast<std::int64_t>(n_tokens) > kFewTokens) return matmul_blocks(context, all, x, y, scratch);
  const FewTokensJob job{all, 0, all.n_out, static_cast<std::int64_t>(n_tokens), x.data(), y.data()};
  const bool in_bytes =
      options.activations == ActivationPrecision::kInt8 && info(all.type).is_block_format();
  if (in_bytes) return matmul_bytes(context, job, scratch);
  run_few_tokens(context, job, [&](const FewTokensJob& part) { few_tokens(context.isa, part); });
  return {};
}

}  // namespace st::kernels
