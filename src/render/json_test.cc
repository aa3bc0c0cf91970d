#include "render/json.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "base/unicode.h"
#include "render/golden_file.h"
#include "render/test_document.h"

namespace st {
namespace {

TEST(RenderJson, HasTheShapeThatIsPromised) {
  const auto json = nlohmann::json::parse(render_json(small_document()));
  EXPECT_EQ(json["format"], "storytransformer/state@1");
  EXPECT_TRUE(json["as_of"].is_null());
  EXPECT_EQ(json["backlog"]["words"], 5210);
  const auto& statement = json["sections"][0]["statements"][0];
  EXPECT_EQ(statement["mode"], "paraphrase");
  EXPECT_EQ(statement["support"], 0.9812);
  EXPECT_EQ(statement["evidence"][0]["end"], 21);
  EXPECT_EQ(statement["history"][0]["until"], "2023-05-02");
  EXPECT_TRUE(statement["history"][0]["since"].is_null());
  EXPECT_EQ(json["needs_review"][0]["why"], "Two days are named.");
  EXPECT_FALSE(json["set_aside"][0].contains("detail"));
  EXPECT_EQ(json["set_aside"][1]["detail"], "still open");
  EXPECT_EQ(json["accounting"]["statements"], 6);
  EXPECT_EQ(json["retired"][0]["retired_by"]["story"], "US-11");
}

TEST(RenderJson, IsTheGoldenFile) {
  expect_golden("state.json", render_json(small_document()));
}

TEST(RenderJson, KeepsTheOrderOfTheContract) {
  const auto json = nlohmann::ordered_json::parse(render_json(small_document()));
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  EXPECT_EQ(keys,
            (std::vector<std::string>{"format", "as_of", "made_by", "backlog", "sections", "needs_review",
                                      "set_aside", "accounting", "retired", "timeline"}));
}

TEST(RenderJson, AsOfIsADayWhereOneWasAsked) {
  Document document = small_document();
  document.as_of = "2024-03-01";
  EXPECT_EQ(nlohmann::json::parse(render_json(document))["as_of"], "2024-03-01");
}

TEST(RenderJson, WritesUtf8WhateverTheTextHolds) {
  using namespace std::string_literals;
  Document document = small_document();
  document.sections[0].title = "bad \xff\xc3( \0 end"s;
  const std::string bytes = render_json(document);
  EXPECT_TRUE(is_valid_utf8(bytes));
  EXPECT_EQ(nlohmann::json::parse(bytes)["sections"][0]["title"], "bad \uFFFD\uFFFD( \0 end"s);
}

TEST(RenderJson, SameDocumentSameBytes) {
  EXPECT_EQ(render_json(small_document()), render_json(small_document()));
}

TEST(RenderJson, ScoresThatAreNoNumbersBecomeZero) {
  Document document = small_document();
  document.sections[0].statements[0].support = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(nlohmann::json::parse(render_json(document))["sections"][0]["statements"][0]["support"], 0.0);
}

}  // namespace
}  // namespace st
