#include "engine/end_tokens.h"

#include <algorithm>

#include "model/settings.h"

namespace st {
namespace {

class EndIds {
 public:
  explicit EndIds(std::int64_t n_vocab) : n_vocab_(n_vocab) {}
  void add(double id) {
    if (!(id >= 0.0 && id < static_cast<double>(n_vocab_))) return;
    const auto whole = static_cast<std::int32_t>(id);
    if (std::find(ids_.begin(), ids_.end(), whole) == ids_.end()) ids_.push_back(whole);
  }
  std::vector<std::int32_t> take() { return std::move(ids_); }

 private:
  std::int64_t n_vocab_;
  std::vector<std::int32_t> ids_;
};

Status add_from_gguf(const GgufFile& gguf, EndIds& out) {
  for (const char* key : {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"}) {
    ST_ASSIGN_OR_RETURN(const std::int64_t id, gguf.metadata().integer_or(key, -1));
    out.add(static_cast<double>(id));
  }
  return {};
}

Status add_from_folder(const ModelFolder& folder, EndIds& out) {
  for (const ModelFile file : {ModelFile::kConfig, ModelFile::kGenerationConfig}) {
    if (!folder.has(file)) continue;
    ST_ASSIGN_OR_RETURN(const std::string text, folder.read(file));
    ST_ASSIGN_OR_RETURN(const model::Settings settings,
                        model::Settings::from_json(text, folder.path_of(file)));
    // A number or a list of numbers: each form is wrong to the other's reader, so neither's error counts.
    const std::vector<double> ids = settings.numbers("eos_token_id");
    for (const double id : ids) out.add(id);
    if (ids.empty() && settings.has("eos_token_id")) out.add(settings.number("eos_token_id", -1.0));
  }
  return {};
}

}  // namespace

Result<std::vector<std::int32_t>> find_end_ids(const WeightStore& store, std::int64_t n_vocab) {
  EndIds ids(n_vocab);
  if (store.gguf() != nullptr) {
    ST_RETURN_IF_ERROR(add_from_gguf(*store.gguf(), ids));
  } else {
    ST_RETURN_IF_ERROR(add_from_folder(*store.folder(), ids));
  }
  return ids.take();
}

}  // namespace st
