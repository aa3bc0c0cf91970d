#include "model/made_tensor.h"

#include <atomic>
#include <cmath>
#include <vector>

#include "base/hash.h"
#include "base/random.h"
#include "quant/quant_format.h"
#include "tensor/half.h"

namespace st::model {
namespace {

constexpr std::size_t kElementsPerPart = std::size_t{1} << 16;

double bits_per_element(DType type) {
  return 8.0 * static_cast<double>(info(type).block_bytes) / static_cast<double>(info(type).block_elements);
}

bool is_whole_blocks(std::size_t row_length, DType type) {
  return row_length % info(type).block_elements == 0;
}

bool can_be_stored(std::span<const float> values, DType type) {
  for (const float value : values) {
    if (!std::isfinite(value)) return false;
    if (type == DType::kF16 && !std::isfinite(f16_to_f32(f32_to_f16(value)))) return false;
  }
  return true;
}

}  // namespace

DType type_at_load(DType wanted, MatrixUse use, std::size_t row_length) {
  DType type = wanted;
  if (use == MatrixUse::kOutput && bits_per_element(wanted) < bits_per_element(DType::kQ6_K) &&
      is_whole_blocks(row_length, DType::kQ6_K)) {
    type = DType::kQ6_K;
  }
  if (is_whole_blocks(row_length, type)) return type;
  return is_whole_blocks(row_length, DType::kQ8_0) ? DType::kQ8_0 : DType::kF16;
}

Result<Tensor> make_tensor(const std::string& name, DType type, const Shape& shape, const RowSource& rows,
                           std::size_t jobs) {
  ST_ASSIGN_OR_RETURN(Tensor made, Tensor::zeros(type, shape));
  const std::size_t width = shape.row_length(), n_rows = shape.row_count();
  const std::size_t row_bytes = made.view().row_bytes();
  const std::size_t per_part = kElementsPerPart / (width + 1) + 1;
  std::atomic<bool> sound = true;
  parallel_for((n_rows + per_part - 1) / per_part, jobs, [&](std::size_t part) {
    std::vector<float> values(width);
    for (std::size_t row = part * per_part; row < std::min(n_rows, (part + 1) * per_part); ++row) {
      rows(row, values);
      if (!can_be_stored(values, type)) return sound.store(false);
      find_quant_format(type)->encode(values.data(), width, made.data() + row * row_bytes);
    }
  });
  if (sound) return made;
  return model_error("tensor '" + name + "' holds a value that is no finite number, or too large for " +
                     std::string(st::name(type)));
}

RowSource random_rows(const RandomWeights& random, const std::string& name, std::size_t row_length) {
  // The sum of four whole numbers below 2^16 has this standard deviation; its mean is 131070.
  constexpr double kSpreadOfSum = 37837.22;
  const auto scale = static_cast<float>(random.spread / kSpreadOfSum);
  const std::uint64_t stream = fnv1a(name);
  const std::array<std::uint32_t, 2> key = {static_cast<std::uint32_t>(random.seed),
                                            static_cast<std::uint32_t>(random.seed >> 32)};
  return [=](std::size_t row, std::span<float> values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::uint64_t at = row * row_length + i;
      const std::array<std::uint32_t, 4> words =
          philox({static_cast<std::uint32_t>(at / 2), static_cast<std::uint32_t>(at / 2 >> 32),
                  static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)},
                 key);
      const std::uint32_t a = words[2 * (at % 2)], b = words[2 * (at % 2) + 1];
      const std::uint32_t sum = (a & 0xFFFF) + (a >> 16) + (b & 0xFFFF) + (b >> 16);
      values[i] = static_cast<float>(static_cast<std::int32_t>(sum) - 131070) * scale;
    }
  };
}

}  // namespace st::model
