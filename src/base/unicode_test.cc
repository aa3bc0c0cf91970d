#include "base/unicode.h"

#include <gtest/gtest.h>

namespace st {
namespace {

TEST(Unicode, EveryCodePointComesBack) {
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    if (value >= 0xD800 && value <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, value);
    const CodePoint point = decode_utf8(text, 0);
    ASSERT_TRUE(point.valid) << static_cast<unsigned>(value);
    ASSERT_EQ(point.value, value);
    ASSERT_EQ(point.size_bytes, text.size());
  }
}

// The table of RFC 3629 section 10: overlong, surrogate, too large, truncated, lone continuation.
TEST(Unicode, WhatIsNotUtf8IsRefused) {
  for (const char* text :
       {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80", "\xFF"}) {
    EXPECT_FALSE(is_valid_utf8(text)) << text;
  }
  EXPECT_EQ(repair_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
}

TEST(Unicode, LowerCase) {
  EXPECT_EQ(to_lower("\u00C4RGER \u0416"), "\u00E4rger \u0436");
}

}  // namespace
}  // namespace st
