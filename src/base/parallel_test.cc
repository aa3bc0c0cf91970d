#include "base/parallel.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace st {
namespace {

TEST(Parallel, EveryIndexOnceOnAnyNumberOfThreads) {
  for (const std::size_t jobs : {0u, 1u, 2u, 7u, 200u}) {
    std::vector<int> calls(100, 0);
    parallel_for(calls.size(), jobs, [&](std::size_t i) { ++calls[i]; });
    EXPECT_EQ(calls, std::vector<int>(100, 1)) << jobs << " jobs";
  }
}

TEST(Parallel, NoWorkIsNoCall) {
  parallel_for(0, 4, [](std::size_t) { FAIL(); });
}

TEST(Parallel, AnExceptionReachesTheCallerAndTheRestIsDone) {
  std::vector<int> calls(50, 0);
  EXPECT_THROW(parallel_for(calls.size(), 3,
                            [&](std::size_t i) {
                              ++calls[i];
                              if (i == 7) throw std::runtime_error("seven");
                            }),
               std::runtime_error);
  EXPECT_EQ(calls, std::vector<int>(50, 1));
}

}  // namespace
}  // namespace st
