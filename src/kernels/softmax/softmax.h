#pragma once

#include <cstdint>
#include <span>

#include "kernels/kernel_context.h"

namespace st::kernels {

// y[r, i] = exp(x[r, i] - max_r) / sum_r, over each row of n_columns. x and y: [n_rows, n_columns]; y may
// be x. Minus infinity counts as hidden; a row in which all is hidden becomes zeros.
void softmax(const KernelContext& context, std::int64_t n_columns, std::span<const float> x,
             std::span<float> y);

// The truth: in double.
void softmax_ref(std::int64_t n_columns, std::span<const float> x, std::span<float> y);

}  // namespace st::kernels
