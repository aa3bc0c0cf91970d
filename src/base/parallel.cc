#include "base/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace st {

std::size_t default_job_count() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1u, std::thread::hardware_concurrency());
}

void parallel_for(std::size_t count, std::size_t jobs, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto drain = [&] {
    for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  };
  std::vector<std::jthread> helpers;  // joins where something below throws, too
  const std::size_t wanted = std::max<std::size_t>(1, std::min(jobs, count));
  helpers.reserve(wanted - 1);
  try {
    while (helpers.size() + 1 < wanted) helpers.emplace_back(drain);
  } catch (const std::system_error&) {
    // The system gives no more threads: those that there are do the work, with the same result.
  }
  drain();
  helpers.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace st
