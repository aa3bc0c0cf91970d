// Runs that are cut off: by a kill, by Ctrl-C, by a full disk, by too little memory.
#include <gtest/gtest.h>

#include <csignal>
#include <random>

#include "pipeline/state.h"

namespace st::pipeline {
namespace {

using ::testing::AnyOf;

std::vector<std::string> both_examples() {
  return {example("loan-desk/stories.jsonl"), example("bike-share/stories.jsonl")};
}

bool has_unfinished_files(const std::filesystem::path& folder) {
  for (const auto& [name, bytes] : files_under(folder)) {
    if (name.find(".part-") != std::string::npos) return true;
  }
  return false;
}

// The output of an undisturbed run, and how long it took.
struct Reference {
  std::map<std::string, std::string> files;
  double seconds = 0;
};

Reference undisturbed() {
  const TemporaryFolder folder;
  const Outcome outcome =
      run_program(combine_call(both_examples(), folder / "state", {"--project", folder / "work.db"}));
  EXPECT_THAT(outcome, is_done());
  return {files_under(folder / "state"), outcome.seconds};
}

TEST(Interrupted, KilledAtFiftyRandomMomentsTheResumedRunGivesTheSameBytes) {
  const Reference reference = undisturbed();
  ASSERT_EQ(reference.files.size(), 3u);
  std::mt19937 random(7);
  std::uniform_real_distribution<double> moment(0.0, reference.seconds);
  int cut_off = 0;
  for (int i = 0; i < (ST_SANITIZED ? 8 : 50); ++i) {
    const TemporaryFolder folder;
    Call call = combine_call(both_examples(), folder / "state", {"--project", folder / "work.db"});
    call.signal_after = std::chrono::microseconds(static_cast<long>(moment(random) * 1e6));
    const Outcome killed = run_program(call);
    cut_off += killed.by_signal == SIGKILL;
    call.signal_after.reset();
    ASSERT_THAT(run_program(call), is_done()) << "after a kill at " << killed.seconds << " s";
    std::map<std::string, std::string> files = files_under(folder / "state");
    // A kill between writing a neighbour and renaming it leaves the neighbour; what counts is whole.
    std::erase_if(files, [](const auto& file) { return file.first.find(".part-") != std::string::npos; });
    ASSERT_EQ(files, reference.files) << "after a kill at " << killed.seconds << " s";
  }
  EXPECT_GT(cut_off, 0);
}

TEST(Interrupted, CtrlCLeavesNothingHalfWritten) {
  const Reference reference = undisturbed();
  std::mt19937 random(11);
  std::uniform_real_distribution<double> moment(0.0, reference.seconds);
  for (int i = 0; i < (ST_SANITIZED ? 4 : 20); ++i) {
    const TemporaryFolder folder;
    Call call = combine_call(both_examples(), folder / "state");
    call.signal_after = std::chrono::microseconds(static_cast<long>(moment(random) * 1e6));
    call.signal_number = SIGINT;
    const Outcome stopped = run_program(call);
    EXPECT_TRUE(stopped.by_signal == SIGINT || stopped.exit_code == 0 || stopped.exit_code == 1) << i;
    EXPECT_FALSE(has_unfinished_files(folder.path()));
    for (const auto& [name, bytes] : files_under(folder / "state"))
      EXPECT_EQ(bytes, reference.files.at(name));
  }
}

TEST(Resources, AFullDiskIsToldAndLeavesTheOldOutput) {
  const Reference reference = undisturbed();
  for (const std::uint64_t limit : {0, 512, 4096, 20000, 60000}) {
    for (const bool with_project : {false, true}) {
      const TemporaryFolder folder;
      folder.write("state/state.json", "old");
      std::vector<std::string> options;
      if (with_project) options = {"--project", folder / "work.db"};
      Call call = combine_call(both_examples(), folder / "state", options);
      call.file_limit_bytes = limit;
      const Outcome outcome = run_program(call);
      EXPECT_THAT(outcome, AnyOf(fails_with(5), is_done())) << limit;
      EXPECT_FALSE(has_unfinished_files(folder.path())) << limit;
      const auto files = files_under(folder / "state");
      if (outcome.exit_code == 5) {
        EXPECT_EQ(files, (std::map<std::string, std::string>{{"state.json", "old"}})) << limit;
      }
      EXPECT_TRUE(limit != 512 || outcome.exit_code == 5);
    }
  }
}

TEST(Resources, TooLittleMemoryIsToldAndLeavesNothing) {
  if (ST_SANITIZED) GTEST_SKIP() << "the sanitizer's own shadow memory is larger than any limit";
  int refused = 0;
  for (std::uint64_t mebibytes = 20; mebibytes <= 200; mebibytes += 8) {
    Call smallest{{"--version"}};
    smallest.memory_limit_bytes = mebibytes << 20;
    if (run_program(smallest).exit_code != 0) continue;  // the system can't even load the program
    const TemporaryFolder folder;
    Call call = combine_call(both_examples(), folder / "state", {"--jobs", "4"});
    call.memory_limit_bytes = mebibytes << 20;
    const Outcome outcome = run_program(call);
    ASSERT_THAT(outcome, AnyOf(fails_with(5), is_done())) << mebibytes << " MiB";
    refused += outcome.exit_code == 5;
    EXPECT_FALSE(has_unfinished_files(folder.path()));
    EXPECT_TRUE(outcome.exit_code != 5 || files_under(folder / "state").empty()) << mebibytes << " MiB";
  }
  EXPECT_GT(refused, 0);
}

TEST(Resources, AReadOnlyFolderAndAFileInTheWay) {
  const TemporaryFolder folder;
  const std::string in_the_way = folder.write("file", "x");
  EXPECT_THAT(run_program(combine_call(both_examples(), in_the_way)), fails_with(2, {in_the_way}));
  EXPECT_THAT(run_program(combine_call(both_examples(), "/proc/no/such/place")),
              fails_with(2, {"/proc/no"}));
}

}  // namespace
}  // namespace st::pipeline
