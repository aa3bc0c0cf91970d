#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace st {

// SentencePiece's compiled character map: a double-array trie (Darts-clone's layout) from byte strings to
// places in a pool of NUL-ended replacements. An empty map replaces nothing. Every index read from the file
// is checked as it is followed.
class CharsMap {
 public:
  static Result<CharsMap> parse(std::string_view blob);

  struct Match {
    std::string_view replacement;
    std::size_t size_bytes;  // of the key
  };
  // The shortest or the longest key that `text` starts with.
  std::optional<Match> shortest(std::string_view text) const { return find(text, true); }
  std::optional<Match> longest(std::string_view text) const { return find(text, false); }
  bool empty() const { return units_.empty(); }

 private:
  std::optional<Match> find(std::string_view text, bool first) const;

  std::vector<std::uint32_t> units_;
  std::string pool_;
};

}  // namespace st
