#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/engine.h"
#include "engine/grammar_matcher.h"
#include "engine/sampler.h"
#include "engine/session.h"
#include "engine/stop_strings.h"
#include "lm/text_model.h"

namespace st {

// What is asked of the engine.
struct GenerationRequest {
  std::vector<std::int32_t> prompt;
  std::size_t max_tokens = 128;
  SamplerOptions sampler;
  std::vector<std::string> stop;
  AnswerGrammar grammar;
  bool ignore_end = false;  // go on behind the model's end tokens
  // Tokens that are guessed from the prompt and the answer so far and checked in one step: the answer is
  // the same, the steps are fewer where it copies (prompt lookup). 0: none; at most 7 are used.
  std::size_t draft_tokens = 0;
  // Text as soon as it is certain. May be empty.
  std::function<void(const std::string&)> on_text;
};

struct Generated {
  std::vector<std::int32_t> ids;
  std::vector<SampledToken> tokens;  // with log-probabilities, one an id
  std::string text;
  Completion::Finish finish = Completion::Finish::kLength;
  std::size_t prompt_tokens = 0;
  std::size_t cached_tokens = 0;
  std::size_t steps = 0;  // forward passes of decoding
  std::size_t drafted = 0, accepted = 0;
  double prefill_seconds = 0.0, decode_seconds = 0.0;
  double mask_seconds = 0.0;  // of decoding: what the grammar took
};

// One answer on its way: knows what to run next and what to make of the logits. Scheduler runs it.
// Thread rule: the engine's.
class Generation {
 public:
  // kUsage, kInput for options, grammars and prompts that can't be; kModel where text is asked of a model
  // without a tokenizer.
  static Result<std::unique_ptr<Generation>> create(Engine& engine, GenerationRequest request);

  // Cache that this answer may come to hold.
  std::int64_t tokens_needed() const;
  // The same in whole pages, as it is taken.
  std::int64_t cache_tokens() const;

  // Of the prompt; all of it before start().
  std::size_t pending_tokens() const {
    return started_ ? static_cast<std::size_t>(session_.n_pending()) : request_.prompt.size();
  }
  bool prefilling() const { return pending_tokens() > 0; }
  bool started() const { return started_; }
  bool done() const { return done_; }
  Session& session() { return session_; }

  void start();  // takes over what the prefix cache has
  // After the prompt's last chunk: logits [n_vocab].
  Status take_prompt_logits(std::span<const float> logits);
  // The next step's tokens: the last one of the answer, and a draft of what may follow.
  std::vector<std::int32_t> next_tokens();
  // logits: [n tokens of the step, n_vocab].
  Status take_step_logits(std::span<const float> logits);

  const Generated& result() const { return result_; }
  Generated take_result() { return std::move(result_); }
  void add_prefill_seconds(double seconds) { result_.prefill_seconds += seconds; }
  void add_decode_seconds(double seconds) { result_.decode_seconds += seconds; }

 private:
  Generation(Engine& engine, GenerationRequest request)
      : engine_(&engine), request_(std::move(request)), session_(engine) {}
  Status prepare();
  Status choose(std::span<const float> logits);
  void finish(Completion::Finish how);
  void give_text(const std::string& text);
  bool ends(std::int32_t id) const;

  Engine* engine_;
  GenerationRequest request_;
  Session session_;
  std::optional<Sampler> sampler_;
  std::optional<StopStrings> stops_;
  std::optional<GrammarMatcher> matcher_;
  std::optional<StreamingDecoder> decoder_;
  std::vector<std::int32_t> draft_;
  std::size_t most_ = 0;
  bool started_ = false;
  bool done_ = false;
  Generated result_;
};

}  // namespace st
