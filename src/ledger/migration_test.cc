#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/file.h"
#include "ledger/basis_hash.h"
#include "ledger/batch_table.h"
#include "ledger/database.h"
#include "ledger/decision_table.h"
#include "ledger/ledger.h"
#include "ledger/schema.h"
#include "ledger/story_table.h"
#include "ledger/test_backlog.h"
#include "ledger/test_folder.h"

namespace st {
namespace {

using namespace ledger::testing;
using ledger::Database;
using ledger::OpenMode;
using ::testing::HasSubstr;

constexpr const char* kVersion1Dump = ST_SOURCE_DIR "/src/ledger/testdata/ledger_v1.sql";

class LedgerMigration : public LedgerFolder {
 protected:
  void SetUp() override {
    LedgerFolder::SetUp();
    const auto dump = read_file(kVersion1Dump);
    ASSERT_TRUE(dump.ok()) << dump.error().message;
    const auto database = Database::open(path_, OpenMode::kCreate);
    ASSERT_TRUE(database.ok());
    ASSERT_TRUE(
        (*database)->execute("PRAGMA foreign_keys=OFF").ok());  // a dump is not in the order of the keys
    const Status loaded = (*database)->execute(dump->c_str());
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    ASSERT_EQ(*ledger::schema_version(**database), 1);
  }

  int version() const { return *ledger::schema_version(**Database::open(path_, OpenMode::kReadWrite)); }
};

TEST_F(LedgerMigration, Version1KeepsEverything) {
  Ledger ledger = open();
  EXPECT_EQ(version(), ledger::kSchemaVersion);
  const Status verified = ledger.verify();
  ASSERT_TRUE(verified.ok()) << verified.error().message;
  EXPECT_EQ(ledger.runs()->size(), 3u);
  EXPECT_EQ(*ledger.last_finished_run(), std::optional<RunId>(2));
  EXPECT_EQ(ledger.stories(1)->size(), 12u);
  EXPECT_EQ(ledger.stories(2)->size(), 15u);
  EXPECT_EQ(ledger.stories(1)->at(0).field("title"), "Unlock a bike with the app");
  EXPECT_EQ(ledger.stories(2)->at(0).field("title"), "Unlock a bike with the telephone");
  EXPECT_EQ(ledger.batches(1)->size(), 12u);
  EXPECT_EQ(ledger.batches()->size(), 15u);
  const EditBatch first = ledger.batches(1)->at(0);
  EXPECT_EQ(first.day, "2022-03-18");
  ASSERT_EQ(first.edits.size(), 3u);
  EXPECT_EQ(first.edits[1].text, "Riders must be at least 16 years old");
  EXPECT_EQ(first.edits[1].evidence[0].quote, first.edits[1].text);
  const auto decisions = ledger.decision_history();
  ASSERT_EQ(decisions->size(), 2u);
  EXPECT_EQ(ledger.decisions()->at(0).text, "Riders are 16 or older.");
}

TEST_F(LedgerMigration, Version1GoesOnWithANewRun) {
  Ledger ledger = open();
  EXPECT_TRUE(ledger.statements()->empty());
  EXPECT_TRUE(ledger.search("rider", 5)->empty());
  EXPECT_EQ(run_over(ledger, make_backlog(4)), 4);
  EXPECT_EQ(ledger.search("patient", 5)->size(), 4u);
  EXPECT_EQ(ledger.runs()->size(), 4u);
  EXPECT_TRUE(ledger.verify().ok());
}

TEST_F(LedgerMigration, AReaderMigratesToo) {
  EXPECT_EQ(open(Ledger::Access::kRead).batches()->size(), 15u);
  EXPECT_EQ(version(), ledger::kSchemaVersion);
}

TEST_F(LedgerMigration, WhereItCantBeMigratedItStaysAsItWas) {
  const auto before = read_file(path_);
  ::chmod(path_.c_str(), 0444);
  ::chmod(folder_.c_str(), 0555);
  const int code = in_process([&] {
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return 99;
    const auto ledger = Ledger::open(path_, Ledger::Access::kRead);
    return !ledger.ok() && ledger.error().kind == ErrorKind::kUsage ? 0 : 1;
  });
  ::chmod(folder_.c_str(), 0755);
  EXPECT_EQ(code, 0);
  EXPECT_EQ(*read_file(path_), *before);
  EXPECT_EQ(version(), 1);
}

TEST_F(LedgerMigration, AHostileVersion1IsNotMigrated) {
  {
    const auto database = Database::open(path_, OpenMode::kReadWrite);
    ASSERT_TRUE((*database)->execute("CREATE TABLE more (x)").ok());
  }
  const auto before = read_file(path_);
  const auto ledger = Ledger::open(path_);
  ASSERT_FALSE(ledger.ok());
  EXPECT_EQ(ledger.error().kind, ErrorKind::kInput);
  EXPECT_THAT(ledger.error().message, HasSubstr("its tables are not those of a ledger of version 1"));
  EXPECT_EQ(*read_file(path_), *before);
}

TEST_F(LedgerMigration, TheQueriesOfTheDesignPageGiveRows) {
  { open(); }
  const auto page = read_file(ST_SOURCE_DIR "/docs/design/ledger.md");
  ASSERT_TRUE(page.ok());
  const auto database = Database::open(path_, OpenMode::kReadWrite);
  std::vector<std::string> queries;
  for (std::size_t at = page->find("```sql\n"); at != std::string::npos;
       at = page->find("```sql\n", at + 1)) {
    queries.push_back(page->substr(at + 7, page->find("```", at + 7) - at - 7));
  }
  ASSERT_EQ(queries.size(), 4u);
  for (const std::string& sql : queries) {
    const auto query = (*database)->query(sql.c_str());
    ASSERT_TRUE(query.ok()) << sql << query.error().message;
    const auto row = (*query)->with().step();
    EXPECT_TRUE(row.ok() && *row) << sql;
    (*query)->rewind();
  }
}

// How testdata/ledger_v1.sql was made, with the code of version 1: run this test with
// --gtest_also_run_disabled_tests in a folder of your choice, then
//   python3 -c 'import sqlite3; print("\n".join(sqlite3.connect("ledger_v1.db").iterdump()))'
// and the two PRAGMA lines of schema.cc after it.
std::vector<Story> example_stories() {
  const auto text = read_file(ST_SOURCE_DIR "/examples/bike-share/stories.jsonl");
  std::istringstream lines(*text);
  std::vector<Story> stories;
  for (std::string line; std::getline(lines, line);) {
    const auto record = nlohmann::json::parse(line);
    Story story;
    story.id = record["id"];
    story.type = record["type"];
    story.state = record["state"] == "Done" ? StoryState::kDone : StoryState::kOpen;
    story.state_text = record["state"];
    story.created = record["created"];
    if (record["closed"].is_string()) story.closed = record["closed"];
    story.area = record["area"];
    story.tags = record["tags"];
    std::string criteria;
    for (const std::string one : record["acceptance_criteria"])
      criteria += (criteria.empty() ? "" : "\n") + one;
    story.fields = {{"title", record["title"]}, {"description", record["description"]}};
    if (!criteria.empty()) story.fields.push_back({"acceptance_criteria", criteria});
    story.source = {"stories.jsonl", stories.size() + 1};
    story.order = stories.size();
    stories.push_back(std::move(story));
  }
  return stories;
}

EditBatch criteria_batch(const Story& story) {
  EditBatch batch;
  batch.input_hash = story.content_hash();
  batch.day = story.closed;
  const std::string text(story.field("acceptance_criteria"));
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const Evidence evidence{{story.id, "acceptance_criteria", start, end}, text.substr(start, end - start)};
    batch.claims.push_back(
        {story.id + "#" + std::to_string(batch.claims.size() + 1), evidence.span, evidence.quote});
    Edit edit;
    edit.claim_id = batch.claims.back().id;
    edit.statement_id = "S-" + edit.claim_id;
    edit.text = evidence.quote;
    edit.support = 1.0;
    edit.evidence = {evidence};
    edit.topic = story.area;
    batch.edits.push_back(std::move(edit));
    start = end + 1;
  }
  return batch;
}

void write_run(Database& database, RunId run, const std::vector<Story>& stories, std::size_t batches) {
  const std::string head =
      "INSERT INTO run VALUES (" + std::to_string(run) + ",'built-in','options','2024-03-01T12:00:00Z')";
  ASSERT_TRUE(database.execute(head.c_str()).ok());
  ASSERT_TRUE(ledger::put_stories(database, run, std::nullopt, stories).ok());
  for (std::size_t i = 0; i < batches; ++i) {
    const EditBatch batch = criteria_batch(stories[i]);
    const auto found = ledger::find_batch(database, batch.input_hash);
    const auto origin = found->has_value() ? BatchOrigin::kReused : BatchOrigin::kNew;
    ASSERT_TRUE(ledger::append_batch(database, run, static_cast<std::int64_t>(i), batch, origin).ok());
  }
}

TEST(LedgerFixture, DISABLED_WriteVersion1) {
  const auto database = Database::open("ledger_v1.db", OpenMode::kCreate);
  ASSERT_TRUE(ledger::migrate(**database, 1).ok());
  std::vector<Story> stories = example_stories();
  stories.resize(15);
  write_run(**database, 1, {stories.begin(), stories.begin() + 12}, 12);
  ASSERT_TRUE((*database)->execute("INSERT INTO run_end VALUES (1, '2024-03-01T12:00:01Z')").ok());
  stories[0].fields[0].text = "Unlock a bike with the telephone";
  write_run(**database, 2, stories, 15);
  ASSERT_TRUE((*database)->execute("INSERT INTO run_end VALUES (2, '2024-03-02T12:00:01Z')").ok());
  write_run(**database, 3, stories, 4);  // cut off
  const EditBatch batch = criteria_batch(stories[0]);
  const std::string basis = basis_hash(batch.edits[1].evidence);
  ASSERT_TRUE(ledger::insert_decision(**database, {"S-BS-1#2", DecisionKind::kAccept, "", basis, ""},
                                      "2024-03-02T13:00:00Z")
                  .ok());
  const Decision reword{"S-BS-1#2", DecisionKind::kReword, "Riders are 16 or older.", basis, "shorter"};
  ASSERT_TRUE(ledger::insert_decision(**database, reword, "2024-03-03T13:00:00Z").ok());
}

}  // namespace
}  // namespace st
