#include "tokenizer/normalize/aligned_chars.h"

namespace st {

void apply_changes(const std::vector<CharChange>& changes, ByteSpan before_first,
                   std::vector<AlignedChar>& input) {
  std::vector<AlignedChar> output;
  output.reserve(changes.size());
  std::size_t next = 0;
  for (const CharChange& change : changes) {
    if (change.change > 0) {
      output.push_back({change.value, next == 0 ? before_first : input[next - 1].source});
      continue;
    }
    if (next >= input.size()) break;
    output.push_back({change.value, input[next].source});
    next += 1 + static_cast<std::size_t>(-change.change);
    if (next > input.size()) next = input.size();
  }
  input = std::move(output);
}

}  // namespace st
