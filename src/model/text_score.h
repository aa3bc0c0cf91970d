#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/decoder.h"

namespace st::model {

// A part of a long text that is read in one go. Its tokens from first_target on are scored: each is
// predicted from those before it in the window.
struct TextWindow {
  std::int64_t first = 0;
  std::int64_t first_target = 0;
  std::int64_t end = 0;  // one past the last token
};

// Windows of `context` tokens, each begun `stride` after the one before; of the overlap only what is new is
// scored, so every token but the first (and, where windows do not overlap, the first of each) is scored
// once. That is how the transformers documentation scores texts longer than a context. REQUIRES 1 <= stride
// <= context, context >= 2.
std::vector<TextWindow> text_windows(std::int64_t n_tokens, std::int64_t context, std::int64_t stride);

struct ScoreOptions {
  std::int64_t context = 0;
  std::int64_t stride = 0;
  DType key_type = DType::kF16;
  DType value_type = DType::kF16;
};

// Sums over the scored tokens.
struct TextScore {
  std::int64_t n_scored = 0;
  double nats = 0.0;  // -log p of each token
  // Against a second model: its KL divergence to the first, sum p2 (log p2 - log p1), and how often both
  // hold the same token for the most probable one.
  double divergence_nats = 0.0;
  std::int64_t n_agreed = 0;
};

// `against` may be null; its vocabulary has the same size. Sums are taken in double, in the order of the
// text. kResources where the caches do not fit. Progress counts tokens read.
Result<TextScore> score_text(const kernels::KernelContext& context, const Decoder& model,
                             const Decoder* against, std::span<const std::int32_t> ids,
                             const ScoreOptions& options, const Progress& progress = {});

}  // namespace st::model
