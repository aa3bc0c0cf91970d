#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/ledger.h"
#include "ledger/test_backlog.h"

namespace st::ledger::testing {

// A folder of its own for each test, with a ledger in it.
class LedgerFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    const std::string name = "st_ledger_" + std::to_string(::getpid()) + info->name();
    folder_ = std::filesystem::temp_directory_path() / name;
    std::filesystem::create_directories(folder_);
    path_ = (folder_ / "project.db").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Ledger open(Ledger::Access access = Ledger::Access::kWrite) {
    auto ledger = Ledger::open(path_, access);
    EXPECT_TRUE(ledger.ok()) << ledger.error().message;
    return std::move(ledger).value();
  }

  // One whole run; reuses what is recorded. Returns how many batches were new.
  int run_over(Ledger& ledger, const std::vector<Story>& backlog) {
    EXPECT_TRUE(ledger.begin_run("test", "options").ok());
    EXPECT_TRUE(ledger.put_stories(backlog).ok());
    int made = 0;
    for (const Story& story : backlog) {
      const EditBatch batch = make_batch(story);
      const auto found = ledger.find_batch(batch.input_hash);
      EXPECT_TRUE(found.ok());
      if (found->has_value()) {
        EXPECT_TRUE(same(**found, batch));
      }
      made += found->has_value() ? 0 : 1;
      const auto origin = found->has_value() ? BatchOrigin::kReused : BatchOrigin::kNew;
      EXPECT_TRUE(ledger.append_batch(batch, origin).ok());
    }
    EXPECT_TRUE(ledger.finish_run(make_document(backlog)).ok());
    return made;
  }

  std::filesystem::path folder_;
  std::string path_;
};

// Starts a process that does `work` and ends with the number it gives. Nothing of gtest may be used in it.
inline pid_t start_process(const std::function<int()>& work) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  return child;
}

// Its number, or -1 where a signal ended it.
inline int wait_for(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

inline int in_process(const std::function<int()>& work) {
  return wait_for(start_process(work));
}

}  // namespace st::ledger::testing
