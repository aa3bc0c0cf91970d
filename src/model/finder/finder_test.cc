#include "model/finder/finder.h"

#include <unistd.h>

#include <filesystem>

#include "model/model_testing.h"

namespace st::model {
namespace {

// A folder of its own that goes with the test.
class FinderFolder {
 public:
  explicit FinderFolder(FinderKind kind)
      : path_(std::filesystem::temp_directory_path() /
              ("st-finder-" + std::to_string(::getpid()) + "-" + std::string(finder_name(kind)))) {
    EXPECT_TRUE(write_finder(kind, path_.string()).ok());
  }
  ~FinderFolder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

std::vector<std::int32_t> bytes_of(const std::string& text) {
  std::vector<std::int32_t> ids;
  for (const char c : text) ids.push_back(static_cast<unsigned char>(c));
  return ids;
}

std::string text_of(const std::vector<std::int32_t>& ids) {
  std::string text;
  for (const std::int32_t id : ids) text += static_cast<char>(id);
  return text;
}

// Bytes without a pattern, so that every key that stands in it stands there once, nearly always.
std::string noise(std::size_t n_bytes, std::uint32_t seed) {
  std::string text;
  for (std::size_t i = 0; i < n_bytes; ++i) {
    seed = seed * 1664525u + 1013904223u;
    text += static_cast<char>('a' + (seed >> 24) % 26);
  }
  return text;
}

class Finder : public testing::TestWithParam<FinderKind> {};

TEST_P(Finder, CopiesWhatFollowedTheLastBytes) {
  const FinderFolder folder(GetParam());
  const auto model = open_decoder(folder.path());
  ASSERT_TRUE(model.ok()) << model.error().message;
  const std::string needle = " Number of Zarnok: 4817263.";
  for (const DType type : {DType::kF32, DType::kF16, DType::kBF16, DType::kQ8_0}) {
    for (const std::size_t before : {0u, 700u, 1500u}) {
      Runner runner((*model)->decoder, 2, type);
      const std::string prompt =
          "Text: " + noise(before, 1) + needle + noise(1500 - before, 2) + " Number of Zarnok:";
      EXPECT_EQ(text_of(runner.greedy(bytes_of(prompt), 9)), " 4817263.");
    }
  }
}

TEST_P(Finder, TellsKeysApartWhoseFirstByteDiffersInOneBit) {
  const FinderFolder folder(GetParam());
  const auto model = open_decoder(folder.path());
  ASSERT_TRUE(model.ok()) << model.error().message;
  const std::string rest =
      std::string("vwxyz").substr(0, static_cast<std::size_t>(finder_key_bytes(GetParam())) - 2) + ":";
  std::string prompt = "Text: ";
  for (const char first : {'a', 'b', 'c', 'd'})
    prompt += first + rest + static_cast<char>(first + 16) + noise(40, 7);
  for (const char first : {'a', 'b', 'c', 'd'}) {
    Runner runner((*model)->decoder, 1);
    EXPECT_EQ(text_of(runner.greedy(bytes_of(prompt + ". " + first + rest), 1)),
              std::string(1, static_cast<char>(first + 16)));
  }
}

INSTANTIATE_TEST_SUITE_P(Both, Finder, testing::Values(FinderKind::kRope, FinderKind::kAlibi),
                         [](const auto& kind) { return std::string(finder_name(kind.param)); });

}  // namespace
}  // namespace st::model
