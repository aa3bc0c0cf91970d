#pragma once

#include <string>

#include "base/result.h"

namespace st::ledger {

// The right to run on a project file: an flock on the neighbour "FILE-run", which holds the owner's process
// number. It ends with the process, however that ends. The neighbour is removed when the lock is given
// back.
class RunLock {
 public:
  // A usage error that names the process which has it.
  static Result<RunLock> take(const std::string& project_path);

  RunLock(RunLock&& other) noexcept;
  RunLock& operator=(RunLock&& other) noexcept;
  ~RunLock();

 private:
  RunLock(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  void release();

  int fd_ = -1;
  std::string path_;
};

}  // namespace st::ledger
