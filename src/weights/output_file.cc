#include "weights/output_file.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace st {
namespace {

Error write_error(const std::string& path, int code) {
  const std::string message = path + ": can't be written: " + std::strerror(code);
  const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG || code == EIO;
  return full ? resource_error(message) : usage_error(message);
}

Status check_room(const std::string& path, std::uint64_t expected_bytes) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  struct statvfs disk {};
  if (::statvfs(parent.empty() ? "." : parent.c_str(), &disk) != 0)
    return {};  // opening will say what is wrong
  const std::uint64_t free_bytes = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  if (expected_bytes <= free_bytes) return {};
  return resource_error(path + ": needs " + std::to_string(expected_bytes) + " bytes; the disk has " +
                        std::to_string(free_bytes) + " free");
}

}  // namespace

OutputFile::OutputFile(std::string path, std::unique_ptr<UnfinishedFile> neighbour, int descriptor)
    : path_(std::move(path)), neighbour_(std::move(neighbour)), descriptor_(descriptor) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      neighbour_(std::move(other.neighbour_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_bytes_(other.size_bytes_) {}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<OutputFile> OutputFile::create(const std::string& path, std::uint64_t expected_bytes) {
  ST_RETURN_IF_ERROR(check_room(path, expected_bytes));
  auto neighbour = std::make_unique<UnfinishedFile>(path + ".part-" + std::to_string(::getpid()));
  const int descriptor = ::open(neighbour->path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) return write_error(path, errno);
  return OutputFile(path, std::move(neighbour), descriptor);
}

Status OutputFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return write_error(path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(n));
    size_bytes_ += static_cast<std::uint64_t>(n);
  }
  return {};
}

Status OutputFile::commit() {
  if (::fsync(descriptor_) != 0 && errno != EINVAL) return write_error(path_, errno);
  const int descriptor = std::exchange(descriptor_, -1);
  if (::close(descriptor) != 0) return write_error(path_, errno);
  if (::rename(neighbour_->path().c_str(), path_.c_str()) != 0) return write_error(path_, errno);
  neighbour_->finished();
  return {};
}

}  // namespace st
