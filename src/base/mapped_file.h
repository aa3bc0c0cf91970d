#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace st {

// A whole file, mapped read-only. Pages are read when touched, so opening costs nothing for any size. An
// empty file maps to an empty view. The view is valid as long as the object; moving keeps it valid. A file
// that another process shortens while it is mapped faults when the lost pages are touched: callers that
// stay open long check size_now(). Thread rule: reading from many threads is safe.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);

  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::string_view bytes() const { return {data_, size_}; }
  std::size_t size() const { return size_; }
  const std::string& path() const { return path_; }

  // Lets the pages of a part of the view go: they are read again when they are touched. Nothing where the
  // part lies elsewhere.
  void forget_pages(const void* first, std::size_t n_bytes) const;

  // The file's size on disk at this moment; differs from size() where somebody changed it.
  Result<std::size_t> size_now() const;

 private:
  void release();

  const char* data_ = nullptr;
  std::size_t size_ = 0;
  std::string path_;
};

}  // namespace st
