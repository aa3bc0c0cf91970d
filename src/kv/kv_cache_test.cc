#include "kv/kv_cache.h"

#include <gtest/gtest.h>

#include <list>
#include <optional>
#include <random>

#include "kv/prefix_index.h"
#include "quant/quant_format.h"

namespace st {
namespace {

class KvCacheTest : public testing::Test {
 protected:
  kernels::ThreadPool pool_{2};
  kernels::KernelContext context_{&pool_, kernels::Isa::kBaseline};
  std::mt19937 random_{7};

  std::vector<float> values(std::int64_t n) {
    std::vector<float> out(static_cast<std::size_t>(n));
    for (float& value : out) value = static_cast<float>(random_() % 2001) / 1000.0f - 1.0f;
    return out;
  }
};

KvLayout small_layout(DType key_type, DType value_type) {
  return {2, 2, 32, key_type, value_type, 4};
}

std::vector<float> stored_as(DType type, const std::vector<float>& values) {
  std::vector<std::byte> bytes(*byte_count(type, values.size()));
  std::vector<float> back(values.size());
  find_quant_format(type)->encode(values.data(), values.size(), bytes.data());
  find_quant_format(type)->decode(bytes.data(), values.size(), back.data());
  return back;
}

// A sequence as the simplest possible cache would keep it.
struct NaiveSequence {
  struct Token {
    std::vector<float> keys[2], values[2];  // per layer, [n_kv_heads, head_dim]
  };
  std::vector<Token> tokens;
};

void expect_same(const KvLease& lease, const NaiveSequence& naive, const KvLayout& layout) {
  ASSERT_EQ(lease.n_tokens(), static_cast<std::int64_t>(naive.tokens.size()));
  for (std::int64_t t = 0; t < lease.n_tokens(); ++t) {
    for (std::int64_t layer = 0; layer < layout.n_layers; ++layer) {
      for (std::int64_t head = 0; head < layout.n_kv_heads; ++head) {
        const auto& token = naive.tokens[static_cast<std::size_t>(t)];
        const auto part = [&](const std::vector<float>& all) {
          return std::vector<float>(all.begin() + head * layout.head_dim,
                                    all.begin() + (head + 1) * layout.head_dim);
        };
        ASSERT_EQ(lease.read_key(layer, t, head), stored_as(layout.key_type, part(token.keys[layer]))) << t;
        ASSERT_EQ(lease.read_value(layer, t, head), stored_as(layout.value_type, part(token.values[layer])))
            << t;
      }
    }
  }
}

// Random growing, truncating, forking and dropping, against the naive form, for every pair of types.
TEST_F(KvCacheTest, RandomHistoriesAreThoseOfANaiveCache) {
  const DType types[] = {DType::kF32, DType::kF16, DType::kBF16, DType::kQ8_0, DType::kQ4_0};
  for (const DType key_type : types) {
    for (const DType value_type : types) {
      const KvLayout layout = small_layout(key_type, value_type);
      auto cache = *KvCache::create(layout, 200);
      std::list<std::pair<KvLease, NaiveSequence>> sequences;
      for (int step = 0; step < 120; ++step) {
        const std::uint32_t choice = random_() % 10;
        if (sequences.empty() || choice == 0) sequences.emplace_back(cache->lease(), NaiveSequence{});
        auto chosen =
            std::next(sequences.begin(), static_cast<std::ptrdiff_t>(random_() % sequences.size()));
        auto& [lease, naive] = *chosen;
        if (choice == 1) {
          sequences.emplace_back(lease.fork(), NaiveSequence(naive));
        } else if (choice == 2) {
          sequences.erase(chosen);
        } else if (choice == 3) {
          const std::size_t keep = random_() % (naive.tokens.size() + 1);
          lease.truncate(static_cast<std::int64_t>(keep));
          naive.tokens.resize(keep);
        } else {
          const std::int64_t n = random_() % 7;
          const std::int64_t first = lease.n_tokens();
          if (!lease.grow(n).ok()) continue;
          for (std::int64_t i = 0; i < n; ++i) naive.tokens.emplace_back();
          for (std::int64_t layer = 0; layer < 2; ++layer) {
            const std::vector<float> keys = values(n * 64), vals = values(n * 64);
            lease.write(context_, layer, first, keys, vals);
            for (std::int64_t i = 0; i < n; ++i) {
              auto& token = naive.tokens[static_cast<std::size_t>(first + i)];
              token.keys[layer].assign(keys.begin() + i * 64, keys.begin() + (i + 1) * 64);
              token.values[layer].assign(vals.begin() + i * 64, vals.begin() + (i + 1) * 64);
            }
          }
        }
        if (step % 10 == 9) {
          for (const auto& [l, n] : sequences) expect_same(l, n, layout);
        }
      }
      sequences.clear();
      EXPECT_EQ(cache->free_tokens(), cache->capacity_tokens());
    }
  }
}

TEST_F(KvCacheTest, SaysWhatItTakesAndRefusesWhatDoesNotFit) {
  const KvLayout layout{2, 2, 32, DType::kF16, DType::kQ8_0, 4};
  auto cache = *KvCache::create(layout, 10);
  EXPECT_EQ(cache->capacity_tokens(), 12);
  EXPECT_EQ(cache->memory_bytes(), 12 * 2 * 2 * (64 + 34));
  EXPECT_EQ(cache->memory_bytes(), kv_cache_bytes(layout, 10));
  KvLease lease = cache->lease();
  ASSERT_TRUE(lease.grow(9).ok());
  EXPECT_EQ(cache->used_bytes(), cache->memory_bytes());
  const Status refused = lease.grow(4);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kResources);
  EXPECT_NE(refused.error().message.find("12"), std::string::npos);
  EXPECT_EQ(lease.n_tokens(), 9);
  EXPECT_TRUE(lease.grow(3).ok());
}

TEST_F(KvCacheTest, LayoutsThatCantBeAreErrors) {
  EXPECT_FALSE(KvCache::create({1, 1, 48, DType::kQ8_0, DType::kF16, 16}, 10).ok());
  EXPECT_FALSE(KvCache::create({1, 1, 64, DType::kQ4_K, DType::kF16, 16}, 10).ok());
  EXPECT_FALSE(KvCache::create({0, 1, 64, DType::kF16, DType::kF16, 16}, 10).ok());
  EXPECT_FALSE(KvCache::create({1, 1, 64, DType::kF16, DType::kF16, 16}, 0).ok());
  EXPECT_EQ(
      KvCache::create({64, 64, 256, DType::kF32, DType::kF32, 64}, std::int64_t{1} << 40).error().kind,
      ErrorKind::kResources);
}

// Against the naive form: the longest common run of full pages with any prompt that was inserted before.
TEST_F(KvCacheTest, PrefixIndexFindsTheLongestKnownBeginning) {
  const KvLayout layout = small_layout(DType::kF32, DType::kF32);
  auto cache = *KvCache::create(layout, 4000);
  PrefixIndex index(*cache);
  std::vector<std::vector<std::int32_t>> known;
  for (int round = 0; round < 200; ++round) {
    std::vector<std::int32_t> tokens(random_() % 24);
    for (std::int32_t& token : tokens) token = static_cast<std::int32_t>(random_() % 2);
    std::size_t expected = 0;
    for (const auto& other : known) {
      std::size_t same = 0;
      while (same < other.size() && same < tokens.size() && other[same] == tokens[same]) ++same;
      same = std::min(same, other.size() / 4 * 4);
      expected = std::max(expected, same / 4);
    }
    const std::vector<PageId> pages = index.match(tokens);
    ASSERT_EQ(pages.size(), expected);
    KvLease lease = cache->lease(pages);
    ASSERT_TRUE(lease.grow(static_cast<std::int64_t>(tokens.size()) - lease.n_tokens()).ok());
    index.insert(tokens, lease.pages());
    known.push_back(tokens);
  }
  EXPECT_EQ(cache->capacity_tokens() - cache->free_tokens(), index.n_pages() * 4);
  index.clear();
  EXPECT_EQ(cache->capacity_tokens(), cache->free_tokens());
}

TEST_F(KvCacheTest, SharedPagesHoldWhatTheFirstSequenceWrote) {
  const KvLayout layout = small_layout(DType::kF16, DType::kF16);
  auto cache = *KvCache::create(layout, 40);
  PrefixIndex index(*cache);
  const std::vector<std::int32_t> prompt{1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::vector<float> first_key;
  {
    KvLease first = cache->lease();
    ASSERT_TRUE(first.grow(9).ok());
    for (std::int64_t layer = 0; layer < 2; ++layer)
      first.write(context_, layer, 0, values(9 * 64), values(9 * 64));
    first_key = first.read_key(1, 7, 1);
    index.insert(prompt, first.pages());
  }
  KvLease second = cache->lease(index.match(prompt));
  EXPECT_EQ(second.n_tokens(), 8);
  EXPECT_EQ(second.read_key(1, 7, 1), first_key);
  // To change a shared token it is forgotten first; the page is then copied, and the index's stays as it
  // was.
  second.truncate(7);
  ASSERT_TRUE(second.grow(1).ok());
  second.write(context_, 1, 7, values(64), values(64));
  EXPECT_NE(second.read_key(1, 7, 1), first_key);
  EXPECT_EQ(cache->lease(index.match(prompt)).read_key(1, 7, 1), first_key);
}

TEST_F(KvCacheTest, AFullCacheTakesBackWhatOnlyTheIndexHolds) {
  auto cache = *KvCache::create(small_layout(DType::kF16, DType::kF16), 16);
  PrefixIndex index(*cache);
  cache->set_reclaimer([&] { return index.evict(1) > 0; });
  for (std::int32_t prompt = 0; prompt < 20; ++prompt) {
    const std::vector<std::int32_t> tokens(8, prompt);
    KvLease lease = cache->lease();
    ASSERT_TRUE(lease.grow(8).ok());
    index.insert(tokens, lease.pages());
  }
  EXPECT_EQ(index.match(std::vector<std::int32_t>(8, 19)).size(), 2u);  // the newest is still there
  EXPECT_EQ(index.match(std::vector<std::int32_t>(8, 0)).size(), 0u);
  KvLease holder = cache->lease(index.match(std::vector<std::int32_t>(8, 19)));
  KvLease other = cache->lease();
  EXPECT_TRUE(other.grow(8).ok());
  EXPECT_FALSE(other.grow(1).ok());  // what a sequence uses is not taken back
}

}  // namespace
}  // namespace st
