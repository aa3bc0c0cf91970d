#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/mapped_file.h"
#include "base/result.h"
#include "weights/tensor_table.h"

namespace st {

// One safetensors file: eight bytes of header length, a JSON header, the tensors' bytes. Opening reads the
// header only. Checked as the format's specification demands: header of at most 100 MB that fits the file,
// each name once, known types, shape and byte range that agree, ranges that follow one another without
// overlap or gap up to the file's end, and starts that suit the type's size. Errors are kModel. Views live
// as long as the object; moving keeps them valid. Thread rule: reading from many threads is safe.
class SafetensorsFile {
 public:
  static Result<SafetensorsFile> open(const std::string& path);
  // The same over bytes that somebody else holds; `where` starts the messages.
  static Result<SafetensorsFile> parse(std::string_view bytes, const std::string& where);

  const TensorTable& tensors() const { return tensors_; }
  const MappedFile& file() const { return file_; }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }

 private:
  friend class SafetensorsParser;

  MappedFile file_;
  TensorTable tensors_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace st
