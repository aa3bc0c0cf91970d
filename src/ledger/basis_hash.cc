#include "ledger/basis_hash.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "base/hash.h"

namespace st {

std::string basis_hash(std::span<const Evidence> evidence) {
  std::vector<std::tuple<std::string_view, std::string_view, std::string_view>> seen;
  for (const Evidence& item : evidence) seen.emplace_back(item.span.story_id, item.span.field, item.quote);
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  Fingerprint print;
  for (const auto& [story, field, quote] : seen) print.add(story).add(field).add(quote);
  return print.hex();
}

}  // namespace st
