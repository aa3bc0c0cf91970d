// Attention of random shapes, types, masks and biases: every ISA, flash and plain, against the double
// reference. The input seeds the shapes; a difference beyond rounding, or a NaN, is a crash.
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "kernels/attention/attention_testing.h"

namespace {

using namespace st::kernels;

void expect_close(const char* form, Isa isa, const std::vector<float>& truth,
                  const std::vector<float>& out) {
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (std::abs(truth[i] - out[i]) <= 2e-5f * (1.0f + std::abs(truth[i]))) continue;
    std::fprintf(stderr, "%s on %s: value %zu is %.9g, expected %.9g\n", form, isa_name(isa), i,
                 static_cast<double>(out[i]), static_cast<double>(truth[i]));
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::seed_seq seed(data, data + std::min<std::size_t>(size, 64));
  std::mt19937 random(seed);
  const auto made = random_attention_case(random, {200, 70, 2});
  std::vector<float> truth(made->out_size());
  attend_ref<double>(made->call(truth));
  static ThreadPool pool(2);
  const AttentionPlan plan = plan_attention(made->shape, made->options.mask, made->extents);
  for (const Isa isa : usable_isas()) {
    ScratchBuffer scratch;
    std::vector<float> out(made->out_size(), std::nanf(""));
    if (!attend_flash({&pool, isa}, made->call(out), plan, scratch).ok()) return 0;
    expect_close("flash", isa, truth, out);
    if (!attend_naive({&pool, isa}, made->call(out), scratch).ok()) return 0;
    expect_close("naive", isa, truth, out);
  }
  return 0;
}
