#include "combine/model_answer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace st::combine {
namespace {

TEST(ModelAnswer, ReadsWhatItsOwnSchemaAllows) {
  const Answer answer = read_answer(
      R"({"edits": [{"do": "revise", "claim": "c1", "of": "s2", "text": "A \"b\".", "rests_on": ["c3", "c4"]},
                    {"do": "nothing", "claim": "c5"}]})");
  EXPECT_TRUE(answer.whole);
  ASSERT_EQ(answer.edits.size(), 2u);
  EXPECT_EQ(answer.edits[0], (RawEdit{"revise", "c1", "s2", "A \"b\".", {"c3", "c4"}}));
  EXPECT_EQ(answer.edits[1], (RawEdit{"nothing", "c5", "", "", {}}));
}

TEST(ModelAnswer, OfABrokenOneTheEditsThatAreWhole) {
  const Answer cut =
      read_answer(R"({"edits": [{"do": "add", "claim": "c1"}, {"do": "retire", "claim": "c2", "of)");
  EXPECT_FALSE(cut.whole);
  ASSERT_EQ(cut.edits.size(), 1u);
  EXPECT_EQ(cut.edits[0].claim, "c1");
  EXPECT_EQ(read_answer("Sure! ```json\n{\"edits\": [{\"do\": \"add\", \"claim\": \"c1\"}]}\n``` done")
                .edits.size(),
            1u);
}

TEST(ModelAnswer, NothingOfWhatIsNoAnswer) {
  for (const std::string& text :
       {std::string(), std::string("no"), std::string("{"), std::string("[[[[[[[["),
        std::string("{\"edits\": 3}"), std::string("\xff\xfe{\"edits\""), std::string(300'000, '{'),
        std::string("{\"edits\": [[[[[[{}]]]]]]}")}) {
    EXPECT_TRUE(read_answer(text).edits.empty()) << text.substr(0, 40);
  }
  EXPECT_TRUE(read_answer(std::string(1 << 20, ' ') + R"({"edits": [{"do": "add", "claim": "c1"}]})")
                  .edits.empty());
}

TEST(ModelAnswer, TheSchemaClosesEveryListOfIds) {
  const auto schema = nlohmann::json::parse(answer_schema({{"c1"}, {"c1", "c2"}, {"s1", "c2"}}));
  EXPECT_EQ(schema["$defs"]["claim"]["enum"], nlohmann::json({"c1"}));
  EXPECT_EQ(schema["$defs"]["source"]["enum"], nlohmann::json({"c1", "c2"}));
  EXPECT_EQ(schema["$defs"]["target"]["enum"], nlohmann::json({"s1", "c2"}));
  const auto without = nlohmann::json::parse(answer_schema({{"c1"}, {"c1"}, {}}));
  EXPECT_FALSE(without["$defs"].contains("target"));
  EXPECT_EQ(without["properties"]["edits"]["items"]["anyOf"].size(), 1u);
}

}  // namespace
}  // namespace st::combine
