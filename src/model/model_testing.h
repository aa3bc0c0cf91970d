#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "kernels/kernel_context.h"
#include "model/decoder.h"
#include "model/registry.h"

namespace st::model {

// What the reference library computed for one tiny checkpoint (scripts/make_model_fixtures.py).
struct Recorded {
  std::vector<std::int32_t> prompt;
  std::vector<std::int32_t> greedy;  // what follows the prompt
  std::vector<float> logits;         // [prompt and greedy, n_vocab]

  std::vector<std::int32_t> all_ids() const {
    std::vector<std::int32_t> ids = prompt;
    ids.insert(ids.end(), greedy.begin(), greedy.end());
    return ids;
  }
};

inline std::string family_folder(const std::string& name) {
  return std::string(ST_SOURCE_DIR) + "/src/model/testdata/" + name;
}

inline std::vector<std::int32_t> ids_of_line(std::istream& in) {
  std::string line;
  std::getline(in, line);
  std::istringstream words(line);
  std::vector<std::int32_t> ids;
  for (std::int32_t id = 0; words >> id;) ids.push_back(id);
  return ids;
}

inline Recorded recorded(const std::string& name) {
  Recorded made;
  std::ifstream ids(family_folder(name) + "/ids.txt");
  made.prompt = ids_of_line(ids);
  made.greedy = ids_of_line(ids);
  std::ifstream file(family_folder(name) + "/logits.f32", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  made.logits.resize(bytes.size() / sizeof(float));
  std::memcpy(made.logits.data(), bytes.data(), made.logits.size() * sizeof(float));
  return made;
}

// A decoder with one sequence and its cache.
class Runner {
 public:
  Runner(const Decoder& decoder, std::size_t n_threads, DType kv_type = DType::kF32)
      : decoder_(decoder), pool_(n_threads), isa_(kernels::choose_isa().value()) {
    Result<std::unique_ptr<KvCache>> cache =
        KvCache::create(decoder.kv_layout(kv_type, kv_type), 4 * decoder.spec().context_tokens);
    EXPECT_TRUE(cache.ok());
    cache_ = std::move(cache).value();
    lease_.push_back(cache_->lease());
  }

  kernels::KernelContext context() { return {&pool_, isa_}; }
  KvCache& cache() { return *cache_; }
  void drop_cache() { lease_.front() = cache_->lease(); }

  // The logits of every new token, [n_tokens, n_vocab].
  std::vector<float> logits(const std::vector<std::int32_t>& ids, const ForwardOptions& options = {}) {
    std::vector<float> out(ids.size() * static_cast<std::size_t>(decoder_.spec().n_vocab));
    const SequenceStep step{ids, &lease_.front(), LogitsOf::kEveryToken};
    const Status done = decoder_.forward(context(), {&step, 1}, out, scratch_, options);
    EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.error().message);
    return out;
  }

  std::vector<float> logits_in_chunks(const std::vector<std::int32_t>& ids, std::size_t chunk) {
    std::vector<float> all;
    for (std::size_t at = 0; at < ids.size(); at += chunk) {
      const auto first = ids.begin() + static_cast<std::ptrdiff_t>(at);
      const auto last = ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), at + chunk));
      const std::vector<float> some = logits({first, last});
      all.insert(all.end(), some.begin(), some.end());
    }
    return all;
  }

  std::int32_t best_of_last(const std::vector<float>& logits) const {
    const auto row = logits.end() - decoder_.spec().n_vocab;
    return static_cast<std::int32_t>(std::max_element(row, logits.end()) - row);
  }

  // n tokens after `prompt`, by the largest logit.
  std::vector<std::int32_t> greedy(const std::vector<std::int32_t>& prompt, std::size_t n) {
    std::vector<std::int32_t> made = {best_of_last(logits(prompt))};
    while (made.size() < n) made.push_back(best_of_last(logits({made.back()})));
    return made;
  }

 private:
  const Decoder& decoder_;
  kernels::ThreadPool pool_;
  kernels::Isa isa_;
  std::unique_ptr<KvCache> cache_;
  std::vector<KvLease> lease_;
  DecoderScratch scratch_;
};

// The largest difference, as a share of the expected logit, or of its row's typical size where that is
// larger: a logit near zero is the difference of larger numbers.
inline double largest_error(const std::vector<float>& expected, const std::vector<float>& found,
                            std::int64_t n_vocab) {
  if (expected.size() != found.size()) return INFINITY;
  double largest = 0.0;
  const auto width = static_cast<std::size_t>(n_vocab);
  for (std::size_t row = 0; row < expected.size(); row += width) {
    double squares = 0.0;
    for (std::size_t i = row; i < row + width; ++i) squares += double(expected[i]) * expected[i];
    const double typical = std::sqrt(squares / static_cast<double>(width));
    for (std::size_t i = row; i < row + width; ++i) {
      const double error =
          std::abs(double(expected[i]) - found[i]) / std::max(typical, std::abs(double(expected[i])));
      if (!(error <= largest)) largest = error;
    }
  }
  return largest;
}

}  // namespace st::model
