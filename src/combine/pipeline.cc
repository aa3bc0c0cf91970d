#include "combine/pipeline.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>

#include "base/hash.h"
#include "combine/fold.h"
#include "combine/model_audit.h"
#include "combine/model_proposer.h"
#include "combine/outline.h"
#include "combine/prepare.h"
#include "combine/realise.h"
#include "combine/rehearsal.h"
#include "combine/remember.h"
#include "combine/section_phrases.h"
#include "language/sentences.h"

namespace st::combine {
namespace {

// Raised with every change of the method: what an older one recorded is not reused.
constexpr std::string_view kMethod = "built-in 1";

std::string options_hash(const CombineOptions& options) {
  Fingerprint print;
  print.add(kMethod).add_number(options.include_open).add(options.topic);
  if (options.model.model != nullptr) print.add(kPromptVersion).add(options.model.model->name());
  return print.hex();
}

class Run {
 public:
  Run(const Backlog& backlog, const CombineOptions& options, Ledger& ledger)
      : backlog_(backlog), options_(options), ledger_(ledger), memory_(backlog.table) {
    for (const TimedStory& timed : backlog.stories) prepared_.push_back(&timed.prepared);
  }

  // The next step, as the built-in proposer decides it.
  Status story(const TimedStory& timed) {
    const std::vector<Move> moves = built_in_moves(timed, memory_, context());
    const std::string hash = input_hash(timed, moves);
    ST_ASSIGN_OR_RETURN(std::optional<EditBatch> recorded, find(hash, timed));
    if (recorded) return apply(timed, *recorded, BatchOrigin::kReused);
    return apply(timed, make_batch(timed, realise(timed.prepared, moves, options_.jobs), hash),
                 BatchOrigin::kNew);
  }

  // The next steps, as a model decides them: those of one planned batch. Recorded ones count only whole, so
  // that steps of two answers never mix.
  Status stories(const PlannedBatch& planned, ModelProposer& proposer) {
    const std::string hash = proposer.input_hash(planned);
    const auto hash_of = [&](std::size_t i) { return Fingerprint().add(hash).add_number(i).hex(); };
    std::vector<EditBatch> recorded;
    for (std::size_t i = 0; i < planned.stories.size(); ++i) {
      ST_ASSIGN_OR_RETURN(std::optional<EditBatch> found, ledger_.find_batch(hash_of(i)));
      if (!found || !is_of(*found, planned.stories[i].timed->prepared)) break;
      recorded.push_back(*std::move(found));
    }
    std::size_t next = 0;
    if (recorded.size() == planned.stories.size()) {
      for (; next < recorded.size() && present_.accepts(recorded[next]); ++next)
        ST_RETURN_IF_ERROR(apply(*planned.stories[next].timed, recorded[next], BatchOrigin::kReused));
    }
    if (next == planned.stories.size()) return {};
    if (next > 0) return {};  // what the file holds does not fit: the rest is planned anew
    ST_ASSIGN_OR_RETURN(const std::vector<Rehearsal::Step> steps, proposer.decide(planned, memory_));
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const TimedStory& timed = *planned.stories[i].timed;
      ST_RETURN_IF_ERROR(apply(timed, make_batch(timed, steps[i].edits, hash_of(i)), BatchOrigin::kNew));
    }
    return {};
  }

  std::size_t done() const { return report_.batches; }
  const Memory& memory() const { return memory_; }
  StepContext context() const { return {prepared_, backlog_.table, options_.jobs}; }

  // The fold of everything, and the one that is asked for.
  Fold& present() { return present_; }
  Fold& wanted() { return options_.as_of.empty() ? present_ : past_; }
  const CombineReport& report() const { return report_; }

 private:
  Result<std::optional<EditBatch>> find(const std::string& hash, const TimedStory& timed) const {
    ST_ASSIGN_OR_RETURN(std::optional<EditBatch> recorded, ledger_.find_batch(hash));
    const bool fits = recorded && is_of(*recorded, timed.prepared) && present_.accepts(*recorded);
    if (!fits) recorded.reset();
    return recorded;
  }

  Status apply(const TimedStory& timed, const EditBatch& batch, BatchOrigin origin) {
    ST_RETURN_IF_ERROR(ledger_.append_batch(batch, origin));
    remember(timed.prepared, batch.edits, memory_);
    ++report_.batches;
    report_.reused_batches += origin == BatchOrigin::kReused;
    present_.apply(batch);
    if (!options_.as_of.empty()) past_.apply(batch.day <= options_.as_of ? batch : not_done(batch));
    return {};
  }

  static bool is_of(const EditBatch& batch, const PreparedStory& story) {
    return std::equal(batch.claims.begin(), batch.claims.end(), story.claims.begin(), story.claims.end(),
                      [](const Claim& a, const SegmentedClaim& b) {
                        return a.id == b.claim.id && a.span == b.claim.span && a.quote == b.claim.quote;
                      });
  }

  // All that the edits are made from: the story and what each of its claims does. Which claim does what is
  // decided anew in every run, which is cheap; wording and guarding, which are not, are done once.
  static std::string input_hash(const TimedStory& timed, const std::vector<Move>& moves) {
    Fingerprint print;
    print.add(kMethod).add(timed.hash).add(timed.day);
    for (const Move& move : moves) {
      print.add_number(static_cast<int>(move.kind)).add_number(static_cast<std::int64_t>(move.claim));
      print.add(move.statement_id).add_number(static_cast<std::int64_t>(move.merges_with)).add(move.reason);
    }
    return print.hex();
  }

  static EditBatch make_batch(const TimedStory& timed, std::vector<Edit> edits, const std::string& hash) {
    EditBatch batch{hash, timed.day, {}, std::move(edits)};
    for (const SegmentedClaim& claim : timed.prepared.claims) batch.claims.push_back(claim.claim);
    return batch;
  }

  // On an earlier day, what came true later is not done yet.
  static EditBatch not_done(const EditBatch& batch) {
    EditBatch later{batch.input_hash, batch.day, batch.claims, {}};
    for (const Claim& claim : batch.claims) {
      Edit edit;
      edit.kind = EditKind::kSetAside;
      edit.claim_id = claim.id;
      edit.evidence = {Evidence{claim.span, claim.quote}};
      edit.reason = kNotDone;
      later.edits.push_back(std::move(edit));
    }
    return later;
  }

  const Backlog& backlog_;
  const CombineOptions& options_;
  Ledger& ledger_;
  Memory memory_;
  Fold present_;
  Fold past_;
  CombineReport report_;
  std::vector<const PreparedStory*> prepared_;
};

std::size_t words_in(const Story& story) {
  std::size_t words = 0;
  for (const StoryField& field : story.fields) words += count_words(field.text);
  return words;
}

void report_steps(const Progress& progress, std::size_t done, std::size_t stories) {
  report_progress(progress, kPrepareCost * stories + kStepCost * done,
                  (kPrepareCost + kStepCost) * stories);
}

Status run_built_in(Run& run, const Backlog& backlog, const Progress& progress) {
  for (const TimedStory& timed : backlog.stories) {
    ST_RETURN_IF_ERROR(run.story(timed));
    report_steps(progress, run.done(), backlog.stories.size());
  }
  return {};
}

// Batches with something to decide go to the model, all others the built-in way.
Status run_with_model(Run& run, const Backlog& backlog, ModelProposer& proposer, const Progress& progress) {
  const std::span<const TimedStory> all = backlog.stories;
  while (run.done() < all.size()) {
    ST_ASSIGN_OR_RETURN(const PlannedBatch planned, proposer.plan(all.subspan(run.done()), run.memory()));
    if (planned.asks) {
      ST_RETURN_IF_ERROR(run.stories(planned, proposer));
    } else {
      for (const ShownStory& story : planned.stories) ST_RETURN_IF_ERROR(run.story(*story.timed));
    }
    report_steps(progress, run.done(), all.size());
  }
  return {};
}

Document document_of(Fold& fold, std::span<const Story> stories, const std::vector<Decision>& decisions) {
  Document document;
  document.backlog.stories = stories.size();
  for (const Story& story : stories) document.backlog.words += words_in(story);
  fold.decide(decisions);
  outline(fold, document);
  ST_CHECK(document.accounting.adds_up());
  return document;
}

}  // namespace

Result<Combined> combine(std::span<const Story> stories, const CombineOptions& options, Ledger& ledger,
                         const Progress& progress) {
  const auto begun = std::chrono::steady_clock::now();
  const bool with_model = options.model.model != nullptr;
  const std::string made_by = with_model ? options.model.model->name() : "built-in";
  ST_ASSIGN_OR_RETURN([[maybe_unused]] const RunId run_id,
                      ledger.begin_run(made_by, options_hash(options)));
  ST_ASSIGN_OR_RETURN([[maybe_unused]] const StoryChanges changes, ledger.put_stories(stories));
  ST_ASSIGN_OR_RETURN(const std::vector<Decision> decisions, ledger.decisions());
  const Backlog backlog = prepare(stories, options, progress);
  Run run(backlog, options, ledger);
  std::optional<ModelProposer> proposer;
  if (with_model) {
    ST_ASSIGN_OR_RETURN(ModelProposer opened, ModelProposer::open(options.model, run.context()));
    proposer.emplace(std::move(opened));
    ST_RETURN_IF_ERROR(run_with_model(run, backlog, *proposer, progress));
  } else {
    ST_RETURN_IF_ERROR(run_built_in(run, backlog, progress));
  }
  Combined combined{document_of(run.wanted(), stories, decisions), run.report()};
  combined.document.as_of = options.as_of;
  combined.document.made_by = made_by;
  // The project keeps today's state, whichever day was asked for.
  ST_RETURN_IF_ERROR(ledger.finish_run(
      options.as_of.empty() ? combined.document : document_of(run.present(), stories, decisions)));
  if (with_model) {
    if (options.model.phrase_sections) ST_RETURN_IF_ERROR(phrase_sections(combined.document, *proposer));
    ST_ASSIGN_OR_RETURN(proposer->report().audit, audit_gate(proposer->left_out(), *proposer));
    combined.report.model = proposer->report();
  }
  combined.report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  return combined;
}

}  // namespace st::combine
