#include "tokenizer/regex/regex.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "base/unicode.h"
#include "tokenizer/load/patterns.h"
#include "tokenizer/split/gpt_scanner.h"

namespace st {
namespace {

std::vector<std::string> matches(const std::string& pattern, const std::string& text) {
  const auto regex = Regex::compile(pattern);
  EXPECT_TRUE(regex.ok()) << regex.error().message;
  std::vector<ByteSpan> spans;
  if (regex.ok()) regex->find_all(text, spans);
  std::vector<std::string> out;
  for (const ByteSpan span : spans) out.push_back(text.substr(span.start, span.size()));
  return out;
}

using Words = std::vector<std::string>;

TEST(Regex, TheLanguage) {
  EXPECT_EQ(matches("a|ab", "ab"), Words{"a"});
  EXPECT_EQ(matches("a{2,3}", "aaaaa"), (Words{"aaa", "aa"}));
  EXPECT_EQ(matches("a{2}?", "aaaa"), (Words{"aa", "aa"}));
  EXPECT_EQ(matches("<.*?>", "<a><b>"), (Words{"<a>", "<b>"}));
  EXPECT_EQ(matches("a++b", "aab"), Words{"aab"});
  EXPECT_EQ(matches("a++ab", "aaab"), Words{});
  EXPECT_EQ(matches("(?>a+)ab|x", "aaabx"), Words{"x"});
  EXPECT_EQ(matches("(?i:s)t", "St sT \u017Ft"), (Words{"St", "\u017Ft"}));
  EXPECT_EQ(matches("[^\\S\\n]+", " \t\n  "), (Words{" \t", "  "}));
  EXPECT_EQ(matches("[a-z&&[^aeiou]]+", "hello"), (Words{"h", "ll"}));
  EXPECT_EQ(matches("\\p{Lu}\\p{Ll}+", "Ärger und Öl"), (Words{"Ärger", "Öl"}));
  EXPECT_EQ(matches("\\p{^L}+", "ab12c"), Words{"12"});
  EXPECT_EQ(matches("(?<=\\d)x", "x1x"), Words{"x"});
  EXPECT_EQ(matches("(?<!\\d)x", "x1x"), Words{"x"});
  EXPECT_EQ(matches("(?=[A-Z])", "aBcD"), (Words{"", ""}));
  EXPECT_EQ(matches("\\bis\\b", "is this is"), (Words{"is", "is"}));
  EXPECT_EQ(matches("(a*)*b", "aab"), Words{"aab"});
  EXPECT_EQ(matches("\\x41\\x{1F600}\\u0042", "A\U0001F600B"), Words{"A\U0001F600B"});
  EXPECT_EQ(matches("[一-龥]+", "日本 abc"), Words{"日本"});
  EXPECT_EQ(matches("a(?# the letter)b", "ab"), Words{"ab"});
}

TEST(Regex, AnchorsAndTheDotGoByLinesAsInOniguruma) {
  EXPECT_EQ(matches("^a", "a\na"), (Words{"a", "a"}));
  EXPECT_EQ(matches("\\Aa", "a\na"), Words{"a"});
  EXPECT_EQ(matches("^", "a\nb\n"), (Words{"", ""}));
  EXPECT_EQ(matches("a$", "a\na"), (Words{"a", "a"}));
  EXPECT_EQ(matches("a.b", "a\nb"), Words{});
  EXPECT_EQ(matches("(?m)a.b", "a\nb"), Words{"a\nb"});
}

TEST(Regex, ClassesHoldWhatTheReferenceHolds) {
  EXPECT_EQ(matches("\\w", "a² ৴ Ⅻ"), (Words{"a", "²", "Ⅻ"}));
  EXPECT_EQ(matches("[\\w]", "a² ৴ Ⅻ"), (Words{"a", "Ⅻ"}));
  EXPECT_EQ(matches("\\p{Nl}|\\p{Letter_Number}", "² Ⅻ"), Words{"Ⅻ"});
  EXPECT_EQ(matches("\\p{No}", "² Ⅻ"), Words{"²"});
  EXPECT_EQ(matches("\\p{Sc}", "$ € x +"), (Words{"$", "€"}));
  EXPECT_EQ(matches("\\p{greek}+", "Σοφία x"), Words{"Σοφία"});
  EXPECT_EQ(matches("[[:alpha:]]+", "x\u0301ⓐ1"), (Words{"x", "ⓐ"}));
  EXPECT_EQ(matches("[[:xdigit:]]+", "xbeef0z"), Words{"beef0"});
  EXPECT_EQ(matches("(?i)[a-z]+", "xİyı"), (Words{"x", "y"}));
}

TEST(Regex, WhatIsNotSupportedIsRefused) {
  for (const char* pattern : {"(a)\\1", "(", "a)", "[a", "*a", "(?<=ab)c", "\\p{Klingon}", "a{5,2}", "\\",
                              "(?R)", "[z-a]", "((a{1000}){1000}){1000}", "\\x{110000}"}) {
    const auto regex = Regex::compile(pattern);
    EXPECT_FALSE(regex.ok()) << pattern;
    if (!regex.ok()) {
      EXPECT_EQ(regex.error().kind, ErrorKind::kModel);
    }
  }
  EXPECT_FALSE(Regex::compile(std::string(5000, '(')).ok());
}

// (a|a)*b on as many letters a would take 2^n steps by plain backtracking.
TEST(Regex, HostilePatternsStayLinear) {
  for (const char* pattern : {"(a|a)*b", "(a*)*b", "(a|aa)+$b", "\\s+$", "(x+x+)+y"}) {
    const std::string text = std::string(4000, pattern[0] == '\\'  ? ' '
                                               : pattern[1] == 'x' ? 'x'
                                                                   : 'a') +
                             "!";
    const auto begin = std::chrono::steady_clock::now();
    std::vector<ByteSpan> spans;
    Regex::compile(pattern)->find_all(text, spans);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10)) << pattern;
  }
}

// The hand-made scanner and the general engine, on the same patterns.
TEST(GptScanner, AgreesWithItsPattern) {
  std::mt19937 random(3);
  static constexpr const char* kPieces[] = {"a",     "B",      "é",      "日",     "1",      "٣",  " ",
                                            "  ",    "\n",     "\r\n",   "\t",     "'",      "'s", "'LL",
                                            "'ſ",    "!",      "#",      "\u00a0", "\u0301", "👍",  "\u3000",
                                            "don't", "123456", "\u2028", "x",      "'",      "re"};
  for (const std::string_view pattern : {kGpt2Pattern, kLlama3Pattern, kCl100kPattern, kQwen2Pattern}) {
    const auto regex = Regex::compile(pattern);
    ASSERT_TRUE(regex.ok()) << regex.error().message;
    GptPattern switches;
    ASSERT_TRUE(find_gpt_pattern(pattern, switches));
    for (int i = 0; i < 4000; ++i) {
      std::string text;
      for (std::size_t n = random() % 12; n > 0; --n) text += kPieces[random() % std::size(kPieces)];
      std::vector<ByteSpan> expected;
      std::vector<ByteSpan> words;
      regex->find_all(text, expected);
      scan_gpt(text, {0, static_cast<std::uint32_t>(text.size())}, switches, words);
      ASSERT_EQ(words, expected) << pattern << "\n" << text;
    }
  }
}

}  // namespace
}  // namespace st
