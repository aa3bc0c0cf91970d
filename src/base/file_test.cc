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
