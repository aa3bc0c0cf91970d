#include "cli/verify_pairs.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/unicode.h"

namespace st::cli {
namespace {

using Json = nlohmann::json;

Error wrong_field(const char* field, const char* expected) {
  return input_error(fmt::format("field '{}': expected {}", field, expected));
}

bool blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == line.npos;
}

constexpr int kDeepest = 64;

// The parser itself is not recursive; this keeps a line of a million brackets from costing a million
// values.
bool too_deep(std::string_view line) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepest) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

}  // namespace

Result<VerifyPair> parse_verify_pair(std::string_view line) {
  if (line.size() > kLongestPairLine) {
    return input_error(fmt::format("{} bytes; at most {} a line", line.size(), kLongestPairLine));
  }
  if (!is_valid_utf8(line)) return input_error("not UTF-8; expected one JSON object in UTF-8");
  if (too_deep(line))
    return input_error(fmt::format("nested more than {} deep; expected one JSON object", kDeepest));
  const Json object = Json::parse(line, nullptr, false);
  if (!object.is_object())
    return input_error("not JSON; expected one object {\"id\", \"statement\", \"evidence\": [..]}");
  VerifyPair pair;
  const auto id = object.find("id");
  if (id == object.end() || !(id->is_string() || id->is_number_integer()))
    return wrong_field("id", "a string or a whole number");
  pair.id = id->dump();
  const auto statement = object.find("statement");
  if (statement == object.end() || !statement->is_string()) return wrong_field("statement", "a string");
  pair.statement = statement->get<std::string>();
  const auto evidence = object.find("evidence");
  if (evidence == object.end() || !evidence->is_array())
    return wrong_field("evidence", "a list of strings");
  if (evidence->size() > kMostPassages) return wrong_field("evidence", "10,000 passages at most");
  for (const Json& passage : *evidence) {
    if (!passage.is_string()) return wrong_field("evidence", "a list of strings");
    pair.evidence.push_back(passage.get<std::string>());
  }
  return pair;
}

Result<std::vector<VerifyPair>> parse_verify_pairs(std::string_view text, const std::string& where) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<VerifyPair> pairs;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (blank(line)) continue;
    auto pair = parse_verify_pair(line);
    if (!pair.ok()) return pair.error().in(fmt::format("{}:{}", where, number));
    pairs.push_back(std::move(*pair));
  }
  return pairs;
}

std::string verdict_line(const VerifyPair& pair, const Verdict& verdict) {
  nlohmann::ordered_json object;
  auto id = nlohmann::ordered_json::parse(pair.id, nullptr, false);
  object["id"] =
      id.is_discarded() ? nlohmann::ordered_json(pair.id) : std::move(id);  // a number such as 1e999
  object["supported"] = verdict.supported;
  object["score"] = verdict.score;
  object["reasons"] = verdict.reasons;
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace st::cli
