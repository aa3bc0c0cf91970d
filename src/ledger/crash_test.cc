#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "ledger/ledger.h"
#include "ledger/test_backlog.h"
#include "ledger/test_folder.h"

namespace st {
namespace {

using namespace ledger::testing;

constexpr int kCutOffRuns = 50;
constexpr int kStories = 120;

// The backlog of run n: each run has one story more that was edited.
std::vector<Story> backlog_of(int edits) {
  std::vector<Story> backlog = make_backlog(kStories);
  for (int number = 0; number < edits % kStories; ++number) {
    const auto at = static_cast<std::size_t>(number);
    backlog[at] = make_story(number, " Edit " + std::to_string(edits / kStories + 1) + ".");
  }
  return backlog;
}

// What the combiner does: replays what is recorded, makes the rest. False on any error.
bool write_run(Ledger& ledger, int edits) {
  const std::vector<Story> backlog = backlog_of(edits);
  if (!ledger.begin_run("test", std::to_string(edits)).ok() || !ledger.put_stories(backlog).ok())
    return false;
  for (const Story& story : backlog) {
    const EditBatch batch = make_batch(story);
    const auto found = ledger.find_batch(batch.input_hash);
    if (!found.ok()) return false;
    const auto origin = found->has_value() ? BatchOrigin::kReused : BatchOrigin::kNew;
    if (!ledger.append_batch(found->has_value() ? **found : batch, origin).ok()) return false;
  }
  return ledger.finish_run(make_document(backlog)).ok();
}

void expect_same_batches(const std::vector<EditBatch>& batches, int edits, bool whole) {
  const std::vector<Story> backlog = backlog_of(edits);
  ASSERT_TRUE(!whole || batches.size() == backlog.size()) << batches.size();
  ASSERT_LE(batches.size(), backlog.size());
  for (std::size_t i = 0; i < batches.size(); ++i) ASSERT_TRUE(same(batches[i], make_batch(backlog[i])));
}

// The last finished run whole, the one that was cut off a prefix of whole batches, the outcome that of the
// finished one.
void expect_whole(const Ledger& ledger) {
  const Status verified = ledger.verify();
  ASSERT_TRUE(verified.ok()) << verified.error().message;
  const auto runs = ledger.runs();
  ASSERT_TRUE(runs.ok());
  const RunInfo* finished = nullptr;
  for (const RunInfo& run : *runs) {
    if (!run.finished_at.empty()) finished = &run;
  }
  if (finished != nullptr) {
    expect_same_batches(*ledger.batches(finished->id), std::stoi(finished->options_hash), true);
    const auto statements = ledger.statements();
    const std::vector<Story> backlog = backlog_of(std::stoi(finished->options_hash));
    ASSERT_EQ(statements->size(), backlog.size());
    for (std::size_t i = 0; i < backlog.size(); ++i) {
      ASSERT_EQ((*statements)[i].text, backlog[i].field("description"));
    }
  }
  if (!runs->empty())
    expect_same_batches(*ledger.batches(runs->back().id), std::stoi(runs->back().options_hash), false);
}

class LedgerCrash : public LedgerFolder {
 protected:
  // Starts a process that writes run after run, and kills it that long after its start, or after it has the
  // file open.
  void write_and_kill(int first_edits, std::chrono::microseconds after, bool once_open) {
    int opened[2];
    ASSERT_EQ(::pipe(opened), 0);
    const pid_t child = start_process([&]() -> int {
      auto ledger = Ledger::open(path_);
      if (!ledger.ok() || ::write(opened[1], "y", 1) != 1) return 1;
      for (int edits = first_edits;; ++edits) {
        if (!write_run(*ledger, edits)) return 2;
      }
    });
    ::close(opened[1]);
    char answer = 0;
    ASSERT_TRUE(!once_open || ::read(opened[0], &answer, 1) == 1);
    std::this_thread::sleep_for(after);
    ::kill(child, SIGKILL);
    EXPECT_EQ(wait_for(child), -1) << "it ended by itself, with an error";
    ::close(opened[0]);
  }
};

// How long a run takes here, files and syncs included: kills are spread over it.
std::chrono::microseconds time_of_run(const std::string& path) {
  const auto start = std::chrono::steady_clock::now();
  auto ledger = Ledger::open(path);
  EXPECT_TRUE(ledger.ok() && write_run(*ledger, 0) && write_run(*ledger, 1));
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start) /
         2;
}

TEST_F(LedgerCrash, FiftyKillsInARunLeaveWholeBatchesAndTheResumedRunIsTheSame) {
  const auto longest = static_cast<unsigned>(2 * time_of_run(path_ + ".timed").count() + 1);
  std::mt19937 random(20240301);
  int kills = 0;
  int cut_off = 0;
  int next_edits = 0;
  RunId last_run = 0;
  for (; cut_off < kCutOffRuns && kills < 10 * kCutOffRuns;
       ++kills) {  // some hit the opening or fall between two runs
    write_and_kill(next_edits, std::chrono::microseconds(random() % longest), kills % 5 != 0);
    if (HasFatalFailure()) return;
    const auto ledger = Ledger::open(path_);
    ASSERT_TRUE(ledger.ok()) << ledger.error().message;
    expect_whole(*ledger);
    if (HasFatalFailure()) return;
    const auto runs = ledger->runs();
    if (runs->empty() || runs->back().id == last_run) continue;
    last_run = runs->back().id;
    const bool finished = !runs->back().finished_at.empty();
    cut_off += finished ? 0 : 1;
    next_edits = std::stoi(runs->back().options_hash) + (finished ? 1 : 0);
  }
  ASSERT_EQ(cut_off, kCutOffRuns);
  Ledger resumed = open();
  ASSERT_TRUE(write_run(resumed, next_edits));
  auto fresh = Ledger::temporary();
  ASSERT_TRUE(write_run(*fresh, next_edits));
  expect_whole(resumed);
  const auto of_resumed = resumed.stories();
  const auto of_fresh = fresh->stories();
  ASSERT_EQ(of_resumed->size(), of_fresh->size());
  for (std::size_t i = 0; i < of_fresh->size(); ++i) {
    EXPECT_EQ((*of_resumed)[i].content_hash(), (*of_fresh)[i].content_hash());
  }
  ASSERT_EQ(resumed.batches()->size(), fresh->batches()->size());
  std::printf("%d of %d kills cut a run off; %zu runs\n", cut_off, kills, resumed.runs()->size());
}

TEST_F(LedgerCrash, ADecisionThatWasTakenIsThereAfterAKill) {
  { open(); }
  for (int round = 0; round < 10; ++round) {
    const pid_t child = start_process([&]() -> int {
      auto ledger = Ledger::open(path_);
      if (!ledger.ok() ||
          !ledger->decide({"S-" + std::to_string(round), DecisionKind::kAccept, "", "", ""}).ok())
        return 1;
      ::raise(SIGKILL);
      return 2;
    });
    EXPECT_EQ(wait_for(child), -1);
    EXPECT_EQ(open(Ledger::Access::kRead).decisions()->size(), static_cast<std::size_t>(round + 1));
  }
}

}  // namespace
}  // namespace st
