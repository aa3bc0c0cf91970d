#include "engine/beam_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "engine/session.h"
#include "kernels/few_tokens.h"

namespace st {
namespace {

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// A beginning that may still go on. The last of its ids is not computed yet.
struct Beam {
  KvLease lease;
  std::vector<std::int32_t> ids;
  double logprob = 0.0;
};

struct Candidate {
  double logprob = 0.0;
  std::size_t beam = 0;
  std::int32_t id = 0;
};

bool ranks_before(const Candidate& a, const Candidate& b) {
  if (a.logprob != b.logprob) return a.logprob > b.logprob;
  return a.beam != b.beam ? a.beam < b.beam : a.id < b.id;
}

void keep_best(std::vector<Candidate>& candidates, std::size_t n) {
  n = std::min(n, candidates.size());
  const auto end = candidates.begin() + static_cast<std::ptrdiff_t>(n);
  std::partial_sort(candidates.begin(), end, candidates.end(), ranks_before);
  candidates.erase(end, candidates.end());
}

std::size_t most_tokens(const Engine& engine, const BeamRequest& request) {
  // The last token of an answer is never run, so it may reach one past the context.
  const auto context = static_cast<std::size_t>(engine.context_tokens());
  return std::min(request.max_tokens, context - request.prompt.size() + 1);
}

class BeamSearch {
 public:
  BeamSearch(Engine& engine, const BeamRequest& request)
      : engine_(engine),
        request_(request),
        n_vocab_(static_cast<std::size_t>(engine.n_vocab())),
        most_(most_tokens(engine, request)),
        logits_(static_cast<std::size_t>(kernels::kFewTokens) * n_vocab_) {}

  Result<BeamAnswers> run(const Progress& progress) {
    result_.prompt_tokens = request_.prompt.size();
    if (most_ == 0) return std::move(result_);
    const double begun = now_seconds();
    ST_RETURN_IF_ERROR(read_prompt(progress));
    const double prefilled = now_seconds();
    advance();
    while (!over()) {
      ST_RETURN_IF_ERROR(step());
      advance();
    }
    result_.prefill_seconds = prefilled - begun;
    result_.decode_seconds = now_seconds() - prefilled;
    return std::move(result_);
  }

 private:
  Status read_prompt(const Progress& progress) {
    Session session(engine_);
    session.begin(request_.prompt);
    result_.cached_tokens = static_cast<std::size_t>(session.n_cached());
    const std::span<float> row = std::span(logits_).first(n_vocab_);
    ST_RETURN_IF_ERROR(session.prefill(row, progress));
    beams_.push_back({session.fork_lease(), {}, 0.0});
    gather(0, row);
    return {};
  }

  // The best continuations of one beam: more than that many of it are never among the best of all.
  void gather(std::size_t beam, std::span<const float> logits) {
    const double top = *std::max_element(logits.begin(), logits.end());
    double sum = 0.0;
    for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - top);
    const double less = top + std::log(sum);
    std::vector<Candidate> own(n_vocab_);
    for (std::size_t id = 0; id < n_vocab_; ++id)
      own[id] = {beams_[beam].logprob + (static_cast<double>(logits[id]) - less), beam,
                 static_cast<std::int32_t>(id)};
    keep_best(own, wanted());
    candidates_.insert(candidates_.end(), own.begin(), own.end());
  }

  // So many that as many go on as there are beams, whichever of them end.
  std::size_t wanted() const { return (engine_.end_ids().size() + 1) * request_.beams; }

  bool ends(std::int32_t id) const {
    const auto& ends = engine_.end_ids();
    return !request_.ignore_end && std::find(ends.begin(), ends.end(), id) != ends.end();
  }

  void advance() {
    keep_best(candidates_, wanted());
    n_tokens_ += 1;
    std::vector<Beam> next;
    for (std::size_t rank = 0; rank < candidates_.size(); ++rank) {
      const Candidate& candidate = candidates_[rank];
      const bool ended = ends(candidate.id);
      if (ended || n_tokens_ == most_) {
        if (rank < request_.beams) finish(candidate, ended);
      } else if (next.size() < request_.beams) {
        const Beam& from = beams_[candidate.beam];
        next.push_back({from.lease.fork(), from.ids, candidate.logprob});
        next.back().ids.push_back(candidate.id);
      }
    }
    beams_ = std::move(next);
    candidates_.clear();
  }

  double score(double logprob) const {
    return logprob / std::pow(static_cast<double>(n_tokens_), request_.length_penalty);
  }

  void finish(const Candidate& candidate, bool ended) {
    BeamAnswer answer{beams_[candidate.beam].ids, candidate.logprob, score(candidate.logprob),
                      ended ? Completion::Finish::kStop : Completion::Finish::kLength};
    if (!ended) answer.ids.push_back(candidate.id);
    auto& answers = result_.answers;
    const auto place = std::find_if(answers.begin(), answers.end(),
                                    [&](const BeamAnswer& other) { return other.score < answer.score; });
    answers.insert(place, std::move(answer));
    if (answers.size() > request_.beams) answers.pop_back();
  }

  bool over() const {
    if (beams_.empty()) return true;
    return result_.answers.size() == request_.beams &&
           score(beams_.front().logprob) <= result_.answers.back().score;
  }

  // One token of every beam, as many beams at a time as give each the bits that it has alone.
  Status step() {
    ++result_.steps;
    constexpr auto kTogether = static_cast<std::size_t>(kernels::kFewTokens);
    for (std::size_t first = 0; first < beams_.size(); first += kTogether) {
      const std::size_t n = std::min(kTogether, beams_.size() - first);
      std::vector<model::SequenceStep> steps;
      for (Beam& beam : std::span(beams_).subspan(first, n))
        steps.push_back({std::span(beam.ids).last(1), &beam.lease, model::LogitsOf::kLastToken});
      ST_RETURN_IF_ERROR(engine_.forward(steps, std::span(logits_).first(n * n_vocab_)));
      for (std::size_t i = 0; i < n; ++i)
        gather(first + i, std::span(logits_).subspan(i * n_vocab_, n_vocab_));
    }
    return {};
  }

  Engine& engine_;
  const BeamRequest& request_;
  std::size_t n_vocab_;
  std::size_t most_;
  std::vector<float> logits_;
  std::vector<Beam> beams_;
  std::vector<Candidate> candidates_;
  std::size_t n_tokens_ = 0;  // of every running beam
  BeamAnswers result_;
};

}  // namespace

Status check_beams(const BeamRequest& request) {
  if (request.beams < 1 || request.beams > BeamRequest::kMostBeams)
    return usage_error(fmt::format("{} beams; expected 1 to {}", request.beams, BeamRequest::kMostBeams));
  if (!(std::abs(request.length_penalty) <= 100.0))
    return usage_error(fmt::format("a length penalty of {}; expected -100 to 100", request.length_penalty));
  return {};
}

std::int64_t beam_tokens_needed(const Engine& engine, const BeamRequest& request) {
  const std::int64_t page = KvLayout{}.page_tokens;
  const auto in_pages = [&](std::size_t n) {
    return (static_cast<std::int64_t>(n) + page - 1) / page * page;
  };
  // A beam's first page may be a copy of the prompt's last one.
  const std::int64_t each = in_pages(most_tokens(engine, request)) + page;
  return in_pages(request.prompt.size()) + static_cast<std::int64_t>(request.beams) * each;
}

Result<BeamAnswers> beam_search(Engine& engine, const BeamRequest& request,
                                const Progress& prompt_progress) {
  ST_RETURN_IF_ERROR(engine.check_prompt(request.prompt));
  ST_RETURN_IF_ERROR(check_beams(request));
  const std::int64_t needed = beam_tokens_needed(engine, request);
  if (!engine.reserved() || engine.cache().capacity_tokens() < needed)
    ST_RETURN_IF_ERROR(engine.reserve(needed));
  return BeamSearch(engine, request).run(prompt_progress);
}

}  // namespace st
