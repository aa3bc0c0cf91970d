#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "combine/close_wording.h"
#include "combine/data_quote.h"
#include "combine/model_answer.h"

// Whatever a model or a server answers is read without harm, and what is read can be quoted back; no text
// ends the quote or the line that it is put into.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const st::combine::Answer answer = st::combine::read_answer(text);
  for (const st::combine::RawEdit& edit : answer.edits) {
    const st::combine::Answer again =
        st::combine::read_answer("{\"edits\": [" + st::combine::to_json(edit) + "]}");
    ST_CHECK(again.edits.size() == 1);
    (void)st::combine::misshapen(edit.text);
  }
  (void)st::combine::read_section_answer(text);
  const std::string quoted = st::combine::data_quote(text, 1 << 12);
  ST_CHECK(quoted.find('\n') == std::string::npos);
  for (std::size_t i = 1; i < quoted.size(); ++i) {
    if (quoted[i] == '\\') {
      ++i;
    } else if (quoted[i] == '"') {
      ST_CHECK(i + 1 == quoted.size() || quoted.ends_with(" more bytes)"));
      break;
    }
  }
  return 0;
}
