#include "engine/sampler.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/random.h"

namespace st {
namespace {

Status in_range(const char* name, double value, double least, double most) {
  if (value >= least && value <= most) return {};
  return usage_error(std::string(name) + ": " + std::to_string(value) + " is out of range; expected " +
                     std::to_string(least) + " to " + std::to_string(most));
}

}  // namespace

Result<Sampler> Sampler::create(const SamplerOptions& options) {
  ST_RETURN_IF_ERROR(in_range("temperature", options.temperature, 0.0, 100.0));
  ST_RETURN_IF_ERROR(in_range("top-p", options.top_p, 0.0, 1.0));
  ST_RETURN_IF_ERROR(in_range("min-p", options.min_p, 0.0, 1.0));
  ST_RETURN_IF_ERROR(in_range("repetition penalty", options.repetition_penalty, 0.01, 100.0));
  ST_RETURN_IF_ERROR(in_range("presence penalty", options.presence_penalty, -100.0, 100.0));
  ST_RETURN_IF_ERROR(in_range("frequency penalty", options.frequency_penalty, -100.0, 100.0));
  return Sampler(options);
}

void Sampler::observe_prompt(std::span<const std::uint32_t> ids) {
  for (const std::uint32_t id : ids) seen_[id].anywhere = true;
}

double Sampler::penalised(double logit, std::uint32_t id) const {
  const auto found = seen_.find(id);
  if (found == seen_.end()) return logit;
  const double factor = options_.repetition_penalty;
  if (factor != 1.0) logit = logit > 0.0 ? logit / factor : logit * factor;
  const std::size_t times = found->second.in_answer;
  if (times > 0) {
    logit -= options_.presence_penalty + options_.frequency_penalty * static_cast<double>(times);
  }
  return logit;
}

Status Sampler::gather(std::span<const float> logits, const TokenMask* mask) {
  if (mask != nullptr && mask->size() != logits.size()) {
    return model_error("mask: made for " + std::to_string(mask->size()) + " tokens; the model has " +
                       std::to_string(logits.size()));
  }
  candidates_.clear();
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const float logit = logits[i];
    if (std::isnan(logit) || logit == HUGE_VALF) {
      return model_error("logits: token " + std::to_string(i) +
                         " is not a number; the weights may be damaged");
    }
    if (std::isinf(logit) || (mask != nullptr && !mask->allows(i))) continue;
    const auto id = static_cast<std::uint32_t>(i);
    candidates_.push_back({penalised(logit, id), id});
  }
  if (candidates_.empty())
    return model_error("sampling: no token may come next; the grammar asks for others");
  return {};
}

// Leaves the candidates that top-k, top-p and min-p keep, with their weights relative to the best one's 1.
void Sampler::narrow() {
  const auto better = [](const Candidate& a, const Candidate& b) {
    return a.logit != b.logit ? a.logit > b.logit : a.id < b.id;
  };
  const bool by_k = options_.top_k > 0 && options_.top_k < candidates_.size();
  if (by_k) {
    const auto end = candidates_.begin() + static_cast<std::ptrdiff_t>(options_.top_k);
    std::nth_element(candidates_.begin(), end, candidates_.end(), better);
    candidates_.erase(end, candidates_.end());
  }
  if (by_k || options_.top_p < 1.0) std::sort(candidates_.begin(), candidates_.end(), better);
  double best = candidates_.front().logit;
  for (const Candidate& candidate : candidates_) best = std::max(best, candidate.logit);
  weights_.clear();
  double sum = 0.0;
  for (const Candidate& candidate : candidates_) {
    weights_.push_back(portable_exp((candidate.logit - best) / options_.temperature));
    sum += weights_.back();
  }
  if (options_.top_p < 1.0) {
    std::size_t kept = 0;
    double reached = 0.0;
    while (kept < weights_.size() && (kept == 0 || reached < options_.top_p * sum))
      reached += weights_[kept++];
    weights_.resize(kept);
    candidates_.resize(kept);
  }
  if (options_.min_p > 0.0) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      if (weights_[i] < options_.min_p) continue;
      weights_[kept] = weights_[i];
      candidates_[kept++] = candidates_[i];
    }
    weights_.resize(kept);
    candidates_.resize(kept);
  }
}

std::uint32_t Sampler::choose() {
  if (options_.temperature == 0.0) {
    const auto worse = [](const Candidate& a, const Candidate& b) { return a.logit < b.logit; };
    return std::max_element(candidates_.begin(), candidates_.end(), worse)->id;
  }
  narrow();
  double sum = 0.0;
  for (const double weight : weights_) sum += weight;
  const double target = uniform_draw(options_.seed, options_.stream, draws_++) * sum;
  double reached = 0.0;
  std::size_t last = 0;  // where rounding leaves the target unreached: the last token of any weight
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    if (weights_[i] > 0.0) last = i;
    reached += weights_[i];
    if (reached > target) return candidates_[i].id;
  }
  return candidates_[last].id;
}

void Sampler::report(std::span<const float> logits, SampledToken& token) const {
  const double best = *std::max_element(logits.begin(), logits.end());
  double sum = 0.0;
  for (const float logit : logits) sum += portable_exp(logit - best);
  const double log_sum = best + std::log(sum);
  token.logprob = logits[token.id] - log_sum;
  if (options_.top_logprobs == 0) return;
  std::vector<std::uint32_t> ids(logits.size());
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<std::uint32_t>(i);
  const std::size_t n = std::min(options_.top_logprobs, ids.size());
  std::partial_sort(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(n), ids.end(),
                    [&](std::uint32_t a, std::uint32_t b) {
                      return logits[a] != logits[b] ? logits[a] > logits[b] : a < b;
                    });
  for (std::size_t i = 0; i < n; ++i) token.top.push_back({ids[i], logits[ids[i]] - log_sum});
}

Result<SampledToken> Sampler::sample(std::span<const float> logits, const TokenMask* mask) {
  ST_RETURN_IF_ERROR(gather(logits, mask));
  SampledToken token;
  token.id = choose();
  report(logits, token);
  Seen& seen = seen_[token.id];
  seen.anywhere = true;
  ++seen.in_answer;
  return token;
}

}  // namespace st
