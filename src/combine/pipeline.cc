#include "combine/pipeline.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "combine/fold.h"
#include "combine/outline.h"
#include "combine/prepare.h"
#include "combine/propose.h"
#include "combine/realise.h"
#include "language/sentences.h"

namespace st::combine {
namespace {

// Raised with every change of the method: what an older one recorded is not reused.
constexpr std::string_view kMethod = "built-in 1";

constexpr std::size_t kCandidates = 400;

std::string options_hash(const CombineOptions& options) {
  return Fingerprint().add(kMethod).add_number(options.include_open).add(options.topic).hex();
}

class Run {
 public:
  Run(const Backlog& backlog, const CombineOptions& options, Ledger& ledger)
      : backlog_(backlog), options_(options), ledger_(ledger), memory_(backlog.table) {
    for (const TimedStory& timed : backlog.stories) prepared_.push_back(&timed.prepared);
  }

  Status story(const TimedStory& timed) {
    const PreparedStory& story = timed.prepared;
    const std::vector<Move> moves = moves_of(timed);
    const std::string hash = input_hash(timed, moves);
    ST_ASSIGN_OR_RETURN(std::optional<EditBatch> recorded, ledger_.find_batch(hash));
    const bool reused = recorded.has_value() && is_of(*recorded, story) && present_.accepts(*recorded);
    EditBatch batch = reused ? *std::move(recorded) : make_batch(timed, moves, hash);
    ST_RETURN_IF_ERROR(ledger_.append_batch(batch, reused ? BatchOrigin::kReused : BatchOrigin::kNew));
    remember(story, batch);
    ++report_.batches;
    report_.reused_batches += reused;
    present_.apply(batch);
    if (!options_.as_of.empty()) past_.apply(batch.day <= options_.as_of ? batch : not_done(batch));
    return {};
  }

  // The fold of everything, and the one that is asked for.
  Fold& present() { return present_; }
  Fold& wanted() { return options_.as_of.empty() ? present_ : past_; }
  const CombineReport& report() const { return report_; }

 private:
  static bool is_of(const EditBatch& batch, const PreparedStory& story) {
    return std::equal(batch.claims.begin(), batch.claims.end(), story.claims.begin(), story.claims.end(),
                      [](const Claim& a, const SegmentedClaim& b) {
                        return a.id == b.claim.id && a.span == b.claim.span && a.quote == b.claim.quote;
                      });
  }

  TermSet search_terms(const PreparedStory& story) const {
    TermSet terms = story.reading.title;
    for (const Reading& reading : story.readings) terms = union_of(terms, reading.terms);
    return terms;
  }

  std::vector<Move> moves_of(const TimedStory& timed) const {
    const PreparedStory& story = timed.prepared;
    if (timed.aside.empty()) {
      return propose(story, prepared_, memory_, memory_.related_to(search_terms(story), kCandidates),
                     backlog_.table);
    }
    std::vector<Move> moves;
    for (std::size_t i = 0; i < story.claims.size(); ++i)
      moves.push_back({EditKind::kSetAside, i, "", 0, timed.aside});
    return moves;
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

  EditBatch make_batch(const TimedStory& timed, const std::vector<Move>& moves,
                       const std::string& hash) const {
    EditBatch batch{hash, timed.day, {}, realise(timed.prepared, moves, options_.jobs)};
    for (const SegmentedClaim& claim : timed.prepared.claims) batch.claims.push_back(claim.claim);
    return batch;
  }

  // Keeps the memory in step with the edits, whether they were made now or in an earlier run.
  void remember(const PreparedStory& story, const EditBatch& batch) {
    for (const Edit& edit : batch.edits) {
      if (edit.kind == EditKind::kRetire) {
        if (const auto i = memory_.find(edit.statement_id)) memory_.end(*i);
      }
      if (edit.kind == EditKind::kMerge) {
        if (const auto i = memory_.find(edit.statement_id)) memory_.join(*i, reading_of(story, edit));
      }
      if (edit.kind != EditKind::kAdd && edit.kind != EditKind::kRevise) continue;
      Standing standing = standing_of(story, edit);
      if (edit.kind == EditKind::kAdd) {
        memory_.add(std::move(standing));
      } else if (const auto i = memory_.find(edit.statement_id)) {
        memory_.rest_on(*i, std::move(standing));
      }
    }
    for (const std::string& heading : headings_of(story)) memory_.move_feature(heading, story.reading.area);
  }

  static std::size_t claim_of(const PreparedStory& story, const Edit& edit) {
    const auto found = std::find_if(story.claims.begin(), story.claims.end(),
                                    [&](const SegmentedClaim& c) { return c.claim.id == edit.claim_id; });
    ST_CHECK_MSG(found != story.claims.end(), edit.claim_id);
    return static_cast<std::size_t>(found - story.claims.begin());
  }

  static const Reading& reading_of(const PreparedStory& story, const Edit& edit) {
    return story.readings[claim_of(story, edit)];
  }

  Standing standing_of(const PreparedStory& story, const Edit& edit) const {
    const std::size_t k = claim_of(story, edit);
    const SegmentedClaim& claim = story.claims[k];
    return {edit.statement_id,
            edit.text,
            claim.claim.quote,
            claim.kind,
            {story.readings[k]},
            story.index,
            feature_heading(story, claim),
            story.reading.area,
            true};
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

}  // namespace

Result<Combined> combine(std::span<const Story> stories, const CombineOptions& options, Ledger& ledger,
                         const Progress& progress) {
  ST_ASSIGN_OR_RETURN([[maybe_unused]] const RunId run_id,
                      ledger.begin_run("built-in", options_hash(options)));
  ST_ASSIGN_OR_RETURN([[maybe_unused]] const StoryChanges changes, ledger.put_stories(stories));
  ST_ASSIGN_OR_RETURN(const std::vector<Decision> decisions, ledger.decisions());
  const Backlog backlog = prepare(stories, options, progress);
  Run run(backlog, options, ledger);
  for (std::size_t i = 0; i < backlog.stories.size(); ++i) {
    ST_RETURN_IF_ERROR(run.story(backlog.stories[i]));
    report_progress(progress, kPrepareCost * backlog.stories.size() + kStepCost * (i + 1),
                    (kPrepareCost + kStepCost) * backlog.stories.size());
  }
  const auto document_of = [&](Fold& fold) {
    Document document;
    document.backlog.stories = stories.size();
    for (const Story& story : stories) document.backlog.words += words_in(story);
    fold.decide(decisions);
    outline(fold, document);
    ST_CHECK(document.accounting.adds_up());
    return document;
  };
  Combined combined{document_of(run.wanted()), run.report()};
  combined.document.as_of = options.as_of;
  // The project keeps today's state, whichever day was asked for.
  ST_RETURN_IF_ERROR(
      ledger.finish_run(options.as_of.empty() ? combined.document : document_of(run.present())));
  return combined;
}

}  // namespace st::combine
