#include "model/text_score.h"

#include <algorithm>
#include <cmath>

namespace st::model {
namespace {

// Logits of a chunk: small beside any model's weights.
constexpr std::int64_t kMostLogits = std::int64_t{1} << 22;
constexpr std::int64_t kMostChunkTokens = 256;

// log of the sum of e^logit.
double log_sum_of(std::span<const float> logits) {
  const auto largest = static_cast<double>(*std::max_element(logits.begin(), logits.end()));
  double sum = 0.0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - largest);
  return largest + std::log(sum);
}

std::size_t best_of(std::span<const float> logits) {
  return static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

struct RowScore {
  double nats = 0.0, divergence_nats = 0.0;
  bool agreed = false;
};

RowScore score_row(std::span<const float> logits, std::span<const float> against, std::int32_t target) {
  const double log_sum = log_sum_of(logits);
  RowScore score;
  score.nats = log_sum - static_cast<double>(logits[static_cast<std::size_t>(target)]);
  if (against.empty()) return score;
  const double log_sum_against = log_sum_of(against);
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double log_p = static_cast<double>(against[i]) - log_sum_against;
    score.divergence_nats += std::exp(log_p) * (log_p - (static_cast<double>(logits[i]) - log_sum));
  }
  score.agreed = best_of(logits) == best_of(against);
  return score;
}

// One model reading windows, each from an empty cache.
class WindowReader {
 public:
  static Result<WindowReader> create(const Decoder& model, const ScoreOptions& options) {
    WindowReader reader;
    reader.model_ = &model;
    ST_ASSIGN_OR_RETURN(
        reader.cache_,
        KvCache::create(model.kv_layout(options.key_type, options.value_type), options.context));
    return reader;
  }

  void begin() {
    lease_.clear();
    lease_.push_back(cache_->lease());
  }
  // Reads tokens; their logits, where they are asked for, are in logits() until the next call.
  Status read(const kernels::KernelContext& context, std::span<const std::int32_t> ids, LogitsOf which) {
    const auto rows = which == LogitsOf::kEveryToken ? ids.size() : 0;
    logits_.resize(rows * static_cast<std::size_t>(model_->spec().n_vocab));
    const SequenceStep step{ids, &lease_.front(), which};
    return model_->forward(context, {&step, 1}, logits_, scratch_);
  }
  std::span<const float> row(std::size_t index) const {
    const auto width = static_cast<std::size_t>(model_->spec().n_vocab);
    return std::span(logits_).subspan(index * width, width);
  }

 private:
  const Decoder* model_ = nullptr;
  std::unique_ptr<KvCache> cache_;
  std::vector<KvLease> lease_;
  DecoderScratch scratch_;
  std::vector<float> logits_;
};

class TextScorer {
 public:
  TextScorer(const kernels::KernelContext& context, std::span<const std::int32_t> ids,
             std::vector<WindowReader>& readers, std::int64_t n_vocab)
      : context_(context),
        ids_(ids),
        readers_(readers),
        chunk_(std::clamp<std::int64_t>(kMostLogits / n_vocab, 1, kMostChunkTokens)) {}

  Status add(const TextWindow& window) {
    for (WindowReader& reader : readers_) reader.begin();
    // What predicts the first target is the token before it; the last token predicts nothing.
    const std::int64_t first_asked = window.first_target - 1;
    for (std::int64_t at = window.first; at + 1 < window.end;) {
      const bool asked = at >= first_asked;
      const std::int64_t most =
          asked ? std::min(chunk_, window.end - 1 - at) : std::min(kMostChunkTokens, first_asked - at);
      ST_RETURN_IF_ERROR(read(at, most, asked ? LogitsOf::kEveryToken : LogitsOf::kNone));
      at += most;
    }
    return {};
  }
  const TextScore& score() const { return score_; }

 private:
  Status read(std::int64_t at, std::int64_t n_tokens, LogitsOf which) {
    const auto first = static_cast<std::size_t>(at), count = static_cast<std::size_t>(n_tokens);
    for (WindowReader& reader : readers_)
      ST_RETURN_IF_ERROR(reader.read(context_, ids_.subspan(first, count), which));
    if (which == LogitsOf::kNone) return {};
    std::vector<RowScore> rows(count);
    context_.pool->run(count, [&](std::size_t i, std::size_t) {
      const std::span<const float> against =
          readers_.size() > 1 ? readers_[1].row(i) : std::span<const float>();
      rows[i] = score_row(readers_[0].row(i), against, ids_[first + i + 1]);
    });
    for (const RowScore& row : rows) {
      ++score_.n_scored;
      score_.nats += row.nats;
      score_.divergence_nats += row.divergence_nats;
      score_.n_agreed += row.agreed ? 1 : 0;
    }
    return {};
  }

  const kernels::KernelContext& context_;
  std::span<const std::int32_t> ids_;
  std::vector<WindowReader>& readers_;
  std::int64_t chunk_;
  TextScore score_;
};

}  // namespace

std::vector<TextWindow> text_windows(std::int64_t n_tokens, std::int64_t context, std::int64_t stride) {
  ST_CHECK(stride >= 1 && context >= 2 && stride <= context);
  std::vector<TextWindow> windows;
  std::int64_t scored_to = 0;
  for (std::int64_t first = 0; scored_to < n_tokens; first += stride) {
    const std::int64_t end = std::min(first + context, n_tokens);
    const std::int64_t first_target = std::max(scored_to, first + 1);
    if (first_target < end) windows.push_back({first, first_target, end});
    scored_to = end;
  }
  return windows;
}

Result<TextScore> score_text(const kernels::KernelContext& context, const Decoder& model,
                             const Decoder* against, std::span<const std::int32_t> ids,
                             const ScoreOptions& options, const Progress& progress) {
  const std::vector<TextWindow> windows =
      text_windows(static_cast<std::int64_t>(ids.size()), options.context, options.stride);
  std::vector<WindowReader> readers;
  for (const Decoder* decoder : {&model, against}) {
    if (decoder == nullptr) continue;
    ST_CHECK(decoder->spec().n_vocab == model.spec().n_vocab);
    ST_ASSIGN_OR_RETURN(WindowReader reader, WindowReader::create(*decoder, options));
    readers.push_back(std::move(reader));
  }
  std::size_t n_read = 0, n_total = 0;
  for (const TextWindow& window : windows) n_total += static_cast<std::size_t>(window.end - window.first);
  TextScorer scorer(context, ids, readers, model.spec().n_vocab);
  for (const TextWindow& window : windows) {
    report_progress(progress, n_read, n_total);
    ST_RETURN_IF_ERROR(scorer.add(window));
    n_read += static_cast<std::size_t>(window.end - window.first);
  }
  report_progress(progress, n_total, n_total);
  return scorer.score();
}

}  // namespace st::model
