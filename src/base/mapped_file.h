#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace st {

// A whole file, mapped read-only. Pages are read when touched, so opening costs nothing for any size. An
// empty file maps to an empty view. The view is valid as long as the object; moving keeps it valid.
//
// A file that another process shortens while it is mapped has no bytes for the lost pages: the system would
// end the program by SIGBUS. So the first open() sets a handler that puts zeros in their place and
// remembers it. Whoever computes with the bytes asks check_unchanged() before it gives the result away. A
// SIGBUS that no mapping of this class explains goes to the handler that was there before. Of more than
// 1024 files at a time the rest have no such protection. Thread rule: reading from many threads is safe.
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

  // kInput where bytes of the view were lost, or the file was written to since it was opened. A file that
  // was removed, or that another one took the place of, still has its bytes.
  Status check_unchanged() const;

  // The same in one question for all files that were ever mapped: whether any lost bytes.
  static bool any_lost();

 private:
  // Which file this is, and when it was written last.
  struct Stamp {
    std::uint64_t device = 0, number = 0;
    std::int64_t seconds = 0, nanoseconds = 0;
  };
  static constexpr std::size_t kUnwatched = static_cast<std::size_t>(-1);

  void release();

  const char* data_ = nullptr;
  std::size_t size_ = 0;
  std::string path_;
  Stamp stamp_;
  std::size_t watch_ = kUnwatched;  // its place in the handler's list
};

}  // namespace st
