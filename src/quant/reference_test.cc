// Holds the codecs against what the reference implementation did (scripts/make_quant_fixtures.py recorded
// it).
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <sstream>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/hash.h"
#include "quant/quant_format.h"
#include "tensor/half.h"

namespace st {
namespace {

const std::string kFixtures = std::string(ST_SOURCE_DIR) + "/src/quant/testdata/";

std::string fixture(const std::string& file) {
  Result<std::string> bytes = read_file(kFixtures + file);
  EXPECT_TRUE(bytes.ok()) << bytes.error().message;
  return bytes.ok() ? *bytes : std::string();
}

// The floats' bits with every NaN as 7fc00000.
std::string with_one_nan(const std::vector<float>& values) {
  std::string bytes(values.size() * 4, '\0');
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint32_t bits =
        std::isnan(values[i]) ? 0x7FC00000u : std::bit_cast<std::uint32_t>(values[i]);
    std::memcpy(bytes.data() + i * 4, &bits, 4);
  }
  return bytes;
}

std::string splitmix64(std::uint64_t seed, std::size_t n_bytes) {
  std::string bytes((n_bytes + 7) / 8 * 8, '\0');
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    seed += 0x9E3779B97F4A7C15u;
    std::uint64_t z = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    std::memcpy(bytes.data() + i, &z, 8);
  }
  bytes.resize(n_bytes);
  return bytes;
}

std::string decoded(const QuantFormat& format, std::string_view blocks) {
  const DTypeInfo& of = info(format.dtype);
  std::vector<float> values(blocks.size() / of.block_bytes * of.block_elements);
  format.decode(reinterpret_cast<const std::byte*>(blocks.data()), values.size(), values.data());
  return with_one_nan(values);
}

TEST(QuantReference, DecodesEdgeCaseBlocksBitForBit) {
  int formats = 0;
  for (const QuantFormat& format : quant_formats()) {
    if (!info(format.dtype).is_block_format()) continue;
    const std::string file = fixture("decode_" + std::string(name(format.dtype)) + ".bin");
    std::uint32_t n_blocks = 0, n_values = 0;
    ASSERT_GE(file.size(), 8u);
    std::memcpy(&n_blocks, file.data(), 4);
    std::memcpy(&n_values, file.data() + 4, 4);
    const std::size_t block_bytes = n_blocks * info(format.dtype).block_bytes;
    ASSERT_EQ(file.size(), 8 + block_bytes + n_values * 4u);
    EXPECT_EQ(decoded(format, std::string_view(file).substr(8, block_bytes)), file.substr(8 + block_bytes))
        << name(format.dtype);
    ++formats;
  }
  EXPECT_EQ(formats, 12);
}

// "form count sha256" a line; the inputs are made again here.
TEST(QuantReference, DecodesManyRandomBlocksBitForBit) {
  std::istringstream lines(fixture("decode_hashes.txt"));
  std::string form, digest;
  std::size_t count = 0;
  int formats = 0;
  while (lines >> form >> count >> digest) {
    const std::optional<DType> dtype = find_dtype(form);
    if (!dtype) continue;
    const std::size_t size = info(*dtype).block_bytes;
    std::string blocks;
    if (info(*dtype).is_block_format()) {
      blocks = splitmix64(size, count * size);
    } else {
      for (std::uint32_t bits = 0; bits < count; ++bits) {
        blocks += static_cast<char>(bits & 0xFF);
        blocks += static_cast<char>(bits >> 8);
      }
    }
    EXPECT_EQ(sha256_hex(decoded(*find_quant_format(*dtype), blocks)), digest) << form;
    ++formats;
  }
  EXPECT_EQ(formats, 14);
}

TEST(QuantReference, RoundsFloatsToHalvesBitForBit) {
  std::istringstream lines(fixture("decode_hashes.txt"));
  std::string form, digest;
  std::size_t count = 0;
  int forms = 0;
  while (lines >> form >> count >> digest) {
    if (!form.starts_with("to_")) continue;
    const std::string random = splitmix64(4, count * 4);
    std::string halves;
    for (std::size_t i = 0; i < count; ++i) {
      float value = 0;
      std::memcpy(&value, random.data() + i * 4, 4);
      if (std::isnan(value)) value = 0;
      const std::uint16_t half = form == "to_f16" ? f32_to_f16(value) : f32_to_bf16(value);
      halves += static_cast<char>(half & 0xFF);
      halves += static_cast<char>(half >> 8);
    }
    EXPECT_EQ(sha256_hex(halves), digest) << form;
    ++forms;
  }
  EXPECT_EQ(forms, 2);
}

double squared_error(const QuantFormat& format, std::span<const float> row) {
  std::vector<std::byte> blocks(*byte_count(format.dtype, row.size()));
  std::vector<float> back(row.size());
  format.encode(row.data(), row.size(), blocks.data());
  format.decode(blocks.data(), row.size(), back.data());
  double sum = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const double difference = static_cast<double>(back[i]) - static_cast<double>(row[i]);
    sum += difference * difference;
  }
  return sum;
}

double energy(std::span<const float> row) {
  double sum = 0;
  for (const float value : row) sum += static_cast<double>(value) * static_cast<double>(value);
  return sum;
}

// "kind form error of row 0 ...": prints the table of RMS errors. Each kind of rows must be encoded no
// worse than the reference did it. Both sides search, so on a single row either may be lucky: there a
// thousandth is allowed, and what one half's last bit is worth where one value makes up the row.
TEST(QuantReference, EncodesRowsAtLeastAsWellAsTheReference) {
  std::istringstream lines(fixture("encode_errors.txt"));
  std::printf("%-10s %-6s %14s %14s %8s\n", "rows", "type", "rms here", "rms reference", "ratio");
  int compared = 0;
  int worse = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string kind, form;
    fields >> kind >> form;
    const QuantFormat& format = *find_quant_format(*find_dtype(form));
    const std::string halves = fixture("rows_" + kind + ".f16");
    double here = 0, reference = 0, theirs = 0;
    std::size_t n = 0;
    for (std::size_t row = 0; fields >> theirs; ++row) {
      std::vector<float> values(256);
      find_quant_format(DType::kF16)
          ->decode(reinterpret_cast<const std::byte*>(halves.data()) + row * 512, 256, values.data());
      const double ours = squared_error(format, values);
      worse += ours > theirs;
      EXPECT_LE(ours, theirs * 1.001 + energy(values) * 1e-8) << kind << " " << form << " row " << row;
      here += ours;
      reference += theirs;
      n += values.size();
      ++compared;
    }
    EXPECT_LE(here, reference) << kind << " " << form;
    std::printf("%-10s %-6s %14.6g %14.6g %8.4f\n", kind.c_str(), form.c_str(),
                std::sqrt(here / static_cast<double>(n)), std::sqrt(reference / static_cast<double>(n)),
                std::sqrt(here / reference));
  }
  std::printf("%d of %d rows have a larger error than the reference's\n", worse, compared);
  EXPECT_EQ(compared, 6 * 5 * 16);
}

}  // namespace
}  // namespace st
