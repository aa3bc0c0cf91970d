#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace st {

// The files that stand around weights in a model folder.
enum class ModelFile {
  kConfig,            // config.json
  kGenerationConfig,  // generation_config.json
  kTokenizer,         // tokenizer.json
  kTokenizerConfig,   // tokenizer_config.json
  kSpecialTokens,     // special_tokens_map.json
  kAddedTokens,       // added_tokens.json
  kChatTemplate,      // chat_template.jinja
  kChatTemplateJson,  // chat_template.json
  kVocabularyText,    // vocab.txt (WordPiece)
  kVocabularyJson,    // vocab.json (BPE, with merges.txt)
  kMerges,            // merges.txt
  kSentencePiece,     // spiece.model
  kTokenizerModel,    // tokenizer.model (SentencePiece or tiktoken)
  kShardIndex,        // model.safetensors.index.json
};

std::string_view file_name(ModelFile file);
std::size_t limit_bytes(ModelFile file);  // more than this is refused

// A folder as model hubs lay it out. Nothing is read until it is asked for.
class ModelFolder {
 public:
  // kUsage where `path` is no folder.
  static Result<ModelFolder> open(const std::string& path);

  const std::string& path() const { return path_; }
  std::string path_of(ModelFile file) const;
  bool has(ModelFile file) const;
  // The file's bytes. kModel where it is missing or larger than its limit.
  Result<std::string> read(ModelFile file) const;

  // The file that WeightStore opens for this folder: the index, model.safetensors, or the only .safetensors
  // or .gguf file. kModel, with what was looked for, where there is none or more than one.
  Result<std::string> weights_path() const;

 private:
  std::string path_;
};

}  // namespace st
