#include "kernels/thread_pool.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <numeric>
#include <thread>

namespace st::kernels {
namespace {

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

TEST(ThreadPool, EveryPartOnceWithAWorkerOfThePool) {
  for (const std::size_t n_threads : {0u, 1u, 2u, 5u}) {
    ThreadPool pool(n_threads);
    for (const std::size_t n_parts : {0u, 1u, 2u, 3u, 1000u}) {
      std::vector<int> calls(n_parts, 0);
      std::vector<std::size_t> workers(n_parts, 0);
      pool.run(n_parts, [&](std::size_t part, std::size_t worker) {
        ++calls[part];
        workers[part] = worker;
      });
      EXPECT_EQ(calls, std::vector<int>(n_parts, 1));
      for (const std::size_t worker : workers) EXPECT_LT(worker, pool.size());
    }
  }
}

TEST(ThreadPool, ManySmallJobsInARowAreAllDone) {
  ThreadPool pool(3);
  std::vector<int> sums(7, 0);
  for (int round = 0; round < 20000; ++round) {
    pool.run(sums.size(), [&](std::size_t part, std::size_t) { ++sums[part]; });
  }
  EXPECT_EQ(sums, std::vector<int>(7, 20000));
}

TEST(ThreadPool, CallersTakeTurns) {
  ThreadPool pool(2);
  std::vector<std::vector<int>> counts(3, std::vector<int>(50, 0));
  std::vector<std::thread> callers;
  for (auto& mine : counts) {
    callers.emplace_back([&pool, &mine] {
      for (int round = 0; round < 200; ++round) {
        pool.run(mine.size(), [&](std::size_t part, std::size_t) { ++mine[part]; });
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  for (const auto& mine : counts) EXPECT_EQ(mine, std::vector<int>(50, 200));
}

TEST(ThreadPool, IdleThreadsBurnNoCore) {
  ThreadPool pool(4);
  pool.run(8, [](std::size_t, std::size_t) {});
  const double before = cpu_seconds();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_LT(cpu_seconds() - before, 0.05);
}

}  // namespace
}  // namespace st::kernels
