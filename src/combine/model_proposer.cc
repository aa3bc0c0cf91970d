#include "combine/model_proposer.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/hash.h"
#include "base/parallel.h"
#include "base/unicode.h"

namespace st::combine {
namespace {

// Models read short contexts better than long ones, and a small batch loses little when it fails.
constexpr std::size_t kMostStories = 16;
constexpr std::size_t kMostQuietStories = 256;  // of a batch that nothing is asked about
constexpr std::size_t kTokensAnEdit = 32;
constexpr std::size_t kTokensOfAnEmptyAnswer = 32;
constexpr std::size_t kMostSentBack = 64;    // refused edits
constexpr std::size_t kLongestQuoted = 300;  // bytes of a refused text
constexpr std::size_t kSpareTokens = 64;     // the chat form's own, and what joining texts may add
constexpr std::size_t kLeastBudget = 256;    // for statements and one story

bool has_asked(const ShownStory& story) {
  return std::any_of(story.gated.begin(), story.gated.end(), [&](const GatedClaim& claim) {
    return claim.asked && claim.claim < story.shown_claims;
  });
}

// The statements that a story's lines name: those near its claims and those that the plan touches.
std::vector<std::string> needed_by(const ShownStory& story) {
  std::vector<std::string> ids;
  for (const GatedClaim& claim : story.gated) {
    if (claim.asked && claim.claim < story.shown_claims)
      ids.insert(ids.end(), claim.nearby.begin(), claim.nearby.end());
  }
  for (const Move& move : story.moves) {
    if (!move.statement_id.empty() && move.claim < story.shown_claims) ids.push_back(move.statement_id);
  }
  return ids;
}

// As it is quoted back: an endless text says no more than its beginning.
RawEdit shortened(RawEdit edit) {
  if (edit.text.size() > kLongestQuoted)
    edit.text = repair_utf8(edit.text.substr(0, kLongestQuoted)) + "...";
  if (edit.rests_on.size() > kMostRests) edit.rests_on.resize(kMostRests);
  for (std::string* id : {&edit.what, &edit.claim, &edit.target}) *id = repair_utf8(id->substr(0, 20));
  for (std::string& id : edit.rests_on) id = repair_utf8(id.substr(0, 20));
  return edit;
}

std::string edits_json(std::span<const RefusedRaw> refused) {
  std::string text;
  for (const auto& [edit, why] : refused) text += (text.empty() ? "" : ",") + to_json(shortened(edit));
  return "{\"edits\":[" + text + "]}";
}

std::string reasons_for(std::span<const RefusedRaw> refused) {
  std::string text = "These edits can't be taken:\n";
  for (const auto& [edit, why] : refused) text += to_json(shortened(edit)) + ": " + why + "\n";
  return text + "Answer once more, with edits for these claims only; without one, the plan stands.";
}

// The statements that the story's claims found go by the claims' labels within the batch.
void name_statements(std::map<std::string, std::string>& names, const ShownStory& story, std::size_t place,
                     const Rehearsal& rehearsal, const Memory& before) {
  for (std::size_t i = 0; story.is_shown() && i < story.shown_claims; ++i) {
    const std::string id = rehearsal.statement_of({place, i});
    if (!id.empty() && !before.find(id)) names.try_emplace(id, claim_label(story, i));
  }
}

bool is_about(const Ruling& ruling, const std::set<ClaimPlace>& claims) {
  return claims.contains(ruling.claim);
}

bool places_twice(const std::vector<Ruling>& rulings, const Ruling& next) {
  return std::any_of(rulings.begin(), rulings.end(), [&](const Ruling& have) {
    return have.claim == next.claim && places_claim(have.kind) && places_claim(next.kind);
  });
}

}  // namespace

// A batch while it is planned.
struct ModelProposer::Draft {
  PlannedBatch batch;
  Rehearsal rehearsal;
  const Memory& memory;  // before the batch
  std::size_t next_label = 1;
  std::size_t used_tokens = 0;  // of the stories' lines
  std::size_t shown = 0;        // stories with a claim that is asked about

  NameOf names(const ContextLog& log) const {
    return [this, &log](const std::string& id) {
      const auto made = batch.made_by_claim.find(id);
      return made != batch.made_by_claim.end() ? made->second : log.label_of(id);
    };
  }
};

Result<ModelProposer> ModelProposer::open(const ModelOptions& options, const StepContext& context) {
  ModelProposer proposer(options, context);
  TextModel& model = *options.model;
  proposer.report_.name = model.name();
  std::size_t window = options.window_tokens;
  if (model.context_tokens() > 0) window = std::min(window, model.context_tokens());
  ST_ASSIGN_OR_RETURN(proposer.instruction_tokens_, proposer.tokens_of(std::string(model_instructions())));
  proposer.answer_budget_ = std::max<std::size_t>(window / 8, 128);
  const std::size_t fixed = proposer.instruction_tokens_ + 2 * proposer.answer_budget_ + kSpareTokens;
  if (window < fixed + kLeastBudget) {
    return model_error(model.name() + ": its window of " + std::to_string(window) +
                       " tokens is too small to combine stories; at least " +
                       std::to_string(fixed + kLeastBudget) + " are needed");
  }
  proposer.prompt_budget_ = window - fixed;
  return proposer;
}

Result<std::size_t> ModelProposer::tokens_of(const std::string& text) const {
  return text.empty() ? Result<std::size_t>(std::size_t{0}) : options_.model->count_tokens(text);
}

void ModelProposer::begin_log() {
  log_.restart();
  log_tokens_ = 0;
}

Result<PlannedBatch> ModelProposer::plan(std::span<const TimedStory> stories, const Memory& memory) {
  if (log_tokens_ > prompt_budget_ / 2) begin_log();
  Draft draft{{}, Rehearsal(memory, context_), memory};
  for (const TimedStory& timed : stories) {
    if (draft.shown >= kMostStories || draft.batch.stories.size() >= kMostQuietStories) break;
    ST_ASSIGN_OR_RETURN(const bool added, add_story(draft, timed));
    if (!added) break;
  }
  report_.batches += draft.shown > 0;
  draft.batch.asks = draft.shown > 0;
  if (draft.batch.asks) draft.batch.messages = batch_messages(log_.text(), lines_of(draft.batch));
  return std::move(draft.batch);
}

// False where the window is full: the story goes into the next batch.
Result<bool> ModelProposer::add_story(Draft& draft, const TimedStory& timed) {
  ShownStory shown;
  shown.timed = &timed;
  shown.moves = built_in_moves(timed, draft.rehearsal.memory(), context_);
  shown.gated = gate_claims(timed, shown.moves, draft.rehearsal.memory(), context_);
  shown.shown_claims = timed.prepared.claims.size();
  shown.first_label = draft.next_label;
  if (shown.is_shown()) {
    ContextLog log = log_;
    ST_ASSIGN_OR_RETURN(const bool fits, fit(draft, shown, log));
    if (!fits) return false;
    log_ = std::move(log);
    draft.next_label += shown.shown_claims;
    draft.shown += has_asked(shown);
  }
  count_claims(draft, shown);
  const std::size_t place = draft.batch.stories.size();
  draft.batch.steps.push_back(draft.rehearsal.play(timed, {}));
  name_statements(draft.batch.made_by_claim, shown, place, draft.rehearsal, draft.memory);
  draft.batch.stories.push_back(std::move(shown));
  return true;
}

// What is asked about, and what is not: the audit's population.
void ModelProposer::count_claims(const Draft& draft, const ShownStory& shown) {
  const auto leave = [&](std::size_t claim) {
    ++report_.claims_left;
    left_out_.offer(*shown.timed, claim, shown.moves, draft.rehearsal.memory(), context_);
  };
  for (const GatedClaim& gated : shown.gated) {
    if (!gated.asked) {
      leave(gated.claim);
    } else if (gated.claim >= shown.shown_claims) {
      ++report_.claims_too_long;
    } else {
      ++report_.claims_asked;
    }
  }
  if (shown.timed->aside != kNoRequirement) return;
  for (std::size_t i = 0; i < shown.timed->prepared.claims.size(); ++i) leave(i);
}

// Whether the story goes into the window with the statements that it needs. One that is alone in its batch
// is made to fit: with a log of its own, and then with fewer of its claims.
Result<bool> ModelProposer::fit(Draft& draft, ShownStory& shown, ContextLog& log) {
  while (true) {
    const std::string before = log.text();
    log.show(needed_by(shown), draft.memory);
    ST_ASSIGN_OR_RETURN(const std::size_t added, tokens_of(log.text().substr(before.size())));
    ST_ASSIGN_OR_RETURN(const std::size_t lines, tokens_of(story_lines(shown, draft.names(log))));
    if (log_tokens_ + added + draft.used_tokens + lines <= prompt_budget_) {
      log_tokens_ += added;
      draft.used_tokens += lines;
      return true;
    }
    if (draft.used_tokens > 0) return false;
    const bool began = log_tokens_ > 0;
    begin_log();
    log = log_;
    if (!began) shown.shown_claims /= 2;
  }
}

std::string ModelProposer::lines_of(const PlannedBatch& batch) const {
  const NameOf name_of = [&](const std::string& id) {
    const auto made = batch.made_by_claim.find(id);
    return made != batch.made_by_claim.end() ? made->second : log_.label_of(id);
  };
  std::string lines;
  for (const ShownStory& story : batch.stories) {
    if (story.is_shown()) lines += story_lines(story, name_of);
  }
  return lines;
}

std::string ModelProposer::input_hash(const PlannedBatch& batch) const {
  Fingerprint print;
  print.add(kPromptVersion).add(report_.name).add(std::to_string(options_.temperature));
  print.add_number(static_cast<std::int64_t>(options_.seed));
  print.add_number(static_cast<std::int64_t>(options_.rounds));
  print.add_number(static_cast<std::int64_t>(answer_budget_));
  for (const ChatMessage& message : batch.messages) print.add(message.role).add(message.text);
  for (const ShownStory& story : batch.stories) print.add(story.timed->hash).add(story.timed->day);
  for (const Rehearsal::Step& step : batch.steps) {
    for (const Move& move : step.moves) {
      print.add_number(static_cast<int>(move.kind)).add(move.statement_id).add(move.reason);
      print.add_number(static_cast<std::int64_t>(move.claim));
      print.add_number(static_cast<std::int64_t>(move.merges_with));
    }
  }
  return print.hex();
}

BatchScene ModelProposer::scene_of(const PlannedBatch& batch, const Memory& memory) const {
  BatchScene scene{{}, {}, {}, {}, memory, context_};
  for (std::size_t s = 0; s < batch.stories.size(); ++s) {
    const ShownStory& story = batch.stories[s];
    scene.stories.push_back(story.timed);
    for (const GatedClaim& gated : story.gated) {
      if (gated.claim >= story.shown_claims) break;
      scene.claims[claim_label(story, gated.claim)] = {s, gated.claim};
      scene.asked[{s, gated.claim}] = gated.asked;
    }
  }
  for (const std::string& id : log_.in_force(memory)) scene.statements[log_.label_of(id)] = id;
  return scene;
}

AnswerIds ModelProposer::ids_of(const PlannedBatch& batch, const BatchScene& scene) const {
  AnswerIds ids;
  for (const std::string& id : log_.in_force(scene.memory)) ids.targets.push_back(log_.label_of(id));
  for (const ShownStory& story : batch.stories) {
    for (const GatedClaim& gated : story.gated) {
      if (gated.claim >= story.shown_claims) break;
      const std::string label = claim_label(story, gated.claim);
      ids.sources.push_back(label);
      ids.targets.push_back(label);
      if (gated.asked) ids.claims.push_back(label);
    }
  }
  return ids;
}

Result<Completion> ModelProposer::ask(const std::vector<ChatMessage>& messages, const std::string& schema,
                                      std::size_t most_tokens) {
  ST_ASSIGN_OR_RETURN(Completion completion, complete({messages, schema, most_tokens}));
  count(completion);
  return completion;
}

Result<std::vector<Completion>> ModelProposer::ask_all(const std::vector<Question>& questions) {
  std::vector<std::optional<Result<Completion>>> said(questions.size());
  const std::size_t jobs = context_.jobs > 0 ? context_.jobs : default_job_count();
  parallel_for(questions.size(), jobs, [&](std::size_t i) { said[i].emplace(complete(questions[i])); });
  std::vector<Completion> answers;
  for (std::optional<Result<Completion>>& one : said) {
    if (!one->ok()) return one->error();
    count(**one);
    answers.push_back(std::move(**one));
  }
  return answers;
}

Result<Completion> ModelProposer::complete(const Question& question) const {
  AnswerGrammar grammar;
  grammar.json_schema = question.schema;
  CompletionLimits limits;
  limits.max_tokens = question.most_tokens;
  limits.temperature = options_.temperature;
  limits.seed = options_.seed;
  return options_.model->complete_chat(question.messages, grammar, limits);
}

void ModelProposer::count(const Completion& completion) {
  ++report_.calls;
  report_.prompt_tokens += completion.prompt_tokens;
  report_.cached_tokens += completion.cached_tokens;
  report_.answer_tokens += completion.answer_tokens;
}

// Checks the edits; rulings that hold go into `taken`, the others come back with the reason.
Refused ModelProposer::take(const std::vector<RawEdit>& edits, const BatchScene& scene,
                            std::vector<Ruling>& taken) {
  Refused refused;
  for (const RawEdit& edit : edits) {
    CheckedEdit checked = check_edit(edit, scene);
    if (const std::string* why = std::get_if<std::string>(&checked)) {
      refused.emplace_back(edit, *why);
    } else if (Ruling& ruling = std::get<Ruling>(checked); places_twice(taken, ruling)) {
      refused.emplace_back(edit, "the claim has another edit already");
    } else {
      taken.push_back(std::move(ruling));
    }
  }
  return refused;
}

// What was refused twice: its wording gives way to the claim's own words; what is wrong beyond that falls.
void ModelProposer::fall_back(const Refused& refused, const BatchScene& scene, std::vector<Ruling>& taken) {
  for (const auto& [edit, why] : refused) {
    ++report_.edits_fallen_back;
    if (edit.text.empty()) continue;
    RawEdit plain = edit;
    plain.text.clear();
    plain.rests_on.clear();
    take({plain}, scene, taken);
  }
}

void ModelProposer::note_refusals(const Refused& refused, const BatchScene& scene) {
  report_.edits_refused += refused.size();
  for (const auto& [edit, why] : refused) {
    if (report_.refused.size() >= kRefusalsKept) return;
    const auto found = scene.claims.find(edit.claim);
    const std::size_t place = found == scene.claims.end() ? 0 : found->second.story;
    report_.refused.push_back({to_json(shortened(edit)), scene.stories[place]->prepared.story->id, why});
  }
}

// The conversation that goes on with the refused edits and why; as many of them as the answer's share of
// the window holds. Unchanged where not even one fits.
Result<std::vector<ChatMessage>> ModelProposer::send_back(const PlannedBatch& batch,
                                                          const Refused& refused) const {
  std::vector<ChatMessage> messages = batch.messages;
  for (std::size_t count = std::min(refused.size(), kMostSentBack); count > 0; count /= 2) {
    const std::span<const RefusedRaw> some(refused.data(), count);
    const std::string said = edits_json(some);
    const std::string reasons = reasons_for(some);
    ST_ASSIGN_OR_RETURN(const std::size_t size, tokens_of(said + reasons));
    if (size > answer_budget_) continue;
    messages.push_back({"assistant", said});
    messages.push_back({"user", reasons});
    break;
  }
  return messages;
}

// One question and, where edits were refused, one more. How many rulings came of it.
Result<std::size_t> ModelProposer::one_round(PlannedBatch& batch, const BatchScene& scene,
                                             std::vector<Ruling>& rulings) {
  const AnswerIds ids = ids_of(batch, scene);
  const std::string schema = answer_schema(ids);
  const std::size_t most =
      std::min(answer_budget_, kTokensOfAnEmptyAnswer + kTokensAnEdit * ids.claims.size());
  ST_ASSIGN_OR_RETURN(const Completion first, ask(batch.messages, schema, most));
  const Answer answer = read_answer(first.text);
  report_.broken_answers += !answer.whole;
  std::vector<Ruling> taken;
  Refused refused = take(answer.edits, scene, taken);
  note_refusals(refused, scene);
  if (!refused.empty()) {
    ST_ASSIGN_OR_RETURN(const std::vector<ChatMessage> messages, send_back(batch, refused));
    if (messages.size() > batch.messages.size()) {
      ST_ASSIGN_OR_RETURN(const Completion second, ask(messages, schema, most));
      const Answer corrected = read_answer(second.text);
      report_.broken_answers += !corrected.whole;
      const Refused again = take(corrected.edits, scene, taken);
      // An edit that is not repeated was given up; one that a broken answer lost was not.
      if (corrected.whole) refused.clear();
      refused.insert(refused.end(), again.begin(), again.end());
    }
    fall_back(refused, scene, taken);
  }
  std::set<ClaimPlace> about;
  for (const Ruling& ruling : taken) about.insert(ruling.claim);
  std::erase_if(rulings, [&](const Ruling& ruling) { return is_about(ruling, about); });
  rulings.insert(rulings.end(), taken.begin(), taken.end());
  return taken.size();
}

Result<std::vector<Rehearsal::Step>> ModelProposer::decide(const PlannedBatch& planned,
                                                           const Memory& memory) {
  PlannedBatch batch = planned;
  const BatchScene scene = scene_of(batch, memory);
  std::vector<Ruling> rulings;
  for (std::size_t round = 0; round < std::max<std::size_t>(options_.rounds, 1); ++round) {
    if (round > 0) batch.messages = batch_messages(log_.text(), lines_of(batch));
    ST_ASSIGN_OR_RETURN(const std::size_t taken, one_round(batch, scene, rulings));
    if (taken == 0) break;
    report_.edits_taken += taken;
    Rehearsal rehearsal(memory, context_);
    batch.made_by_claim.clear();
    for (std::size_t s = 0; s < batch.stories.size(); ++s) {
      batch.steps[s] = rehearsal.play(*batch.stories[s].timed, rulings);
      batch.stories[s].moves = batch.steps[s].moves;
      name_statements(batch.made_by_claim, batch.stories[s], s, rehearsal, memory);
    }
  }
  return std::move(batch.steps);
}

}  // namespace st::combine
