#include "import/importer.h"

#include <gtest/gtest.h>
#include <filesystem>
#include <fstream>

namespace st {
namespace {

// A folder of its own for each test.
class ImporterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() / (std::string("st_import_") + test->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& bytes) {
    const std::filesystem::path path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }

  std::filesystem::path folder_;
};

TEST_F(ImporterTest, ReadsJsonLines) {
  const std::string file = write(
      "stories.jsonl",
      R"({"id": "A-1", "type": "Story", "title": "Borrow a book", "state": "Done", "created": "2023-01-02", "closed": "2023-02-03", "area": "Loans", "tags": ["mvp"], "description": "As a reader I want to borrow.\n\nTwo weeks.", "acceptance_criteria": ["One", "Two"], "links": [{"type": "supersedes", "target": "A-0"}]}
{"id": "A-2", "title": "Return", "state": "New", "created": "2023-01-03", "closed": null, "description": "x"}
)");
  const auto result = import_stories({file});
  ASSERT_TRUE(result.ok()) << result.error().message;
  ASSERT_EQ(result->stories.size(), 2u);
  const Story& first = result->stories[0];
  EXPECT_EQ(first.id, "A-1");
  EXPECT_EQ(first.type, "User Story");
  EXPECT_EQ(first.state, StoryState::kDone);
  EXPECT_EQ(first.closed, "2023-02-03");
  EXPECT_EQ(first.field("description"), "As a reader I want to borrow.\n\nTwo weeks.");
  EXPECT_EQ(first.field("acceptance_criteria"), "One\nTwo");
  EXPECT_EQ(first.links.at(0).kind, LinkKind::kSupersedes);
  EXPECT_EQ(result->stories[1].state, StoryState::kOpen);
  EXPECT_EQ(result->stories[1].source.line, 2u);
  EXPECT_EQ(result->formats, std::vector<std::string>{"jsonl"});
  EXPECT_TRUE(result->unreadable.empty());
}

TEST_F(ImporterTest, ReportsTheBrokenLineAndKeepsTheOthers) {
  const std::string file = write("stories.jsonl",
                                 "{\"id\": \"A\", \"title\": \"one\"}\n{\"id\": \"B\", \"title\": \"tw\n"
                                 "{\"id\": \"C\", \"title\": \"three\"}\n");
  const auto result = import_stories({file});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->stories.size(), 2u);
  ASSERT_EQ(result->unreadable.size(), 1u);
  EXPECT_EQ(result->unreadable[0].line, 2u);
}

TEST_F(ImporterTest, SaysWhichInputIsNotThere) {
  const auto result = import_stories({(folder_ / "none").string()});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace st
