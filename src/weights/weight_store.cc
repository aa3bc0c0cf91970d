#include "weights/weight_store.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <system_error>

#include "base/file.h"
#include "weights/shard_index.h"

namespace st {
namespace {

constexpr std::int64_t kMostParts = 10'000;

std::string folder_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

// "name-00001-of-00003.gguf" and its kin; nothing where `first` is not named so.
std::optional<std::string> part_path(const std::string& first, std::int64_t part, std::int64_t count) {
  const std::string ending = fmt::format("-{:05}-of-{:05}.gguf", 1, count);
  if (!first.ends_with(ending)) return std::nullopt;
  return first.substr(0, first.size() - ending.size()) + fmt::format("-{:05}-of-{:05}.gguf", part, count);
}

}  // namespace

Result<WeightStore> WeightStore::open(const std::string& path) {
  WeightStore store;
  store.path_ = path;
  store.tensors_ = TensorTable(path);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    ST_ASSIGN_OR_RETURN(store.folder_, ModelFolder::open(path));
    ST_ASSIGN_OR_RETURN(const std::string weights, store.folder_->weights_path());
    ST_RETURN_IF_ERROR(store.open_file(weights));
  } else {
    ST_RETURN_IF_ERROR(store.open_file(path));
  }
  if (!store.folder_ && store.gguf_.empty()) {
    ST_ASSIGN_OR_RETURN(store.folder_, ModelFolder::open(folder_of(path)));
  }
  return store;
}

Result<WeightStore> WeightStore::without_weights(const std::string& path) {
  WeightStore store;
  store.path_ = path;
  store.tensors_ = TensorTable(path);
  std::error_code ignored;
  const bool is_file = std::filesystem::is_regular_file(path, ignored);
  ST_ASSIGN_OR_RETURN(store.folder_, ModelFolder::open(is_file ? folder_of(path) : path));
  return store;
}

void WeightStore::forget_pages(const TensorView& tensor) const {
  for (const GgufFile& part : gguf_) part.file().forget_pages(tensor.data(), tensor.byte_count());
  for (const SafetensorsFile& shard : safetensors_)
    shard.file().forget_pages(tensor.data(), tensor.byte_count());
}

Status WeightStore::open_file(const std::string& path) {
  ST_ASSIGN_OR_RETURN(const MappedFile file, MappedFile::open(path));
  if (GgufFile::looks_like(file.bytes())) return open_gguf(path);
  if (path.ends_with(".index.json")) return open_shards(path);
  // A GGUF file that is damaged or of an older kind is better told about by its own reader.
  if (path.ends_with(".gguf")) return GgufFile::open(path).error();
  ST_ASSIGN_OR_RETURN(SafetensorsFile shard, SafetensorsFile::open(path));
  safetensors_.push_back(std::move(shard));
  return add_all(safetensors_.back().tensors());
}

Status WeightStore::open_gguf(const std::string& path) {
  ST_ASSIGN_OR_RETURN(GgufFile first, GgufFile::open(path));
  ST_ASSIGN_OR_RETURN(const std::int64_t count, first.metadata().integer_or("split.count", 1));
  ST_ASSIGN_OR_RETURN(const std::int64_t number, first.metadata().integer_or("split.no", 0));
  if (count < 0 || count > kMostParts)
    return model_error(path + ": says it has " + std::to_string(count) + " parts");
  gguf_.push_back(std::move(first));
  ST_RETURN_IF_ERROR(add_all(gguf_.back().tensors()));
  if (count <= 1) return {};
  if (number != 0 || !part_path(path, 1, count)) {
    return model_error(path + ": is part " + std::to_string(number + 1) + " of " + std::to_string(count) +
                       "; open the first part, named like model-00001-of-" +
                       fmt::format("{:05}.gguf", count));
  }
  for (std::int64_t part = 2; part <= count; ++part) {
    Result<GgufFile> next = GgufFile::open(*part_path(path, part, count));
    if (!next.ok()) return model_error(next.error().message);
    ST_ASSIGN_OR_RETURN(const std::int64_t its_number, next->metadata().integer_or("split.no", -1));
    if (its_number != part - 1) {
      return model_error(next->path() + ": says it is part " + std::to_string(its_number + 1) +
                         "; expected part " + std::to_string(part) + " of " + std::to_string(count));
    }
    gguf_.push_back(std::move(next).value());
    ST_RETURN_IF_ERROR(add_all(gguf_.back().tensors()));
  }
  return {};
}

Status WeightStore::open_shards(const std::string& index_path) {
  Result<std::string> text = read_file(index_path, limit_bytes(ModelFile::kShardIndex));
  if (!text.ok()) return model_error(text.error().message);
  ST_ASSIGN_OR_RETURN(const ShardIndex index, parse_shard_index(*text, index_path));
  std::map<std::string, std::size_t> opened;
  for (const auto& [name, shard] : index.shard_of) {
    auto at = opened.find(shard);
    if (at == opened.end()) {
      Result<SafetensorsFile> file = SafetensorsFile::open(folder_of(index_path) + "/" + shard);
      if (!file.ok()) return model_error(file.error().message + " (a shard that " + index_path + " names)");
      at = opened.emplace(shard, safetensors_.size()).first;
      safetensors_.push_back(std::move(file).value());
    }
    const TensorView* view = safetensors_[at->second].tensors().find(name);
    if (view == nullptr) {
      return model_error(index_path + ": tensor '" + name + "' is missing in shard '" + shard + "'");
    }
    ST_RETURN_IF_ERROR(tensors_.add(name, *view));
  }
  return {};
}

Status WeightStore::check_unchanged() const {
  const auto check = [](const MappedFile& file) -> Status {
    const Status unchanged = file.check_unchanged();
    return unchanged.ok() ? unchanged : model_error(unchanged.error().message);
  };
  for (const GgufFile& gguf : gguf_) ST_RETURN_IF_ERROR(check(gguf.file()));
  for (const SafetensorsFile& safetensors : safetensors_) ST_RETURN_IF_ERROR(check(safetensors.file()));
  return {};
}

Status WeightStore::add_all(const TensorTable& tensors) {
  for (const NamedTensor& tensor : tensors.all())
    ST_RETURN_IF_ERROR(tensors_.add(tensor.name, tensor.view));
  return {};
}

}  // namespace st
