#include "engine/stop_strings.h"

#include <gtest/gtest.h>

#include <random>

namespace st {
namespace {

// The contract, plainly: the first end of any stop string, cut before the longest that ends there.
std::string cut(const std::string& text, const std::vector<std::string>& stops) {
  for (std::size_t end = 1; end <= text.size(); ++end) {
    std::size_t longest = 0;
    for (const std::string& stop : stops) {
      if (text.substr(0, end).ends_with(stop)) longest = std::max(longest, stop.size());
    }
    if (longest > 0) return text.substr(0, end - longest);
  }
  return text;
}

std::string random_text(std::mt19937& source, std::size_t most) {
  std::string text(1 + source() % most, 'a');
  for (char& byte : text) byte = "abc"[source() % 3];
  return text;
}

TEST(StopStrings, ReleaseTheSameTextHoweverItIsCut) {
  std::mt19937 source(5);
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::string> stops(1 + source() % 3);
    for (std::string& stop : stops) stop = random_text(source, 5);
    const std::string text = random_text(source, 40);
    const std::string expected = cut(text, stops);
    auto matcher = StopStrings::create(stops);
    std::string shown;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t size = 1 + source() % 6;
      shown += matcher->push(std::string_view(text).substr(at, size));
      at += size;
      ASSERT_TRUE(expected.starts_with(shown)) << text;
    }
    shown += matcher->finish();
    ASSERT_EQ(shown, expected) << text;
    ASSERT_EQ(matcher->stopped(), expected != text);
  }
}

TEST(StopStrings, HoldBackOnlyWhatMayBecomeOne) {
  auto matcher = StopStrings::create({"\nUser:"});
  EXPECT_EQ(matcher->push("Hi\nUs"), "Hi");
  EXPECT_EQ(matcher->push("ed"), "\nUsed");
  EXPECT_EQ(matcher->push(" it\nUser: no"), " it");
  EXPECT_EQ(matcher->matched(), "\nUser:");
  EXPECT_EQ(matcher->push("more"), "");
}

TEST(StopStrings, RefuseAnEmptyOne) {
  EXPECT_EQ(StopStrings::create({""}).error().kind, ErrorKind::kUsage);
  EXPECT_TRUE(StopStrings::create({}).ok());
}

}  // namespace
}  // namespace st
