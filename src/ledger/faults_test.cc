#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <random>

#include "base/file.h"
#include "base/hash.h"
#include "ledger/batch_check.h"
#include "ledger/database.h"
#include "ledger/ledger.h"
#include "ledger/schema.h"
#include "ledger/test_backlog.h"
#include "ledger/test_folder.h"

namespace st {
namespace {

using namespace ledger::testing;
using ::testing::HasSubstr;
using ::testing::Not;

class LedgerFaults : public LedgerFolder {
 protected:
  void make_ledger(int stories = 10) {
    Ledger ledger = open();
    run_over(ledger, make_backlog(stories));
  }

  std::string hash_of_file() const {
    const auto bytes = read_file(path_);
    return bytes.ok() ? sha256_hex(*bytes) : "";
  }

  void raw_sql(const char* sql) {
    const auto database = ledger::Database::open(path_, ledger::OpenMode::kReadWrite);
    ASSERT_TRUE(database.ok());
    const Status done = (*database)->execute(sql);
    ASSERT_TRUE(done.ok()) << done.error().message;
  }

  // Does what the triggers forbid, and puts them back.
  void change_history(const std::string& sql) {
    std::string drop, restore;
    {
      const auto database = ledger::Database::open(path_, ledger::OpenMode::kReadWrite);
      const auto triggers =
          (*database)->query("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
      ASSERT_TRUE(triggers.ok());
      ASSERT_TRUE(ledger::each_row((*triggers)->with(), [&](ledger::Query& row) {
                    drop += "DROP TRIGGER " + row.text(0) + ";";
                    restore += row.text(1) + ";";
                    return Status{};
                  }).ok());
    }
    raw_sql((drop + sql + ";" + restore).c_str());
  }

  void expect_refused(Ledger::Access access, ErrorKind kind, const std::string& part) {
    const auto ledger = Ledger::open(path_, access);
    ASSERT_FALSE(ledger.ok()) << "expected: " << part;
    EXPECT_EQ(ledger.error().kind, kind) << ledger.error().message;
    EXPECT_THAT(ledger.error().message, HasSubstr(path_));
    EXPECT_THAT(ledger.error().message, HasSubstr(part));
    EXPECT_THAT(ledger.error().message, Not(HasSubstr("\n")));
  }

  void expect_refused_untouched(ErrorKind kind, const std::string& part) {
    const std::string before = hash_of_file();
    expect_refused(Ledger::Access::kRead, kind, part);
    expect_refused(Ledger::Access::kWrite, kind, part);
    EXPECT_EQ(hash_of_file(), before);
    EXPECT_EQ(names_in_folder(), std::vector<std::string>{"project.db"});
  }

  std::vector<std::string> names_in_folder() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
      names.push_back(entry.path().filename());
    return names;
  }
};

TEST_F(LedgerFaults, AFileThatIsNotThereCantBeRead) {
  expect_refused(Ledger::Access::kRead, ErrorKind::kUsage, "there is no such file");
  EXPECT_TRUE(names_in_folder().empty());
}

TEST_F(LedgerFaults, AFolderOrADeviceIsNoLedger) {
  const std::string good = path_;
  path_ = folder_.string();
  expect_refused(Ledger::Access::kWrite, ErrorKind::kUsage, "is a folder");
  path_ = "/dev/full";
  expect_refused(Ledger::Access::kWrite, ErrorKind::kUsage, "is no regular file");
  path_ = (folder_ / "no" / "such" / "project.db").string();
  expect_refused(Ledger::Access::kWrite, ErrorKind::kUsage, "can't be opened");
  path_ = good;
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  expect_refused(Ledger::Access::kWrite, ErrorKind::kUsage, "is no regular file");
}

TEST_F(LedgerFaults, NamesThatSqliteGivesAMeaningAreFiles) {
  const std::filesystem::path here = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  for (const std::string name : {":memory:", "file:project?mode=memory", "a b%41#?.db"}) {
    EXPECT_TRUE(Ledger::open(name).ok());
    EXPECT_TRUE(std::filesystem::exists(folder_ / name)) << name;
  }
  EXPECT_FALSE(Ledger::open("").ok());
  std::filesystem::current_path(here);
}

TEST_F(LedgerFaults, NoSqliteFile) {
  std::ofstream(path_) << std::string(5000, 'x') << "\nid,title\n1,A story\n";
  expect_refused_untouched(ErrorKind::kInput, "is no project file");
}

TEST_F(LedgerFaults, AnotherProgramsDatabase) {
  {
    const auto database = ledger::Database::open(path_, ledger::OpenMode::kCreate);
    ASSERT_TRUE((*database)->execute("CREATE TABLE bookmarks (url)").ok());
  }
  expect_refused_untouched(ErrorKind::kInput, "is a database of another program");
}

TEST_F(LedgerFaults, AnEmptyFileIsTakenForANewLedgerButCantBeRead) {
  std::ofstream(path_).flush();
  expect_refused(Ledger::Access::kRead, ErrorKind::kInput, "is empty");
  make_ledger();
  EXPECT_TRUE(open().verify().ok());
}

TEST_F(LedgerFaults, ANewerVersion) {
  make_ledger();
  raw_sql("PRAGMA user_version=99");
  expect_refused_untouched(ErrorKind::kInput,
                           "is a ledger of version 99, this program reads versions up to 2");
}

TEST_F(LedgerFaults, ForeignTablesTriggersAndViews) {
  for (const char* hostile :
       {"CREATE TRIGGER t AFTER INSERT ON decision BEGIN INSERT INTO run VALUES (NULL,'','',''); END",
        "CREATE VIEW v AS SELECT 1", "DROP TRIGGER batch_no_DELETE", "CREATE TABLE more (x)",
        "CREATE INDEX i ON edit (text)"}) {
    std::filesystem::remove(path_);
    make_ledger();
    raw_sql(hostile);
    expect_refused_untouched(ErrorKind::kInput, "its tables are not those of a ledger");
  }
}

TEST_F(LedgerFaults, AnalyzeIsAllowed) {
  make_ledger();
  raw_sql("ANALYZE");
  EXPECT_TRUE(Ledger::open(path_).ok());
}

TEST_F(LedgerFaults, HistoryCantBeChangedThroughSql) {
  make_ledger();
  ASSERT_TRUE(open().decide({"S-1", DecisionKind::kAccept, "", "", ""}).ok());
  const auto database = ledger::Database::open(path_, ledger::OpenMode::kReadWrite);
  ASSERT_TRUE(database.ok());
  const std::vector<std::pair<std::string, std::string>> tables = {
      {"run", "made_by"},         {"run_end", "finished_at"}, {"story_content", "area"},
      {"story_tag", "tag"},       {"story_field", "text"},    {"story_link", "target"},
      {"story_version", "place"}, {"batch", "day"},           {"claim", "quote"},
      {"edit", "text"},           {"evidence", "quote"},      {"run_batch", "batch_id"},
      {"decision", "note"}};
  for (const auto& [table, column] : tables) {
    const std::vector<std::string> attempts = {
        "DELETE FROM " + table, "UPDATE " + table + " SET " + column + " = 7",
        "INSERT OR REPLACE INTO " + table + " SELECT * FROM " + table};
    for (const std::string& sql : attempts) {
      const Status refused = (*database)->execute(sql.c_str());
      ASSERT_FALSE(refused.ok()) << sql;
      EXPECT_THAT(refused.error().message, HasSubstr(table + " is history: rows are only added")) << sql;
    }
  }
  EXPECT_TRUE(open().verify().ok());
}

TEST_F(LedgerFaults, ADamagedFileIsToldAndLeftAsItIs) {
  make_ledger(60);
  const auto good = read_file(path_);
  ASSERT_TRUE(good.ok());
  std::mt19937 random(7);
  int told = 0;
  for (int round = 0; round < 60; ++round) {
    std::string bad = *good;
    const std::size_t at = 4096 + random() % (bad.size() - 8192);
    for (std::size_t i = at; i < at + 4096; ++i) bad[i] = static_cast<char>(random());
    ASSERT_TRUE(write_file(path_, bad).ok());
    const auto ledger = Ledger::open(path_, Ledger::Access::kRead);
    const Status verified = ledger.ok() ? ledger->verify() : Status(ledger.error());
    if (!verified.ok()) {
      EXPECT_EQ(verified.error().kind, ErrorKind::kInput) << verified.error().message;
      EXPECT_THAT(verified.error().message, HasSubstr("is damaged"));
      ++told;
    }
    EXPECT_EQ(hash_of_file(), sha256_hex(bad));
  }
  EXPECT_EQ(told, 60);
}

TEST_F(LedgerFaults, AFileCutShortIsTold) {
  make_ledger(60);
  const auto good = read_file(path_);
  for (const std::size_t size : {1ul, 50ul, 99ul, 4096ul, 10'000ul, good->size() - 1}) {
    ASSERT_TRUE(write_file(path_, std::string_view(*good).substr(0, size)).ok());
    expect_refused_untouched(ErrorKind::kInput, "");
  }
}

TEST_F(LedgerFaults, AChangedWordInHistoryIsFound) {
  for (const auto& [table, change] : std::vector<std::pair<std::string, std::string>>{
           {"story_content", "area = 'Other'"},
           {"story_content", "state = 'open'"},
           {"story_tag", "tag = 'other' WHERE position = 1"},
           {"story_field", "text = text || '!' WHERE content_id = 2"},
           {"story_link", "kind = 'duplicates' WHERE content_id = 1"},
           {"batch", "day = '2020-01-01' WHERE batch_id = 3"},
           {"claim", "start_byte = 1 WHERE batch_id = 2"},
           {"edit", "support = support + 1e-15 WHERE edit_id = 4"},
           {"edit", "text = 'Patients book what they like.' WHERE edit_id = 1"},
           {"evidence", "quote = 'Limbo' WHERE edit_id = 2"},
           {"evidence", "position = position + 5 WHERE edit_id = 2"},
           {"run_batch", "position = 77 WHERE position = 1"}}) {
    std::filesystem::remove(path_);
    make_ledger(3);
    change_history("UPDATE " + table + " SET " + change);
    Ledger ledger = open();
    const bool read = ledger.batches().ok() && ledger.stories().ok();
    EXPECT_FALSE(read) << table << ": " << change;
    EXPECT_EQ(ledger.verify().ok(), table == "run_batch") << table << ": " << change;
  }
}

// A ledger can be forged: sound pages, fingerprints that fit. It still can't make a statement without
// evidence.
TEST_F(LedgerFaults, AForgedBatchThatDoesNotFitTogetherIsRefused) {
  const EditBatch good = make_batch(make_story(0));
  std::vector<std::pair<std::string, EditBatch>> forgeries(4, {"", good});
  forgeries[0].first = "DELETE FROM evidence WHERE edit_id = 1";
  forgeries[0].second.edits[0].evidence.clear();
  forgeries[1].first = "UPDATE edit SET statement_id = '' WHERE edit_id = 1";
  forgeries[1].second.edits[0].statement_id = "";
  forgeries[2].first = "UPDATE claim SET start_byte = 1, end_byte = 0 WHERE position = 1";
  forgeries[2].second.claims[1].span.start = 1;
  forgeries[2].second.claims[1].span.end = 0;
  forgeries[3].first = "UPDATE edit SET claim_id = 'none' WHERE edit_id = 3";
  forgeries[3].second.edits[2].claim_id = "none";
  for (const auto& [change, forged] : forgeries) {
    std::filesystem::remove(path_);
    make_ledger(1);
    const std::string hash = ledger::batch_fingerprint(forged);
    change_history(change + "; UPDATE batch SET content_hash = '" + hash + "'");
    const auto batches = open().batches();
    ASSERT_FALSE(batches.ok()) << change;
    EXPECT_EQ(batches.error().kind, ErrorKind::kInput);
    EXPECT_FALSE(open().find_batch(good.input_hash).ok()) << change;
  }
}

// Runs `work` as a user who owns nothing here, with the folder's rights as given.
int as_stranger(const std::function<int()>& work) {
  return in_process([&] {
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return 99;
    return work();
  });
}

int refused_as(const Error& error, ErrorKind kind, const char* part) {
  if (error.kind == kind && error.message.find(part) != std::string::npos) return 0;
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

TEST_F(LedgerFaults, AReadOnlyFolderTakesNoNewLedger) {
  ::chmod(folder_.c_str(), 0555);
  const int code = as_stranger([&] {
    const auto ledger = Ledger::open(path_);
    return ledger.ok() ? 2 : refused_as(ledger.error(), ErrorKind::kUsage, "can't be opened");
  });
  ::chmod(folder_.c_str(), 0755);
  EXPECT_EQ(code, 0);
  EXPECT_TRUE(names_in_folder().empty());
}

TEST_F(LedgerFaults, ALedgerInAReadOnlyFolderCanBeReadAndNotWritten) {
  make_ledger();
  const std::string before = hash_of_file();
  for (const mode_t mode : {0444, 0666}) {
    ::chmod(path_.c_str(), mode);
    ::chmod(folder_.c_str(), 0555);
    const int read = as_stranger([&] {
      const auto ledger = Ledger::open(path_, Ledger::Access::kRead);
      if (!ledger.ok()) return refused_as(ledger.error(), ErrorKind::kUsage, "never");
      return ledger->verify().ok() && ledger->search("patient", 5)->size() == 5 ? 0 : 3;
    });
    EXPECT_EQ(read, 0);
    const int written = as_stranger([&] {
      auto ledger = Ledger::open(path_);
      if (!ledger.ok()) return refused_as(ledger.error(), ErrorKind::kUsage, "can't be");
      const auto run = ledger->begin_run("", "");
      return run.ok() ? 2 : refused_as(run.error(), ErrorKind::kUsage, "can't be");
    });
    EXPECT_EQ(written, 0);
    ::chmod(folder_.c_str(), 0755);
    EXPECT_EQ(hash_of_file(), before);
    EXPECT_EQ(names_in_folder(), std::vector<std::string>{"project.db"});
  }
}

TEST_F(LedgerFaults, AReadOnlyFileCanBeReadAndNotWritten) {
  make_ledger();
  const std::string before = hash_of_file();
  ::chmod(path_.c_str(), 0444);
  ::chmod(folder_.c_str(), 0777);
  EXPECT_EQ(as_stranger([&] {
              const auto ledger = Ledger::open(path_);
              return ledger.ok() ? 2 : refused_as(ledger.error(), ErrorKind::kUsage, "it is read-only");
            }),
            0);
  EXPECT_EQ(as_stranger([&] {
              const auto ledger = Ledger::open(path_, Ledger::Access::kRead);
              return ledger.ok() && ledger->verify().ok() && ledger->statements()->size() == 10 ? 0 : 2;
            }),
            0);
  EXPECT_EQ(hash_of_file(), before);
}

// Appends batches until there is no room. 0: the refusal was right, and repeated; else what went wrong.
int fill_up(const std::string& path, const std::vector<Story>& backlog) {
  auto ledger = Ledger::open(path);
  if (!ledger.ok()) return refused_as(ledger.error(), ErrorKind::kResources, "make room");
  if (!ledger->begin_run("", "").ok() || !ledger->put_stories(backlog).ok()) return 3;
  for (const Story& story : backlog) {
    const auto found = ledger->find_batch(make_batch(story).input_hash);
    if (!found.ok()) return 4;
    const auto origin = found->has_value() ? BatchOrigin::kReused : BatchOrigin::kNew;
    const Status appended = ledger->append_batch(make_batch(story), origin);
    if (appended.ok()) continue;
    if (ledger->stories()->size() != backlog.size()) return 5;  // it can still be read
    return refused_as(appended.error(), ErrorKind::kResources, path.c_str());
  }
  return 6;  // never full
}

TEST_F(LedgerFaults, AFileThatMayNotGrowLosesNothing) {
  const std::vector<Story> backlog = make_backlog(600);
  const int code = in_process([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{900 * 1024, 900 * 1024};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    return fill_up(path_, backlog);
  });
  ASSERT_EQ(code, 0);
  Ledger ledger = open();
  EXPECT_TRUE(ledger.verify().ok());
  const auto kept = ledger.batches(1);
  ASSERT_TRUE(kept.ok());
  ASSERT_GT(kept->size(), 0u);
  for (std::size_t i = 0; i < kept->size(); ++i) ASSERT_TRUE(same((*kept)[i], make_batch(backlog[i])));
  EXPECT_EQ(run_over(ledger, backlog), 600 - static_cast<int>(kept->size()));
}

TEST_F(LedgerFaults, WhereANewLedgerHasNoRoomNothingIsLeft) {
  int refused = 0;
  for (const rlim_t limit_bytes : {0, 1, 512, 4096, 20'000, 60'000, 120'000, 180'000, 240'000}) {
    const int code = in_process([&] {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{limit_bytes, limit_bytes};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      const auto ledger = Ledger::open(path_);
      return ledger.ok() ? 50 : refused_as(ledger.error(), ErrorKind::kResources, path_.c_str());
    });
    ASSERT_TRUE(code == 0 || code == 50) << code << " at " << limit_bytes;
    refused += code == 0 ? 1 : 0;
    if (code == 0) {
      EXPECT_TRUE(names_in_folder().empty()) << limit_bytes << " " << names_in_folder().front();
    }
    { make_ledger(3); }
    EXPECT_TRUE(open().verify().ok());
    std::filesystem::remove(path_);
  }
  EXPECT_GE(refused, 5);
}

TEST_F(LedgerFaults, AFullDiskLosesNothing) {
  const std::vector<Story> backlog = make_backlog(600);
  const std::string copy = (folder_ / "copy.db").string();
  const int code = in_process([&] {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("", "/", "", MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=1m") != 0) {
      return 77;
    }
    const int full = fill_up(path_, backlog);
    if (full != 0) return full;
    auto ledger = Ledger::open(path_, Ledger::Access::kRead);  // still full
    if (!ledger.ok()) return refused_as(ledger.error(), ErrorKind::kUsage, "never");
    if (!ledger->verify().ok()) return 10;
    const auto kept = ledger->batches(1);
    if (!kept.ok() || kept->empty() || kept->size() == backlog.size()) return 11;
    for (std::size_t i = 0; i < kept->size(); ++i) {
      if (!same((*kept)[i], make_batch(backlog[i]))) return 12;
    }
    return 0;
  });
  if (code == 77) GTEST_SKIP() << "needs the right to mount a small file system";
  EXPECT_EQ(code, 0);
}

// A process that has begun a run and waits.
class Holder {
 public:
  explicit Holder(const std::string& path) {
    int ready[2];
    EXPECT_EQ(::pipe(ready), 0);
    child_ = start_process([&]() -> int {
      auto ledger = Ledger::open(path);
      const bool ok = ledger.ok() && ledger->begin_run("", "").ok();
      (void)!::write(ready[1], ok ? "y" : "n", 1);
      ::pause();
      return 0;
    });
    char answer = 0;
    EXPECT_EQ(::read(ready[0], &answer, 1), 1);
    EXPECT_EQ(answer, 'y');
    ::close(ready[0]);
    ::close(ready[1]);
  }
  ~Holder() { kill(); }
  void kill() {
    if (child_ > 0) ::kill(child_, SIGKILL);
    if (child_ > 0) wait_for(child_);
    child_ = 0;
  }
  pid_t child() const { return child_; }

 private:
  pid_t child_ = 0;
};

TEST_F(LedgerFaults, ASecondRunIsToldWhoHasTheFile) {
  make_ledger();
  Holder holder(path_);
  Ledger second = open();
  const auto run = second.begin_run("", "");
  ASSERT_FALSE(run.ok());
  EXPECT_EQ(run.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(run.error().message,
            path_ + ": another run (process " + std::to_string(holder.child()) +
                ") is writing to it; wait until it has ended, or give another --project file");
  EXPECT_EQ(second.statements()->size(), 10u);
  EXPECT_EQ(open(Ledger::Access::kRead).search("patient", 20)->size(), 10u);
  EXPECT_TRUE(second.decide({"S-1", DecisionKind::kAccept, "", "", ""}).ok());
  holder.kill();
  EXPECT_EQ(run_over(second, make_backlog(10)), 0);
  EXPECT_TRUE(second.verify().ok());
}

TEST_F(LedgerFaults, TheLockIsGoneWithTheRun) {
  make_ledger();
  EXPECT_EQ(names_in_folder(), std::vector<std::string>{"project.db"});
}

TEST_F(LedgerFaults, AReaderSeesWholeBatchesWhileARunWrites) {
  const std::vector<Story> backlog = make_backlog(300);
  make_ledger();
  const pid_t writer = start_process([&]() -> int {
    auto ledger = Ledger::open(path_);
    if (!ledger.ok() || !ledger->begin_run("", "").ok() || !ledger->put_stories(backlog).ok()) return 1;
    for (const Story& story : backlog) {
      if (!ledger->append_batch(make_batch(story), BatchOrigin::kNew).ok()) return 2;
    }
    return ledger->finish_run(make_document(backlog)).ok() ? 0 : 3;
  });
  bool done = false;
  for (int look = 0; look < 5000 && !done; ++look) {
    const auto ledger = Ledger::open(path_, Ledger::Access::kRead);
    ASSERT_TRUE(ledger.ok()) << ledger.error().message;
    const auto statements = ledger->statements();
    ASSERT_TRUE(statements.ok());
    ASSERT_TRUE(statements->size() == 10 || statements->size() == 300);
    ASSERT_EQ(ledger->search("patient", 1000)->size(), ledger->statements()->size());
    done = statements->size() == 300;
  }
  EXPECT_EQ(wait_for(writer), 0);
  EXPECT_EQ(open(Ledger::Access::kRead).statements()->size(), 300u);
}

}  // namespace
}  // namespace st
