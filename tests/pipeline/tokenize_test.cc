// `tokenize` cuts and pads as the reference library does (scripts/make_batch_fixtures.py), and says what it
// can't do.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "pipeline/run_program.h"

namespace st::pipeline {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

const std::string kFixtures = std::string(ST_SOURCE_DIR) + "/src/tokenizer/testdata/";

std::string write_tokenizer(const TemporaryFolder& folder, const std::string& name) {
  std::ifstream stream(kFixtures + name + ".json");
  return folder.write(name + "/tokenizer.json", json::parse(stream)["tokenizer"].dump());
}

Call call_of(const std::string& tokenizer, const std::vector<std::string>& more, const json& lines) {
  Call call{.arguments = {"tokenize", "--tokenizer", tokenizer, "--jsonl"}};
  call.arguments.insert(call.arguments.end(), more.begin(), more.end());
  for (const json& line : lines) call.input += line.dump() + "\n";
  return call;
}

std::vector<json> lines_of(const std::string& text) {
  std::vector<json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  return lines;
}

TEST(Tokenize, BatchesAreCutAndPaddedAsTheReferenceLibraryDoes) {
  const TemporaryFolder folder;
  std::ifstream stream(kFixtures + "batches.jsonl");
  std::size_t count = 0;
  for (std::string line; std::getline(stream, line); ++count) {
    const json batch = json::parse(line);
    SCOPED_TRACE(batch["tokenizer"].dump() + batch["arguments"].dump());
    const std::string tokenizer = write_tokenizer(folder, batch["tokenizer"]);
    const Outcome outcome = run_program(call_of(tokenizer, batch["arguments"], batch["lines"]));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const std::vector<json> rows = lines_of(outcome.out);
    ASSERT_EQ(rows.size(), batch["rows"].size());
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i], batch["rows"][i]) << batch["lines"][i];
  }
  EXPECT_GE(count, 70u);
}

TEST(Tokenize, EachBatchIsPaddedByItself) {
  const TemporaryFolder folder;
  const std::string tokenizer = write_tokenizer(folder, "wordpiece");
  const Outcome outcome = run_program(call_of(tokenizer, {"--pad", "longest", "--batch", "2"},
                                              {"sent", "the order the order", "paid", "paid"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::vector<json> rows = lines_of(outcome.out);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0]["ids"].size(), rows[1]["ids"].size());
  EXPECT_EQ(rows[2]["ids"].size(), rows[3]["ids"].size());
  EXPECT_LT(rows[2]["ids"].size(), rows[0]["ids"].size());
  EXPECT_EQ(rows[0]["attention_mask"].back(), 0);
  EXPECT_EQ(rows[2]["attention_mask"].back(), 1);
}

// Over a megabyte, so that the lines are taken in several parts, and padded in batches across them.
TEST(Tokenize, TheSameRowsComeOutOnAnyNumberOfThreads) {
  const TemporaryFolder folder;
  const std::string tokenizer = write_tokenizer(folder, "wordpiece");
  json lines = json::array();
  for (int i = 0; i < 600; ++i)
    lines.push_back(std::string(static_cast<std::size_t>(i % 7) * 700 + 1, 'a' + i % 26) + " the order");
  const auto rows_on = [&](const char* jobs) {
    return run_program(call_of(tokenizer, {"--pad", "longest", "--batch", "7", "--jobs", jobs}, lines)).out;
  };
  const std::string rows = rows_on("1");
  EXPECT_EQ(lines_of(rows).size(), lines.size());
  EXPECT_EQ(rows_on("2"), rows);
  EXPECT_EQ(rows_on("8"), rows);
}

TEST(Tokenize, RowsBeforeALineThatCannotBeReadComeOut) {
  const TemporaryFolder folder;
  const std::string tokenizer = write_tokenizer(folder, "wordpiece");
  Call call = call_of(tokenizer, {"--jobs", "2"}, {"sent", "paid"});
  call.input += "{not json\n\"sent\"\n";
  const Outcome outcome = run_program(call);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_EQ(lines_of(outcome.out).size(), 2u);
  EXPECT_THAT(outcome.err, HasSubstr("standard input, line 3"));
}

TEST(Tokenize, ATextIsCutWithoutJsonToo) {
  const TemporaryFolder folder;
  const std::string tokenizer = write_tokenizer(folder, "wordpiece");
  const Outcome outcome = run_program(
      {.arguments = {"tokenize", "--tokenizer", tokenizer, "--max-length", "4", "the order the order"}});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 4);
}

// As transformers pads with what tokenizer_config.json names, on the side that it names.
TEST(Tokenize, TheConfigurationNamesThePaddingTokenAndItsSide) {
  const TemporaryFolder folder;
  const std::string tokenizer = write_tokenizer(folder, "roberta");
  for (const char* token : {R"("</s>")", R"({"content": "</s>", "lstrip": false})"}) {
    folder.write("roberta/tokenizer_config.json",
                 std::string(R"({"padding_side": "left", "pad_token": )") + token + "}");
    const Outcome outcome =
        run_program(call_of(tokenizer, {"--pad", "longest"}, {"sent", "the order the order"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const json row = lines_of(outcome.out).front();
    EXPECT_EQ(row["tokens"].front(), "</s>");
    EXPECT_EQ(row["ids"].front(), 1);
    EXPECT_EQ(row["attention_mask"].front(), 0);
  }
  const Outcome right = run_program(call_of(tokenizer, {"--pad", "8", "--pad-side", "right"}, {"sent"}));
  EXPECT_EQ(lines_of(right.out).front()["attention_mask"].back(), 0);
}

struct WrongCall {
  std::vector<std::string> arguments;
  int exit_code;
  std::string says;
};

TEST(Tokenize, WhatCannotBeDoneIsSaid) {
  const TemporaryFolder folder;
  const std::string wordpiece = write_tokenizer(folder, "wordpiece");
  const std::string roberta = write_tokenizer(folder, "roberta");
  const std::vector<WrongCall> calls = {
      {{"--tokenizer", wordpiece, "--stride", "2"}, 2, "--max-length"},
      {{"--tokenizer", wordpiece, "--max-length", "0"}, 2, "--max-length"},
      {{"--tokenizer", wordpiece, "--max-length", "4", "--stride", "4"}, 2, "--stride"},
      {{"--tokenizer", wordpiece, "--max-length", "4", "--truncation", "middle"}, 2, "--truncation"},
      {{"--tokenizer", wordpiece, "--pad", "wide"}, 2, "expected 'longest' or a number"},
      {{"--tokenizer", wordpiece, "--pad-side", "left"}, 2, "--pad"},
      {{"--tokenizer", wordpiece, "--pad", "8", "--pad-token", "[NONE]"}, 2, "no token '[NONE]'"},
      {{"--tokenizer", roberta, "--pad", "longest"}, 2, "name one of its tokens with --pad-token"},
      {{"--tokenizer", wordpiece, "--max-length", "1"}, 3, "line 1: truncation: the template's 2 tokens"},
      {{"--tokenizer", wordpiece, "--max-length", "4", "--truncation", "only_second"}, 3, "there is none"},
  };
  for (const WrongCall& wrong : calls) {
    Call call{.arguments = {"tokenize", "--jsonl"},
              .input = "\"the order is sent and the order is paid\"\n"};
    call.arguments.insert(call.arguments.end(), wrong.arguments.begin(), wrong.arguments.end());
    const Outcome outcome = run_program(call);
    EXPECT_EQ(outcome.exit_code, wrong.exit_code) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(wrong.says));
  }
}

}  // namespace
}  // namespace st::pipeline
