// Beam search against what the reference library finds in the same checkpoints
// (scripts/make_beam_fixtures.py).
#include "engine/beam_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "engine/engine_testing.h"
#include "engine/scheduler.h"

namespace st {
namespace {

const std::string kFolder = std::string(ST_SOURCE_DIR) + "/src/model/testdata/";

std::vector<std::int32_t> numbers(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::int32_t> out;
  for (std::int32_t value = 0; in >> value;) out.push_back(value);
  return out;
}

struct Expected {
  BeamRequest request;
  std::int32_t end_id = -1;
  std::vector<BeamAnswer> answers;
};

std::vector<Expected> read_fixture(const std::string& family) {
  std::ifstream ids(kFolder + family + "/ids.txt"), beams(kFolder + family + "/beams.txt");
  std::string prompt;
  std::getline(ids, prompt);
  std::vector<Expected> all;
  for (std::string line; std::getline(beams, line);) {
    const std::size_t colon = line.find(':');
    if (colon != std::string::npos) {
      BeamAnswer& answer = all.back().answers.emplace_back();
      answer.score = std::stod(line.substr(0, colon));
      answer.ids = numbers(line.substr(colon + 1));
      continue;
    }
    Expected& next = all.emplace_back();
    next.request.prompt = numbers(prompt);
    std::istringstream in(line);
    in >> next.request.beams >> next.request.length_penalty >> next.request.max_tokens >> next.end_id;
  }
  return all;
}

// The same checkpoint with another end token.
class Folder {
 public:
  Folder(const std::string& family, std::int32_t end_id) {
    path_ =
        std::filesystem::temp_directory_path() / ("st-beams-" + std::to_string(::getpid()) + "-" + family);
    std::filesystem::create_directories(path_);
    std::filesystem::copy_file(kFolder + family + "/model.safetensors", path_ / "model.safetensors",
                               std::filesystem::copy_options::overwrite_existing);
    std::ifstream config(kFolder + family + "/config.json");
    std::string text((std::istreambuf_iterator<char>(config)), std::istreambuf_iterator<char>());
    const std::size_t at = text.find("\"eos_token_id\": 1");
    EXPECT_NE(at, std::string::npos);
    text.replace(at, 17, "\"eos_token_id\": " + std::to_string(end_id));
    std::ofstream(path_ / "config.json") << text;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

TEST(BeamSearch, FindsWhatTheReferenceFinds) {
  for (const std::string family : {"qwen3", "gpt2"}) {
    const std::vector<Expected> all = read_fixture(family);
    ASSERT_GE(all.size(), 5u);
    for (const Expected& expected : all) {
      const Folder folder(family, expected.end_id);
      EngineOptions options;
      options.model = folder.path();
      options.key_type = options.value_type = DType::kF32;
      const auto engine = Engine::open(options);
      ASSERT_TRUE(engine.ok()) << engine.error().message;
      const auto found = beam_search(**engine, expected.request);
      ASSERT_TRUE(found.ok()) << found.error().message;
      ASSERT_EQ(found->answers.size(), expected.answers.size());
      for (std::size_t i = 0; i < expected.answers.size(); ++i) {
        EXPECT_EQ(found->answers[i].ids, expected.answers[i].ids)
            << family << " beams " << expected.request.beams << " end " << expected.end_id << " answer "
            << i;
        EXPECT_NEAR(found->answers[i].score, expected.answers[i].score,
                    1e-4 * std::max(1.0, std::abs(expected.answers[i].score)));
      }
    }
  }
}

TEST(BeamSearch, OneBeamIsGreedyAndTheCacheIsFreeAfterwards) {
  const RandomModel model;
  const auto engine = model.open({.prefix_cache = false}, 1024);
  BeamRequest request;
  request.prompt = {5, 80, 31, 7};
  request.max_tokens = 40;
  request.beams = 1;
  const auto beams = beam_search(*engine, request);
  ASSERT_TRUE(beams.ok()) << beams.error().message;
  GenerationRequest greedy;
  greedy.prompt = request.prompt;
  greedy.max_tokens = 40;
  EXPECT_EQ(beams->answers.front().ids, generate(*engine, greedy)->ids);
  request.beams = 7;
  const auto wide = beam_search(*engine, request);
  ASSERT_TRUE(wide.ok());
  EXPECT_GE(wide->answers.front().logprob, beams->answers.front().logprob - 10.0);
  EXPECT_EQ(wide->answers.size(), 7u);
  EXPECT_EQ(engine->cache().free_tokens(), engine->cache().capacity_tokens());
}

TEST(BeamSearch, RefusesWhatIsOutOfRange) {
  BeamRequest request;
  request.beams = 0;
  EXPECT_EQ(check_beams(request).error().kind, ErrorKind::kUsage);
  request.beams = 65;
  EXPECT_EQ(check_beams(request).error().kind, ErrorKind::kUsage);
  request.beams = 4;
  request.length_penalty = std::nan("");
  EXPECT_EQ(check_beams(request).error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace st
