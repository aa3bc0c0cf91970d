#include "weights/weight_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "weights/gguf_writer.h"
#include "weights/test_bytes.h"

namespace st {
namespace {

class WeightStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "weight-store-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& bytes) {
    const std::string path = folder_ + "/" + name;
    EXPECT_TRUE(write_file(path, bytes).ok());
    return path;
  }
  std::string open_error(const std::string& path) {
    const Result<WeightStore> store = WeightStore::open(path);
    EXPECT_FALSE(store.ok());
    return store.ok() ? "" : store.error().message;
  }

  std::string folder_;
};

std::string shard(const std::string& name) {
  std::string header = "{\"" + name + R"(":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  return safetensors_bytes(header, 16);
}

std::string gguf_part(std::uint32_t number, std::uint32_t count, const std::string& tensor) {
  GgufHeader header;
  header.add_u32("split.no", number);
  header.add_u32("split.count", count);
  EXPECT_TRUE(header.add_tensor(tensor, DType::kF32, Shape{8}).ok());
  return header.header() + std::string(32, '\0');
}

TEST_F(WeightStoreTest, OpensAFolderWithAnIndexAndItsShards) {
  write("a-1.safetensors", shard("x"));
  write("a-2.safetensors", shard("y"));
  write("model.safetensors.index.json", R"({"weight_map":{"x":"a-1.safetensors","y":"a-2.safetensors"}})");
  write("config.json", "{}");
  const Result<WeightStore> store = WeightStore::open(folder_ + "/");
  ASSERT_TRUE(store.ok()) << store.error().message;
  EXPECT_EQ(store->tensors().all().size(), 2u);
  EXPECT_TRUE(store->folder()->has(ModelFile::kConfig));
  EXPECT_EQ(store->folder()->read(ModelFile::kTokenizer).error().message,
            folder_ + ": tokenizer.json is missing");
}

TEST_F(WeightStoreTest, NamesWhatAnIndexMisses) {
  write("a.safetensors", shard("x"));
  write("model.safetensors.index.json", R"({"weight_map":{"x":"a.safetensors","y":"a.safetensors"}})");
  EXPECT_THAT(open_error(folder_), testing::HasSubstr("tensor 'y' is missing in shard 'a.safetensors'"));
  write("model.safetensors.index.json", R"({"weight_map":{"x":"b.safetensors"}})");
  EXPECT_THAT(open_error(folder_),
              testing::HasSubstr("b.safetensors: No such file or directory (a shard that"));
}

TEST_F(WeightStoreTest, FindsTheOnlyWeightsOfAFolder) {
  EXPECT_THAT(open_error(folder_),
              testing::HasSubstr("has no weights; expected model.safetensors.index.json"));
  write("one.safetensors", shard("x"));
  EXPECT_TRUE(WeightStore::open(folder_).ok());
  write("two.safetensors", shard("y"));
  EXPECT_THAT(open_error(folder_),
              testing::HasSubstr("has 2 files *.safetensors and no model.safetensors.index.json"));
  EXPECT_THAT(open_error(folder_ + "/none"), testing::HasSubstr("No such file"));
}

TEST_F(WeightStoreTest, OpensASplitGgufFileByItsFirstPart) {
  write("m-00001-of-00002.gguf", gguf_part(0, 2, "x"));
  write("m-00002-of-00002.gguf", gguf_part(1, 2, "y"));
  const Result<WeightStore> store = WeightStore::open(folder_);
  ASSERT_TRUE(store.ok()) << store.error().message;
  EXPECT_EQ(store->tensors().all().size(), 2u);
  EXPECT_THAT(open_error(folder_ + "/m-00002-of-00002.gguf"),
              testing::HasSubstr("is part 2 of 2; open the first part"));
  write("m-00002-of-00002.gguf", gguf_part(1, 2, "x"));
  EXPECT_THAT(open_error(folder_), testing::HasSubstr("tensor 'x' is there twice"));
  write("m-00002-of-00002.gguf", gguf_part(0, 2, "y"));
  EXPECT_THAT(open_error(folder_), testing::HasSubstr("says it is part 1; expected part 2 of 2"));
}

// Bytes of a mapped file that are in memory, by the kernel's own account.
std::size_t resident_bytes(const std::byte* data, std::size_t size) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const auto start = reinterpret_cast<std::uintptr_t>(data) / page * page;
  std::vector<unsigned char> pages(size / page);
  if (::mincore(reinterpret_cast<void*>(start), pages.size() * page, pages.data()) != 0) return SIZE_MAX;
  std::size_t resident = 0;
  for (const unsigned char in_memory : pages) resident += (in_memory & 1) * page;
  return resident;
}

constexpr std::uint64_t kTenGigabytes = 10'000'000'000;

TEST_F(WeightStoreTest, OpeningTenGigabytesTouchesOnlyTheHeader) {
  GgufHeader header;
  constexpr std::size_t kTensors = 10, kElements = kTenGigabytes / kTensors / 4;
  for (std::size_t i = 0; i < kTensors; ++i) {
    ASSERT_TRUE(
        header.add_tensor("t" + std::to_string(i), DType::kF32, Shape{1000, kElements / 1000}).ok());
  }
  std::string safetensors_header =
      R"({"t0":{"dtype":"F32","shape":[2500000,1000],"data_offsets":[0,10000000000]}})";
  safetensors_header.resize((safetensors_header.size() + 7) / 8 * 8, ' ');
  const std::vector<std::pair<std::string, std::string>> files = {
      {"big.gguf", header.header()}, {"big.safetensors", safetensors_bytes(safetensors_header, 0)}};
  for (const auto& [name, start] : files) {
    const std::string path = write(name, start);
    ASSERT_EQ(::truncate(path.c_str(), static_cast<off_t>(start.size() + kTenGigabytes)), 0);
    const Result<WeightStore> store = WeightStore::open(path);
    ASSERT_TRUE(store.ok()) << store.error().message;
    const Result<TensorView> tensor = store->tensors().get("t0");
    ASSERT_TRUE(tensor.ok());
    EXPECT_LT(resident_bytes(tensor->data(), kTenGigabytes - 8192), std::size_t{1} << 20) << name;
    EXPECT_EQ(tensor->f32_row(500)[7], 0.0f);  // and it can be read in the middle
    EXPECT_LT(resident_bytes(tensor->data(), kTenGigabytes - 8192), std::size_t{64} << 20) << name;
  }
}

}  // namespace
}  // namespace st
