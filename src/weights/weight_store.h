#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "weights/gguf.h"
#include "weights/model_folder.h"
#include "weights/safetensors.h"
#include "weights/tensor_table.h"

namespace st {

// The tensors of one checkpoint, whatever it is stored in: a GGUF file (also one split into parts), a
// safetensors file, an index with its shards, or a model folder with any of them. What it is shows in the
// content, not the name. Views live as long as the store; moving keeps them valid. Thread rule: reading
// from many threads is safe.
class WeightStore {
 public:
  static Result<WeightStore> open(const std::string& path);
  // No tensors: a model folder, or the folder in which a configuration file lies. kUsage where there is
  // neither.
  static Result<WeightStore> without_weights(const std::string& path);

  const TensorTable& tensors() const { return tensors_; }
  // What stands beside the weights: the folder that was opened, or the one a safetensors file lies in.
  const std::optional<ModelFolder>& folder() const { return folder_; }
  // The GGUF file with its metadata (the first part); null for safetensors.
  const GgufFile* gguf() const { return gguf_.empty() ? nullptr : &gguf_.front(); }
  const std::string& path() const { return path_; }
  // kModel where a file under the tensors was changed or shortened since it was opened.
  Status check_unchanged() const;
  // The memory of a tensor that has been copied: its pages are read again when they are touched.
  void forget_pages(const TensorView& tensor) const;

 private:
  Status open_file(const std::string& path);
  Status open_gguf(const std::string& path);
  Status open_shards(const std::string& index_path);
  Status add_all(const TensorTable& tensors);

  std::string path_;
  std::optional<ModelFolder> folder_;
  std::vector<GgufFile> gguf_;
  std::vector<SafetensorsFile> safetensors_;
  TensorTable tensors_;
};

}  // namespace st
