// The same backlog out of seven tools must be the same stories. The exports are written by
// ../shared/evolution/export.py, which knows nothing of this program.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "import/importer.h"

namespace st {
namespace {

namespace fs = std::filesystem;

const fs::path kEvolution = fs::path(ST_SOURCE_DIR) / ".." / "shared" / "evolution";

// Which links a kind can carry.
std::set<LinkKind> links_of_kind(const std::string& kind) {
  if (kind == "ado-csv") return {LinkKind::kParent};
  if (kind == "jira-csv") return {LinkKind::kDuplicates};
  if (kind == "jira-json") return {LinkKind::kDuplicates, LinkKind::kSupersedes, LinkKind::kRelates};
  return {LinkKind::kDuplicates, LinkKind::kSupersedes, LinkKind::kRelates, LinkKind::kParent};
}

std::vector<StoryLink> only(std::vector<StoryLink> links, const std::set<LinkKind>& kinds) {
  std::erase_if(links, [&](const StoryLink& link) { return kinds.count(link.kind) == 0; });
  std::sort(links.begin(), links.end(), [](const StoryLink& a, const StoryLink& b) {
    return std::pair(a.kind, a.target) < std::pair(b.kind, b.target);
  });
  return links;
}

void expect_same(const Story& expected, const Story& story, const std::string& kind) {
  SCOPED_TRACE(kind + " " + expected.id);
  EXPECT_EQ(story.type, expected.type);
  EXPECT_EQ(story.state, expected.state);
  EXPECT_EQ(story.created, expected.created);
  EXPECT_EQ(story.closed, expected.closed);
  EXPECT_EQ(story.title(), expected.title());
  EXPECT_EQ(story.field("description"), expected.field("description"));
  EXPECT_EQ(story.field("acceptance_criteria"), expected.field("acceptance_criteria"));
  EXPECT_EQ(story.area, expected.area);
  EXPECT_EQ(story.tags, expected.tags);
  EXPECT_EQ(only(story.links, links_of_kind(kind)).size(),
            only(expected.links, links_of_kind(kind)).size());
  EXPECT_TRUE(only(story.links, links_of_kind(kind)) == only(expected.links, links_of_kind(kind)));
}

class ExportKindsTest : public ::testing::TestWithParam<std::string> {};

TEST_P(ExportKindsTest, GiveTheSameStoriesAsTheBacklog) {
  if (!fs::exists(kEvolution / "export.py")) GTEST_SKIP() << "needs ../shared/evolution";
  const std::string kind = GetParam();
  const fs::path folder = fs::temp_directory_path() / ("st_kinds_" + kind);
  fs::remove_all(folder);
  fs::create_directories(folder);
  std::size_t backlogs = 0;
  for (const auto& backlog : fs::directory_iterator(kEvolution)) {
    if (!fs::exists(backlog.path() / "stories.jsonl")) continue;
    ++backlogs;
    const fs::path out = folder / backlog.path().filename();
    const std::string command = "python3 '" + (kEvolution / "export.py").string() + "' '" +
                                backlog.path().string() + "' --as " + kind + " --out '" + out.string() +
                                "'";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
    const auto expected = import_stories({(backlog.path() / "stories.jsonl").string()});
    const auto result = import_stories({out.string()});
    ASSERT_TRUE(expected.ok()) << expected.error().message;
    ASSERT_TRUE(result.ok()) << result.error().message;
    for (const Unreadable& bad : result->unreadable) ADD_FAILURE() << bad.text();
    for (const ImportRemark& remark : result->remarks) ADD_FAILURE() << remark.text();
    EXPECT_EQ(result->formats, std::vector<std::string>{kind});
    ASSERT_EQ(result->stories.size(), expected->stories.size());
    if (kind == "text") continue;
    for (const Story& story : expected->stories) {
      const auto found = std::find_if(result->stories.begin(), result->stories.end(),
                                      [&](const Story& other) { return other.id == story.id; });
      ASSERT_NE(found, result->stories.end()) << kind << " " << story.id;
      expect_same(story, *found, kind);
    }
  }
  EXPECT_GT(backlogs, 0u);
  fs::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ExportKindsTest,
                         ::testing::Values("ado-csv", "jira-csv", "jira-json", "github-json", "ado-json",
                                           "markdown", "text"),
                         [](const auto& kind) {
                           std::string name = kind.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace st
