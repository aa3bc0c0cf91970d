#include "ledger/ledger.h"

#include <ctime>
#include <utility>

#include "ledger/batch_table.h"
#include "ledger/decision_table.h"
#include "ledger/open_ledger.h"
#include "ledger/outcome_table.h"
#include "ledger/run_lock.h"
#include "ledger/schema.h"
#include "ledger/story_table.h"

namespace st {

using ledger::Query;
using ledger::Transaction;

struct Ledger::Parts {
  std::unique_ptr<ledger::Database> database;
  bool is_file = false;
  Access access = Access::kWrite;
  std::optional<ledger::RunLock> lock;
  std::optional<RunId> run;  // the one that goes on
  std::int64_t next_position = 0;
};

namespace {

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text, size};
}

// Commits made while it lives are on disk when they return, and all before them too.
class DurableCommits {
 public:
  explicit DurableCommits(ledger::Database& database) : database_(database) {
    auto level = database.integer("PRAGMA synchronous");
    level_ = level.ok() ? *level : 1;
    if (level_ != 0) (void)database_.execute("PRAGMA synchronous=FULL");
  }
  ~DurableCommits() {
    if (level_ == 1) (void)database_.execute("PRAGMA synchronous=NORMAL");
  }
  DurableCommits(const DurableCommits&) = delete;
  DurableCommits& operator=(const DurableCommits&) = delete;

 private:
  ledger::Database& database_;
  std::int64_t level_ = 1;
};

// work(), all of it or nothing.
template <typename Work>
Status in_transaction(ledger::Database& database, Work&& work) {
  ST_ASSIGN_OR_RETURN(Transaction transaction, Transaction::begin_write(database));
  ST_RETURN_IF_ERROR(work());
  return transaction.commit();
}

Result<std::optional<RunId>> last_finished(ledger::Database& database) {
  ST_ASSIGN_OR_RETURN(const RunId run, database.integer("SELECT max(run_id) FROM run_end"));
  return run == 0 ? std::optional<RunId>() : std::optional<RunId>(run);
}

}  // namespace

Ledger::Ledger(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;

Result<Ledger> Ledger::open(const std::string& path, Access access) {
  auto parts = std::make_unique<Parts>();
  ST_ASSIGN_OR_RETURN(parts->database, ledger::open_ledger_file(path, access));
  parts->is_file = true;
  parts->access = access;
  return Ledger(std::move(parts));
}

Result<Ledger> Ledger::temporary() {
  auto parts = std::make_unique<Parts>();
  ST_ASSIGN_OR_RETURN(parts->database, ledger::open_temporary_ledger());
  return Ledger(std::move(parts));
}

Result<RunId> Ledger::begin_run(std::string_view made_by, std::string_view options_hash) {
  ST_CHECK(parts_->access == Access::kWrite);
  ST_CHECK_MSG(!parts_->run, "one run at a time");
  ledger::Database& database = *parts_->database;
  std::optional<ledger::RunLock> lock;
  if (parts_->is_file) {
    ST_ASSIGN_OR_RETURN(lock, ledger::RunLock::take(database.path()));
  }
  RunId run = 0;
  const Status begun = in_transaction(database, [&]() -> Status {
    ST_ASSIGN_OR_RETURN(Query * insert, database.query("INSERT INTO run VALUES (NULL, ?1, ?2, ?3)"));
    ST_RETURN_IF_ERROR(insert->with(made_by, options_hash, utc_now()).run());
    run = database.last_id();
    return {};
  });
  ST_RETURN_IF_ERROR(begun);
  parts_->lock = std::move(lock);
  parts_->run = run;
  parts_->next_position = 0;
  return run;
}

Result<StoryChanges> Ledger::put_stories(std::span<const Story> stories) {
  ST_CHECK_MSG(parts_->run.has_value(), "called in a run");
  ledger::Database& database = *parts_->database;
  StoryChanges changes;
  const Status put = in_transaction(database, [&]() -> Status {
    ST_ASSIGN_OR_RETURN(const std::optional<RunId> before, st::last_finished(database));
    ST_ASSIGN_OR_RETURN(changes, ledger::put_stories(database, *parts_->run, before, stories));
    return {};
  });
  ST_RETURN_IF_ERROR(put);
  return changes;
}

Result<std::optional<EditBatch>> Ledger::find_batch(std::string_view input_hash) const {
  return ledger::find_batch(*parts_->database, input_hash);
}

Status Ledger::append_batch(const EditBatch& batch, BatchOrigin origin) {
  ST_CHECK_MSG(parts_->run.has_value(), "called in a run");
  ledger::Database& database = *parts_->database;
  ST_RETURN_IF_ERROR(in_transaction(database, [&] {
    return ledger::append_batch(database, *parts_->run, parts_->next_position, batch, origin);
  }));
  ++parts_->next_position;
  return {};
}

Status Ledger::finish_run(const Document& present) {
  ST_CHECK_MSG(parts_->run.has_value(), "called in a run");
  ledger::Database& database = *parts_->database;
  const DurableCommits durable(database);
  const Status finished = in_transaction(database, [&]() -> Status {
    ST_RETURN_IF_ERROR(ledger::replace_outcome(database, present));
    ST_ASSIGN_OR_RETURN(Query * insert, database.query("INSERT INTO run_end VALUES (?1, ?2)"));
    return insert->with(*parts_->run, utc_now()).run();
  });
  ST_RETURN_IF_ERROR(finished);
  parts_->run.reset();
  parts_->lock.reset();
  return {};
}

Result<std::vector<RunInfo>> Ledger::runs() const {
  ledger::Database& database = *parts_->database;
  ST_ASSIGN_OR_RETURN(Query * all,
                      database.query("SELECT r.run_id, made_by, options_hash, started_at, finished_at"
                                     " FROM run r LEFT JOIN run_end e ON e.run_id = r.run_id"
                                     " ORDER BY r.run_id"));
  std::vector<RunInfo> runs;
  ST_RETURN_IF_ERROR(ledger::each_row(all->with(), [&](Query& row) -> Status {
    if (!runs.empty() && runs.back().id >= row.integer(0)) return database.damaged("table run");
    runs.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4)});
    return {};
  }));
  return runs;
}

Result<std::optional<RunId>> Ledger::last_finished_run() const {
  return st::last_finished(*parts_->database);
}

Result<std::vector<Story>> Ledger::stories(std::optional<RunId> run) const {
  ledger::Database& database = *parts_->database;
  ST_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::begin_read(database));
  return ledger::load_stories(database, run);
}

Result<std::vector<EditBatch>> Ledger::batches(std::optional<RunId> run, std::string_view until_day) const {
  ledger::Database& database = *parts_->database;
  ST_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::begin_read(database));
  if (!run) {
    ST_ASSIGN_OR_RETURN(run, st::last_finished(database));
  }
  if (!run) return std::vector<EditBatch>();
  return ledger::load_batches(database, *run, until_day);
}

Status Ledger::decide(const Decision& decision) {
  ST_CHECK(parts_->access == Access::kWrite);
  ledger::Database& database = *parts_->database;
  const DurableCommits durable(database);
  return in_transaction(database, [&] { return ledger::insert_decision(database, decision, utc_now()); });
}

Result<std::vector<Decision>> Ledger::decisions() const {
  ST_ASSIGN_OR_RETURN(const std::vector<RecordedDecision> all, decision_history());
  return ledger::newest_decisions(all);
}

Result<std::vector<RecordedDecision>> Ledger::decision_history() const {
  return ledger::load_decisions(*parts_->database);
}

Result<std::vector<RecordedStatement>> Ledger::statements() const {
  ledger::Database& database = *parts_->database;
  ST_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::begin_read(database));
  return ledger::load_outcome(database, ledger::OutcomePlace::kInForce);
}

Result<std::vector<RecordedStatement>> Ledger::review_items() const {
  ledger::Database& database = *parts_->database;
  ST_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::begin_read(database));
  return ledger::load_outcome(database, ledger::OutcomePlace::kReview);
}

Result<std::vector<SearchHit>> Ledger::search(std::string_view query, std::size_t limit) const {
  ledger::Database& database = *parts_->database;
  ST_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::begin_read(database));
  return ledger::search_outcome(database, query, limit);
}

Status Ledger::verify() const {
  ledger::Database& database = *parts_->database;
  ST_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::begin_read(database));
  ST_RETURN_IF_ERROR(ledger::check_pages(database));
  ST_RETURN_IF_ERROR(ledger::verify_stories(database));
  return ledger::verify_batches(database);
}

}  // namespace st
