// Any bytes as tokenizer.json: an error or a tokenizer that encodes and decodes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tokenizer/load/load.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto tokenizer = st::read_tokenizer_json({reinterpret_cast<const char*>(data), size});
  if (!tokenizer.ok()) return 0;
  const auto encoding = tokenizer->encode("As a user, I've 12 \u65e5\u672c <s>\n");
  if (encoding.ok()) tokenizer->decode(encoding->ids);
  return 0;
}
