#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "story/document.h"
#include "story/edit.h"
#include "story/story.h"

namespace st {

using RunId = std::int64_t;  // 1, 2, 3, ... in the order in which runs began: the ledger's transaction time

struct RunInfo {
  RunId id = 0;
  std::string made_by;
  std::string options_hash;
  std::string started_at;   // "2024-03-01T12:00:00Z"
  std::string finished_at;  // empty: the run was cut off, or is still going on
};

// Story ids, each list in the order of the input (removed: in the order of their ids).
struct StoryChanges {
  std::vector<std::string> added;
  std::vector<std::string> changed;
  std::vector<std::string> removed;
  std::vector<std::string> unchanged;
};

enum class BatchOrigin {
  kNew,     // made in this run: recorded whole
  kReused,  // found by find_batch: only its place in this run is recorded
};

// A statement of the last finished run, as `ask` and `review` see it.
struct RecordedStatement {
  std::string id;
  std::string section;  // empty for one that needs review
  std::string text;
  std::string since;
  std::string why;  // one that needs review: why; else empty
  std::vector<Evidence> evidence;
};

struct SearchHit {
  RecordedStatement statement;
  double score = 0.0;  // BM25, greater is better
};

// A decision and when it was made, "2024-03-01T12:00:00Z".
struct RecordedDecision {
  Decision decision;
  std::string decided_at;
};

// The project file: an SQLite database (docs/design/ledger.md) that holds every story version, claim, edit
// and decision, append-only. Two times are kept: the day a batch came true (valid time), and the run that
// used it (transaction time). The document is the fold of a run's batches in order, so a run that was cut
// off is resumed by running again: its batches are found by their input hash.
//
// Writing: open for kWrite; begin_run; put_stories; then per step find_batch and append_batch; finish_run.
// Each call is one transaction: after kill -9 the file holds all of it or nothing of it. One run at a time
// has the file, a second process gets a usage error that names the first; readers and decide() work beside
// it.
//
// Errors: usage where the file is missing, locked, read-only or no regular file; input where it is no
// ledger, of a newer version, damaged or hostile; resources where disk or memory ran out. A failed call
// leaves the file as it was.
//
// Thread rule: one thread at a time. Calls out of order (append_batch without begin_run) are bugs and
// abort.
class Ledger {
 public:
  enum class Access {
    kRead,   // the file must be there; never makes or changes it, save that an older version is migrated
    kWrite,  // made where it is not there
  };

  static Result<Ledger> open(const std::string& path, Access access = Access::kWrite);

  // A ledger that is gone when the object is: in memory, spilled to an unlinked file when it grows.
  static Result<Ledger> temporary();

  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;
  ~Ledger();

  // Takes the file for this object until finish_run or its end. `options_hash`: a fingerprint of the
  // options.
  Result<RunId> begin_run(std::string_view made_by, std::string_view options_hash);

  // The backlog of this run, whole. Versions are appended: for each story whose content or place changed,
  // and a mark for each that is gone. The changes are told against the last finished run. Ids must be
  // unique: else an input error.
  Result<StoryChanges> put_stories(std::span<const Story> stories);

  // The newest recorded batch with that input hash.
  Result<std::optional<EditBatch>> find_batch(std::string_view input_hash) const;

  // The next batch of this run.
  Status append_batch(const EditBatch& batch, BatchOrigin origin);

  // Ends the run and keeps the present state's statements for search() and review. On disk when it returns.
  Status finish_run(const Document& present);

  // All runs, the oldest first.
  Result<std::vector<RunInfo>> runs() const;
  Result<std::optional<RunId>> last_finished_run() const;

  // The backlog as that run saw it, in Story::order; without a run: the newest versions, finished or not.
  Result<std::vector<Story>> stories(std::optional<RunId> run = std::nullopt) const;

  // The batches of that run in order, those with day <= `until_day` (unknown days always, empty: all).
  // Without a run: of the last finished one; none where no run has finished.
  Result<std::vector<EditBatch>> batches(std::optional<RunId> run = std::nullopt,
                                         std::string_view until_day = {}) const;

  // What a person decided. The newest decision on a statement counts, the older ones are kept. May be
  // called beside a run of another process; that run has read its decisions already, the next one sees it.
  // On disk when it returns.
  Status decide(const Decision& decision);
  Result<std::vector<Decision>> decisions() const;  // the newest per statement, by statement id
  Result<std::vector<RecordedDecision>> decision_history() const;  // all, the oldest first

  // Of the last finished run: what is in force, in the document's order; what needs review.
  Result<std::vector<RecordedStatement>> statements() const;
  Result<std::vector<RecordedStatement>> review_items() const;

  // Full text over the statements in force and their section titles: those with any of the words, ranked by
  // BM25, ties in the document's order. Every text is a valid query: quotes and operators are words. At
  // most 256 words, else a usage error.
  Result<std::vector<SearchHit>> search(std::string_view query, std::size_t limit) const;

  // Reads everything: page structure, fingerprints, and that each quote is what its story says at its span.
  // The first fault as an input error. Time grows with the file.
  Status verify() const;

 private:
  struct Parts;
  explicit Ledger(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace st
