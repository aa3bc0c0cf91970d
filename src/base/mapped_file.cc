#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/lost_pages.h"

namespace st {
namespace {

// Closes the descriptor at the end of the scope; a mapping outlives it.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

Result<MappedFile> MappedFile::open(const std::string& path) {
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return usage_error(path + ": " + std::strerror(errno));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return input_error(path + ": " + std::strerror(errno));
  if (!S_ISREG(info.st_mode)) return usage_error(path + ": is not a file");
  MappedFile file;
  file.path_ = path;
  file.size_ = static_cast<std::size_t>(info.st_size);
  file.stamp_ = {info.st_dev, info.st_ino, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
  if (file.size_ == 0) return file;
  void* data = ::mmap(nullptr, file.size_, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (data == MAP_FAILED) {
    file.size_ = 0;
    return resource_error(path + ": can't be mapped: " + std::strerror(errno));
  }
  file.data_ = static_cast<const char*>(data);
  file.watch_ = watch_mapping(file.data_, file.size_);
  return file;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      path_(std::move(other.path_)),
      stamp_(other.stamp_),
      watch_(std::exchange(other.watch_, kUnwatched)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  if (this != &other) {
    release();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    path_ = std::move(other.path_);
    stamp_ = other.stamp_;
    watch_ = std::exchange(other.watch_, kUnwatched);
  }
  return *this;
}

MappedFile::~MappedFile() {
  release();
}

void MappedFile::release() {
  unwatch_mapping(watch_);
  watch_ = kUnwatched;
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
  data_ = nullptr;
  size_ = 0;
}

void MappedFile::forget_pages(const void* first, std::size_t n_bytes) const {
  const auto begin = reinterpret_cast<std::uintptr_t>(data_),
             part = reinterpret_cast<std::uintptr_t>(first);
  if (data_ == nullptr || part < begin || part - begin > size_ || n_bytes > size_ - (part - begin)) return;
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const std::uintptr_t from = (part + page - 1) / page * page, to = (part + n_bytes) / page * page;
  if (from < to) ::madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
}

Status MappedFile::check_unchanged() const {
  if (lost_pages(watch_)) {
    return input_error(path_ + ": became shorter while it was in use; it had " + std::to_string(size_) +
                       " bytes when it was opened");
  }
  struct stat info {};
  if (data_ == nullptr || ::stat(path_.c_str(), &info) != 0) return {};
  if (info.st_dev != stamp_.device || info.st_ino != stamp_.number) return {};
  if (info.st_mtim.tv_sec == stamp_.seconds && info.st_mtim.tv_nsec == stamp_.nanoseconds) return {};
  return input_error(path_ + ": was changed while it was in use; expected a file that stays as it is");
}

bool MappedFile::any_lost() {
  return any_lost_pages();
}

}  // namespace st
