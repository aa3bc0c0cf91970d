#include "engine/local_text_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "engine/scheduler.h"
#include "engine/session.h"
#include "kernels/few_tokens.h"

namespace st {
namespace {

constexpr std::int64_t kWidestByDefault = 32'768;
constexpr std::int64_t kNarrowestByDefault = 2'048;

double log_probability(std::span<const float> logits, std::int32_t id) {
  const double top = *std::max_element(logits.begin(), logits.end());
  double sum = 0.0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - top);
  return static_cast<double>(logits[static_cast<std::size_t>(id)]) - top - std::log(sum);
}

}  // namespace

std::string model_name(const std::string& path) {
  const std::filesystem::path file(path);
  return (file.has_filename() ? file : file.parent_path()).filename().string();
}

Result<std::unique_ptr<LocalTextModel>> LocalTextModel::open(EngineOptions options,
                                                             std::size_t context_tokens) {
  std::unique_ptr<LocalTextModel> model(new LocalTextModel());
  model->name_ = model_name(options.model);
  ST_ASSIGN_OR_RETURN(model->engine_, Engine::open(std::move(options)));
  if (const auto tokenizer = model->engine_->tokenizer(); !tokenizer.ok()) return tokenizer.error();
  const std::int64_t own = model->engine_->context_tokens();
  if (static_cast<std::int64_t>(context_tokens) > own) {
    return usage_error(fmt::format("a window of {} tokens was asked for; the model's context holds {}",
                                   context_tokens, own));
  }
  std::int64_t window =
      context_tokens > 0 ? static_cast<std::int64_t>(context_tokens) : std::min(own, kWidestByDefault);
  // A window that nobody asked for gives way where memory is short.
  while (context_tokens == 0 && window > kNarrowestByDefault && !model->fits(window)) window /= 2;
  model->context_tokens_ = static_cast<std::size_t>(window);
  // One window for the call in hand; the chunk more lets a kept prefix stand beside a full one.
  ST_RETURN_IF_ERROR(
      model->engine_->reserve(static_cast<std::int64_t>(model->context_tokens_) + Engine::kChunkTokens));
  return model;
}

bool LocalTextModel::fits(std::int64_t n_tokens) const {
  return engine_->check_plan(n_tokens).ok();
}

Result<std::vector<std::int32_t>> LocalTextModel::ids_of(const std::string& text,
                                                         bool add_special_tokens) const {
  ST_ASSIGN_OR_RETURN(const Tokenizer* tokenizer, engine_->tokenizer());
  EncodeOptions options;
  options.add_special_tokens = add_special_tokens;
  const Result<Encoding> encoding = tokenizer->encode(text, options);
  if (!encoding.ok()) return model_error(encoding.error().message);
  return std::vector<std::int32_t>(encoding->ids.begin(), encoding->ids.end());
}

Status LocalTextModel::check_room(std::size_t n_tokens) const {
  if (n_tokens <= context_tokens_) return {};
  return model_error(
      fmt::format("{}: the prompt has {} tokens; the window holds {}", name_, n_tokens, context_tokens_));
}

Result<Completion> LocalTextModel::complete(const std::string& prompt, const AnswerGrammar& grammar,
                                            const CompletionLimits& limits) {
  const std::lock_guard<std::mutex> turn(turn_);
  ST_ASSIGN_OR_RETURN(std::vector<std::int32_t> ids, ids_of(prompt, true));
  return complete_ids(std::move(ids), grammar, limits);
}

Result<Completion> LocalTextModel::complete_chat(const std::vector<ChatMessage>& messages,
                                                 const AnswerGrammar& grammar,
                                                 const CompletionLimits& limits) {
  std::unique_lock<std::mutex> turn(turn_);
  const Result<const ChatFormat*> format = engine_->chat_format();
  if (!format.ok()) {
    turn.unlock();
    return complete(plain_conversation(messages), grammar, limits);
  }
  ST_ASSIGN_OR_RETURN(const Tokenizer* tokenizer, engine_->tokenizer());
  ST_ASSIGN_OR_RETURN(std::vector<std::int32_t> ids, (*format)->prompt(messages, *tokenizer));
  return complete_ids(std::move(ids), grammar, limits);
}

Result<Completion> LocalTextModel::complete_ids(std::vector<std::int32_t> ids, const AnswerGrammar& grammar,
                                                const CompletionLimits& limits) {
  ST_RETURN_IF_ERROR(check_room(ids.size()));
  GenerationRequest request;
  request.max_tokens = std::min(limits.max_tokens, context_tokens_ - ids.size() + 1);
  request.prompt = std::move(ids);
  request.sampler.temperature = limits.temperature;
  request.sampler.seed = limits.seed;
  request.stop = limits.stop;
  request.grammar = grammar;
  Result<Generated> generated = generate(*engine_, std::move(request));
  if (!generated.ok()) return generated.error();
  Completion completion;
  completion.text = std::move(generated->text);
  completion.prompt_tokens = generated->prompt_tokens;
  completion.cached_tokens = generated->cached_tokens;
  completion.answer_tokens = generated->ids.size();
  completion.finish = generated->finish;
  return completion;
}

Result<std::vector<double>> LocalTextModel::score(const std::string& prompt,
                                                  const std::vector<std::string>& continuations) {
  const std::lock_guard<std::mutex> turn(turn_);
  ST_ASSIGN_OR_RETURN(const std::vector<std::int32_t> head, ids_of(prompt, true));
  std::vector<double> scores;
  for (const std::string& continuation : continuations) {
    ST_ASSIGN_OR_RETURN(const std::vector<std::int32_t> tail, ids_of(continuation, false));
    ST_RETURN_IF_ERROR(check_room(head.size() + tail.size()));
    ST_ASSIGN_OR_RETURN(const double score, score_ids(head, tail));
    scores.push_back(score);
  }
  return scores;
}

Result<double> LocalTextModel::score_ids(std::span<const std::int32_t> prompt,
                                         std::span<const std::int32_t> continuation) {
  if (prompt.empty()) return model_error(name_ + ": nothing stands before the continuation to be scored");
  ST_RETURN_IF_ERROR(engine_->check_prompt(prompt));
  Session session(*engine_);
  session.begin({prompt.begin(), prompt.end()});
  const auto width = static_cast<std::size_t>(engine_->n_vocab());
  std::vector<float> logits(width);
  ST_RETURN_IF_ERROR(session.prefill(logits));
  double sum = continuation.empty() ? 0.0 : log_probability(logits, continuation.front());
  // The last token's own logits are not asked for, so it is never run.
  constexpr auto kMost = static_cast<std::size_t>(kernels::kFewTokens);
  for (std::size_t at = 0; at + 1 < continuation.size(); at += kMost) {
    const std::size_t n = std::min(kMost, continuation.size() - 1 - at);
    const auto ids = continuation.subspan(at, n);
    const model::SequenceStep step = session.append({ids.begin(), ids.end()});
    std::vector<float> all(n * width);
    ST_RETURN_IF_ERROR(engine_->forward({&step, 1}, all));
    session.keep(static_cast<std::int64_t>(n));
    for (std::size_t i = 0; i < n; ++i)
      sum += log_probability(std::span(all).subspan(i * width, width), continuation[at + i + 1]);
  }
  return sum;
}

Result<std::vector<std::vector<float>>> LocalTextModel::embed(const std::vector<std::string>& texts) {
  const std::lock_guard<std::mutex> turn(turn_);
  std::vector<std::vector<float>> vectors;
  for (const std::string& text : texts) {
    ST_ASSIGN_OR_RETURN(std::vector<float> vector, embed_one(text));
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

Result<std::vector<float>> LocalTextModel::embed_one(const std::string& text) {
  ST_ASSIGN_OR_RETURN(std::vector<std::int32_t> ids, ids_of(text, true));
  ST_RETURN_IF_ERROR(check_room(ids.size()));
  const auto width = static_cast<std::size_t>(engine_->decoder().spec().d_model);
  std::vector<double> mean(width);
  if (!ids.empty()) {
    Session session(*engine_);
    session.begin_afresh(std::move(ids));  // what a prefix cache had would be missing from the mean
    const auto add = [&](std::span<const float> states) -> Status {
      for (std::size_t i = 0; i < states.size(); ++i) mean[i % width] += static_cast<double>(states[i]);
      return {};
    };
    ST_RETURN_IF_ERROR(session.prefill_rows(add, {}, true));
  }
  double length = 0.0;
  for (const double value : mean) length += value * value;
  length = length > 0.0 ? std::sqrt(length) : 1.0;
  std::vector<float> unit;
  for (const double value : mean) unit.push_back(static_cast<float>(value / length));
  return unit;
}

Result<std::size_t> LocalTextModel::count_tokens(const std::string& text) {
  ST_ASSIGN_OR_RETURN(const std::vector<std::int32_t> ids, ids_of(text, false));
  return ids.size();
}

}  // namespace st
