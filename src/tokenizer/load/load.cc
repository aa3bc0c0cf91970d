#include "tokenizer/load/load.h"

#include <filesystem>

#include "base/mapped_file.h"

namespace st {
namespace {

namespace fs = std::filesystem;

// The bytes of a file that may be absent.
struct OptionalFile {
  MappedFile file;
  bool there = false;
};

Result<OptionalFile> open_if_there(const fs::path& path) {
  OptionalFile out;
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return out;
  ST_ASSIGN_OR_RETURN(out.file, MappedFile::open(path.string()));
  out.there = true;
  return out;
}

Result<Tokenizer> named(Result<Tokenizer> result, const std::string& path) {
  if (!result.ok()) return result.error().in(path);
  return result;
}

Result<Tokenizer> read_model_file(std::string_view bytes, std::string_view config) {
  if (looks_like_tiktoken(bytes)) return read_tiktoken(bytes);
  Result<Tokenizer> read = read_sentencepiece(bytes, config);
  // Every writer begins such a model with its first piece.
  constexpr char kFirstField = 0x0A;
  if (read.ok() || bytes.starts_with(kFirstField)) return read;
  return model_error(std::string(bytes.empty() ? "is empty" : "is no tokenizer file that is known") +
                     "; expected a tokenizer.json object, tiktoken's lines, or a SentencePiece model");
}

Result<Tokenizer> load_folder(const fs::path& folder) {
  ST_ASSIGN_OR_RETURN(const OptionalFile config, open_if_there(folder / "tokenizer_config.json"));
  const std::string_view settings = config.file.bytes();
  ST_ASSIGN_OR_RETURN(const OptionalFile json, open_if_there(folder / "tokenizer.json"));
  if (json.there) return named(read_tokenizer_json(json.file.bytes(), settings), json.file.path());
  for (const char* name : {"tokenizer.model", "spiece.model"}) {
    ST_ASSIGN_OR_RETURN(const OptionalFile model, open_if_there(folder / name));
    if (model.there) return named(read_model_file(model.file.bytes(), settings), model.file.path());
  }
  ST_ASSIGN_OR_RETURN(const OptionalFile vocab, open_if_there(folder / "vocab.json"));
  ST_ASSIGN_OR_RETURN(const OptionalFile merges, open_if_there(folder / "merges.txt"));
  if (vocab.there && merges.there) {
    return named(read_vocab_and_merges(vocab.file.bytes(), merges.file.bytes(), settings), folder.string());
  }
  ST_ASSIGN_OR_RETURN(const OptionalFile words, open_if_there(folder / "vocab.txt"));
  if (words.there) return named(read_vocab_txt(words.file.bytes(), settings), words.file.path());
  return usage_error(
      folder.string() +
      ": holds no tokenizer; expected tokenizer.json, tokenizer.model, spiece.model, vocab.json with "
      "merges.txt, or vocab.txt");
}

// A file by itself: an object is JSON, a line of base64 and a number is tiktoken, text without NUL is a
// word list, and the rest is SentencePiece.
Result<Tokenizer> load_file(const fs::path& path) {
  ST_ASSIGN_OR_RETURN(const MappedFile file, MappedFile::open(path.string()));
  const std::string_view bytes = file.bytes();
  if (bytes.starts_with("GGUF")) {
    return model_error(path.string() +
                       ": is a GGUF file; its vocabulary is read by whoever reads its tensors");
  }
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && bytes[first] == '{') {
    const fs::path merges_path = path.parent_path() / "merges.txt";
    ST_ASSIGN_OR_RETURN(const OptionalFile config,
                        open_if_there(path.parent_path() / "tokenizer_config.json"));
    if (path.filename() == "vocab.json") {
      ST_ASSIGN_OR_RETURN(const OptionalFile merges, open_if_there(merges_path));
      if (!merges.there) return usage_error(merges_path.string() + ": is not there; vocab.json needs it");
      return named(read_vocab_and_merges(bytes, merges.file.bytes(), config.file.bytes()), path.string());
    }
    return named(read_tokenizer_json(bytes, config.file.bytes()), path.string());
  }
  if (path.extension() == ".txt" && !looks_like_tiktoken(bytes))
    return named(read_vocab_txt(bytes), path.string());
  return named(read_model_file(bytes, {}), path.string());
}

}  // namespace

Result<Tokenizer> load_tokenizer(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored) ? load_folder(path) : load_file(path);
}

}  // namespace st
