#include "render/report_files.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "render/html.h"
#include "render/json.h"
#include "render/markdown.h"
#include "render/test_document.h"

namespace st {
namespace {

class ReportFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::path(::testing::TempDir()) / ("st_report_files_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(ReportFiles, AllThreeAreWritten) {
  ASSERT_TRUE(write_report(folder_, small_document(), small_stories()).ok());
  EXPECT_EQ(*read_file(folder_ / "state.json"), render_json(small_document()));
  EXPECT_EQ(*read_file(folder_ / "state.md"), render_markdown(small_document(), small_stories()));
  EXPECT_EQ(*read_file(folder_ / "state.html"), render_html(small_document(), small_stories()));
}

TEST_F(ReportFiles, AFolderThatIsNotThereIsSaid) {
  const Status status = write_report(folder_ / "missing", small_document(), {});
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message.find("missing/state.json"), std::string::npos) << status.error().message;
}

TEST_F(ReportFiles, NothingHalfWrittenIsLeft) {
  std::filesystem::create_directories(folder_ / "state.html" / "in the way");
  EXPECT_FALSE(write_report(folder_, small_document(), {}).ok());
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    EXPECT_EQ(entry.path().string().find(".part-"), std::string::npos) << entry.path();
  }
}

}  // namespace
}  // namespace st
