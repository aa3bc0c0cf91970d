#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/needle_run.h"
#include "model/finder/finder.h"
#include "tokenizer/load/load.h"

namespace st::cli {
namespace {

TEST(NeedleText, NeutralTextIsTheSameForASeedAndGrowsAtItsEnd) {
  const std::string shorter = neutral_text(3, 1000), longer = neutral_text(3, 5000);
  EXPECT_GE(shorter.size(), 1000u);
  EXPECT_TRUE(longer.starts_with(shorter));
  EXPECT_NE(neutral_text(4, 1000).substr(0, 200), shorter.substr(0, 200));
  EXPECT_EQ(longer.find_first_of("0123456789"), std::string::npos);
}

TEST(NeedleText, NeedlesStandAtTheEndsOfSentences) {
  const NeedleWords words{"", "Key {key} is {value}.", "", ""};
  const std::string text = "One fish. Two fish. Red fish. Blue fish.";
  EXPECT_EQ(with_needles(text, words, {{{"A", "1"}, 0.0}, {{"B", "2"}, 0.5}, {{"C", "3"}, 1.0}}),
            "Key A is 1. One fish. Two fish. Key B is 2. Red fish. Blue fish. Key C is 3.");
  EXPECT_EQ(with_needles(text, words, {{{"A", "1"}, 0.5}, {{"B", "2"}, 0.5}}),
            "One fish. Two fish. Key A is 1. Key B is 2. Red fish. Blue fish.");
}

TEST(NeedleText, ExactAsksForTheNumberFirstAndLenientForItAnywhere) {
  const auto exact = [](const char* answer) { return is_found(Scoring::kExact, answer, "4817263"); };
  const auto lenient = [](const char* answer) { return is_found(Scoring::kLenient, answer, "4817263"); };
  for (const char* answer : {" 4817263", "4817263.", "\n4817263\nmore", " 4817263. And so on"}) {
    EXPECT_TRUE(exact(answer)) << answer;
    EXPECT_TRUE(lenient(answer)) << answer;
  }
  for (const char* answer : {"It is 4817263.", "4,817,263", "the number (4817263)"}) {
    EXPECT_FALSE(exact(answer)) << answer;
    EXPECT_TRUE(lenient(answer)) << answer;
  }
  for (const char* answer : {"", "48172634", "14817263", "481726", "x4817262"}) {
    EXPECT_FALSE(exact(answer)) << answer;
    EXPECT_FALSE(lenient(answer)) << answer;
  }
}

// Ids are bytes.
Tokenizer byte_tokenizer() {
  return read_tokenizer_json(model::finder_files(model::FinderKind::kRope).back().bytes).value();
}

// What a perfect reader answers: it looks the number up in the prompt.
NeedleAnswer looked_up(const std::string& prompt) {
  const std::size_t question = prompt.rfind("The secret number of ");
  const std::string asked = prompt.substr(question);
  const std::size_t at = prompt.find(asked);
  return {at == question ? "none" : prompt.substr(at + asked.size(), 9), prompt.size()};
}

const AnswerPrompt kPerfect = [](const std::string& prompt, std::size_t,
                                 const Progress&) -> Result<NeedleAnswer> { return looked_up(prompt); };

TEST(NeedlePrompt, FillsTheLengthAndNoMore) {
  const Tokenizer tokenizer = byte_tokenizer();
  Haystack haystack = Haystack::create("", 1).value();
  const NeedleWords words;
  for (const std::size_t length : {600u, 5000u}) {
    DocumentRequest request;
    request.length_tokens = length;
    request.depths = {0.0, 0.5, 1.0};
    request.key_bytes = 5;
    const Result<NeedleDocument> document = make_document(tokenizer, words, haystack, request);
    ASSERT_TRUE(document.ok()) << document.error().message;
    for (std::size_t i = 0; i < 3; ++i) {
      const std::size_t tokens = document->prompt(words, i, true).size() + request.answer_tokens;
      EXPECT_LE(tokens, length);
      EXPECT_GE(tokens + 8, length);
    }
  }
}

TEST(NeedlePrompt, RefusesALengthThatHoldsNoTextAndAHaystackOfNothing) {
  const Tokenizer tokenizer = byte_tokenizer();
  Haystack haystack = Haystack::create("", 1).value();
  DocumentRequest request;
  request.length_tokens = 200;
  request.depths = {0.0};
  const auto document = make_document(tokenizer, {}, haystack, request);
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.error().kind, ErrorKind::kUsage);
  EXPECT_FALSE(Haystack::create(" \n", 1).ok());
}

TEST(NeedlePrompt, AShortHaystackIsRepeatedAndNeedlesThatItHoldsAreDrawnAgain) {
  const Tokenizer tokenizer = byte_tokenizer();
  const Needle first = make_needle(0, 0);
  Haystack haystack = Haystack::create("They spoke of " + first.key + " and \u00fc all day. ", 1).value();
  DocumentRequest request;
  request.length_tokens = 2000;
  request.depths = {0.5};
  const auto document = make_document(tokenizer, {}, haystack, request);
  ASSERT_TRUE(document.ok()) << document.error().message;
  EXPECT_NE(document->needles[0].needle.key, first.key);
  EXPECT_GT(document->text.size(), 1500u);
}

TEST(NeedleRun, AsksForEveryNeedleAtEveryLengthAndDepth) {
  const Tokenizer tokenizer = byte_tokenizer();
  for (const bool together : {false, true}) {
    Haystack haystack = Haystack::create("", 1).value();
    NeedleRun run;
    run.together = together;
    run.n_needles = together ? 1 : 3;
    NeedleTable table = empty_table({2000, 1000}, {1.0, 0.0, 0.5});
    std::size_t kept = 0, last_done = 0, last_total = 0;
    const Progress progress = [&](std::size_t done, std::size_t total) {
      EXPECT_GE(done, last_done);
      last_done = done;
      last_total = total;
    };
    const auto keep = [&]() -> Status {
      ++kept;
      return {};
    };
    ASSERT_TRUE(run_cells(run, tokenizer, haystack, kPerfect, keep, table, progress).ok());
    EXPECT_EQ(kept, 6u);
    EXPECT_EQ(table.n_found(), 6u);
    EXPECT_EQ(table.score(), 1.0);
    EXPECT_EQ(last_done, last_total);
    EXPECT_EQ(table.lengths.front(), 1000u);
    EXPECT_EQ(table.cells.back()->answers.size(), together ? 1u : 3u);
  }
}

TEST(NeedleRun, AReaderThatKnowsNothingFindsNothing) {
  const Tokenizer tokenizer = byte_tokenizer();
  Haystack haystack = Haystack::create("", 1).value();
  NeedleTable table = empty_table({1000}, {0.5});
  const AnswerPrompt blind = [](const std::string&, std::size_t, const Progress&) -> Result<NeedleAnswer> {
    return NeedleAnswer{" 1234567.", 10};
  };
  ASSERT_TRUE(run_cells(
                  {}, tokenizer, haystack, blind, [] { return Status(); }, table)
                  .ok());
  EXPECT_EQ(table.score(), 0.0);
  const auto json = nlohmann::json::parse(needle_json(table));
  EXPECT_EQ(json["cells"][0]["found"], false);
  EXPECT_EQ(json["cells"][0]["answer"], " 1234567.");
  EXPECT_EQ(json["score"], 0.0);
}

NeedleCell cell_at(std::size_t length, double depth, bool found) {
  NeedleCell cell;
  cell.length_tokens = length;
  cell.depth = depth;
  cell.found = found;
  cell.exact = cell.lenient = found ? 1.0 : 0.5;
  cell.expected = {"1", "2"};
  cell.answers = {"1", "\xFF"};
  return cell;
}

TEST(NeedleCells, ProgressComesBackAndOtherSettingsAreRefused) {
  NeedleTable table = empty_table({1000, 2000}, {0.0, 1.0 / 3.0});
  table.at(0, 1) = cell_at(1000, 1.0 / 3.0, true);
  table.at(1, 0) = cell_at(2000, 0.0, false);
  const std::string text = progress_json(table, "settings");
  NeedleTable again = empty_table({1000, 2000}, {0.0, 1.0 / 3.0});
  ASSERT_TRUE(read_progress(text, "settings", "here", again).ok());
  EXPECT_EQ(needle_json(again), needle_json(table));
  EXPECT_FALSE(again.at(0, 0));
  const Status other = read_progress(text, "others", "here", again);
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().kind, ErrorKind::kUsage);
  for (const char* broken :
       {"", "{", "[]", "{\"format\":1}", "{\"format\":\"storytransformer/needle-progress@1\"}",
        "{\"format\":\"storytransformer/needle-progress@1\",\"settings\":\"settings\","
        "\"cells\":[{\"depth\":\"x\"}]}"})
    EXPECT_FALSE(read_progress(broken, "settings", "here", again).ok()) << broken;
}

TEST(NeedleCells, TextTellsFoundFromMissedAndNotRun) {
  NeedleTable table = empty_table({131072}, {0.0, 0.5, 1.0});
  table.at(0, 0) = cell_at(131072, 0.0, true);
  table.at(0, 1) = cell_at(131072, 0.5, false);
  const std::string text = needle_text(table);
  for (const char* part : {"131,072", "found", "50%", "score 0.50"})
    EXPECT_NE(text.find(part), std::string::npos) << part << text;
}

}  // namespace
}  // namespace st::cli
