// A pairs file from a stranger: each line gives a pair or an Error of one line, and each pair a verdict in
// bounds.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "cli/verify_pairs.h"
#include "guard/guard.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto pairs = st::cli::parse_verify_pairs(text, "fuzz");
  if (!pairs.ok()) {
    ST_CHECK(pairs.error().message.find('\n') == std::string::npos);
    return 0;
  }
  for (const st::cli::VerifyPair& pair : *pairs) {
    const st::Verdict verdict = st::Guard().check(pair.statement, pair.evidence);
    ST_CHECK(verdict.score >= 0.0 && verdict.score <= 1.0);
    ST_CHECK(!st::cli::verdict_line(pair, verdict).empty());
  }
  return 0;
}
