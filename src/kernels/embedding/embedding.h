#pragma once

#include <cstdint>
#include <span>

#include "kernels/kernel_context.h"
#include "tensor/tensor.h"

namespace st::kernels {

// y[t] = scale * table[ids[t]]. table: [n_vocab, d_model] of any floating or block type; ids: [n_tokens],
// each below n_vocab (the tokenizer's promise); y: [n_tokens, d_model]. Gemma scales by sqrt(d_model).
void embed_tokens(const KernelContext& context, const TensorView& table, std::span<const std::int32_t> ids,
                  float scale, std::span<float> y);

}  // namespace st::kernels
