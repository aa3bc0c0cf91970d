// Grammars from a stranger: a BNF or a JSON Schema, then bytes drawn along the mask. What the mask allows
// is accepted, what it forbids is not.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "engine/grammar_bnf.h"
#include "engine/grammar_matcher.h"
#include "engine/json_schema_grammar.h"

namespace {

std::shared_ptr<const st::TokenTrie> vocabulary() {
  std::vector<std::string> tokens(256);
  for (int byte = 0; byte < 256; ++byte)
    tokens[static_cast<std::size_t>(byte)] = std::string(1, char(byte));
  for (const char* piece : {"\": \"", "},{", "]}", "true", "null", "12", "{\"", "aa", "ab"})
    tokens.push_back(piece);
  tokens.push_back("");
  const auto end = static_cast<std::uint32_t>(tokens.size() - 1);
  return std::make_shared<st::TokenTrie>(tokens, std::vector<std::uint32_t>{end});
}

void walk(st::GrammarProgram program, std::string_view choices) {
  static const auto trie = vocabulary();
  st::GrammarMatcher matcher(std::make_shared<st::GrammarProgram>(std::move(program)), trie);
  for (const char choice : choices.substr(0, 16)) {
    const auto mask = matcher.mask();
    if (!mask.ok()) return;
    const st::TokenMask allowed = **mask;
    auto id = static_cast<std::uint32_t>(static_cast<unsigned char>(choice));
    if (!allowed.allows(id)) ST_CHECK(!matcher.accept(id));
    for (std::size_t n = 0; n < allowed.size() && !allowed.allows(id); ++n) {
      id = static_cast<std::uint32_t>((id + 1) % allowed.size());
    }
    if (!allowed.allows(id)) return;
    ST_CHECK(matcher.accept(id));
    if (matcher.ended()) return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 18) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string_view text = bytes.substr(17);
  if (data[0] % 2 == 0) {
    auto program = st::parse_bnf(text);
    if (program.ok()) walk(std::move(*program), bytes.substr(1, 16));
  } else {
    st::JsonSchemaOptions options;
    options.space = static_cast<st::JsonSchemaOptions::Space>(data[0] / 2 % 3);
    options.order = static_cast<st::JsonSchemaOptions::Order>(data[0] / 8 % 2);
    auto program = st::parse_json_schema(text, options);
    if (program.ok()) walk(std::move(*program), bytes.substr(1, 16));
  }
  return 0;
}
