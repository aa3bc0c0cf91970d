#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>

#include "base/unfinished_file.h"

namespace st {
namespace {

Error write_error(const std::string& path, int code) {
  const std::string message = path + ": can't be written: " + std::strerror(code);
  const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG || code == EIO;
  return full ? resource_error(message) : usage_error(message);
}

Status write_all(int fd, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return write_error(path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::fsync(fd) != 0 && errno != EINVAL) return write_error(path, errno);
  return {};
}

Status write_neighbour(const std::string& neighbour, const FileToWrite& file) {
  const int fd = ::open(neighbour.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return write_error(file.path, errno);
  Status status = write_all(fd, file.path, file.bytes);
  if (::close(fd) != 0 && status.ok()) status = write_error(file.path, errno);
  return status;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t limit_bytes) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return usage_error(path + ": " + std::strerror(errno));
  std::string bytes;
  std::string block(std::size_t{1} << 16, '\0');
  for (;;) {
    const ssize_t n = ::read(fd, block.data(), block.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      const int code = errno;
      ::close(fd);
      if (n < 0 && code == EISDIR) return usage_error(path + ": is a folder; expected a file");
      if (n < 0) return input_error(path + ": " + std::strerror(code));
      return bytes;
    }
    bytes.append(block.data(), static_cast<std::size_t>(n));
    if (bytes.size() > limit_bytes) {
      ::close(fd);
      return input_error(path + ": is larger than the limit of " + std::to_string(limit_bytes) + " bytes");
    }
  }
}

Status write_file(const std::string& path, std::string_view bytes) {
  return write_files({{path, bytes}});
}

Status write_files(const std::vector<FileToWrite>& files) {
  std::deque<UnfinishedFile> neighbours;
  for (const FileToWrite& file : files) {
    neighbours.emplace_back(file.path + ".part-" + std::to_string(::getpid()));
    ST_RETURN_IF_ERROR(write_neighbour(neighbours.back().path(), file));
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (::rename(neighbours[i].path().c_str(), files[i].path.c_str()) != 0)
      return write_error(files[i].path, errno);
    neighbours[i].finished();
  }
  return {};
}

}  // namespace st
