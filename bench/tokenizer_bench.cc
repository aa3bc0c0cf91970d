// Speed of loading and encoding, one thread and several. ST_TOKENIZERS names a folder of tokenizer folders
// and ST_TEXT a text file; without them the small fixtures and a made text are measured. Worst inputs are
// measured at three sizes each, which shows whether time grows with the length.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "tokenizer/load/load.h"

namespace {

std::string text_of(const std::string& kind, std::size_t size) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < size) {
    state = state * 1664525u + 1013904223u;
    if (kind == "letters") text.push_back(static_cast<char>('a' + (state >> 16) % 26));
    if (kind == "spaces") text.push_back(' ');
    if (kind == "one letter") text.push_back('a');
    if (kind == "prose") text += (state >> 16) % 7 == 0 ? "remarkable, " : "and the order ";
  }
  return text;
}

std::string prose() {
  const char* path = std::getenv("ST_TEXT");
  if (path == nullptr) return text_of("prose", 3000000);
  auto text = st::read_file(path);
  return text.ok() ? *std::move(text) : text_of("prose", 3000000);
}

void encode(benchmark::State& state, const std::string& path, const std::string& text) {
  const auto tokenizer = st::load_tokenizer(path);
  if (!tokenizer.ok()) return state.SkipWithError(tokenizer.error().message.c_str());
  std::size_t tokens = 0;
  for (auto _ : state) {
    const auto encoding = tokenizer->encode(text);
    tokens = encoding.ok() ? encoding->size() : 0;
    benchmark::DoNotOptimize(tokens);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
  state.counters["tokens"] = static_cast<double>(tokens);
}

void load(benchmark::State& state, const std::string& path) {
  for (auto _ : state) {
    const auto tokenizer = st::load_tokenizer(path);
    if (!tokenizer.ok()) return state.SkipWithError(tokenizer.error().message.c_str());
  }
}

void register_all() {
  const char* folder = std::getenv("ST_TOKENIZERS");
  if (folder == nullptr) return;
  const std::string text = prose();
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string path = entry.path().string();
    const std::string name = entry.path().filename().string();
    benchmark::RegisterBenchmark(("load/" + name).c_str(), load, path)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(("prose/" + name).c_str(), encode, path, text)
        ->Unit(benchmark::kMillisecond);
    for (const char* kind : {"letters", "spaces", "one letter"}) {
      for (const std::size_t size : {250000u, 1000000u, 4000000u}) {
        benchmark::RegisterBenchmark((std::string(kind) + "/" + name + "/" + std::to_string(size)).c_str(),
                                     encode, path, text_of(kind, size))
            ->Unit(benchmark::kMillisecond);
      }
    }
  }
}

const bool kRegistered = (register_all(), true);

}  // namespace
