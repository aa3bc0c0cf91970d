#include "engine/generation.h"

#include <algorithm>
#include <chrono>

#include "engine/grammar.h"
#include "engine/prompt_lookup.h"
#include "kernels/few_tokens.h"

namespace st {
namespace {

constexpr auto kMostDrafted = static_cast<std::size_t>(kernels::kFewTokens - 1);

}  // namespace

Result<std::unique_ptr<Generation>> Generation::create(Engine& engine, GenerationRequest request) {
  ST_RETURN_IF_ERROR(engine.check_prompt(request.prompt));
  std::unique_ptr<Generation> made(new Generation(engine, std::move(request)));
  ST_RETURN_IF_ERROR(made->prepare());
  return made;
}

Status Generation::prepare() {
  ST_ASSIGN_OR_RETURN(sampler_, Sampler::create(request_.sampler));
  ST_ASSIGN_OR_RETURN(stops_, StopStrings::create(request_.stop));
  ST_ASSIGN_OR_RETURN(const auto program, compile_grammar(request_.grammar));
  if (program) {
    ST_ASSIGN_OR_RETURN(const auto trie, engine_->token_trie());
    matcher_.emplace(program, trie);
  }
  const Result<const Tokenizer*> tokenizer = engine_->tokenizer();
  if (!request_.stop.empty() && !tokenizer.ok()) return tokenizer.error();
  if (tokenizer.ok()) decoder_.emplace(**tokenizer);
  // The last token of the answer is never run, so the answer may reach one past the context.
  const auto context = static_cast<std::size_t>(engine_->context_tokens());
  most_ = std::min(request_.max_tokens, context - request_.prompt.size() + 1);
  request_.draft_tokens = std::min(request_.draft_tokens, kMostDrafted);
  result_.prompt_tokens = request_.prompt.size();
  sampler_->observe_prompt(std::vector<std::uint32_t>(request_.prompt.begin(), request_.prompt.end()));
  // The prompt's tokens decide about the space before the first word of the answer.
  if (decoder_) {
    for (const std::int32_t id : request_.prompt) decoder_->push(static_cast<TokenId>(id));
  }
  done_ = most_ == 0;
  return {};
}

std::int64_t Generation::tokens_needed() const {
  return static_cast<std::int64_t>(request_.prompt.size() + most_ + request_.draft_tokens);
}

std::int64_t Generation::cache_tokens() const {
  const std::int64_t page_tokens = KvLayout{}.page_tokens;
  return (tokens_needed() + page_tokens - 1) / page_tokens * page_tokens;
}

void Generation::start() {
  started_ = true;
  session_.begin(request_.prompt);
  result_.cached_tokens = static_cast<std::size_t>(session_.n_cached());
}

bool Generation::ends(std::int32_t id) const {
  const auto& ends = engine_->end_ids();
  return !request_.ignore_end && std::find(ends.begin(), ends.end(), id) != ends.end();
}

void Generation::give_text(const std::string& text) {
  result_.text += text;
  if (request_.on_text && !text.empty()) request_.on_text(text);
}

void Generation::finish(Completion::Finish how) {
  result_.finish = how;
  done_ = true;
  if (!decoder_) return;
  if (stops_->stopped()) return;
  give_text(stops_->push(decoder_->finish()));
  if (!stops_->stopped()) give_text(stops_->finish());
}

// One token more, or the end.
Status Generation::choose(std::span<const float> logits) {
  const TokenMask* mask = nullptr;
  if (matcher_) {
    const auto begun = std::chrono::steady_clock::now();
    ST_ASSIGN_OR_RETURN(mask, matcher_->mask());
    result_.mask_seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    // A model without end tokens ends where its grammar does.
    if (matcher_->may_end() && mask->count() == 0) {
      finish(Completion::Finish::kGrammar);
      return {};
    }
  }
  ST_ASSIGN_OR_RETURN(SampledToken token, sampler_->sample(logits, mask));
  const auto id = static_cast<std::int32_t>(token.id);
  if (matcher_ && !matcher_->accept(token.id))
    return model_error("the grammar refused a token that it had allowed");
  if ((matcher_ && matcher_->ended()) || ends(id)) {
    finish(matcher_ ? Completion::Finish::kGrammar : Completion::Finish::kStop);
    return {};
  }
  result_.ids.push_back(id);
  result_.tokens.push_back(std::move(token));
  if (decoder_) give_text(stops_->push(decoder_->push(static_cast<TokenId>(id))));
  if (stops_->stopped()) {
    finish(Completion::Finish::kStop);
  } else if (result_.ids.size() == most_) {
    finish(Completion::Finish::kLength);
  }
  return {};
}

Status Generation::take_prompt_logits(std::span<const float> logits) {
  return choose(logits);
}

std::vector<std::int32_t> Generation::next_tokens() {
  draft_.clear();
  std::vector<std::int32_t> step = {result_.ids.back()};
  const std::size_t most = std::min(request_.draft_tokens, most_ - result_.ids.size());
  if (most > 0) {
    std::vector<std::int32_t> all = session_.ids();
    all.push_back(step.front());
    draft_ = draft_by_lookup(all, most);
    step.insert(step.end(), draft_.begin(), draft_.end());
  }
  ++result_.steps;
  result_.drafted += draft_.size();
  return step;
}

Status Generation::take_step_logits(std::span<const float> logits) {
  const auto width = static_cast<std::size_t>(engine_->n_vocab());
  std::int64_t kept = 0;
  for (std::size_t i = 0; i <= draft_.size() && !done_; ++i) {
    ++kept;
    ST_RETURN_IF_ERROR(choose(logits.subspan(i * width, width)));
    if (done_ || i == draft_.size() || result_.ids.back() != draft_[i]) break;
    ++result_.accepted;
  }
  session_.keep(kept);
  return {};
}

}  // namespace st
