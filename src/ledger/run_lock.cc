#include "ledger/run_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace st::ledger {
namespace {

// Only digits count: the file may be anybody's.
std::string owner_of(int fd) {
  std::array<char, 16> text{};
  const ssize_t n = ::pread(fd, text.data(), text.size(), 0);
  std::string digits;
  for (ssize_t i = 0;
       i < n && text[static_cast<std::size_t>(i)] >= '0' && text[static_cast<std::size_t>(i)] <= '9'; ++i) {
    digits += text[static_cast<std::size_t>(i)];
  }
  return digits.empty() ? "" : " (process " + digits + ")";
}

// False where another process removed or replaced the file between our open and our lock.
bool is_still_there(int fd, const std::string& path) {
  struct stat held {};
  struct stat named {};
  return ::fstat(fd, &held) == 0 && ::stat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
         held.st_dev == named.st_dev;
}

Error open_error(const std::string& project_path, int code) {
  const std::string message = project_path + ": its folder can't be written: " + std::strerror(code);
  const bool full = code == ENOSPC || code == EDQUOT;
  return full ? resource_error(message + "; make room")
              : usage_error(message + "; choose another folder for --project");
}

}  // namespace

Result<RunLock> RunLock::take(const std::string& project_path) {
  const std::string path = project_path + "-run";
  for (;;) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
    if (fd < 0) return open_error(project_path, errno);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
      const std::string owner = owner_of(fd);
      ::close(fd);
      return usage_error(project_path + ": another run" + owner +
                         " is writing to it; wait until it has ended, or give another --project file");
    }
    if (!is_still_there(fd, path)) {
      ::close(fd);
      continue;
    }
    const std::string owner = std::to_string(::getpid()) + "\n";
    // The number is for people; without it the lock holds all the same.
    if (::ftruncate(fd, 0) == 0) (void)!::pwrite(fd, owner.data(), owner.size(), 0);
    return RunLock(fd, path);
  }
}

RunLock::RunLock(RunLock&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}

RunLock& RunLock::operator=(RunLock&& other) noexcept {
  if (this == &other) return *this;
  release();
  fd_ = std::exchange(other.fd_, -1);
  path_ = std::move(other.path_);
  return *this;
}

RunLock::~RunLock() {
  release();
}

void RunLock::release() {
  if (fd_ < 0) return;
  ::unlink(path_.c_str());  // while the lock is held, so it is ours
  ::close(fd_);
  fd_ = -1;
}

}  // namespace st::ledger
