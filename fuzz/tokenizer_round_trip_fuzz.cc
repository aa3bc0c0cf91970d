// Any text through byte-level BPE and back: the text again; text that is not UTF-8 is refused.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/unicode.h"
#include "tokenizer/load/load.h"
#include "tokenizer/text/byte_chars.h"

namespace {

// 256 bytes and a few merges.
st::Tokenizer make_tokenizer() {
  std::string json =
      R"({"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "decoder": {"type": "ByteLevel"},
    "model": {"type": "BPE", "merges": ["t h", "th e", "a n", "\u0120 a", "1 2"], "vocab": {)";
  for (int byte = 0; byte < 256; ++byte) {
    std::string shown;
    st::append_utf8(shown, st::char_of_byte(static_cast<unsigned char>(byte)));
    if (shown == "\"" || shown == "\\") shown.insert(0, "\\");
    json += "\"" + shown + "\": " + std::to_string(byte) + ", ";
  }
  json += R"("th": 256, "the": 257, "an": 258, "\u0120a": 259, "12": 260}}})";
  return *st::read_tokenizer_json(json);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const st::Tokenizer tokenizer = make_tokenizer();
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto encoding = tokenizer.encode(text);
  if (encoding.ok() != st::is_valid_utf8(text)) std::abort();
  if (!encoding.ok()) return 0;
  if (tokenizer.decode(encoding->ids) != text) std::abort();
  st::StreamingDecoder stream(tokenizer);
  std::string streamed;
  for (const st::TokenId id : encoding->ids) streamed += stream.push(id);
  if (streamed + stream.finish() != text) std::abort();
  return 0;
}
