#include "model/registry.h"

#include <filesystem>

#include "base/file.h"
#include "base/memory.h"
#include "model/architectures/architecture.h"

namespace st::model {
namespace {

struct Entry {
  std::string_view name;
  ReadArchitecture read;
};

// model_type of config.json
constexpr Entry kOfConfig[] = {
    {"llama", llama_of_config},
    {"mistral", mistral_of_config},
    {"mixtral", mixtral_of_config},
    {"qwen2", qwen2_of_config},
    {"qwen3", qwen3_of_config},
    {"phi3", phi3_of_config},
    {"gemma2", gemma2_of_config},
    {"gemma3_text", gemma3_of_config},
    {"starcoder2", starcoder2_of_config},
    {"gpt_neox", gpt_neox_of_config},
    {"falcon", falcon_of_config},
    {"bloom", bloom_of_config},
    {"mpt", mpt_of_config},
    {"gpt2", gpt2_of_config},
    {"openai-gpt", gpt1_of_config},
    {"gpt_bigcode", gpt_bigcode_of_config},
};
// general.architecture of GGUF
constexpr Entry kOfGguf[] = {
    {"llama", llama_of_gguf},
    {"qwen2", qwen2_of_gguf},
    {"qwen3", qwen3_of_gguf},
    {"phi3", phi3_of_gguf},
    {"gemma2", gemma2_of_gguf},
    {"gemma3", gemma3_of_gguf},
    {"starcoder2", starcoder2_of_gguf},
    {"gptneox", gpt_neox_of_gguf},
    {"falcon", falcon_of_gguf},
    {"bloom", bloom_of_gguf},
    {"mpt", mpt_of_gguf},
    {"gpt2", gpt2_of_gguf},
    {"starcoder", gpt2_of_gguf},  // one key-value head by the file's own count
};

Result<const Entry*> find_entry(std::span<const Entry> entries, const std::string& name,
                                const std::string& where) {
  std::string known;
  for (const Entry& entry : entries) {
    if (entry.name == name) return &entry;
    known += (known.empty() ? "" : ", ") + std::string(entry.name);
  }
  return model_error(where + ": is of the family '" + name + "'; this program runs " + known);
}

Result<Architecture> described(const Settings& settings, const Entry& entry, const TensorTable& tensors) {
  Architecture made = entry.read(settings, tensors);
  made.initializer_range = settings.number("initializer_range", made.initializer_range);
  ST_RETURN_IF_ERROR(settings.status());
  ST_RETURN_IF_ERROR(check_spec(made.spec, settings.where()));
  return made;
}

Result<Architecture> describe(const WeightStore& store) {
  if (store.gguf() != nullptr)
    return describe_gguf(store.gguf()->metadata(), store.path(), store.tensors());
  std::error_code ignored;
  if (store.tensors().all().empty() && std::filesystem::is_regular_file(store.path(), ignored)) {
    Result<std::string> text = read_file(store.path(), limit_bytes(ModelFile::kConfig));
    if (!text.ok()) return model_error(text.error().message);
    return describe_config(*text, store.path());
  }
  if (!store.folder()) return model_error(store.path() + ": has no config.json beside it");
  ST_ASSIGN_OR_RETURN(const std::string text, store.folder()->read(ModelFile::kConfig));
  return describe_config(text, store.folder()->path_of(ModelFile::kConfig), store.tensors());
}

// Weights that are made here take memory at once; those in a file are read as they are touched.
Status check_room(const DescribedModel& described, const std::string& where) {
  const auto needed = static_cast<std::uint64_t>(described.planned_weights().owned_bytes);
  const std::uint64_t available = available_memory_bytes();
  if (available == 0 || needed < available) return {};
  return resource_error(where + ": weights that are drawn or converted take " + byte_text(needed) + "; " +
                        byte_text(available) + " are free; use a smaller type for --weights");
}

}  // namespace

Result<Architecture> describe_config(std::string_view text, const std::string& where,
                                     const TensorTable& tensors) {
  ST_ASSIGN_OR_RETURN(const Settings settings, Settings::from_json(text, where));
  const std::string type = settings.text("model_type", "");
  ST_RETURN_IF_ERROR(settings.status());
  ST_ASSIGN_OR_RETURN(const Entry* entry, find_entry(kOfConfig, type, where));
  return described(settings, *entry, tensors);
}

Result<Architecture> describe_gguf(const GgufMetadata& metadata, const std::string& where,
                                   const TensorTable& tensors) {
  ST_ASSIGN_OR_RETURN(const std::string_view name, metadata.text("general.architecture"));
  ST_ASSIGN_OR_RETURN(const Entry* entry, find_entry(kOfGguf, std::string(name), where));
  return described(Settings::from_gguf(metadata, std::string(name), where), *entry, tensors);
}

Result<DescribedModel> describe_decoder(const std::string& path, const LoadOptions& options) {
  ST_ASSIGN_OR_RETURN(WeightStore store,
                      options.random ? WeightStore::without_weights(path) : WeightStore::open(path));
  ST_ASSIGN_OR_RETURN(Architecture made, describe(store));
  LoadOptions how = options;
  if (how.random) how.random->spread = made.initializer_range;
  return DescribedModel{std::move(store), std::move(made.spec), std::move(made.names), std::move(how)};
}

Result<std::unique_ptr<DecoderModel>> load_decoder(DescribedModel described) {
  const WeightStore& store = described.store;
  LoadOptions& how = described.options;
  if (!how.finished_with)
    how.finished_with = [&store](const TensorView& tensor) { store.forget_pages(tensor); };
  ST_ASSIGN_OR_RETURN(DecoderWeights weights,
                      load_decoder_weights(store.tensors(), described.spec, described.names, how));
  return std::make_unique<DecoderModel>(
      DecoderModel{std::move(described.store), Decoder(std::move(described.spec), std::move(weights))});
}

Result<std::unique_ptr<DecoderModel>> open_decoder(const std::string& path, const LoadOptions& options) {
  ST_ASSIGN_OR_RETURN(DescribedModel described, describe_decoder(path, options));
  ST_RETURN_IF_ERROR(check_room(described, path));
  return load_decoder(std::move(described));
}

}  // namespace st::model
