#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "guard/guard.h"

namespace st::cli {

// A statement and the passages it is held against, as one line of JSON gives them.
struct VerifyPair {
  std::string id;  // as JSON: "\"p1\"" or "17", so that it goes out as it came in
  std::string statement;
  std::vector<std::string> evidence;
};

// Limits on foreign input: a line, and passages a line.
inline constexpr std::size_t kLongestPairLine = 16u << 20;
inline constexpr std::size_t kMostPassages = 10'000;

// One line: {"id": string or integer, "statement": string, "evidence": [string, ...]}; other fields are
// passed over. The error names the field and what was expected, not the place.
Result<VerifyPair> parse_verify_pair(std::string_view line);

// All lines of `text`; blank ones are skipped. The error reads "where:line: field: what; what was
// expected".
Result<std::vector<VerifyPair>> parse_verify_pairs(std::string_view text, const std::string& where);

// {"id", "supported", "score", "reasons"} and a newline.
std::string verdict_line(const VerifyPair& pair, const Verdict& verdict);

}  // namespace st::cli
