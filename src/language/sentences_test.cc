#include "language/sentences.h"

#include <gtest/gtest.h>

#include <string>

namespace st {
namespace {

std::vector<std::string> parts(std::string_view text, const std::vector<SentenceSpan>& spans) {
  std::vector<std::string> out;
  for (const SentenceSpan& s : spans) out.emplace_back(text.substr(s.start, s.end - s.start));
  return out;
}

using Texts = std::vector<std::string>;

Texts sentences(std::string_view text) {
  return parts(text, split_sentences(text));
}

TEST(Sentences, StopsEndThemAndAbbreviationsDoNot) {
  EXPECT_EQ(sentences("Dr. Wendt signed. It costs approx. 5.50 euros, e.g. for one. Done!"),
            (Texts{"Dr. Wendt signed.", "It costs approx. 5.50 euros, e.g. for one.", "Done!"}));
  EXPECT_EQ(sentences("Goes out at 7.30 with no. 5. See www.example.org for more."),
            (Texts{"Goes out at 7.30 with no. 5.", "See www.example.org for more."}));
  EXPECT_EQ(sentences("Exceptions? No. Even the desk agreed."),
            (Texts{"Exceptions?", "No.", "Even the desk agreed."}));
}

TEST(Sentences, QuotesAndBracketsStayWithTheirSentence) {
  EXPECT_EQ(sentences("They said \"too late.\" (Twice.) Then they left."),
            (Texts{"They said \"too late.\"", "(Twice.)", "Then they left."}));
}

TEST(Sentences, LinesEndThemUnlessTheTextRunsOn) {
  EXPECT_EQ(sentences("First item\nSecond item\nwraps on here"),
            (Texts{"First item", "Second item\nwraps on here"}));
  EXPECT_EQ(sentences("one two\n\nthree"), (Texts{"one two", "three"}));
}

TEST(Sentences, EveryWordIsInExactlyOne) {
  const std::string text = "A b. C d?! \"E f.\" g h ... i j.\n\nK. L m 3. 4 n";
  std::size_t at = 0;
  std::size_t words = 0;
  for (const SentenceSpan& s : split_sentences(text)) {
    EXPECT_EQ(text.find_first_not_of(" \n", at), s.start);
    words += count_words(std::string_view(text).substr(s.start, s.end - s.start));
    at = s.end;
  }
  EXPECT_EQ(text.find_first_not_of(" \n", at), std::string::npos);
  EXPECT_EQ(words, count_words(text));
}

TEST(Sentences, LongOnesAreCutWhereAReaderWould) {
  const std::string text = "one two three; four five six seven, eight nine ten eleven twelve";
  const Texts cut = parts(text, split_long(text, {0, text.size()}, 5));
  EXPECT_EQ(cut, (Texts{"one two three;", "four five six seven,", "eight nine ten eleven twelve"}));
  for (const std::string& part : cut) EXPECT_LE(count_words(part), 5u);
}

}  // namespace
}  // namespace st
