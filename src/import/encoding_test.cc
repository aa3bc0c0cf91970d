#include "import/encoding.h"

#include <gtest/gtest.h>

namespace st {
namespace {

using namespace std::string_literals;

TEST(EncodingTest, ReadsUtf8WithAndWithoutMark) {
  EXPECT_EQ(decode_text("caf\xC3\xA9\r\nx\ry").text, "café\nx\ny");
  EXPECT_EQ(decode_text("\xEF\xBB\xBFid").text, "id");
}

TEST(EncodingTest, ReadsUtf16OfEitherOrder) {
  EXPECT_EQ(decode_text("\xFF\xFEi\0d\0\xE9\0=\xD8\0\xDE"s).text, "idé😀");
  EXPECT_EQ(decode_text("\xFE\xFF\0i\0d\0\xE9"s).text, "idé");
  EXPECT_EQ(decode_text("A\0 \0s\0t\0o\0r\0y\0"s).text, "A story");
  EXPECT_EQ(decode_text("\0A\0 \0s\0t\0o\0r\0y"s).text, "A story");
}

TEST(EncodingTest, GoesOnAfterALostByteOfUtf16) {
  std::string bytes = "\xFF\xFE";
  for (const char c : "first line\nsecond line\n"s) bytes += std::string(1, c) + '\0';
  bytes.erase(9, 1);
  EXPECT_NE(decode_text(bytes).text.find("second line"), std::string::npos);
}

TEST(EncodingTest, ReadsWindows1252WholeAndInBits) {
  EXPECT_EQ(decode_text("\x93quoted\x94 \x96 5 \x80 caf\xE9").text, "“quoted” – 5 € café");
  EXPECT_EQ(decode_text("caf\xC3\xA9 na\xC3\xAFve \x96 ok").text, "café naïve – ok");
}

TEST(EncodingTest, RefusesWhatIsNoText) {
  std::string picture = "\x89PNG\r\n\x1A\n";
  for (int i = 0; i < 400; ++i) picture += static_cast<char>(i % 32);
  EXPECT_FALSE(decode_text(picture).is_text);
  EXPECT_TRUE(decode_text("").is_text);
}

}  // namespace
}  // namespace st
