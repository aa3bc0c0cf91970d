// Any sampler settings over any logits, and any stop strings: out-of-range settings are refused; a token
// that is chosen is in the vocabulary and in the mask; the same settings choose the same tokens; released
// text does not depend on how the answer was cut.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/check.h"
#include "engine/sampler.h"
#include "engine/stop_strings.h"

namespace {

class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  template <typename T>
  T take() {
    T value{};
    const std::size_t n = std::min(sizeof(T), size_);
    std::memcpy(&value, data_, n);
    data_ += n;
    size_ -= n;
    return value;
  }
  std::string text(std::size_t most) {
    const std::size_t n = std::min<std::size_t>(take<std::uint8_t>() % (most + 1), size_);
    std::string out(reinterpret_cast<const char*>(data_), n);
    data_ += n;
    size_ -= n;
    return out;
  }
  bool empty() const { return size_ == 0; }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
};

// Half the time something that passes, so that what lies behind the check is reached.
double setting(Bytes& bytes, double most) {
  const auto how = bytes.take<std::uint8_t>();
  if (how % 4 == 0) return bytes.take<double>();
  return most * static_cast<double>(how) / 255.0;
}

void sample(Bytes& bytes) {
  st::SamplerOptions options;
  options.temperature = setting(bytes, 2.0);
  options.top_k = bytes.take<std::uint8_t>() % 20;
  options.top_p = setting(bytes, 1.0);
  options.min_p = setting(bytes, 1.0);
  options.repetition_penalty = setting(bytes, 3.0);
  options.presence_penalty = setting(bytes, 5.0);
  options.frequency_penalty = setting(bytes, 5.0);
  options.seed = bytes.take<std::uint8_t>();
  options.top_logprobs = bytes.take<std::uint8_t>() % 40;
  auto first = st::Sampler::create(options), second = st::Sampler::create(options);
  ST_CHECK(first.ok() == second.ok());
  if (!first.ok()) return;
  const std::size_t n_vocab = 1 + bytes.take<std::uint8_t>() % 30;
  std::vector<std::uint32_t> prompt = {bytes.take<std::uint8_t>(), 0};
  first->observe_prompt(prompt);
  second->observe_prompt(prompt);
  for (int step = 0; step < 4 && !bytes.empty(); ++step) {
    std::vector<float> logits(n_vocab);
    const bool raw = bytes.take<std::uint8_t>() % 2 == 0;
    for (float& logit : logits)
      logit = raw ? bytes.take<float>() : static_cast<float>(bytes.take<std::int8_t>()) / 8.0f;
    st::TokenMask mask(n_vocab);
    const auto bits = bytes.take<std::uint32_t>();
    for (std::size_t id = 0; id < n_vocab; ++id) {
      if ((bits >> id & 1) != 0) mask.allow(id);
    }
    const auto a = first->sample(logits, &mask), b = second->sample(logits, &mask);
    ST_CHECK(a.ok() == b.ok());
    if (!a.ok()) return;
    ST_CHECK(a->id == b->id && a->id < n_vocab && mask.allows(a->id));
    ST_CHECK(!(a->logprob > 1e-6) && a->top.size() <= n_vocab);
  }
}

void stop(Bytes& bytes) {
  std::vector<std::string> stops;
  for (int i = bytes.take<std::uint8_t>() % 4; i > 0; --i) stops.push_back(bytes.text(5));
  auto whole = st::StopStrings::create(stops), cut = st::StopStrings::create(stops);
  ST_CHECK(whole.ok() == cut.ok());
  if (!whole.ok()) return;
  const std::string answer = bytes.text(40);
  std::string one = whole->push(answer), other;
  if (!whole->stopped()) one += whole->finish();
  for (const char c : answer) other += cut->push(std::string_view(&c, 1));
  if (!cut->stopped()) other += cut->finish();
  ST_CHECK(one == other && whole->matched() == cut->matched());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  if (bytes.take<std::uint8_t>() % 4 == 0) {
    stop(bytes);
  } else {
    sample(bytes);
  }
  return 0;
}
