// inspect and quantize as programs: what they print, how they end, what they leave behind.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "pipeline/run_program.h"

namespace st::pipeline {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kStories =
    std::string(ST_SOURCE_DIR) + "/../shared/data/models/stories260k/tinyllamas-stories-260k-f32.gguf";

template <typename T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

// A GGUF v3 file with one f32 matrix [rows, 256] of a ramp.
std::string small_gguf(std::uint64_t rows) {
  std::string out = "GGUF";
  put<std::uint32_t>(out, 3);
  put<std::uint64_t>(out, 1);
  put<std::uint64_t>(out, 0);
  put<std::uint64_t>(out, 8);
  out += "w.weight";
  put<std::uint32_t>(out, 2);
  put<std::uint64_t>(out, 256);
  put<std::uint64_t>(out, rows);
  put<std::uint32_t>(out, 0);
  put<std::uint64_t>(out, 0);
  out.resize((out.size() + 31) / 32 * 32, '\0');
  for (std::uint64_t i = 0; i < rows * 256; ++i) put(out, static_cast<float>(i % 1000) / 1000.0f);
  return out;
}

TEST(Inspect, PrintsTextAndJson) {
  const TemporaryFolder folder;
  const std::string model = folder.write("m.gguf", small_gguf(4));
  const Outcome text = run_program({{"inspect", model}});
  EXPECT_THAT(text, ends_with(0));
  EXPECT_THAT(text.out, HasSubstr("1 tensor, 1,024 parameters, 4.1 kB"));
  EXPECT_THAT(text.err, IsEmpty());
  const Outcome json = run_program({{"inspect", model, "--json"}});
  EXPECT_THAT(json, ends_with(0));
  const nlohmann::json object = nlohmann::json::parse(json.out);
  EXPECT_EQ(object["format"], "GGUF v3");
  EXPECT_EQ(object["tensors"][0]["shape"], nlohmann::json({4, 256}));
  EXPECT_EQ(object["needs"]["weights_bytes"], 4096);
}

TEST(Inspect, TellsWhatATrainedModelNeeds) {
  if (!std::filesystem::exists(kStories)) GTEST_SKIP() << "no ../shared/data/models here";
  const Outcome json = run_program({{"inspect", kStories, "--json"}});
  EXPECT_THAT(json, ends_with(0));
  const nlohmann::json object = nlohmann::json::parse(json.out);
  EXPECT_EQ(object["architecture"], "llama");
  EXPECT_EQ(object["vocabulary"]["tokens"], 512);
  EXPECT_EQ(object["parameters"], 292800);
  // 5 layers, 4 heads of 8 for keys and for values, two bytes each.
  EXPECT_EQ(object["needs"]["kv_bytes_per_1000_tokens"]["f16"], 5 * 4 * 16 * 2 * 1000);
  EXPECT_TRUE(
      object["needs"]["kv_bytes_per_1000_tokens"]["q8_0"].is_null());  // heads of 8: no whole blocks
}

TEST(Inspect, EndsWithTheRightCode) {
  const TemporaryFolder folder;
  EXPECT_THAT(run_program({{"inspect", "nowhere.gguf"}}), fails_with(2, {"nowhere.gguf: No such file"}));
  EXPECT_THAT(run_program({{"inspect", folder.path().string()}}), fails_with(4, {"has no weights"}));
  const std::string cut = folder.write("cut.gguf", small_gguf(4).substr(0, 3000));
  EXPECT_THAT(run_program({{"inspect", cut}}),
              fails_with(4, {"cut.gguf: tensor 'w.weight' needs 4096 bytes"}));
  const std::string text = folder.write("notes.txt", "not a model at all, but long enough to look at");
  EXPECT_THAT(run_program({{"inspect", text}}), fails_with(4, {"or it is no safetensors file"}));
}

TEST(Quantize, WritesTheSameFileOnAnyNumberOfThreads) {
  const TemporaryFolder folder;
  const std::string model = folder.write("m.gguf", small_gguf(3000));
  std::string first;
  for (const char* jobs : {"1", "2", "5"}) {
    const std::string out = folder / "out.gguf";
    const Outcome outcome = run_program({{"quantize", model, out, "--type", "q5_k", "--jobs", jobs}});
    EXPECT_THAT(outcome, ends_with(0));
    EXPECT_THAT(outcome.out, HasSubstr("bits a parameter"));
    if (first.empty()) first = read_bytes(out);
    EXPECT_TRUE(first == read_bytes(out)) << jobs;
  }
}

TEST(Quantize, EndsWithTheRightCode) {
  const TemporaryFolder folder;
  const std::string model = folder.write("m.gguf", small_gguf(4));
  const std::string out = folder / "out.gguf";
  EXPECT_THAT(run_program({{"quantize", model, out, "--type", "q3_k"}}),
              fails_with(2, {"--type: 'q3_k' is none of q8_0, q4_0"}));
  EXPECT_THAT(run_program({{"quantize", model, model, "--type", "q8_0"}}),
              fails_with(2, {"is the input itself"}));
  EXPECT_THAT(run_program({{"quantize", model, folder / "none" / "out.gguf", "--type", "q8_0"}}),
              fails_with(2, {"can't be written"}));
  const std::string cut = folder.write("cut.gguf", small_gguf(4).substr(0, 100));
  EXPECT_THAT(run_program({{"quantize", cut, out, "--type", "q8_0"}}),
              fails_with(4, {"the file is not whole"}));
}

TEST(Quantize, AFullDiskLeavesTheOldFileAndNothingElse) {
  const TemporaryFolder folder;
  const std::string model = folder.write("m.gguf", small_gguf(2000));
  const std::string out = folder.write("out.gguf", "the old file");
  Call call{{"quantize", model, out, "--type", "q8_0"}};
  call.file_limit_bytes = 100'000;
  EXPECT_THAT(run_program(call), fails_with(5, {"out.gguf: can't be written"}));
  EXPECT_EQ(read_bytes(out), "the old file");
  EXPECT_EQ(files_under(folder.path()).size(), 2u);
}

TEST(Quantize, AKilledRunLeavesTheOldFile) {
  const TemporaryFolder folder;
  const std::string model = folder.write("m.gguf", small_gguf(20'000));
  const std::string out = folder.write("out.gguf", "the old file");
  for (const int signal : {9, 15}) {
    Call call{{"quantize", model, out, "--type", "q4_k", "--jobs", "1"}};
    call.signal_after = std::chrono::milliseconds(60);
    call.signal_number = signal;
    const Outcome outcome = run_program(call);
    EXPECT_EQ(outcome.by_signal, signal);
    EXPECT_EQ(read_bytes(out), "the old file");
  }
}

}  // namespace
}  // namespace st::pipeline
