// Every file under ../shared/data/exports and ../shared/data/stories/dalpiaz comes in, or says in a line
// why not.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/unicode.h"
#include "import/importer.h"

namespace st {
namespace {

namespace fs = std::filesystem;

const fs::path kData = fs::path(ST_SOURCE_DIR) / ".." / "shared" / "data";

std::vector<fs::path> files_under(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && name != "MANIFEST.tsv" && name != "README.md")
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(ExportsTest, EveryFileComesInOrSaysWhyNot) {
  if (!fs::exists(kData)) GTEST_SKIP() << "needs ../shared/data";
  std::size_t stories = 0;
  for (const fs::path& file : files_under(kData / "exports")) {
    SCOPED_TRACE(file.string());
    const auto result = import_stories({file.string()});
    if (!result.ok()) {
      EXPECT_EQ(result.error().message.find('\n'), std::string::npos);
      EXPECT_NE(result.error().message.find("expected"), std::string::npos) << result.error().message;
      std::cout << "-- " << fs::relative(file, kData).string() << ": " << result.error().message << "\n";
      continue;
    }
    stories += result->stories.size();
    std::cout << result->formats[0] << " " << result->stories.size() << " "
              << fs::relative(file, kData).string() << "\n";
    for (const Unreadable& bad : result->unreadable) std::cout << "   unreadable " << bad.text() << "\n";
    for (std::size_t i = 0; i < result->remarks.size() && i < 3; ++i)
      std::cout << "   remark " << result->remarks[i].text() << "\n";
    for (const Story& story : result->stories) {
      EXPECT_FALSE(story.id.empty());
      EXPECT_FALSE(story.fields.empty()) << story.id;
      for (const StoryField& field : story.fields) {
        EXPECT_TRUE(is_valid_utf8(field.text));
        EXPECT_FALSE(field.text.empty());
      }
    }
  }
  EXPECT_GT(stories, 2000u);
}

TEST(ExportsTest, TextBacklogsGiveAStoryPerLine) {
  if (!fs::exists(kData)) GTEST_SKIP() << "needs ../shared/data";
  for (const fs::path& file : files_under(kData / "stories" / "dalpiaz")) {
    SCOPED_TRACE(file.string());
    std::ifstream stream(file, std::ios::binary);
    std::size_t lines = 0;
    for (std::string line; std::getline(stream, line);) {
      lines += line.find_first_not_of(" \t\r") != std::string::npos ? 1 : 0;
    }
    const auto result = import_stories({file.string()});
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(result->formats[0], "text");
    EXPECT_EQ(result->stories.size(), lines);
    EXPECT_TRUE(result->unreadable.empty());
  }
}

TEST(ExportsTest, ChangeFoldersGiveAStoryEach) {
  const fs::path archive = kData / "stories" / "openspec" / "changes" / "archive";
  if (!fs::exists(archive)) GTEST_SKIP() << "needs ../shared/data";
  const auto folders = std::distance(fs::directory_iterator(archive), fs::directory_iterator());
  const auto result = import_stories({archive.string()});
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_TRUE(result->unreadable.empty());
  ASSERT_EQ(result->stories.size(), static_cast<std::size_t>(folders));
  const Story& first = result->stories.front();
  EXPECT_EQ(first.id, "2025-01-11-add-update-command");
  EXPECT_EQ(first.title(), "Add Update Command");
  EXPECT_EQ(first.closed, "2025-01-11");
  EXPECT_EQ(first.state, StoryState::kDone);
  EXPECT_EQ(first.area, "cli-update");
  EXPECT_NE(first.field("acceptance_criteria").find("SHALL update OpenSpec instruction files"),
            std::string::npos);
}

}  // namespace
}  // namespace st
