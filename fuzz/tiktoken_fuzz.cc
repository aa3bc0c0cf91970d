// Any bytes as a tiktoken file.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tokenizer/load/load.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto tokenizer = st::read_tiktoken({reinterpret_cast<const char*>(data), size});
  if (!tokenizer.ok()) return 0;
  const auto encoding = tokenizer->encode("abc 12 \u65e5\n");
  if (encoding.ok()) tokenizer->decode(encoding->ids);
  return 0;
}
