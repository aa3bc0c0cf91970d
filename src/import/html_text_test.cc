#include "import/html_text.h"

#include <gtest/gtest.h>

namespace st {
namespace {

TEST(HtmlText, AReferenceNeverGivesNulOrACarriageReturn) {
  EXPECT_EQ(decode_entity("&#0;"), "\xEF\xBF\xBD");
  EXPECT_EQ(decode_entity("&#4294967296;"), "\xEF\xBF\xBD");
  EXPECT_EQ(decode_entity("&#13;"), "\n");
  EXPECT_EQ(decode_entity("&#x41;"), "A");
  EXPECT_EQ(decode_entity("&euro;"), "\xE2\x82\xAC");
}

}  // namespace
}  // namespace st
