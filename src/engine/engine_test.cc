// Sessions, batches, drafts and prefixes on a small random model: a token's logits are the same bits
// however it came to be computed.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <random>
#include <thread>

#include "base/file.h"
#include "base/memory.h"
#include "engine/engine_testing.h"
#include "engine/local_text_model.h"
#include "engine/prompt_lookup.h"
#include "engine/scheduler.h"
#include "kernels/kernel_testing.h"

namespace st {
namespace {

std::vector<std::int32_t> random_ids(std::size_t n, unsigned seed, int most = 250) {
  std::mt19937 random(seed);
  std::vector<std::int32_t> ids(n);
  for (std::int32_t& id : ids) id = static_cast<std::int32_t>(random() % static_cast<unsigned>(most));
  return ids;
}

std::vector<float> prompt_logits(Engine& engine, Session& session,
                                 const std::vector<std::int32_t>& prompt) {
  session.begin(prompt);
  std::vector<float> logits(static_cast<std::size_t>(engine.n_vocab()));
  EXPECT_TRUE(session.prefill(logits).ok());
  return logits;
}

GenerationRequest request_for(std::vector<std::int32_t> prompt, std::size_t max_tokens) {
  GenerationRequest request;
  request.prompt = std::move(prompt);
  request.max_tokens = max_tokens;
  return request;
}

TEST(Session, APrefixOutOfTheCacheGivesTheSameBits) {
  const RandomModel model;
  std::vector<std::int32_t> prompt = random_ids(700, 3);
  const auto fresh_engine = model.open({.prefix_cache = false}, 1024);
  Session fresh(*fresh_engine);
  const std::vector<float> expected = prompt_logits(*fresh_engine, fresh, prompt);
  EXPECT_EQ(fresh.n_cached(), 0);

  const auto engine = model.open({}, 2048);
  std::vector<std::int32_t> earlier(prompt.begin(), prompt.begin() + 450);
  earlier.resize(600, 7);
  Session first(*engine);
  prompt_logits(*engine, first, earlier);
  Session second(*engine);
  EXPECT_EQ(prompt_logits(*engine, second, prompt), expected);
  EXPECT_EQ(second.n_cached(), 384);  // whole chunks of 128
  Session third(*engine);
  EXPECT_EQ(prompt_logits(*engine, third, prompt), expected);
  EXPECT_EQ(third.n_cached(), 640);
  // A session that goes on with itself, as a conversation does.
  EXPECT_EQ(prompt_logits(*engine, first, prompt), expected);
}

TEST(Session, WhatDecodingAppendedIsComputedAnewInAPrompt) {
  const RandomModel model;
  const auto engine = model.open({}, 1024);
  const auto answer = generate(*engine, request_for(random_ids(120, 5), 100));
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  std::vector<std::int32_t> longer = random_ids(120, 5);
  longer.insert(longer.end(), answer->ids.begin(), answer->ids.end());
  Session session(*engine);
  const std::vector<float> logits = prompt_logits(*engine, session, longer);
  const auto fresh_engine = model.open({.prefix_cache = false}, 1024);
  Session fresh(*fresh_engine);
  EXPECT_EQ(logits, prompt_logits(*fresh_engine, fresh, longer));
}

TEST(Scheduler, AnswersAreTheSameBitsInAnyCompany) {
  const RandomModel model;
  std::vector<Generated> alone;
  for (unsigned i = 0; i < 11; ++i) {
    const auto engine = model.open({}, 1024);
    GenerationRequest request = request_for(random_ids(40 + 37 * i, i), 12 + i);
    request.sampler.temperature = i % 2 == 0 ? 0.0 : 0.9;
    request.sampler.seed = i;
    alone.push_back(*generate(*engine, request));
  }
  const auto engine = model.open({}, 4096);
  std::vector<std::unique_ptr<Generation>> all;
  Scheduler scheduler(*engine);
  for (unsigned i = 0; i < 11; ++i) {
    GenerationRequest request = request_for(random_ids(40 + 37 * i, i), 12 + i);
    request.sampler.temperature = i % 2 == 0 ? 0.0 : 0.9;
    request.sampler.seed = i;
    request.draft_tokens = i % 3;
    all.push_back(*Generation::create(*engine, request));
    ASSERT_TRUE(scheduler.add(all.back().get()).ok());
    for (unsigned step = 0; step < i; ++step) ASSERT_TRUE(scheduler.step().ok());  // they join in mid-run
  }
  ASSERT_TRUE(scheduler.run().ok());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i]->result().ids, alone[i].ids) << i;
    for (std::size_t t = 0; t < alone[i].tokens.size(); ++t)
      EXPECT_EQ(all[i]->result().tokens[t].logprob, alone[i].tokens[t].logprob) << i << " " << t;
  }
}

TEST(Scheduler, ACacheThatIsTooSmallForAllServesOneAfterTheOther) {
  const RandomModel model;
  const auto engine = model.open({}, 256);
  Scheduler scheduler(*engine);
  std::vector<std::unique_ptr<Generation>> all;
  for (unsigned i = 0; i < 6; ++i) {
    all.push_back(*Generation::create(*engine, request_for(random_ids(100, i), 20)));
    ASSERT_TRUE(scheduler.add(all.back().get()).ok());
  }
  ASSERT_TRUE(scheduler.run().ok());
  for (const auto& one : all) EXPECT_EQ(one->result().ids.size(), 20u);
  const auto too_long = Generation::create(*engine, request_for(random_ids(400, 1), 20));
  EXPECT_EQ(scheduler.add(too_long->get()).error().kind, ErrorKind::kResources);
}

TEST(PromptLookup, DraftsChangeNothingButTheNumberOfSteps) {
  const RandomModel model(0.02);
  std::vector<std::int32_t> prompt;
  for (int i = 0; i < 8; ++i) prompt.insert(prompt.end(), {5, 6, 7, 8, 9, 10});
  for (const double temperature : {0.0, 1.0}) {
    std::vector<Generated> answers;
    for (const std::size_t draft : {0u, 3u, 7u}) {
      const auto engine = model.open({}, 512);
      GenerationRequest request = request_for(prompt, 60);
      request.sampler.temperature = temperature;
      request.draft_tokens = draft;
      answers.push_back(*generate(*engine, request));
    }
    for (const Generated& answer : answers) {
      EXPECT_EQ(answer.ids, answers[0].ids);
      EXPECT_LE(answer.steps, answers[0].steps);
      EXPECT_EQ(answer.steps + answer.accepted, 59u);
    }
    // A greedy small model soon repeats itself.
    if (temperature == 0.0) {
      EXPECT_LT(answers[2].steps, answers[0].steps);
    }
  }
}

TEST(PromptLookup, TakesWhatFollowedTheLongestMatch) {
  const std::vector<std::int32_t> ids = {1, 2, 3, 9, 9, 2, 3, 4, 5, 1, 2, 3};
  EXPECT_EQ(draft_by_lookup(ids, 2), (std::vector<std::int32_t>{9, 9}));
  EXPECT_EQ(draft_by_lookup(ids, 100).size(), 9u);
  EXPECT_TRUE(draft_by_lookup(std::vector<std::int32_t>{1, 2, 3, 4}, 4).empty());
  EXPECT_TRUE(draft_by_lookup(ids, 0).empty());
}

TEST(Engine, TheSameTokensOnAnyNumberOfThreads) {
  const RandomModel model;
  std::vector<std::vector<std::int32_t>> answers;
  for (const std::size_t threads : {1u, 2u, 8u}) {
    const auto engine = model.open({.threads = threads}, 1024);
    GenerationRequest request = request_for(random_ids(300, 9), 40);
    request.sampler.temperature = 0.8;
    answers.push_back(generate(*engine, request)->ids);
  }
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_EQ(answers[0], answers[2]);
}

TEST(Engine, TenThousandShortSessionsLeaveNothingBehind) {
  const RandomModel model;
  const auto engine = model.open({.threads = 1}, 512);
  for (unsigned i = 0; i < 10'000; ++i) {
    Session session(*engine);
    session.begin({static_cast<std::int32_t>(i % 200), 3});
    if (i % 10 != 0) continue;
    std::vector<float> logits(static_cast<std::size_t>(engine->n_vocab()));
    ASSERT_TRUE(session.prefill(logits).ok());
  }
  EXPECT_EQ(engine->cache().free_tokens(), engine->cache().capacity_tokens());
}

TEST(Engine, TenThousandShortAnswersTakeNoMemory) {
  const RandomModel model;
  const auto engine = model.open({.threads = 1}, 512);
  std::uint64_t early = 0;
  for (unsigned i = 0; i < 10'000; ++i) {
    GenerationRequest request = request_for({static_cast<std::int32_t>(i % 200), 3}, 2);
    request.sampler.temperature = 0.8;
    ASSERT_TRUE(generate(*engine, std::move(request)).ok());
    if (i == 1'000) early = resident_bytes();
  }
  // An answer that kept as little as 128 bytes would be more. (A sanitizer keeps what is freed for a
  // while.)
  if (!ST_SANITIZED) {
    EXPECT_LT(resident_bytes(), early + (std::uint64_t{1} << 20));
  }
}

TEST(Engine, CancelEndsAPromptInItsMiddleAndTheNextOneRuns) {
  const RandomModel model;
  const auto engine = model.open({}, 2048);
  Session session(*engine);
  session.begin(random_ids(2000, 2));
  std::vector<float> logits(static_cast<std::size_t>(engine->n_vocab()));
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    engine->cancel();
  });
  const Status stopped = session.prefill(logits);
  other.join();
  EXPECT_TRUE(!stopped.ok() || session.n_pending() == 0);
  EXPECT_FALSE(session.prefill(logits).ok() && session.n_pending() > 0);
  engine->resume();
  const std::vector<float> again = prompt_logits(*engine, session, random_ids(2000, 2));
  const auto fresh_engine = model.open({.prefix_cache = false}, 2048);
  Session fresh(*fresh_engine);
  EXPECT_EQ(again, prompt_logits(*fresh_engine, fresh, random_ids(2000, 2)));
}

TEST(Engine, AFileThatIsCutUnderTheMapEndsTheStepAndKeepsTheSession) {
  const std::string source = std::string(ST_SOURCE_DIR) + "/src/model/testdata/qwen3/";
  const auto folder =
      std::filesystem::temp_directory_path() / ("st-engine-cut-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  for (const char* name : {"config.json", "model.safetensors"})
    std::filesystem::copy_file(source + name, folder / name);
  EngineOptions options;
  options.model = folder.string();
  const auto engine = Engine::open(options);
  ASSERT_TRUE(engine.ok()) << engine.error().message;
  ASSERT_TRUE((*engine)->reserve(128).ok());
  Session session(**engine);
  std::vector<float> logits(static_cast<std::size_t>((*engine)->n_vocab()));
  session.begin({3, 4, 5});
  EXPECT_TRUE(session.prefill(logits).ok());
  std::filesystem::resize_file(folder / "model.safetensors", 10);
  session.begin({7, 8, 9, 10});
  const Status cut = session.prefill(logits);
  ASSERT_FALSE(cut.ok());
  EXPECT_EQ(cut.error().kind, ErrorKind::kModel);
  EXPECT_NE(cut.error().message.find("while it was in use"), std::string::npos) << cut.error().message;
  EXPECT_EQ(session.n_pending(), 4);
  std::filesystem::remove_all(folder);
}

TEST(Scheduler, AnswersToOnePromptPayForItOnce) {
  const RandomModel model;
  const auto engine = model.open({}, 4096);
  Scheduler scheduler(*engine);
  std::vector<std::unique_ptr<Generation>> all;
  for (unsigned i = 0; i < 3; ++i) {
    GenerationRequest request = request_for(random_ids(300, 4), 5);
    request.sampler.temperature = 1.0;
    request.sampler.stream = i;
    all.push_back(*Generation::create(*engine, request));
    ASSERT_TRUE(scheduler.add(all.back().get()).ok());
  }
  ASSERT_TRUE(scheduler.run().ok());
  EXPECT_EQ(all[0]->result().cached_tokens, 0u);
  EXPECT_EQ(all[1]->result().cached_tokens, 256u);
  EXPECT_EQ(all[2]->result().cached_tokens, 256u);
  EXPECT_LT(scheduler.decode_steps(), 12u);  // they decode together, not one after the other
}

TEST(Engine, TheNaiveFormAgreesWithFlash) {
  const RandomModel model;
  const auto flash = model.open({.key_type = DType::kF32, .value_type = DType::kF32}, 512);
  const auto naive =
      model.open({.key_type = DType::kF32, .value_type = DType::kF32, .naive_attention = true}, 512);
  Session a(*flash), b(*naive);
  const auto one = prompt_logits(*flash, a, random_ids(333, 1));
  const auto other = prompt_logits(*naive, b, random_ids(333, 1));
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_NEAR(one[i], other[i], 1e-4f);
}

TEST(Engine, PromptsThatCantBeAreToldWithBothNumbers) {
  const RandomModel model;
  const auto engine = model.open({}, 64);
  EXPECT_EQ(engine->check_prompt({}).error().kind, ErrorKind::kInput);
  const std::vector<std::int32_t> outside = {1, 256};
  EXPECT_NE(engine->check_prompt(outside).error().message.find("256; the model's ids are 0 to 255"),
            std::string::npos);
  const std::vector<std::int32_t> long_one(5000, 1);
  EXPECT_NE(
      engine->check_prompt(long_one).error().message.find("5000 tokens; the model's context holds 4096"),
      std::string::npos);
  const Status too_much = engine->reserve(std::int64_t{1} << 40);
  EXPECT_EQ(too_much.error().kind, ErrorKind::kResources);
  EXPECT_NE(too_much.error().message.find("would fit"), std::string::npos) << too_much.error().message;
}

// The trained model of the shared data, through the door.
class Stories : public testing::Test {
 protected:
  void SetUp() override {
    const std::string path =
        std::string(ST_SOURCE_DIR) + "/../shared/data/models/stories260k/tinyllamas-stories-260k-f32.gguf";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "needs the shared data at " << path;
    EngineOptions options;
    options.model = path;
    auto opened = LocalTextModel::open(options);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    model_ = std::move(*opened);
  }
  std::unique_ptr<LocalTextModel> model_;
};

TEST_F(Stories, CompletesCountsScoresAndEmbeds) {
  CompletionLimits limits;
  limits.max_tokens = 20;
  const auto first = model_->complete("Once upon a time", {}, limits);
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_NE(first->text.find(", there was a"), std::string::npos) << first->text;
  EXPECT_EQ(first->finish, Completion::Finish::kLength);
  EXPECT_GT(*model_->count_tokens("Once upon a time"), 3u);
  const auto scores = model_->score("Once upon a", {" time", " xylophone"});
  ASSERT_TRUE(scores.ok()) << scores.error().message;
  EXPECT_GT((*scores)[0], (*scores)[1]);
  const auto vectors = model_->embed({"The dog ran.", "The dog ran.", "A cake"});
  ASSERT_TRUE(vectors.ok());
  EXPECT_EQ((*vectors)[0], (*vectors)[1]);
  EXPECT_NE((*vectors)[0], (*vectors)[2]);
}

TEST_F(Stories, AnswersUnderAGrammarAreInIt) {
  CompletionLimits limits;
  limits.max_tokens = 200;
  const auto answer = model_->complete(
      "Once",
      {R"({"type": "object", "properties": {"act": {"enum": ["add", "retire"]}, "n": {"type": "boolean"}},
                   "required": ["act", "n"], "additionalProperties": false})",
       ""},
      limits);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->finish, Completion::Finish::kGrammar);
  EXPECT_TRUE(answer->text.starts_with("{\"act\":")) << answer->text;
  EXPECT_TRUE(answer->text.ends_with("}")) << answer->text;
}

}  // namespace
}  // namespace st
