// `review`: calls and project files that can't be used. What it does with good ones needs `combine`.
#include <gtest/gtest.h>

#include "pipeline/run_program.h"

namespace st::pipeline {
namespace {

TEST(Review, AMissingProjectIsAWrongCall) {
  EXPECT_THAT(run_program({{"review", "--project", "none.db"}}), fails_with(2, {"none.db"}));
  EXPECT_THAT(run_program({{"review", "--project", "."}}), fails_with(2, {"is a folder"}));
  EXPECT_THAT(run_program({{"review"}}), fails_with(2, {"--project"}));
}

TEST(Review, AFileThatIsNoProjectIsAnInputError) {
  const TemporaryFolder folder;
  EXPECT_THAT(run_program({{"review", "--project", folder.write("text.db", "only text\n")}}),
              fails_with(3, {"text.db", "expected"}));
  EXPECT_THAT(run_program({{"review", "--project", folder.write("empty.db", "")}}),
              fails_with(3, {"empty.db"}));
}

}  // namespace
}  // namespace st::pipeline
