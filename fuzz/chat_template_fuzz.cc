// Chat templates come out of downloaded checkpoints: any bytes must end in text or in an error, soon.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/jinja/interpreter.h"
#include "engine/jinja/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace st::jinja;
  static const Value variables = from_json(
      R"({"messages": [{"role": "user", "content": "a <b>"}, {"role": "assistant", "content": ""}],
          "tools": [{"name": "f", "n": 1.5}], "add_generation_prompt": true, "bos_token": "<s>"})");
  RenderLimits limits;
  limits.steps = 20'000;
  limits.output_bytes = 1 << 16;
  limits.depth = 200;
  try {
    const Block block = parse({reinterpret_cast<const char*>(data), size});
    Interpreter(limits).run(block, variables.dict());
  } catch (const TemplateError&) {
    // what a bad template is told
  }
  return 0;
}
