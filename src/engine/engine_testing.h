#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "engine/engine.h"

namespace st {

// A folder with the configuration of a small Llama (256 ids, 4,096 tokens of context), to be opened with
// random weights. It goes when the scope ends.
class RandomModel {
 public:
  // `spread` of the weights: small ones make a model that soon repeats itself.
  explicit RandomModel(double spread = 0.2) {
    static int count = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("st-engine-test-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "config.json")
        << R"({"model_type": "llama", "architectures": ["LlamaForCausalLM"],
      "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4,
      "num_key_value_heads": 2, "vocab_size": 256, "max_position_embeddings": 4096, "rms_norm_eps": 1e-5,
      "rope_theta": 10000.0, "initializer_range": )"
        << spread << R"(, "tie_word_embeddings": false, "hidden_act": "silu"})";
  }
  ~RandomModel() { std::filesystem::remove_all(folder_); }
  RandomModel(const RandomModel&) = delete;
  RandomModel& operator=(const RandomModel&) = delete;

  std::string path() const { return folder_.string(); }

  // Opened and reserved.
  std::unique_ptr<Engine> open(EngineOptions options, std::int64_t capacity_tokens) const {
    options.model = path();
    options.load.random = model::RandomWeights{};
    auto engine = Engine::open(options);
    EXPECT_TRUE(engine.ok()) << (engine.ok() ? "" : engine.error().message);
    const Status reserved = (*engine)->reserve(capacity_tokens);
    EXPECT_TRUE(reserved.ok()) << (reserved.ok() ? "" : reserved.error().message);
    return std::move(*engine);
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace st
