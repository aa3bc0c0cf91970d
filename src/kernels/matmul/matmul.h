#pragma once

#include <cstdint>
#include <span>

#include "kernels/kernel_context.h"
#include "kernels/scratch_buffer.h"
#include "tensor/tensor.h"

namespace st::kernels {

// How a product with quantised weights treats its left side.
enum class ActivationPrecision : std::uint8_t {
  kKept,  // f32, as they are
  kInt8,  // rounded to 8 bits per 32 values (relative error about 2^-8 of a block's largest), so that
          // products are of bytes. Read only where the weights are a block format and the rows few, as in
          // decoding; else kept
};

struct MatmulOptions {
  std::span<const float> bias;  // [n_out] or empty
  ActivationPrecision activations = ActivationPrecision::kKept;
};

// y = x * weights^T + bias. x: [n_tokens, n_in]; weights: [n_out, n_in], f32, f16, bf16 or any block format
// of quant/, unpacked on the fly; y: [n_tokens, n_out], neither x nor weights. Sums in f32; the same bytes
// on any number of threads, and a row's result does not depend on the other rows' values. kResources where
// `scratch` can't grow.
Status matmul(const KernelContext& context, const TensorView& weights, std::span<const float> x,
              std::span<float> y, const MatmulOptions& options, ScratchBuffer& scratch);

bool is_matmul_type(DType type);
// What matmul asks of `scratch` at most.
std::size_t matmul_scratch_bytes(std::int64_t n_tokens, std::int64_t n_in, std::size_t n_threads);

// The truth: weights decoded by quant/, sums in double.
void matmul_ref(const TensorView& weights, std::span<const float> x, std::span<float> y,
                std::span<const float> bias = {});

}  // namespace st::kernels
