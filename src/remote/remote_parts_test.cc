// The parts of the client that need no server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "remote/api_key.h"
#include "remote/bounded_json.h"
#include "remote/replies.h"
#include "remote/retry.h"
#include "remote/schema_check.h"
#include "remote/server_address.h"

namespace st::remote {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

TEST(ServerAddress, LoopbackNeedsNoLeave) {
  for (const char* url : {"http://localhost:8000", "http://LOCALHOST/v1/", "http://127.0.0.1:8000/v1",
                          "http://127.9.8.7", "http://[::1]:8080", "http://127.1"}) {
    const auto address = parse_server_address(url, false);
    ASSERT_TRUE(address.ok()) << url << ": " << address.error().message;
    EXPECT_TRUE(address->loopback()) << url;
  }
}

TEST(ServerAddress, AnythingElseNeedsAllowRemote) {
  for (const char* url :
       {"http://192.0.2.7:8000", "https://models.example", "http://localhost.example", "http://[::2]",
        "http://0.0.0.0:8000", "http://127.0.0.1.example", "http://[::ffff:192.0.2.1]"}) {
    const auto refused = parse_server_address(url, false);
    ASSERT_FALSE(refused.ok()) << url;
    EXPECT_THAT(refused.error().message, HasSubstr("--allow-remote"));
    const auto allowed = parse_server_address(url, true);
    ASSERT_TRUE(allowed.ok()) << url << ": " << allowed.error().message;
    EXPECT_FALSE(allowed->loopback());
  }
}

TEST(ServerAddress, RoutesHangBelowTheVersionOrTheRoot) {
  const auto address = parse_server_address("https://models.example:8443/team/v1/", true);
  EXPECT_EQ(address->api("/models"), "https://models.example:8443/team/v1/models");
  EXPECT_EQ(address->root("/tokenize"), "https://models.example:8443/team/tokenize");
  EXPECT_EQ(parse_server_address("http://localhost:1", false)->text(), "http://localhost:1/v1");
}

TEST(ServerAddress, WhatIsNoAddressIsRefusedAndAPasswordIsNotRepeated) {
  for (const char* url :
       {"", "localhost:8000", "ftp://localhost", "file:///etc/passwd", "http://", "http://[::1",
        "http://localhost:99999", "http://localhost?x=1", "http://localhost/#a", "://"}) {
    EXPECT_FALSE(parse_server_address(url, true).ok()) << url;
  }
  const auto refused = parse_server_address("http://ann:s3cret@localhost", true);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, Not(HasSubstr("s3cret")));
}

TEST(ApiKey, IsReadFromAFileOrTheEnvironmentAndTakenOutOfTexts) {
  const auto path = std::filesystem::temp_directory_path() / ("st_key_" + std::to_string(::getpid()));
  std::ofstream(path) << "  file-key-1\n";
  ::setenv("STORYTRANSFORMER_LLM_KEY", "variable-key-2", 1);
  EXPECT_EQ(find_api_key(path.string())->header(), "Authorization: Bearer file-key-1");
  const auto key = find_api_key("");
  EXPECT_EQ(key->redact("bad key variable-key-2, variable-key-2!"), "bad key [key], [key]!");
  ::unsetenv("STORYTRANSFORMER_LLM_KEY");
  EXPECT_TRUE(find_api_key("")->empty());
  EXPECT_EQ(find_api_key("")->redact("text"), "text");
  std::filesystem::remove(path);
  EXPECT_EQ(find_api_key(path.string()).error().kind, ErrorKind::kUsage);
}

TEST(ApiKey, WhatNoHeaderCarriesIsNoKey) {
  for (const std::string text : {"", " \n", "a\r\nEvil: 1", "two words", "caf\xC3\xA9"}) {
    const auto key = make_api_key(text, "key.txt");
    ASSERT_FALSE(key.ok());
    EXPECT_THAT(key.error().message, HasSubstr("key.txt"));
    EXPECT_THAT(key.error().message, Not(HasSubstr("Evil")));
  }
  EXPECT_FALSE(make_api_key(std::string(5000, 'k'), "key.txt").ok());
}

TEST(Retry, BacksOffInDoublingStepsWithJitterUpToALimit) {
  const RetryPolicy policy{.tries = 9, .first_wait_ms = 100, .longest_wait_ms = 1000};
  EXPECT_EQ(wait_ms(policy, 1, 0.0, {}), 50);
  EXPECT_EQ(wait_ms(policy, 1, 0.999, {}), 99);
  EXPECT_EQ(wait_ms(policy, 3, 0.0, {}), 200);
  EXPECT_EQ(wait_ms(policy, 60, 0.0, {}), 500);
  EXPECT_EQ(wait_ms(policy, 1, 0.0, 7000), 7000);
}

TEST(Retry, ReadsBothFormsOfRetryAfter) {
  EXPECT_EQ(retry_after_ms("7", 0), 7000);
  EXPECT_EQ(retry_after_ms("Thu, 01 Jan 1970 00:01:00 GMT", 30), 30'000);
  EXPECT_EQ(retry_after_ms("Thu, 01 Jan 1970 00:01:00 GMT", 90), 0);
  EXPECT_EQ(retry_after_ms("", 0), std::nullopt);
  EXPECT_EQ(retry_after_ms("-1", 0), std::nullopt);
  EXPECT_GT(retry_after_ms("99999999999999999999", 0), 1'000'000'000);
}

TEST(SchemaCheck, TellsWhereAnAnswerBreaksItsSchema) {
  const Json schema =
      Json::parse(R"({"type": "object", "required": ["edits"], "additionalProperties": false,
    "properties": {"edits": {"type": "array", "maxItems": 2, "items": {"$ref": "#/$defs/edit"}},
                   "note": {"anyOf": [{"type": "null"}, {"type": "string", "minLength": 2, "maxLength": 3}]}},
    "$defs": {"edit": {"type": "object", "required": ["kind"], "properties": {
       "kind": {"enum": ["add", "retire"]}, "id": {"type": "string", "pattern": "^S-[0-9]+$"}, "n": {"type": "integer"}}}}})");
  const auto breach = [&](const char* text) { return schema_breach(Json::parse(text), schema); };
  EXPECT_EQ(breach(R"({"note": null, "edits": [{"id": "S-12", "kind": "add", "n": 3}]})"), "");
  EXPECT_EQ(breach(R"({"edits": [], "note": "äöü"})"), "");
  EXPECT_EQ(breach("[]"), "the answer: is of the wrong type; expected \"object\"");
  EXPECT_EQ(breach("{}"), "the answer: lacks 'edits'");
  EXPECT_EQ(breach(R"({"edits": [], "more": 1})"), "more: is not asked for");
  EXPECT_EQ(breach(R"({"edits": [{"kind": "invent"}]})"), "edits[0].kind: is none of the values allowed");
  EXPECT_EQ(breach(R"({"edits": [{"kind": "add", "id": "S-x"}]})"),
            "edits[0].id: does not fit its pattern");
  EXPECT_EQ(breach(R"({"edits": [{"kind": "add", "n": 1.5}]})"),
            "edits[0].n: is of the wrong type; expected \"integer\"");
  EXPECT_EQ(breach(R"({"edits": [{}]})"), "edits[0]: lacks 'kind'");
  EXPECT_EQ(breach(R"({"edits": [{"kind": "add"}, {"kind": "add"}, {"kind": "add"}]})"),
            "edits: has too many items");
  EXPECT_EQ(breach(R"({"edits": [], "note": "four"})"), "note: fits none of its forms");
}

TEST(SchemaCheck, ACircleOfReferencesEnds) {
  const Json circle = Json::parse(R"({"$ref": "#"})");
  EXPECT_THAT(schema_breach(Json(1), circle), HasSubstr("nested too deep"));
}

TEST(BoundedJson, RefusesDepthAndWhatIsNoJson) {
  EXPECT_TRUE(parse_bounded_json(R"({"a": "[[[["})").has_value());
  EXPECT_FALSE(parse_bounded_json(std::string(100'000, '[')).has_value());
  EXPECT_FALSE(parse_bounded_json("{\"a\": ").has_value());
  EXPECT_FALSE(parse_bounded_json("\xff\xfe").has_value());
}

TEST(Replies, MessagesAreShortAndOfOneLine) {
  EXPECT_EQ(server_message(R"({"error": {"message": "no\nsuch model"}})", {}), "no such model");
  EXPECT_EQ(server_message(R"({"error": "overloaded"})", {}), "overloaded");
  EXPECT_EQ(server_message("<html>", {}), "<html>");
  EXPECT_LE(server_message(std::string(100'000, 'x'), {}).size(), 300u);
  EXPECT_TRUE(
      parse_bounded_json("\"" + server_message(std::string(299, 'x') + "\xC3\xA9", {}) + "\"").has_value());
}

TEST(Replies, ScoresSumWhatFollowsThePrompt) {
  const std::string body = R"({"choices": [{"logprobs": {"token_logprobs": [null, -1.0, -2.0, -4.0],
                                                          "text_offset": [0, 2, 4, 6]}}]})";
  EXPECT_DOUBLE_EQ(*read_echo(body, "aabbcc", 4), -2.0);
  EXPECT_DOUBLE_EQ(*read_echo(body, "aabbcc", 3),
                   -3.0);  // the token that runs over the end is the continuation's
  EXPECT_FALSE(read_echo(body, "aabbcc", 0).ok());  // the first token has no probability
  EXPECT_FALSE(read_echo(R"({"choices": [{"logprobs": null}]})", "ab", 1).ok());
  EXPECT_FALSE(read_echo("{}", "ab", 1).ok());
}

TEST(Replies, EmbeddingsAreUnitVectorsInTheOrderOfTheTexts) {
  const auto vectors = read_embeddings(
      R"({"data": [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [3, 4]}]})", 2);
  ASSERT_TRUE(vectors.ok());
  EXPECT_FLOAT_EQ((*vectors)[0][0], 0.6f);
  EXPECT_FLOAT_EQ((*vectors)[1][1], 1.0f);
  for (const char* body : {R"({"data": []})", R"({"data": [{"embedding": [1]}, {"embedding": [1, 2]}]})",
                           R"({"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]})",
                           R"({"data": [{"embedding": [0]}, {"embedding": [1]}]})",
                           R"({"data": [{"embedding": ["x"]}, {"embedding": [1]}]})"}) {
    EXPECT_FALSE(read_embeddings(body, 2).ok()) << body;
  }
}

}  // namespace
}  // namespace st::remote
