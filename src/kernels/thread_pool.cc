#include "kernels/thread_pool.h"

#include "base/check.h"

namespace st::kernels {
namespace {

// About 10 to 30 microseconds: longer than the gap between two ops of a forward pass, shorter than anyone
// would notice on a fan or a bill.
constexpr int kSpins = 300;

thread_local bool inside_work = false;

void pause_briefly() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

template <typename Condition>
bool spin_until(const Condition& condition) {
  for (int i = 0; i < kSpins; ++i) {
    if (condition()) return true;
    pause_briefly();
  }
  return condition();
}

}  // namespace

ThreadPool::ThreadPool(std::size_t n_threads) {
  for (std::size_t worker = 1; worker < n_threads; ++worker) {
    threads_.emplace_back([this, worker] { worker_loop(worker); });
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    ++job_number_;
  }
  job_posted_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::drain(std::size_t worker) {
  inside_work = true;
  for (std::size_t part = next_part_.fetch_add(1); part < n_parts_; part = next_part_.fetch_add(1))
    (*work_)(part, worker);
  inside_work = false;
}

// True when this thread has entered a job, false when the pool closes. A thread that wakes after a job has
// been closed goes back to waiting, so that no run() ever waits for a sleeper.
bool ThreadPool::wait_for_job(std::uint64_t& seen) {
  while (true) {
    spin_until([&] { return job_number_.load(std::memory_order_acquire) != seen; });
    std::unique_lock lock(mutex_);
    job_posted_.wait(lock, [&] { return job_number_.load() != seen; });
    seen = job_number_.load();
    if (stopping_) return false;
    if (!job_open_) continue;
    ++n_inside_;
    return true;
  }
}

void ThreadPool::worker_loop(std::size_t worker) {
  std::uint64_t seen = 0;
  while (wait_for_job(seen)) {
    drain(worker);
    const std::lock_guard lock(mutex_);
    if (--n_inside_ == 0) job_left_.notify_one();
  }
}

void ThreadPool::run(std::size_t n_parts, const Work& work) {
  ST_CHECK(!inside_work);
  if (n_parts == 0) return;
  const std::lock_guard turn(turn_);
  const bool alone = threads_.empty() || n_parts == 1;
  {
    const std::lock_guard lock(mutex_);
    work_ = &work;
    n_parts_ = n_parts;
    next_part_ = 0;
    job_open_ = !alone;
    if (!alone) ++job_number_;
  }
  if (!alone) job_posted_.notify_all();
  drain(0);
  if (alone) return;
  {
    const std::lock_guard lock(mutex_);
    job_open_ = false;
  }
  spin_until([&] { return n_inside_.load() == 0; });
  std::unique_lock lock(mutex_);
  job_left_.wait(lock, [&] { return n_inside_.load() == 0; });
}

}  // namespace st::kernels
