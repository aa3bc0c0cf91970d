#include "kernels/isa.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace st::kernels {
namespace {

#if defined(__x86_64__)
// __builtin_cpu_supports asks the operating system too: a register that it does not save is not usable.
bool runs_avx2() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  const bool f16c = __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_F16C) != 0;
  return f16c && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

bool runs_avx512() {
  return runs_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bf16");
}
#endif

}  // namespace

const char* isa_name(Isa isa) {
  switch (isa) {
    case Isa::kBaseline:
      return "baseline";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kAvx512:
      return "avx512";
  }
  return "unknown";
}

std::vector<Isa> usable_isas() {
  std::vector<Isa> usable{Isa::kBaseline};
#if defined(__x86_64__)
  if (runs_avx2()) usable.push_back(Isa::kAvx2);
  if (runs_avx512()) usable.push_back(Isa::kAvx512);
#endif
  return usable;
}

Result<Isa> choose_isa() {
  const std::vector<Isa> usable = usable_isas();
  const char* forced = std::getenv("ST_ISA");
  if (forced == nullptr || *forced == '\0') return usable.back();
  const auto found = std::find_if(usable.begin(), usable.end(),
                                  [&](Isa isa) { return std::string(forced) == isa_name(isa); });
  if (found != usable.end()) return *found;
  std::string names;
  for (const Isa isa : usable) names += std::string(names.empty() ? "" : ", ") + isa_name(isa);
  return usage_error(std::string("ST_ISA: this machine can't run '") + forced + "'; it can run " + names);
}

}  // namespace st::kernels
