#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "combine/edit_check.h"
#include "combine/model_audit.h"
#include "combine/model_options.h"
#include "combine/model_prompt.h"
#include "combine/rehearsal.h"

namespace st::combine {

// The next stories of the fold, as they go into one call. Where `asks` is false there is nothing in them
// that a model could help with.
struct PlannedBatch {
  std::vector<ShownStory> stories;
  std::vector<Rehearsal::Step> steps;                // what the built-in proposer does
  std::map<std::string, std::string> made_by_claim;  // statement id -> label of the batch's claim
  std::vector<ChatMessage> messages;
  bool asks = false;
};

// Edits that can't be taken, each with why.
using RefusedRaw = std::pair<RawEdit, std::string>;
using Refused = std::vector<RefusedRaw>;

// A model in the place of the built-in proposer, with the built-in one under it: it is shown what the
// built-in proposer would do and answers with corrections, each of which is checked (edit_check.h). What it
// does not name, or names wrongly, happens as planned, so that every claim has its place whatever the model
// says. Errors are the model's. Thread rule: one thread; the batches of a run in order.
class ModelProposer {
 public:
  // Fails with kModel where the window is too small for the instructions and a story.
  static Result<ModelProposer> open(const ModelOptions& options, const StepContext& context);

  // Plans the batch that begins with `stories`' first: as many as the window holds, kMostStories at most.
  // `memory`: the statements in force. Asks the model nothing but to count tokens.
  Result<PlannedBatch> plan(std::span<const TimedStory> stories, const Memory& memory);

  // Puts the batch to the model. One step a story of the batch.
  Result<std::vector<Rehearsal::Step>> decide(const PlannedBatch& batch, const Memory& memory);

  // Fingerprint of all that the batch's edits are made from.
  std::string input_hash(const PlannedBatch& batch) const;

  // The model's answer to one conversation, counted.
  Result<Completion> ask(const std::vector<ChatMessage>& messages, const std::string& schema,
                         std::size_t most_tokens);

  // Questions that do not depend on each other, `context().jobs` at once: a server, or a cluster behind one
  // address, answers several in the time of one. Answers in the order of the questions, counted; the first
  // error where there is one.
  struct Question {
    std::vector<ChatMessage> messages;
    std::string schema;
    std::size_t most_tokens = 0;
  };
  Result<std::vector<Completion>> ask_all(const std::vector<Question>& questions);

  // The claims so far that were left to the built-in proposer.
  const AuditSample& left_out() const { return left_out_; }

  ModelReport& report() { return report_; }
  const ModelOptions& options() const { return options_; }
  const StepContext& context() const { return context_; }

 private:
  ModelProposer(const ModelOptions& options, const StepContext& context)
      : options_(options), context_(context), left_out_(options.audit_claims, options.seed) {}

  struct Draft;  // a batch while it is planned
  Result<bool> add_story(Draft& draft, const TimedStory& timed);
  Result<bool> fit(Draft& draft, ShownStory& shown, ContextLog& log);
  void begin_log();
  void count_claims(const Draft& draft, const ShownStory& shown);
  Result<std::size_t> tokens_of(const std::string& text) const;
  Result<Completion> complete(const Question& question) const;
  void count(const Completion& completion);

  BatchScene scene_of(const PlannedBatch& batch, const Memory& memory) const;
  AnswerIds ids_of(const PlannedBatch& batch, const BatchScene& scene) const;
  std::string lines_of(const PlannedBatch& batch) const;
  Result<std::size_t> one_round(PlannedBatch& batch, const BatchScene& scene, std::vector<Ruling>& rulings);
  Result<std::vector<ChatMessage>> send_back(const PlannedBatch& batch, const Refused& refused) const;
  Refused take(const std::vector<RawEdit>& edits, const BatchScene& scene, std::vector<Ruling>& taken);
  void fall_back(const Refused& refused, const BatchScene& scene, std::vector<Ruling>& taken);
  void note_refusals(const Refused& refused, const BatchScene& scene);

  ModelOptions options_;
  StepContext context_;
  ContextLog log_;
  std::size_t log_tokens_ = 0;
  std::size_t instruction_tokens_ = 0;
  std::size_t prompt_budget_ = 0;  // tokens of log and stories together
  std::size_t answer_budget_ = 0;
  ModelReport report_;
  AuditSample left_out_;
};

}  // namespace st::combine
