// `needle` as a user runs it: the computed finder through checkpoint, tokenizer, engine and cache.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "pipeline/run_program.h"
#include "pipeline/state.h"

namespace st::pipeline {
namespace {

constexpr const char* kLengths = ST_SANITIZED ? "500,1200" : "500,2000,6000";

std::vector<std::string> with(std::vector<std::string> arguments, const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

Outcome needle(const std::vector<std::string>& options) {
  return run_program({with({"needle"}, options)});
}

std::string without_seconds(const std::string& json) {
  return std::regex_replace(json, std::regex("\"seconds\":[-0-9.e+]+"), "");
}

struct Form {
  const char* computed;
  const char* attention;
  const char* kv_type;
  const char* prefix_cache;
};

TEST(Needle, TheComputedFinderMissesNoCellInAnyForm) {
  for (const Form& form : {Form{"rope", "flash", "f32", "off"}, Form{"rope", "flash", "q8_0", "on"},
                           Form{"rope", "naive", "f16", "on"}, Form{"rope", "naive", "bf16", "off"},
                           Form{"alibi", "flash", "f16", "on"}, Form{"alibi", "flash", "bf16", "off"},
                           Form{"alibi", "naive", "q8_0", "on"}, Form{"alibi", "naive", "f32", "off"}}) {
    const Outcome outcome = needle({"--computed", form.computed, "--attention", form.attention, "--kv-type",
                                    form.kv_type, "--prefix-cache", form.prefix_cache, "--lengths",
                                    kLengths, "--depths", "0,0.5,1", "--json"});
    ASSERT_THAT(outcome, ends_with(0)) << form.computed << form.attention << form.kv_type;
    const Json json = Json::parse(outcome.out);
    EXPECT_EQ(json["score"], 1.0);
    for (const Json& cell : json["cells"]) {
      EXPECT_TRUE(cell["found"]);
      EXPECT_EQ(cell["answer"].get<std::string>().substr(1, 7), cell["expected"][0]);
      EXPECT_LE(cell["prompt_tokens"], cell["length_tokens"]);
      EXPECT_GE(cell["seconds"], 0.0);
    }
  }
}

TEST(Needle, SeveralNeedlesInAGivenTextAreFoundTogetherAndApart) {
  const TemporaryFolder folder;
  std::string story;
  for (int i = 0; i < 60; ++i) story += "Chapter " + std::to_string(i * 37) + ". It was said so. Was it? ";
  const std::string file = folder.write("text.txt", story);
  for (const std::vector<std::string>& how : {std::vector<std::string>{"--needles", "3"}, {"--together"}}) {
    const Outcome outcome = needle(
        with({"--computed", "--lengths", "900,1500", "--depths", "0.1,0.9", "--haystack", file}, how));
    ASSERT_THAT(outcome, ends_with(0));
    EXPECT_NE(outcome.out.find("score 1.00"), std::string::npos) << outcome.out;
  }
}

TEST(Needle, GoesOnWhereItWasKilledAndEndsWithTheSameBytes) {
  const TemporaryFolder folder;
  const auto call = [&](const std::string& out) {
    return Call{{"needle", "--computed", "alibi", "--lengths", "1000,2000,3000", "--depths",
                 "0,0.3,0.6,0.9", "--prefix-cache", "off", "--json", "--out", folder / out}};
  };
  const Outcome whole = run_program(call("whole"));
  ASSERT_THAT(whole, ends_with(0));
  Call killed = call("parts");
  killed.signal_after = std::chrono::microseconds(static_cast<std::int64_t>(whole.seconds * 1e6 / 2.0));
  run_program(killed);
  const auto before = files_under(folder / "parts");
  const Outcome rest = run_program(call("parts"));
  ASSERT_THAT(rest, ends_with(0));
  EXPECT_EQ(without_seconds(rest.out), without_seconds(whole.out));
  const auto one = files_under(folder / "whole"), two = files_under(folder / "parts");
  ASSERT_EQ(one.size(), 4u);
  for (const auto& [name, bytes] : one)
    EXPECT_EQ(without_seconds(two.at(name)), without_seconds(bytes)) << name;
  // What was done before the kill was not done again: its times are still there.
  if (before.count("progress.json") == 0) return;
  const Json cells = Json::parse(rest.out)["cells"];
  const Json kept = Json::parse(before.at("progress.json"))["cells"];
  for (const Json& cell : kept) EXPECT_NE(std::find(cells.begin(), cells.end(), cell), cells.end()) << cell;
}

TEST(Needle, TellsTheRecordOfAnotherRunFromItsOwn) {
  const TemporaryFolder folder;
  const std::vector<std::string> call = {
      "--computed", "--lengths", "500", "--depths", "0", "--out", (folder / "out").string()};
  ASSERT_THAT(needle(call), ends_with(0));
  EXPECT_THAT(needle(with(call, {"--seed", "5"})), fails_with(2, {"other settings"}));
  EXPECT_THAT(needle(call), ends_with(0));
}

// A small Llama without weights, and a tokenizer whose ids stand for ASCII characters.
std::string model_without_weights(const TemporaryFolder& folder) {
  Json vocabulary;
  for (char c = '!'; c <= '~'; ++c) vocabulary[std::string(1, c)] = c - '!';
  vocabulary["\u0120"] = 94;  // a space
  vocabulary["\u010A"] = 95;  // a line's end
  const Json byte_level = {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", false}};
  const Json tokenizer = {{"version", "1.0"},
                          {"added_tokens", Json::array()},
                          {"normalizer", nullptr},
                          {"pre_tokenizer", byte_level},
                          {"post_processor", nullptr},
                          {"decoder", byte_level},
                          {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", Json::array()}}}};
  const Json config = {
      {"model_type", "llama"},          {"vocab_size", 96},       {"hidden_size", 32},
      {"intermediate_size", 32},        {"num_hidden_layers", 1}, {"num_attention_heads", 1},
      {"max_position_embeddings", 4096}};
  folder.write("model/tokenizer.json", tokenizer.dump());
  folder.write("model/config.json", config.dump());
  return folder / "model";
}

TEST(Needle, AMissedBarIsExitCodeOneAndAModelThatKnowsNothingFindsNothing) {
  const TemporaryFolder folder;
  std::vector<std::string> call = {"--model",       model_without_weights(folder),
                                   "--random-init", "--lengths",
                                   "600",           "--depths",
                                   "0,1",           "--scoring",
                                   "lenient",       "--json"};
  const Outcome outcome = needle(with(call, {"--bar", "0.9"}));
  EXPECT_THAT(outcome, ends_with(1));
  EXPECT_EQ(Json::parse(outcome.out)["score"], 0.0);
  EXPECT_THAT(needle(call), ends_with(0));
  EXPECT_THAT(needle(with(call, {"--chat"})), ends_with(0));
}

TEST(Needle, TheComputedModelIsAnOrdinaryCheckpoint) {
  const TemporaryFolder folder;
  const std::string model = folder / "finder";
  ASSERT_THAT(needle({"--computed", "--write-model", model, "--lengths", "500", "--depths", "0"}),
              ends_with(0));
  const Outcome generated =
      run_program({{"generate", "--model", model, "--prompt",
                    "The rent of the hall: 250. Then: the rent of the hall:", "--max-tokens", "4"}});
  ASSERT_THAT(generated, ends_with(0));
  EXPECT_EQ(generated.out, " 250\n");
}

TEST(Embed, GivesAUnitVectorALine) {
  const TemporaryFolder folder;
  const std::string model = folder / "finder";
  ASSERT_THAT(needle({"--computed", "--write-model", model, "--lengths", "500", "--depths", "0"}),
              ends_with(0));
  Call call{{"embed", "--model", model, "--jsonl"}};
  call.input = "\"one text\"\n\"another\"\n\"one text\"\n";
  const Outcome outcome = run_program(call);
  ASSERT_THAT(outcome, ends_with(0));
  std::istringstream lines(outcome.out);
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);) all.push_back(line);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0], all[2]);
  EXPECT_NE(all[0], all[1]);
  for (const std::string& line : all) {
    double squares = 0.0;
    const Json object = Json::parse(line);
    for (const double value : object["embedding"]) squares += value * value;
    EXPECT_NEAR(squares, 1.0, 1e-5);
  }
  call.input = "not json\n";
  EXPECT_THAT(run_program(call), fails_with(3, {"line 1"}));
  EXPECT_THAT(run_program({{"embed", "some text"}}), fails_with(2, {"--model"}));
  EXPECT_THAT(run_program({{"embed", "--model", model}}), fails_with(2));
}

TEST(Needle, SaysWhatIsWrongWithTheCall) {
  EXPECT_THAT(needle({"--computed", "--lengths", "100"}), fails_with(2, {"--lengths 100", "tokens"}));
  EXPECT_THAT(needle({"--computed", "--lengths", "1000000"}), fails_with(2, {"1000000", "131072"}));
  EXPECT_THAT(needle({"--computed", "--depths", "1.5"}), fails_with(2, {"--depths 1.5"}));
  EXPECT_THAT(needle({"--computed", "--needle", "no marks"}), fails_with(2, {"{key}"}));
  EXPECT_THAT(needle({"--computed", "--kv-type", "q9"}), fails_with(2, {"q9"}));
  EXPECT_THAT(needle({"--computed", "--together", "--needles", "2"}), fails_with(2, {"--together"}));
  EXPECT_THAT(needle({"--model", "nowhere.gguf"}), fails_with(2, {"nowhere.gguf"}));
  EXPECT_THAT(needle({}), fails_with(2));
}

}  // namespace
}  // namespace st::pipeline
