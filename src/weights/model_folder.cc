#include "weights/model_folder.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "base/check.h"
#include "base/file.h"

namespace st {
namespace {

struct KnownFile {
  ModelFile file;
  std::string_view name;
  std::size_t limit_bytes;
};

constexpr std::size_t kMiB = std::size_t{1} << 20;

// The largest seen are tokenizer.json and SentencePiece models of about 35 MB; the rest are small texts.
constexpr std::array<KnownFile, 14> kKnown = {{
    {ModelFile::kConfig, "config.json", 4 * kMiB},
    {ModelFile::kGenerationConfig, "generation_config.json", 4 * kMiB},
    {ModelFile::kTokenizer, "tokenizer.json", 256 * kMiB},
    {ModelFile::kTokenizerConfig, "tokenizer_config.json", 64 * kMiB},
    {ModelFile::kSpecialTokens, "special_tokens_map.json", 16 * kMiB},
    {ModelFile::kAddedTokens, "added_tokens.json", 64 * kMiB},
    {ModelFile::kChatTemplate, "chat_template.jinja", 4 * kMiB},
    {ModelFile::kChatTemplateJson, "chat_template.json", 4 * kMiB},
    {ModelFile::kVocabularyText, "vocab.txt", 64 * kMiB},
    {ModelFile::kVocabularyJson, "vocab.json", 128 * kMiB},
    {ModelFile::kMerges, "merges.txt", 64 * kMiB},
    {ModelFile::kSentencePiece, "spiece.model", 128 * kMiB},
    {ModelFile::kTokenizerModel, "tokenizer.model", 128 * kMiB},
    {ModelFile::kShardIndex, "model.safetensors.index.json", 100 * kMiB},
}};

const KnownFile& known(ModelFile file) {
  const auto index = static_cast<std::size_t>(file);
  ST_CHECK(index < kKnown.size() && kKnown[index].file == file);
  return kKnown[index];
}

bool is_file(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

Result<std::vector<std::string>> files_ending_in(const std::string& folder, std::string_view ending) {
  std::vector<std::string> found;
  std::error_code failed;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    const std::string name = at->path().filename().string();
    if (name.ends_with(ending) && is_file(at->path().string())) found.push_back(name);
  }
  if (failed) return model_error(folder + ": can't be listed: " + failed.message());
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

std::string_view file_name(ModelFile file) {
  return known(file).name;
}
std::size_t limit_bytes(ModelFile file) {
  return known(file).limit_bytes;
}

Result<ModelFolder> ModelFolder::open(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return usage_error(path + ": No such file or directory");
  if (!std::filesystem::is_directory(path, ignored)) return usage_error(path + ": is not a folder");
  ModelFolder folder;
  folder.path_ = path;
  while (folder.path_.size() > 1 && folder.path_.back() == '/') folder.path_.pop_back();
  return folder;
}

std::string ModelFolder::path_of(ModelFile file) const {
  return path_ + "/" + std::string(file_name(file));
}

bool ModelFolder::has(ModelFile file) const {
  return is_file(path_of(file));
}

Result<std::string> ModelFolder::read(ModelFile file) const {
  if (!has(file)) return model_error(path_ + ": " + std::string(file_name(file)) + " is missing");
  Result<std::string> bytes = read_file(path_of(file), limit_bytes(file));
  if (!bytes.ok()) return model_error(bytes.error().message);
  return bytes;
}

Result<std::string> ModelFolder::weights_path() const {
  if (has(ModelFile::kShardIndex)) return path_of(ModelFile::kShardIndex);
  if (is_file(path_ + "/model.safetensors")) return path_ + "/model.safetensors";
  for (const std::string_view ending : {".safetensors", ".gguf"}) {
    ST_ASSIGN_OR_RETURN(const std::vector<std::string> found, files_ending_in(path_, ending));
    if (found.size() == 1) return path_ + "/" + found[0];
    // Parts of one split GGUF file: the first leads to the others.
    if (!found.empty() && found[0].find("-00001-of-") != std::string::npos && ending == ".gguf") {
      return path_ + "/" + found[0];
    }
    if (found.size() > 1) {
      return model_error(path_ + ": has " + std::to_string(found.size()) + " files *" +
                         std::string(ending) +
                         " and no model.safetensors.index.json; name the one to open");
    }
  }
  return model_error(path_ +
                     ": has no weights; expected model.safetensors.index.json, *.safetensors or *.gguf");
}

}  // namespace st
