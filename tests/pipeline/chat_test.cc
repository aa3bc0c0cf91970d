// `chat` with a small random model: from a pipe, and its wrong calls.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <regex>
#include <thread>

#include "pipeline/run_program.h"
#include "pipeline/terminal_run.h"

namespace st::pipeline {
namespace {

using ::testing::HasSubstr;

// 256 ids, one a byte of GPT-2's alphabet.
std::string byte_vocabulary() {
  nlohmann::json vocabulary;
  int next = 0;
  const auto add = [&](char32_t point) {
    std::string text;
    if (point < 0x80) {
      text += static_cast<char>(point);
    } else {
      text += static_cast<char>(0xC0 | (point >> 6));
      text += static_cast<char>(0x80 | (point & 0x3F));
    }
    vocabulary[text] = next++;
  };
  for (char32_t byte = 0, spare = 256; byte < 256; ++byte) {
    const bool shown = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
    add(shown ? byte : spare++);
  }
  return vocabulary.dump();
}

std::string model_folder(const TemporaryFolder& folder, bool with_template, int context_tokens = 600) {
  nlohmann::json config = nlohmann::json::parse(
      R"({"model_type": "llama", "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 1,
      "num_attention_heads": 2, "num_key_value_heads": 1, "vocab_size": 256, 
      "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "tie_word_embeddings": true, "hidden_act": "silu"})");
  config["max_position_embeddings"] = context_tokens;
  folder.write("model/config.json", config.dump());
  folder.write("model/vocab.json", byte_vocabulary());
  folder.write("model/merges.txt", "#version: 0.2\n");
  folder.write("model/tokenizer_config.json", R"({"tokenizer_class": "GPT2Tokenizer"})");
  if (with_template) {
    folder.write("model/chat_template.jinja",
                 "{% for m in messages %}[{{ m.role }}] {{ m.content }}\n{% endfor %}[assistant] ");
  }
  return (folder / "model").string();
}

std::vector<std::string> chat_call(const std::string& model, std::vector<std::string> more) {
  std::vector<std::string> call = {"chat", "--model", model, "--random-init", "1", "--max-tokens", "8"};
  call.insert(call.end(), more.begin(), more.end());
  return call;
}

TEST(Chat, APipeIsAnsweredLineByLineAndRemembered) {
  const TemporaryFolder folder;
  const std::string model = model_folder(folder, true);
  const std::string saved = (folder / "saved.json").string();
  const Outcome outcome =
      run_program({chat_call(model, {"--json", "--system", "Be brief."}),
                   std::string(200, 'a') + "\nsecond \\\nline\n/undo\n\"\"\"\nthird\ntext\n\"\"\"\n/save " +
                       saved + "\n"});
  EXPECT_THAT(outcome, ends_with(0));
  std::vector<nlohmann::json> lines;
  std::istringstream out(outcome.out);
  for (std::string line; std::getline(out, line);) lines.push_back(nlohmann::json::parse(line));
  ASSERT_EQ(lines.size(), 3u) << outcome.out << outcome.err;
  EXPECT_EQ(lines[0]["finish"], "length");
  EXPECT_EQ(lines[0]["cached_tokens"], 0);
  EXPECT_EQ(lines[1]["cached_tokens"], 128);  // the first question's beginning is not read again
  const auto conversation = nlohmann::json::parse(read_bytes(saved));
  EXPECT_EQ(conversation["system"], "Be brief.");
  ASSERT_EQ(conversation["messages"].size(), 4u);
  EXPECT_EQ(conversation["messages"][2]["content"], "third\ntext");
  EXPECT_EQ(conversation["messages"][1]["content"], lines[0]["content"]);
  // It goes on where it was saved.
  EXPECT_THAT(run_program({chat_call(model, {"--load", saved}), "and now?\n"}), ends_with(0));
}

TEST(Chat, WrongCallsAndModelsAreTold) {
  const TemporaryFolder folder;
  EXPECT_THAT(run_program({chat_call(model_folder(folder, false), {}), "hello\n"}),
              fails_with(4, {"chat template", "--chat-template"}));
  const std::string model = model_folder(folder, true);
  EXPECT_THAT(run_program({chat_call(model, {}), std::string(700, 'a') + "\n"}),
              fails_with(3, {"tokens", "600"}));
  EXPECT_THAT(run_program({{"chat"}}), fails_with(2, {"--model"}));
  EXPECT_THAT(run_program({chat_call(model, {"--load", "no such file"}), ""}),
              fails_with(2, {"no such file"}));
  EXPECT_THAT(run_program({chat_call(model, {"--kv-type", "q4_k"}), ""}), fails_with(2, {"--kv-type"}));
  const std::string broken = folder.write("broken.jinja", "{% if x %}");
  EXPECT_THAT(run_program({chat_call(model, {"--chat-template", broken}), ""}),
              fails_with(4, {"broken.jinja", "line 1"}));
}

TEST(Chat, PlansItsMemoryBeforeItLoads) {
  const TemporaryFolder folder;
  const std::string model = model_folder(folder, true);
  const Outcome fits = run_program({chat_call(model, {}), "hello\n"});
  EXPECT_THAT(fits, ends_with(0));
  EXPECT_THAT(fits.err, HasSubstr("memory: weights "));
  folder.write("model/config.json", R"({"model_type": "llama", "hidden_size": 32, "intermediate_size": 48,
      "num_hidden_layers": 40, "num_attention_heads": 128, "num_key_value_heads": 128, "head_dim": 128,
      "vocab_size": 256, "max_position_embeddings": 1000000, "rms_norm_eps": 1e-5, "hidden_act": "silu"})");
  EXPECT_THAT(run_program({chat_call(model, {"--context", "900000"}), "hello\n"}),
              fails_with(5, {"900000 tokens need weights", "tokens would fit"}));
}

TEST(Chat, OnATerminalCtrlCEndsTheAnswerAndTheConversationGoesOn) {
  const TemporaryFolder folder;
  const std::string model = model_folder(folder, true, 1'000'000);
  const std::string saved = (folder / "saved.json").string();
  std::vector<std::string> call = chat_call(model, {"--context", "100000", "--temperature", "1"});
  call[std::find(call.begin(), call.end(), "--max-tokens") - call.begin() + 1] = "90000";
  TerminalRun run(call);
  ASSERT_TRUE(run.shows("> ")) << run.output();
  run.type("helo\x1b[Dl\r");  // the arrow goes back, and the letter comes in its place
  ASSERT_TRUE(run.shows("> hello")) << run.output();
  ASSERT_TRUE(run.shows("\r\n")) << run.output();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  run.type("\x03");
  ASSERT_TRUE(run.shows("(stopped)")) << run.output();
  ASSERT_TRUE(run.shows("> ")) << run.output();
  run.type("\x1b[A!\r");  // the line before, with a sign more
  ASSERT_TRUE(run.shows("> hello!")) << run.output();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  run.type("\x03");
  ASSERT_TRUE(run.shows("(stopped)")) << run.output();
  // Each key waits for its prompt: what is typed before it, the terminal itself would take.
  ASSERT_TRUE(run.shows("> ")) << run.output();
  run.type("/save " + saved + "\r");
  ASSERT_TRUE(run.shows("\r\n") && run.shows("> ")) << run.output();
  run.type("\x04");
  EXPECT_EQ(run.end(), 0) << run.output();
  EXPECT_TRUE(run.is_as_before());
  const nlohmann::json messages = nlohmann::json::parse(read_bytes(saved))["messages"];
  ASSERT_EQ(messages.size(), 4u);
  EXPECT_EQ(messages[0]["content"], "hello");
  EXPECT_NE(messages[1]["content"], "");
  EXPECT_EQ(messages[2]["content"], "hello!");
  // Nothing that a model writes moves the cursor: escapes come from the line's editor alone.
  const std::regex editors_own("\x1b\\[([0-9]+C|K)");
  EXPECT_EQ(std::regex_replace(run.output(), editors_own, "").find('\x1b'), std::string::npos);
}

TEST(Chat, OnATerminalCtrlCDropsALineAndAtAnEmptyOneEndsTheProgramAndGivesTheTerminalBack) {
  const TemporaryFolder folder;
  TerminalRun run(chat_call(model_folder(folder, true), {}));
  ASSERT_TRUE(run.shows("> ")) << run.output();
  run.type("half a li");
  ASSERT_TRUE(run.shows("> half a li")) << run.output();
  run.type("\x03");
  ASSERT_TRUE(run.shows("^C") && run.shows("> ")) << run.output();
  run.type("\x03");
  EXPECT_EQ(run.end(), -SIGINT) << run.output();
  EXPECT_TRUE(run.is_as_before());
}

TEST(Chat, RendersAPromptWithoutAModel) {
  const TemporaryFolder folder;
  const std::string shape = folder.write("t.jinja", "{{ messages[0].content | upper }}\n");
  const std::string variables =
      folder.write("v.json", R"({"messages": [{"role": "user", "content": "hi"}]})");
  const Outcome outcome = run_program({{"chat", "--chat-template", shape, "--render", variables}});
  EXPECT_THAT(outcome, ends_with(0));
  EXPECT_EQ(outcome.out, "HI");
  EXPECT_THAT(run_program({{"chat", "--chat-template", shape, "--render", folder.write("bad.json", "[1")}}),
              fails_with(3, {"JSON"}));
}

}  // namespace
}  // namespace st::pipeline
