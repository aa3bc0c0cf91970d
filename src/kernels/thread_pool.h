#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace st::kernels {

// Threads that wait for work without burning their cores: a waiting thread looks for the next job for some
// ten microseconds, then sleeps. Make one per engine and hand it to every op.
//
// Which thread does a part is chance; so a caller cuts its work into parts by the shapes alone, never by
// size(), and part i writes what no other part writes. Then the result is the same bytes on any number of
// threads.
class ThreadPool {
 public:
  // One part's work. `worker` is in [0, size()) and names the scratch memory that the part may use
  // meanwhile.
  using Work = std::function<void(std::size_t part, std::size_t worker)>;

  // `n_threads` counts the calling thread; 0 means 1.
  explicit ThreadPool(std::size_t n_threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  std::size_t size() const { return threads_.size() + 1; }

  // Calls work once for each part in [0, n_parts), lower parts first, and returns when all are done. The
  // work must not throw, nor call run. Calls from several threads take turns.
  void run(std::size_t n_parts, const Work& work);

 private:
  void worker_loop(std::size_t worker);
  bool wait_for_job(std::uint64_t& seen);
  void drain(std::size_t worker);

  std::vector<std::thread> threads_;
  std::mutex turn_;  // one run() at a time

  std::mutex mutex_;  // guards what follows, except where an atomic is read while spinning
  std::condition_variable job_posted_;
  std::condition_variable job_left_;
  std::atomic<std::uint64_t> job_number_{0};
  std::atomic<std::size_t> n_inside_{0};  // workers inside the current job
  bool job_open_ = false;
  bool stopping_ = false;

  const Work* work_ = nullptr;
  std::size_t n_parts_ = 0;
  std::atomic<std::size_t> next_part_{0};
};

}  // namespace st::kernels
