#include "base/file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/mapped_file.h"
#include "base/unfinished_file.h"

namespace st {
namespace {

class FileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) / ("st_file_test_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(FileTest, WhatIsWrittenIsReadAndMapped) {
  const std::string path = folder_ / "a";
  ASSERT_TRUE(write_file(path, std::string("one\0two", 7)).ok());
  EXPECT_EQ(*read_file(path), std::string("one\0two", 7));
  EXPECT_EQ(MappedFile::open(path)->bytes(), std::string_view("one\0two", 7));
}

TEST_F(FileTest, AnEmptyFileMaps) {
  const std::string path = folder_ / "empty";
  ASSERT_TRUE(write_file(path, "").ok());
  EXPECT_TRUE(MappedFile::open(path)->bytes().empty());
}

TEST_F(FileTest, LimitsAndMissingFilesAreNamed) {
  const std::string path = folder_ / "big";
  ASSERT_TRUE(write_file(path, std::string(100, 'x')).ok());
  const auto big = read_file(path, 99);
  ASSERT_FALSE(big.ok());
  EXPECT_EQ(big.error().kind, ErrorKind::kInput);
  EXPECT_NE(big.error().message.find("99 bytes"), std::string::npos);
  const auto missing = MappedFile::open(folder_ / "missing");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().kind, ErrorKind::kUsage);
}

TEST_F(FileTest, AFailedWriteLeavesTheOldFileAndNothingElse) {
  const std::string path = folder_ / "kept";
  std::filesystem::create_directories(path);  // a folder in the way: rename fails
  std::filesystem::create_directories(std::filesystem::path(path) / "child");
  EXPECT_FALSE(write_file(path, "new").ok());
  EXPECT_EQ(
      std::distance(std::filesystem::directory_iterator(folder_), std::filesystem::directory_iterator{}),
      1);
}

TEST_F(FileTest, FilesThatBelongTogetherAreAllReplacedOrNone) {
  const std::string first = folder_ / "first";
  const std::string second = folder_ / "no such folder" / "second";
  ASSERT_TRUE(write_file(first, "old").ok());
  EXPECT_FALSE(write_files({{first, "new"}, {second, "new"}}).ok());
  EXPECT_EQ(*read_file(first), "old");
  EXPECT_EQ(
      std::distance(std::filesystem::directory_iterator(folder_), std::filesystem::directory_iterator{}),
      1);
}

TEST_F(FileTest, AMappedFileThatIsCutGivesZerosAndSaysSo) {
  const std::string path = folder_ / "cut";
  const std::string text(1 << 20, 'x');
  ASSERT_TRUE(write_file(path, text).ok());
  auto opened = MappedFile::open(path);
  ASSERT_TRUE(opened.ok());
  const MappedFile file = std::move(opened).value();  // it is watched wherever it is moved to
  EXPECT_TRUE(file.check_unchanged().ok());
  EXPECT_FALSE(MappedFile::any_lost());
  std::filesystem::resize_file(path, 1000);
  EXPECT_EQ(file.bytes()[999], 'x');
  EXPECT_EQ(file.bytes()[500'000], '\0');
  EXPECT_EQ(file.bytes()[100'000], '\0');
  EXPECT_EQ(file.bytes().back(), '\0');
  const Status changed = file.check_unchanged();
  EXPECT_EQ(changed.error().kind, ErrorKind::kInput);
  EXPECT_NE(changed.error().message.find("became shorter while it was in use; it had 1048576 bytes"),
            std::string::npos);
  EXPECT_TRUE(MappedFile::any_lost());
}

TEST_F(FileTest, AMappedFileTellsWhenItWasWrittenToButNotWhenItWasReplaced) {
  const std::string path = folder_ / "changed";
  ASSERT_TRUE(write_file(path, "first").ok());
  const auto file = MappedFile::open(path);
  ASSERT_TRUE(write_file(path, "other").ok());  // a new file in its place
  EXPECT_TRUE(file->check_unchanged().ok());
  EXPECT_EQ(file->bytes(), "first");
  const auto again = MappedFile::open(path);
  std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) + std::chrono::seconds(2));
  EXPECT_NE(again->check_unchanged().error().message.find("was changed while it was in use"),
            std::string::npos);
}

TEST_F(FileTest, AnUnfinishedFileGoesAndAFinishedOneStays) {
  const std::string path = folder_ / "half";
  {
    UnfinishedFile half(path);
    ASSERT_TRUE(write_file(path, "half").ok());
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  {
    UnfinishedFile whole(path);
    ASSERT_TRUE(write_file(path, "whole").ok());
    whole.finished();
  }
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(FileTest, AnInterruptRemovesOnlyWhatIsUnfinished) {
  UnfinishedFile half(folder_ / "half");
  UnfinishedFile whole(folder_ / "whole");
  for (const char* name : {"half", "whole"}) ASSERT_TRUE(write_file(folder_ / name, "x").ok());
  whole.finished();
  remove_unfinished_files();
  EXPECT_FALSE(std::filesystem::exists(folder_ / "half"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "whole"));
}

}  // namespace
}  // namespace st
