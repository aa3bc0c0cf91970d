#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unfinished_file.h"

namespace st {

// A large file written piece by piece that appears whole or not at all: bytes go to a neighbour, which
// commit() renames over `path`. Without commit() the neighbour is removed and an older file stays as it
// was. Errors: kResources where the disk is full or fails, else kUsage. Thread rule: one thread at a time.
class OutputFile {
 public:
  // Refuses, with both numbers, where the disk has less room than `expected_bytes`.
  static Result<OutputFile> create(const std::string& path, std::uint64_t expected_bytes);

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  Status append(std::string_view bytes);
  Status commit();
  std::uint64_t size_bytes() const { return size_bytes_; }

 private:
  OutputFile(std::string path, std::unique_ptr<UnfinishedFile> neighbour, int descriptor);

  std::string path_;
  std::unique_ptr<UnfinishedFile> neighbour_;
  int descriptor_;
  std::uint64_t size_bytes_ = 0;
};

}  // namespace st
