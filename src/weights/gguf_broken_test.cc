// Hand-broken GGUF files, each with the error that names what is wrong with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "weights/gguf.h"
#include "weights/test_bytes.h"

namespace st {
namespace {

constexpr std::uint32_t kF32 = 0, kQ4_0 = 2, kQ4_K = 12, kU32 = 4, kString = 8, kArray = 9;
constexpr std::uint64_t kHuge = std::uint64_t{1} << 63;

struct Broken {
  std::string what;
  std::string bytes;
  std::string error;
};

TestBytes one_tensor(std::vector<std::uint64_t> extents, std::uint32_t type, std::uint64_t offset) {
  return TestBytes().header(1, 0).tensor("w", extents, type, offset);
}

TestBytes two_tensors(std::string_view second, std::uint64_t offset) {
  return TestBytes()
      .header(2, 0)
      .tensor("a", {16}, kF32, 0)
      .tensor(second, {16}, kF32, offset)
      .pad()
      .zeros(128);
}

TestBytes key(std::string_view name) {
  return TestBytes().header(0, 1).text(name);
}

std::vector<Broken> broken_files() {
  return {
      {"empty", "", "is 0 bytes long; no GGUF file is so short"},
      {"another format", "PK\3\4....", "is not a GGUF file; expected it to begin with 'GGUF'"},
      {"older format", "tjgg\1\0\0\0",
       "is a model file of the kind before GGUF (GGML, GGMF, GGJT or GGLA)"},
      {"big endian", TestBytes().raw("GGUF").u32(0x03000000),
       "is a big-endian GGUF file (version 3); only little"},
      {"big-endian magic", TestBytes().raw("FUGG").u32(3), "is a big-endian GGUF file"},
      {"version 0", TestBytes().raw("GGUF").u32(0), "is GGUF version 0; versions 1, 2 and 3 are read"},
      {"version 4", TestBytes().raw("GGUF").u32(4), "is GGUF version 4; versions 1, 2 and 3 are read"},
      {"no version", TestBytes().raw("GGUF"), "ends at byte 4 inside the header"},
      {"2^63 tensors", TestBytes().header(kHuge, 0),
       "the header says 9223372036854775808 tensors, which can't stand"},
      {"2^63 keys", TestBytes().header(0, kHuge),
       "says 9223372036854775808 metadata keys, which can't stand in the 0"},
      {"truncated key", TestBytes().header(0, 1).u64(40).raw("general.architecture"),
       "metadata key 1 of 1 holds a string of 40 bytes where 20 are left"},
      {"key of 2^63 bytes", TestBytes().header(0, 1).u64(kHuge).zeros(8),
       "holds a string of 9223372036854775808 bytes where 8 are left"},
      {"empty key", key("").u32(kU32).u32(1), "metadata key 1 of 1 has 0 bytes; expected 1 to 65535"},
      {"key that is not UTF-8", key("ab\xFF").u32(kU32).u32(1), "is not UTF-8"},
      {"truncated value", key("general.alignment").u32(kU32).raw("\1\2"),
       "inside the value of metadata key 'general.alignment'; the file is not whole"},
      {"unknown value type", key("general.alignment").u32(13).u32(1),
       "metadata key 'general.alignment' has value type 13; expected 0 to 12"},
      {"text longer than the file", key("general.name").u32(kString).u64(100).raw("abc"),
       "the value of metadata key 'general.name' holds a string of 100 bytes where 3 are left"},
      {"array of 2^63 strings", key("tokens.of.some").u32(kArray).u32(kString).u64(kHuge).zeros(16),
       "says 9223372036854775808 strings, which can't stand in the 16 bytes"},
      {"array of 2^61 numbers", key("scores").u32(kArray).u32(6).u64(std::uint64_t{1} << 61).zeros(16),
       "says 2305843009213693952 elements, which can't stand in the 16 bytes"},
      {"array of arrays", key("deep").u32(kArray).u32(kArray).u64(1).zeros(16),
       "'deep' is an array of arrays"},
      {"array of unknown type", key("deep").u32(kArray).u32(77).u64(1).zeros(16),
       "metadata key 'deep' has elements of type 77; expected 0 to 12"},
      {"key twice", TestBytes().header(0, 2).text("a").u32(kU32).u32(1).text("a").u32(kU32).u32(1),
       "metadata key 'a' is there twice"},
      {"alignment 0", key("general.alignment").u32(kU32).u32(0),
       "general.alignment is 0; expected a power of two"},
      {"alignment 24", key("general.alignment").u32(kU32).u32(24),
       "general.alignment is 24; expected a power of two"},
      {"alignment of text", key("general.alignment").u32(kString).text("32"),
       "metadata key 'general.alignment' is of type string; expected an integer below 2^63"},
      {"truncated tensor name", TestBytes().header(1, 0).u64(50).raw("blk.0.attn_q.weight").zeros(20),
       "the entry of tensor 1 of 1 holds a string of 50 bytes where 39 are left"},
      {"tensor name that is not UTF-8", TestBytes().header(1, 0).tensor("w\xC3", {16}, kF32, 0),
       "the entry of tensor 1 of 1 has a name, 'w\xEF\xBF\xBD', that is not UTF-8"},
      {"nameless tensor", TestBytes().header(1, 0).tensor("", {16}, kF32, 0).zeros(64),
       "has a name of 0 bytes"},
      {"five dimensions", one_tensor({1, 1, 1, 1, 1}, kF32, 0),
       "tensor 'w' has 5 dimensions; expected at most 4"},
      {"2^32 dimensions", TestBytes().header(1, 0).text("w").u32(0xFFFFFFFF).zeros(32),
       "tensor 'w' has 4294967295 dimensions"},
      {"truncated entry", TestBytes().header(1, 0).text("weights").u32(2).u64(16),
       "inside the entry of tensor 1 of 1; the file is not whole"},
      {"product of the shape overflows", one_tensor({kHuge, 4}, kF32, 0),
       "has more elements than 64 bits can count"},
      {"empty, with rows too long", one_tensor({kHuge, 0}, kF32, 0),
       "tensor 'w' has more bytes than 64 bits can count"},
      {"bytes overflow", one_tensor({kHuge}, kF32, 0), "tensor 'w' has more bytes than 64 bits can count"},
      {"type that is not read", one_tensor({256}, 16, 0),
       "tensor 'w' is of type 16 (IQ2_XXS), which is not read here"},
      {"type that does not exist", one_tensor({256}, 4242, 0),
       "tensor 'w' is of type 4242 (unknown), which is not"},
      {"row of no whole blocks", one_tensor({48, 2}, kQ4_0, 0).pad().zeros(128),
       "tensor 'w' has rows of 48 elements; q4_0 needs a multiple of 32"},
      {"row of no whole superblocks", one_tensor({128, 2}, kQ4_K, 0).pad().zeros(144),
       "tensor 'w' has rows of 128 elements; q4_k needs a multiple of 256"},
      {"offset past the end", one_tensor({16}, kF32, 4096).pad().zeros(64),
       "tensor 'w' needs 64 bytes at offset 4096 where the file has 64 bytes of data; the file is not "
       "whole"},
      {"offset near 2^64", one_tensor({16}, kF32, ~std::uint64_t{31}).pad().zeros(64),
       "tensor 'w' needs 64 bytes at offset 18446744073709551584 where the file has 64"},
      {"data cut short", one_tensor({16}, kF32, 0).pad().zeros(63),
       "needs 64 bytes at offset 0 where the file has 63"},
      {"no data at all", one_tensor({16}, kF32, 0),
       "needs 64 bytes at offset 0 where the file has 0 bytes of data"},
      {"misaligned", one_tensor({16}, kF32, 4).pad().zeros(128),
       "lies at offset 4; expected a multiple of 32"},
      {"overlapping tensors", two_tensors("b", 32), "tensors 'a' and 'b' overlap at offset 32"},
      {"the same bytes twice", two_tensors("b", 0), "overlap at offset 0"},
      {"name twice", two_tensors("a", 64), "tensor 'a' is there twice; each name may stand once"},
      {"version 1 truncated", TestBytes(1).header(0, 1).text("general.name").u32(kString).u32(9).raw("abc"),
       "holds a string of 9 bytes where 3 are left"},
      {"2^32 - 1 tensors in version 1", TestBytes(1).header(0xFFFFFFFF, 0), "says 4294967295 tensors"},
  };
}

TEST(BrokenGguf, EachFileHasItsOwnError) {
  for (const Broken& broken : broken_files()) {
    const Result<GgufFile> file = GgufFile::parse(broken.bytes, "model.gguf");
    ASSERT_FALSE(file.ok()) << broken.what;
    EXPECT_EQ(file.error().kind, ErrorKind::kModel) << broken.what;
    EXPECT_THAT(file.error().message, testing::StartsWith("model.gguf: ")) << broken.what;
    EXPECT_THAT(file.error().message, testing::HasSubstr(broken.error)) << broken.what;
  }
}

std::string whole_file(int version) {
  return TestBytes(version)
      .header(2, 4)
      .text("general.architecture")
      .u32(kString)
      .text("llama")
      .text("general.alignment")
      .u32(kU32)
      .u32(64)
      .text("tokens")
      .u32(kArray)
      .u32(kString)
      .count(2)
      .text("a")
      .text("bc")
      .text("scores")
      .u32(kArray)
      .u32(6)
      .count(2)
      .put(1.5f)
      .put(-2.0f)
      .tensor("a", {32, 2}, kQ4_0, 0)
      .tensor("b", {}, kF32, 64)
      .pad(64)
      .zeros(68);
}

TEST(BrokenGguf, EveryVersionReadsAndNoPrefixDoes) {
  for (const int version : {1, 2, 3}) {
    const std::string bytes = whole_file(version);
    const Result<GgufFile> file = GgufFile::parse(bytes, "model.gguf");
    ASSERT_TRUE(file.ok()) << file.error().message;
    EXPECT_EQ(file->tensors().get("a")->shape(), (Shape{2, 32}));
    EXPECT_EQ(file->tensors().get("a")->byte_count(), 36u);
    EXPECT_EQ((*file->metadata().texts("tokens"))[1], "bc");
    EXPECT_EQ((*file->metadata().numbers("scores"))[0], 1.5f);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const Result<GgufFile> cut = GgufFile::parse(std::string_view(bytes).substr(0, size), "cut");
      ASSERT_FALSE(cut.ok()) << version << " cut at " << size;
    }
  }
}

TEST(GgufMetadata, LookupsNameTheKeyAndBothTypes) {
  const std::string bytes = whole_file(3);
  const Result<GgufFile> file = GgufFile::parse(bytes, "m.gguf");
  ASSERT_TRUE(file.ok());
  const GgufMetadata& metadata = file->metadata();
  EXPECT_EQ(metadata.text("general.alignment").error().message,
            "m.gguf: metadata key 'general.alignment' is of type u32; expected a string");
  EXPECT_EQ(metadata.integer("tokens").error().message,
            "m.gguf: metadata key 'tokens' is of type array of string; expected an integer below 2^63");
  EXPECT_EQ(metadata.texts("scores").error().message,
            "m.gguf: metadata key 'scores' is of type array of f32; expected an array of strings");
  EXPECT_EQ(metadata.number("none").error().message, "m.gguf: metadata key 'none' is missing");
  EXPECT_EQ(*metadata.number_or("none", 0.5), 0.5);
  EXPECT_FALSE(metadata.boolean_or("tokens", true).ok());
  EXPECT_FALSE(metadata.integers("scores").ok());
  EXPECT_FALSE(metadata.numbers("tokens").ok());
}

}  // namespace
}  // namespace st
