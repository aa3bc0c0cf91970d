// The client against a server that does everything servers do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>

#include "base/parallel.h"
#include "remote/fake_server.h"
#include "remote/remote_text_model.h"

namespace st::remote {
namespace {

using ::testing::AllOf;
using testing::break_off;
using ::testing::ElementsAre;
using testing::FakeServer;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::refuse;
using testing::say;
using Json = nlohmann::ordered_json;

constexpr const char* kSchema =
    R"({"type":"object","properties":{"kind":{"enum":["add","nothing"]}},"required":["kind"],"additionalProperties":false})";
constexpr const char* kSecret = "sk-very-secret-0123456789";

class RemoteModel : public ::testing::Test {
 protected:
  // No test waits: the pauses are written down.
  RemoteOptions options() {
    RemoteOptions options;
    options.address = *parse_server_address(server_.url(), false);
    options.retry.tries = 4;
    options.key = *make_api_key(kSecret, "test");
    options.sleep_ms = [this](std::int64_t pause) { pauses_.push_back(pause); };
    return options;
  }
  std::unique_ptr<TextModel> open(RemoteOptions given) {
    auto model = RemoteTextModel::open(std::move(given));
    EXPECT_TRUE(model.ok()) << model.error().message;
    return std::move(model).value();
  }
  std::unique_ptr<TextModel> open() { return open(options()); }

  Result<Completion> ask(TextModel& model, const std::string& schema = {}) {
    return model.complete("What?", {schema, {}}, {.max_tokens = 64, .stop = {"END"}});
  }
  // What the model says when every chat is answered by `handler`.
  std::string error_of(FakeServer::Handler handler) {
    server_.on_chat(std::move(handler));
    const auto answer = ask(*open());
    EXPECT_FALSE(answer.ok());
    if (answer.ok()) return {};
    EXPECT_EQ(answer.error().kind, ErrorKind::kModel);
    EXPECT_THAT(answer.error().message,
                AllOf(HasSubstr(server_.url()), Not(HasSubstr(kSecret)), Not(HasSubstr("\n"))));
    return answer.error().message;
  }

  FakeServer server_;
  std::vector<std::int64_t> pauses_;
};

TEST_F(RemoteModel, AsksAsItWasToldAndReadsTheCounts) {
  server_.on_chat([](const auto&, auto& reply) { say(reply, "Hello."); });
  auto model = open();
  EXPECT_EQ(model->name(), "fake");
  EXPECT_EQ(model->context_tokens(), 4096u);
  const auto answer = ask(*model);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->text, "Hello.");
  EXPECT_EQ(answer->prompt_tokens, 11u);
  EXPECT_EQ(answer->cached_tokens, 5u);
  EXPECT_EQ(answer->answer_tokens, 7u);
  EXPECT_EQ(answer->finish, Completion::Finish::kStop);
  const Json sent = server_.chats().at(0);
  EXPECT_EQ(sent["model"], "fake");
  EXPECT_EQ(sent["messages"], Json::parse(R"([{"role": "user", "content": "What?"}])"));
  EXPECT_EQ(sent["max_tokens"], 64);
  EXPECT_EQ(sent["temperature"], 0.0);
  EXPECT_EQ(sent["stop"], Json({"END"}));
  EXPECT_EQ(server_.seen("/v1/chat/completions")[0].authorization, std::string("Bearer ") + kSecret);
}

TEST_F(RemoteModel, AConversationKeepsItsRoles) {
  server_.on_chat([](const auto&, auto& reply) { say(reply, "ok"); });
  EXPECT_TRUE(open()->complete_chat({{"system", "Be brief."}, {"user", "Hi \xff"}}, {}, {}).ok());
  EXPECT_EQ(server_.chats()[0]["messages"][0]["role"], "system");
  EXPECT_EQ(server_.chats()[0]["messages"][1]["content"], "Hi \xEF\xBF\xBD");
}

TEST_F(RemoteModel, TriesAgainAndWaitsAsLongAsItIsAsked) {
  std::atomic<int> calls{0};
  server_.on_chat([&](const auto&, auto& reply) {
    const int call = ++calls;
    if (call == 1) {
      refuse(reply, 429, "slow down");
      reply.set_header("Retry-After", "7");
    } else if (call == 2) {
      refuse(reply, 503, "loading");
    } else {
      say(reply, "at last");
    }
  });
  const auto answer = ask(*open());
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->text, "at last");
  ASSERT_EQ(pauses_.size(), 2u);
  EXPECT_EQ(pauses_[0], 7000);
  EXPECT_GE(pauses_[1], 500);  // the second step is a second, and its jitter half of it
  EXPECT_LE(pauses_[1], 1000);
}

TEST_F(RemoteModel, GivesUpAfterItsTriesAndSaysHowToGoOn) {
  const std::string error = error_of([](const auto&, auto& reply) { refuse(reply, 500, "CUDA died"); });
  EXPECT_THAT(
      error, AllOf(HasSubstr("500"), HasSubstr("CUDA died"), HasSubstr("4 tries"), HasSubstr("--project")));
  EXPECT_EQ(server_.chats().size(), 4u);
}

TEST_F(RemoteModel, AServerThatAsksForTooLongAWaitIsGivenUp) {
  const std::string error = error_of([](const auto&, auto& reply) {
    refuse(reply, 429, "quota");
    reply.set_header("Retry-After", "86400");
  });
  EXPECT_THAT(error, HasSubstr("86400 s"));
  EXPECT_EQ(server_.chats().size(), 1u);
}

TEST_F(RemoteModel, AHalfAnswerIsAskedForAgain) {
  std::atomic<int> calls{0};
  server_.on_chat([&](const auto&, auto& reply) {
    const int call = ++calls;
    if (call == 1) return break_off(reply, R"({"choices": [{"mess)", 5000);  // the connection is cut
    if (call == 2)
      return reply.set_content(R"({"choices": [{"mess)", "application/json");  // ends, but half
    say(reply, "whole");
  });
  const auto answer = ask(*open());
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->text, "whole");
  EXPECT_EQ(calls, 3);
}

TEST_F(RemoteModel, AServerThatSaysNothingIsLeftAfterTheTimeOut) {
  std::atomic<int> calls{0};
  server_.on_chat([&](const auto&, auto& reply) {
    if (++calls == 1) std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    say(reply, "awake");
  });
  RemoteOptions impatient = options();
  impatient.limits.first_byte_ms = 100;
  impatient.limits.total_ms = 1200;
  const auto answer = ask(*open(impatient));
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->text, "awake");
  EXPECT_GE(calls, 2);
}

TEST_F(RemoteModel, AServerThatDiesIsNamed) {
  server_.on_chat([](const auto&, auto& reply) { say(reply, "one"); });
  auto model = open();
  EXPECT_TRUE(ask(*model).ok());
  server_.stop();
  const auto answer = ask(*model);
  ASSERT_FALSE(answer.ok());
  EXPECT_THAT(answer.error().message,
              AllOf(HasSubstr(server_.url()), HasSubstr("connection refused"), HasSubstr("4 tries")));
  EXPECT_FALSE(RemoteTextModel::open(options()).ok());
}

TEST_F(RemoteModel, WhatIsNoApiServerIsToldAtOnce) {
  EXPECT_THAT(
      error_of([](const auto&, auto& reply) { reply.set_content("<html>hello</html>", "text/html"); }),
      HasSubstr("text/html"));
  EXPECT_EQ(server_.chats().size(), 1u);
  EXPECT_TRUE(pauses_.empty());
}

TEST_F(RemoteModel, AGiantAnswerIsCutShort) {
  server_.on_chat([](const auto&, auto& reply) { say(reply, std::string(3 << 20, 'x')); });
  RemoteOptions small = options();
  small.limits.reply_bytes = 1 << 20;
  const auto answer = ask(*open(small));
  ASSERT_FALSE(answer.ok());
  EXPECT_THAT(answer.error().message, HasSubstr("larger than 1 MiB"));
}

TEST_F(RemoteModel, FollowsNoRedirect) {
  std::atomic<bool> followed{false};
  server_.on_post("/elsewhere", [&](const auto&, auto& reply) {
    followed = true;
    say(reply, "got you");
  });
  EXPECT_THAT(error_of([](const auto&, auto& reply) { reply.set_redirect("/elsewhere", 307); }),
              HasSubstr("redirect"));
  EXPECT_FALSE(followed);
}

TEST_F(RemoteModel, AKeyThatTheServerRepeatsReachesNoError) {
  const std::string echo = std::string("invalid key ") + kSecret;
  EXPECT_THAT(error_of([&](const auto&, auto& reply) { refuse(reply, 401, echo); }), HasSubstr("[key]"));
  EXPECT_THAT(error_of([&](const auto&, auto& reply) { refuse(reply, 500, echo); }), HasSubstr("[key]"));
  EXPECT_THAT(error_of([&](const auto&, auto& reply) { refuse(reply, 400, echo); }), HasSubstr("[key]"));
  error_of([&](const auto&, auto& reply) { reply.set_content("x", echo); });
  // Where the message would be cut in the middle of the key.
  error_of([&](const auto&, auto& reply) { refuse(reply, 401, std::string(290, 'x') + kSecret); });
}

TEST_F(RemoteModel, AProxyOfTheEnvironmentIsNotUsedForLoopback) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  server_.on_chat([](const auto&, auto& reply) { say(reply, "direct"); });
  EXPECT_TRUE(ask(*open()).ok());
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
}

TEST(HttpClient, NoConnectionLeavesTheMachineWithoutLeave) {
  HttpClient client({});
  const HttpOutcome outcome = client.get("http://192.0.2.1:9/");
  ASSERT_TRUE(std::holds_alternative<HttpFailure>(outcome));
  EXPECT_THAT(std::get<HttpFailure>(outcome).what, HasSubstr("another machine"));
}

TEST_F(RemoteModel, TheSchemaGoesInTheFormThatTheServerKnowsAndItIsRemembered) {
  server_.on_chat([](const auto& request, auto& reply) {
    const Json body = Json::parse(request.body);
    if (!body.contains("guided_json")) return refuse(reply, 400, "response_format is not supported");
    say(reply, R"({"kind": "add"})");
  });
  auto model = open();
  for (int i = 0; i < 2; ++i) {
    const auto answer = ask(*model, kSchema);
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(answer->finish, Completion::Finish::kGrammar);
  }
  const auto chats = server_.chats();
  ASSERT_EQ(chats.size(), 4u);  // two refusals, then the form that works, then that form at once
  EXPECT_EQ(chats[0]["response_format"]["json_schema"]["schema"], Json::parse(kSchema));
  EXPECT_EQ(chats[1]["response_format"]["type"], "json_object");
  EXPECT_EQ(chats[3]["guided_json"], Json::parse(kSchema));
}

TEST_F(RemoteModel, AServersOwnErrorOverTheFormIsARefusal) {
  server_.on_chat([](const auto& request, auto& reply) {  // as llama-cpp-python does
    if (request.body.find("json_schema") != std::string::npos) {
      return refuse(reply, 500, "1 validation error: {'loc': ('body', 'response_format', 'type')}");
    }
    say(reply, R"({ "kind" : "add"} )");
  });
  EXPECT_EQ(ask(*open(), kSchema)->text, R"({ "kind" : "add"})");
  EXPECT_EQ(server_.chats().size(), 2u);
  EXPECT_TRUE(pauses_.empty());
}

TEST_F(RemoteModel, AServerThatKnowsNoSchemaIsAskedInWords) {
  server_.on_chat([](const auto& request, auto& reply) {
    const Json body = Json::parse(request.body);
    if (body.contains("response_format") || body.contains("guided_json"))
      return refuse(reply, 422, "unknown field");
    say(reply, "```json\n{\"kind\": \"nothing\"}\n```");
  });
  const auto answer = ask(*open(), kSchema);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->text, R"({"kind": "nothing"})");
  EXPECT_THAT(server_.chats().back()["messages"][0]["content"].get<std::string>(), HasSubstr(kSchema));
}

TEST_F(RemoteModel, AnAnswerThatBreaksTheSchemaIsAskedForAtMostThreeTimesAndNeverCalledFitting) {
  server_.on_chat([](const auto&, auto& reply) { say(reply, R"({"kind": "invent", "order": "rm -rf"})"); });
  const auto answer = ask(*open(), kSchema);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->finish, Completion::Finish::kStop);
  EXPECT_EQ(server_.chats().size(), 3u);
}

TEST_F(RemoteModel, OneBadAnswerDoesNotGiveUpAFormThatWorked) {
  std::atomic<int> calls{0};
  server_.on_chat(
      [&](const auto&, auto& reply) { say(reply, ++calls == 2 ? "oops" : R"({"kind": "add"})"); });
  auto model = open();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(*model, kSchema)->finish, Completion::Finish::kGrammar);
  EXPECT_EQ(server_.chats().back()["response_format"]["type"], "json_schema");
}

TEST_F(RemoteModel, AnAnswerCutAtItsLimitComesBackAsCut) {
  server_.on_chat([](const auto&, auto& reply) { say(reply, R"({"kind": "a)", "length"); });
  const auto answer = ask(*open(), kSchema);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->finish, Completion::Finish::kLength);
  EXPECT_EQ(server_.chats().size(), 1u);
}

TEST_F(RemoteModel, APromptThatDoesNotFitIsNotAskedInOtherForms) {
  server_.on_chat([](const auto&, auto& reply) {
    refuse(reply, 400, "This model's maximum context length is 4096 tokens. However, you requested 9000.");
  });
  const auto answer = ask(*open(), kSchema);
  ASSERT_FALSE(answer.ok());
  EXPECT_THAT(answer.error().message, HasSubstr("maximum context length is 4096"));
  EXPECT_EQ(server_.chats().size(), 1u);
}

TEST_F(RemoteModel, ABnfGrammarIsCheckedHere) {
  std::atomic<int> calls{0};
  server_.on_chat([&](const auto&, auto& reply) { say(reply, ++calls == 1 ? "yes" : "perhaps"); });
  auto model = open();
  const AnswerGrammar grammar{{}, "root ::= \"yes\" | \"no\""};
  EXPECT_EQ(model->complete("?", grammar, {})->finish, Completion::Finish::kGrammar);
  EXPECT_EQ(model->complete("?", grammar, {})->finish, Completion::Finish::kStop);
  EXPECT_EQ(server_.chats()[0]["grammar"], grammar.bnf);
}

TEST_F(RemoteModel, RequestsAreInFlightAtOnce) {
  std::mutex mutex;
  std::condition_variable all_here;
  int here = 0;
  server_.on_chat([&](const auto&, auto& reply) {
    std::unique_lock<std::mutex> lock(mutex);
    if (++here == 4) all_here.notify_all();
    const bool met = all_here.wait_for(lock, std::chrono::seconds(20), [&] { return here >= 4; });
    say(reply, met ? "together" : "alone");
  });
  auto model = open();
  std::vector<std::string> answers(4);
  parallel_for(4, 4, [&](std::size_t i) { answers[i] = ask(*model)->text; });
  EXPECT_THAT(answers, ElementsAre("together", "together", "together", "together"));
}

TEST_F(RemoteModel, CountsWithTheServersTokenizerWhereThereIsOne) {
  server_.on_post("/tokenize", [](const auto& request, auto& reply) {
    const Json body = Json::parse(request.body);  // llama.cpp's server: other fields are passed over
    reply.set_content(body.contains("content") ? R"({"tokens": [1, 2, 3]})" : R"({"tokens": []})",
                      "application/json");
  });
  auto model = open();
  EXPECT_EQ(*model->count_tokens("three tokens here"), 3u);
  EXPECT_EQ(*model->count_tokens("three tokens here"), 3u);
  EXPECT_EQ(server_.seen("/tokenize").size(), 3u);  // the form is remembered
}

TEST_F(RemoteModel, EstimatesTokensWhereTheServerHasNoTokenizer) {
  EXPECT_EQ(*open()->count_tokens("Four words stand here."), 5u);
}

TEST_F(RemoteModel, ScoresAndEmbedsWhereTheServerOffersIt) {
  server_.on_post("/v1/completions", [](const auto& request, auto& reply) {
    EXPECT_TRUE(Json::parse(request.body)["echo"].template get<bool>());
    reply.set_content(
        R"({"choices": [{"logprobs": {"token_logprobs": [null, -0.5], "text_offset": [0, 2]}}]})",
        "application/json");
  });
  server_.on_post("/v1/embeddings", [](const auto&, auto& reply) {
    reply.set_content(R"({"data": [{"index": 0, "embedding": [0.0, 5.0]}]})", "application/json");
  });
  auto model = open();
  EXPECT_THAT(*model->score("It", {" is", " was"}), ElementsAre(-0.5, -0.5));
  EXPECT_THAT(model->embed({"x"})->at(0), ElementsAre(0.0f, 1.0f));
}

TEST_F(RemoteModel, SaysSoWhereTheServerCanNotScoreOrEmbed) {
  auto model = open();
  EXPECT_THAT(model->score("It", {" is"}).error().message, HasSubstr("can't score"));
  EXPECT_THAT(model->embed({"x"}).error().message, HasSubstr("can't embed"));
}

// As servers do that load a model when it is first asked for.
TEST_F(RemoteModel, AServerThatListsNoModelIsAskedForTheOneThatWasNamed) {
  server_.offer(R"({"object": "list", "data": []})");
  server_.on_chat([](const auto&, auto& reply) { say(reply, "Hello."); });
  EXPECT_FALSE(RemoteTextModel::open(options()).ok());
  RemoteOptions named = options();
  named.model = "folder/model";
  ASSERT_TRUE(ask(*open(named)).ok());
  EXPECT_EQ(server_.chats().at(0)["model"], "folder/model");
}

TEST_F(RemoteModel, AModelThatTheServerDoesNotHaveIsToldWithThoseItHas) {
  RemoteOptions other = options();
  other.model = "gpt-none";
  const auto model = RemoteTextModel::open(other);
  ASSERT_FALSE(model.ok());
  EXPECT_THAT(model.error().message, AllOf(HasSubstr("gpt-none"), HasSubstr("fake")));
}

}  // namespace
}  // namespace st::remote
