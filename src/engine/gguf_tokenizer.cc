#include "engine/gguf_tokenizer.h"

#include "base/mapped_file.h"
#include "tokenizer/load/load.h"

namespace st {
namespace {

Status read_id(const GgufMetadata& metadata, std::string_view key, std::optional<TokenId>& into) {
  if (!metadata.contains(key)) return {};
  ST_ASSIGN_OR_RETURN(const std::int64_t id, metadata.integer(key));
  // Writers put -1 for a token that does not exist.
  if (id >= 0 && id < (std::int64_t{1} << 24)) into = static_cast<TokenId>(id);
  return {};
}

Status read_flag(const GgufMetadata& metadata, std::string_view key, std::optional<bool>& into) {
  if (!metadata.contains(key)) return {};
  ST_ASSIGN_OR_RETURN(into, metadata.boolean(key));
  return {};
}

Status read_texts(const GgufMetadata& metadata, std::string_view key, std::vector<std::string>& into) {
  if (!metadata.contains(key)) return {};
  ST_ASSIGN_OR_RETURN(const auto texts, metadata.texts(key));
  into.assign(texts.begin(), texts.end());
  return {};
}

Status read_special_ids(const GgufMetadata& metadata, GgufVocabulary& out) {
  ST_RETURN_IF_ERROR(read_id(metadata, "tokenizer.ggml.bos_token_id", out.bos));
  ST_RETURN_IF_ERROR(read_id(metadata, "tokenizer.ggml.eos_token_id", out.eos));
  ST_RETURN_IF_ERROR(read_id(metadata, "tokenizer.ggml.unknown_token_id", out.unknown));
  ST_RETURN_IF_ERROR(read_id(metadata, "tokenizer.ggml.seperator_token_id", out.separator));
  ST_RETURN_IF_ERROR(read_id(metadata, "tokenizer.ggml.padding_token_id", out.padding));
  ST_RETURN_IF_ERROR(read_id(metadata, "tokenizer.ggml.cls_token_id", out.cls));
  return read_id(metadata, "tokenizer.ggml.mask_token_id", out.mask);
}

Status read_flags(const GgufMetadata& metadata, GgufVocabulary& out) {
  ST_RETURN_IF_ERROR(read_flag(metadata, "tokenizer.ggml.add_bos_token", out.add_bos));
  ST_RETURN_IF_ERROR(read_flag(metadata, "tokenizer.ggml.add_eos_token", out.add_eos));
  ST_RETURN_IF_ERROR(read_flag(metadata, "tokenizer.ggml.add_space_prefix", out.add_space_prefix));
  return read_flag(metadata, "tokenizer.ggml.remove_extra_whitespaces", out.remove_extra_whitespaces);
}

Result<GgufVocabulary> vocabulary_of(const GgufMetadata& metadata) {
  GgufVocabulary out;
  ST_ASSIGN_OR_RETURN(out.model, metadata.text("tokenizer.ggml.model"));
  ST_ASSIGN_OR_RETURN(out.pre, metadata.text_or("tokenizer.ggml.pre", ""));
  ST_RETURN_IF_ERROR(read_texts(metadata, "tokenizer.ggml.tokens", out.tokens));
  ST_RETURN_IF_ERROR(read_texts(metadata, "tokenizer.ggml.merges", out.merges));
  if (metadata.contains("tokenizer.ggml.scores")) {
    ST_ASSIGN_OR_RETURN(out.scores, metadata.numbers("tokenizer.ggml.scores"));
  }
  if (metadata.contains("tokenizer.ggml.token_type")) {
    ST_ASSIGN_OR_RETURN(const auto types, metadata.integers("tokenizer.ggml.token_type"));
    for (const std::int64_t type : types) out.token_types.push_back(static_cast<std::int32_t>(type));
  }
  if (const GgufValue* map = metadata.find("tokenizer.ggml.precompiled_charsmap"))
    out.chars_map = map->bytes;
  ST_RETURN_IF_ERROR(read_special_ids(metadata, out));
  ST_RETURN_IF_ERROR(read_flags(metadata, out));
  return out;
}

}  // namespace

Result<Tokenizer> tokenizer_of_gguf(const GgufFile& file) {
  ST_ASSIGN_OR_RETURN(GgufVocabulary vocabulary, vocabulary_of(file.metadata()));
  Result<Tokenizer> tokenizer = read_gguf_vocabulary(std::move(vocabulary));
  if (!tokenizer.ok()) return tokenizer.error().in(file.path());
  return tokenizer;
}

Result<Tokenizer> open_tokenizer(const std::string& path) {
  const auto file = MappedFile::open(path);
  if (file.ok() && GgufFile::looks_like(file->bytes())) {
    ST_ASSIGN_OR_RETURN(const GgufFile gguf, GgufFile::open(path));
    return tokenizer_of_gguf(gguf);
  }
  return load_tokenizer(path);
}

}  // namespace st
