// What a token mask costs: ST_TIKTOKEN_FILE names a vocabulary (a token in base64 and its rank a line).
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include "engine/grammar_matcher.h"
#include "engine/json_schema_grammar.h"

namespace {

std::string from_base64(const std::string& text) {
  static const std::string kSigns = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned held = 0, bits = 0;
  for (const char sign : text) {
    const std::size_t value = kSigns.find(sign);
    if (value == std::string::npos) break;
    held = held << 6 | static_cast<unsigned>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<char>(held >> bits & 0xFF));
  }
  return bytes;
}

std::shared_ptr<const st::TokenTrie> vocabulary() {
  static const auto made = [] {
    std::vector<std::string> tokens;
    const char* name = std::getenv("ST_TIKTOKEN_FILE");
    std::ifstream file(name == nullptr ? "" : name);
    for (std::string token, rank; file >> token >> rank;) tokens.push_back(from_base64(token));
    tokens.emplace_back();
    return std::make_shared<const st::TokenTrie>(
        tokens, std::vector<std::uint32_t>{static_cast<std::uint32_t>(tokens.size() - 1)});
  }();
  return made;
}

constexpr const char* kSchema =
    R"({"type":"object","properties":{"edits":{"type":"array","items":{"type":"object","properties":{
    "op":{"enum":["add","revise","merge","retire","nothing"]},"id":{"enum":["S1","S2","S3"]},
    "text":{"type":"string","maxLength":300}},"required":["op","text"],"additionalProperties":false}}},
    "required":["edits"],"additionalProperties":false})";

// A mask at every byte of a document: with new tables (cold), or with those of an earlier pass (warm).
void masks(benchmark::State& state, bool warm) {
  const auto trie = vocabulary();
  if (trie->n_vocab() < 2) {
    state.SkipWithError("ST_TIKTOKEN_FILE names no vocabulary");
    return;
  }
  const auto program = std::make_shared<st::GrammarProgram>(*st::parse_json_schema(kSchema));
  const std::string text =
      R"({"edits": [{"op": "add", "id": "S2", "text": "Riders see the \"price\" first."}]})";
  st::GrammarMatcher kept(program, trie);
  std::size_t tokens_allowed = 0;
  for (auto _ : state) {
    tokens_allowed = 0;
    st::GrammarMatcher fresh(program, trie);
    st::GrammarMatcher& matcher = warm ? kept : fresh;
    matcher.reset();
    for (const char byte : text) {
      tokens_allowed += (*matcher.mask())->allows('a') ? 1 : 0;
      if (!matcher.accept_bytes(std::string_view(&byte, 1)))
        state.SkipWithError("the document was refused");
    }
  }
  state.counters["tokens_in_vocabulary"] = static_cast<double>(trie->n_vocab());
  benchmark::DoNotOptimize(tokens_allowed);
  state.counters["per_mask"] =
      benchmark::Counter(static_cast<double>(text.size()),
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(masks, cold, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(masks, warm, true)->Unit(benchmark::kMillisecond);

}  // namespace
