// Any bytes as a table of prices and models, and as the record of a run: refused in one line, or read into
// numbers that can be reckoned with.
#include <cmath>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "cli/scale_report.h"
#include "scale/footprint.h"
#include "scale/scale_table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto table = st::scale::read_table(bytes, "fuzz"); table.ok()) {
    for (const st::scale::ModelShape& shape : table->models) {
      const st::scale::Footprint print = st::scale::footprint_of(shape, 1000, st::DType::kF16, 1);
      ST_CHECK(std::isfinite(print.weights_f32) && std::isfinite(print.kv_cache) && print.kv_cache > 0);
    }
  }
  if (const auto run = st::cli::read_run(bytes, "fuzz"); run.ok())
    ST_CHECK(std::isfinite(run->prompt_tokens));
  return 0;
}
