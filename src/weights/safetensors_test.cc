#include "weights/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>

#include "weights/safetensors_writer.h"
#include "weights/shard_index.h"
#include "weights/test_bytes.h"

namespace st {
namespace {

const std::string kFixtures = std::string(ST_SOURCE_DIR) + "/../shared/data/models/safetensors-fixtures/";

TEST(Safetensors, OpensTheFourFixtures) {
  if (!std::filesystem::exists(kFixtures)) GTEST_SKIP() << "no ../shared/data/models here";
  struct Expected {
    const char* file;
    DType dtype;
    std::size_t rank;
    std::size_t bytes;
  };
  const std::vector<Expected> files = {{"tensor-1d-int32", DType::kI32, 1, 12},
                                       {"tensor-2d-float64", DType::kF64, 2, 32},
                                       {"tensor-3d-float32", DType::kF32, 3, 32},
                                       {"tensor-4d-float32", DType::kF32, 4, 64}};
  for (const Expected& expected : files) {
    const Result<SafetensorsFile> file = SafetensorsFile::open(kFixtures + expected.file + ".safetensors");
    ASSERT_TRUE(file.ok()) << file.error().message;
    ASSERT_EQ(file->tensors().all().size(), 1u);
    const NamedTensor& tensor = file->tensors().all()[0];
    EXPECT_EQ(tensor.view.dtype(), expected.dtype) << tensor.name;
    EXPECT_EQ(tensor.view.shape().rank(), expected.rank) << tensor.view.shape().to_string();
  }
}

TEST(Safetensors, ReadsTensorsAndMetadata) {
  std::string header =
      R"({"__metadata__":{"format":"pt"},"b":{"dtype":"BF16","shape":[2,4],"data_offsets":[16,32]},)"
      R"("a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},)"
      R"("none":{"dtype":"F32","shape":[0],"data_offsets":[32,32]}})";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  const std::string bytes = safetensors_bytes(header, 32);
  const Result<SafetensorsFile> file = SafetensorsFile::parse(bytes, "m");
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file->tensors().get("b")->shape(), (Shape{2, 4}));
  EXPECT_EQ(file->tensors().get("none")->element_count(), 0u);
  EXPECT_EQ(file->metadata().at("format"), "pt");
  EXPECT_EQ(file->tensors().get("c").error().message, "m: tensor 'c' is missing");
  EXPECT_EQ(file->tensors().get("a", Shape{2, 2}).error().message,
            "m: tensor 'a' has shape [4]; expected [2, 2]");
}

struct BrokenFile {
  std::string what;
  std::string bytes;
  std::string error;
};

std::string one(std::string_view entry, std::size_t n_data_bytes) {
  std::string header = "{\"w\":" + std::string(entry) + "}";
  while (header.size() % 8 != 0) header += ' ';
  return safetensors_bytes(header, n_data_bytes);
}

std::string pair(std::string_view first, std::string_view second, std::size_t n_data_bytes) {
  std::string header = "{\"a\":" + std::string(first) + ",\"b\":" + std::string(second) + "}";
  while (header.size() % 8 != 0) header += ' ';
  return safetensors_bytes(header, n_data_bytes);
}

std::string nested(int depth) {
  return safetensors_bytes("{\"w\":" + std::string(depth, '[') + std::string(depth, ']') + "}", 0);
}

TEST(Safetensors, ANumberThatNoDoubleHoldsIsToldAndEndsNothing) {
  const std::string header = R"({"a": {"dtype": "F32", "shape": [1e999], "data_offsets": [0, 4]}})";
  std::string bytes(8, '\0');
  bytes[0] = static_cast<char>(header.size());
  const Result<SafetensorsFile> file = SafetensorsFile::parse(bytes + header + "1234", "made");
  ASSERT_FALSE(file.ok());
  EXPECT_NE(file.error().message.find("a number that is too large"), std::string::npos)
      << file.error().message;
}

TEST(Safetensors, WhatIsWrittenIsReadBack) {
  const std::vector<MadeTensor> made = {
      {"a.weight", {2, 3}, {1, 2, 3, 4, 5, 6}}, {"b", {2}, {-1, 0.5f}}, {"none", {0}, {}}};
  const std::string bytes = safetensors_bytes(made);
  EXPECT_EQ(bytes, safetensors_bytes(made));
  const Result<SafetensorsFile> file = SafetensorsFile::parse(bytes, "made");
  ASSERT_TRUE(file.ok()) << file.error().message;
  for (const MadeTensor& tensor : made) {
    const TensorView* view = file->tensors().find(tensor.name);
    ASSERT_NE(view, nullptr) << tensor.name;
    EXPECT_EQ(view->shape(), tensor.shape);
    if (!tensor.values.empty()) {  // an empty vector has no address to compare from
      EXPECT_EQ(0, std::memcmp(view->data(), tensor.values.data(), tensor.values.size() * sizeof(float)));
    }
  }
  EXPECT_TRUE(SafetensorsFile::parse(safetensors_bytes({}), "made").ok());
}

TEST(Safetensors, EachBrokenFileHasItsOwnError) {
  const std::string f32_4 = R"({"dtype":"F32","shape":[4],"data_offsets":[0,16]})";
  const std::vector<BrokenFile> files = {
      {"empty", "", "is 0 bytes long; no safetensors file is so short"},
      {"header of 2^63 bytes", TestBytes().u64(std::uint64_t{1} << 63).zeros(8),
       "says its header has 9223372036854775808 bytes; expected at most 100000000"},
      {"truncated header", TestBytes().u64(500).raw("{\"w\":"), "ends inside its header of 500 bytes"},
      {"no JSON", safetensors_bytes("{\"w\":}", 0), "its header: is no JSON at byte 6"},
      {"no object", safetensors_bytes("[1, 2]", 0), "expected its header to begin with '{'"},
      {"not UTF-8", safetensors_bytes("{\"w\xFF\":1}", 0), "its header: is not UTF-8"},
      {"nested", nested(60), "its header: is nested deeper than 8 levels"},
      {"nested deeply", nested(1'000'000), "its header: is nested deeper than 8 levels"},
      {"name twice", pair(f32_4, "1,\"a\":" + f32_4, 16), "its header: key 'a' is there twice"},
      {"metadata", safetensors_bytes(R"({"__metadata__":{"a":1}})", 0),
       "__metadata__ has a value under 'a' that is no"},
      {"metadata is a list", safetensors_bytes(R"({"__metadata__":[]})", 0), "__metadata__ is no object"},
      {"entry is a number", one("7", 0), "tensor 'w' lacks its dtype, shape or data_offsets"},
      {"no offsets", one(R"({"dtype":"F32","shape":[4]})", 16),
       "tensor 'w' lacks its dtype, shape or data_offsets"},
      {"wrong dtype", one(R"({"dtype":"F33","shape":[4],"data_offsets":[0,16]})", 16),
       "tensor 'w' is of type F33, which is not read here"},
      {"dtype is a number", one(R"({"dtype":4,"shape":[4],"data_offsets":[0,16]})", 16),
       "has a dtype that is no string"},
      {"negative extent", one(R"({"dtype":"F32","shape":[-4],"data_offsets":[0,16]})", 16),
       "a shape that is no list"},
      {"fraction in the shape", one(R"({"dtype":"F32","shape":[4.5],"data_offsets":[0,16]})", 16),
       "shape that is no"},
      {"shape overflows",
       one(R"({"dtype":"F32","shape":[9223372036854775808,4],"data_offsets":[0,16]})", 16),
       "more elements than 64 bits can count"},
      {"extent over 64 bits",
       one(R"({"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,16]})", 16),
       "has a shape that is no list of sizes"},
      {"bytes overflow", one(R"({"dtype":"F64","shape":[9223372036854775807],"data_offsets":[0,16]})", 16),
       "tensor 'w' has 16 bytes; its shape [9223372036854775807] of F64 needs more than 2^64"},
      {"empty, with rows too long",
       one(R"({"dtype":"F64","shape":[0,9223372036854775807],"data_offsets":[0,0]})", 0),
       "its shape [0, 9223372036854775807] of F64 needs more than 2^64"},
      {"wrong product of the shape", one(R"({"dtype":"F32","shape":[2,3],"data_offsets":[0,16]})", 16),
       "tensor 'w' has 16 bytes; its shape [2, 3] of F32 needs 24"},
      {"nine dimensions", one(R"({"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]})", 4),
       "tensor 'w' has more than 8 dimensions"},
      {"offsets the wrong way round", one(R"({"dtype":"F32","shape":[4],"data_offsets":[16,0]})", 16),
       "has data_offsets that are no range [begin, end]"},
      {"three offsets", one(R"({"dtype":"F32","shape":[4],"data_offsets":[0,8,16]})", 16),
       "that are no range"},
      {"past the end", one(f32_4, 15),
       "tensor 'w' ends at byte 16 of the data, which has 15; the file is not whole"},
      {"bytes left over", one(f32_4, 20), "has 4 bytes after its last tensor; expected none"},
      {"gap", pair(f32_4, R"({"dtype":"F32","shape":[4],"data_offsets":[20,36]})", 36),
       "bytes 16 to 20 of the data, before tensor 'b' belong to no tensor"},
      {"overlap", pair(f32_4, R"({"dtype":"F32","shape":[4],"data_offsets":[8,24]})", 24),
       "tensor 'b' overlaps the tensor before it at byte 8 of the data"},
      {"the same bytes twice", pair(f32_4, f32_4, 16), "overlaps the tensor before it at byte 0"},
      {"misaligned",
       pair(R"({"dtype":"U8","shape":[3],"data_offsets":[0,3]})",
            R"({"dtype":"F32","shape":[1],"data_offsets":[3,7]})", 7),
       "of the file, which does not suit f32; expected a multiple of 4"},
  };
  for (const BrokenFile& broken : files) {
    const Result<SafetensorsFile> file = SafetensorsFile::parse(broken.bytes, "m.safetensors");
    ASSERT_FALSE(file.ok()) << broken.what;
    EXPECT_EQ(file.error().kind, ErrorKind::kModel) << broken.what;
    EXPECT_THAT(file.error().message, testing::StartsWith("m.safetensors: ")) << broken.what;
    EXPECT_THAT(file.error().message, testing::HasSubstr(broken.error)) << broken.what;
  }
}

TEST(ShardIndex, EachBrokenIndexHasItsOwnError) {
  const auto index = [](const std::string& shard) { return R"({"weight_map":{"w":)" + shard + "}}"; };
  const std::vector<BrokenFile> files = {
      {"no JSON", "{", "is no JSON at byte 2"},
      {"no map", "{}", "has no object 'weight_map'"},
      {"a list", R"({"weight_map":[]})", "has no object 'weight_map'"},
      {"nothing in it", R"({"weight_map":{}})", "names no tensors"},
      {"shard is a number", index("3"), "tensor 'w' has a shard that is no string"},
      {"leaves the folder", index(R"("../secret.safetensors")"),
       "shard '../secret.safetensors' is no plain file name"},
      {"absolute", index(R"("/etc/x.safetensors")"),
       "is no plain file name; shards stand beside their index"},
      {"backslash", index(R"("..\\x.safetensors")"), "is no plain file name"},
      {"nul byte", index(R"("a\u0000.safetensors")"), "is no plain file name"},
      {"itself", index(R"("model.safetensors.index.json")"),
       "shard 'model.safetensors.index.json' is an index, not a shard; expected a .safetensors file"},
      {"another kind", index(R"("weights.bin")"), "shard 'weights.bin' is no .safetensors file"},
      {"tensor twice", R"({"weight_map":{"w":"a.safetensors","w":"b.safetensors"}})",
       "key 'w' is there twice"},
      {"nested", R"({"weight_map":{"w":)" + std::string(100, '[') + std::string(100, ']') + "}}",
       "nested deeper than 8"},
  };
  for (const BrokenFile& broken : files) {
    const Result<ShardIndex> parsed = parse_shard_index(broken.bytes, "index");
    ASSERT_FALSE(parsed.ok()) << broken.what;
    EXPECT_EQ(parsed.error().kind, ErrorKind::kModel) << broken.what;
    EXPECT_THAT(parsed.error().message, testing::HasSubstr(broken.error)) << broken.what;
  }
}

}  // namespace
}  // namespace st
