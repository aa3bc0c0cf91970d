// The example backlogs that ship in several forms are the same stories in each.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "import/importer.h"

namespace st {
namespace {

namespace fs = std::filesystem;

// Azure DevOps numbers its items itself, so a title is what all forms share.
std::map<std::string, Story> by_title(const std::string& input) {
  std::map<std::string, Story> stories;
  const auto result = import_stories({input});
  EXPECT_TRUE(result.ok()) << input << ": " << (result.ok() ? "" : result.error().message);
  if (!result.ok()) return stories;
  for (const Unreadable& bad : result->unreadable) ADD_FAILURE() << bad.text();
  for (const Story& story : result->stories) stories[std::string(story.title())] = story;
  return stories;
}

TEST(ExamplesTest, AreTheSameStoriesInEveryForm) {
  std::size_t compared = 0;
  for (const auto& folder : fs::directory_iterator(fs::path(ST_SOURCE_DIR) / "examples")) {
    const fs::path lines = folder.path() / "stories.jsonl";
    if (!fs::exists(lines)) continue;
    const auto expected = by_title(lines.string());
    for (const auto& form : fs::directory_iterator(folder)) {
      const std::string name = form.path().filename().string();
      if (name == "stories.jsonl" || (!form.is_directory() && name.find(".csv") == name.npos)) continue;
      SCOPED_TRACE(form.path().string());
      const auto stories = by_title(form.path().string());
      EXPECT_EQ(stories.size(), expected.size());
      for (const auto& [id, story] : stories) {
        if (expected.count(id) == 0) {
          ADD_FAILURE() << id << " is not in " << lines;
          continue;
        }
        const Story& other = expected.at(id);
        EXPECT_EQ(story.type, other.type) << id;
        EXPECT_EQ(story.state, other.state) << id;
        EXPECT_EQ(story.created + story.closed, other.created + other.closed) << id;
        EXPECT_EQ(story.area, other.area) << id;
        EXPECT_EQ(story.tags, other.tags) << id;
        EXPECT_EQ(story.fields, other.fields) << id;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 50u);
}

}  // namespace
}  // namespace st
