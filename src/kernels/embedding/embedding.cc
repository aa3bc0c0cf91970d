#include "kernels/embedding/embedding.h"

#include "base/check.h"
#include "quant/quant_format.h"

namespace st::kernels {

// A row a token: too little work for vectors of its own, so the codecs of quant/, which are the truth, do
// it.
void embed_tokens(const KernelContext& context, const TensorView& table, std::span<const std::int32_t> ids,
                  float scale, std::span<float> y) {
  const std::size_t d_model = table.row_length();
  ST_CHECK(y.size() == ids.size() * d_model);
  for_row_parts(context, static_cast<std::int64_t>(ids.size()), static_cast<std::int64_t>(d_model),
                [&](std::int64_t first, std::int64_t last) {
                  for (std::size_t token = static_cast<std::size_t>(first);
                       token < static_cast<std::size_t>(last); ++token) {
                    ST_CHECK(ids[token] >= 0 && static_cast<std::size_t>(ids[token]) < table.row_count());
                    const std::span<float> row = y.subspan(token * d_model, d_model);
                    decode_row(table, static_cast<std::size_t>(ids[token]), row);
                    if (scale != 1.0f) {
                      for (float& value : row) value *= scale;
                    }
                  }
                });
}

}  // namespace st::kernels
