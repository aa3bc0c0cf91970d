#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/mapped_file.h"
#include "base/result.h"
#include "weights/gguf_metadata.h"
#include "weights/tensor_table.h"

namespace st {

// A GGUF file, versions 1 to 3, little endian (the GGUF specification of the ggml project). Opening reads
// the header, the metadata and the tensor list; no tensor's pages are touched. Everything is checked first:
// counts against the bytes that are left, names (UTF-8, once each), types, shapes, alignment, offsets,
// overlap. Errors are kModel and say what is wrong, where, and what was expected. Shapes are turned round:
// outermost dimension first. Views live as long as the object; moving keeps them valid. Thread rule:
// reading from many threads is safe.
class GgufFile {
 public:
  static Result<GgufFile> open(const std::string& path);
  // The same over bytes that somebody else holds; `where` starts the messages.
  static Result<GgufFile> parse(std::string_view bytes, const std::string& where);
  // Whether the bytes begin as a GGUF file does.
  static bool looks_like(std::string_view bytes);

  std::uint32_t version() const { return version_; }
  std::size_t alignment_bytes() const { return alignment_bytes_; }
  const GgufMetadata& metadata() const { return metadata_; }
  const TensorTable& tensors() const { return tensors_; }
  const MappedFile& file() const { return file_; }
  const std::string& path() const { return path_; }

 private:
  friend class GgufParser;

  MappedFile file_;  // empty where the bytes are somebody else's
  std::string path_;
  std::uint32_t version_ = 0;
  std::size_t alignment_bytes_ = 32;
  GgufMetadata metadata_;
  TensorTable tensors_;
};

}  // namespace st
