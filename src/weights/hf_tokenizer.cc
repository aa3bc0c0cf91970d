#include "weights/hf_tokenizer.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "weights/bounded_json.h"

namespace st {
namespace {

// Token types of GGUF.
enum TokenType : std::int32_t {
  kNormal = 1,
  kUnknown = 2,
  kControl = 3,
  kUserDefined = 4,
  kUnused = 5,
  kByte = 6
};

constexpr std::uint64_t kMostTokens = 10'000'000;

struct Vocabulary {
  std::vector<std::string> tokens;
  std::vector<std::int32_t> types;
  std::vector<float> scores;
  std::vector<std::string> merges;
  bool has_byte_fallback = false;
};

class VocabularyReader {
 public:
  VocabularyReader(const nlohmann::json& tokenizer, std::string where)
      : tokenizer_(tokenizer), model_(tokenizer.at("model")), where_(std::move(where)) {}

  Result<Vocabulary> read(std::uint32_t n_vocab);

 private:
  Error error(const std::string& what) const { return model_error(where_ + ": " + what); }
  Status place(const std::string& text, std::uint64_t id, TokenType type);
  Status read_pieces();
  Status read_added();
  Status read_merges();

  const nlohmann::json& tokenizer_;
  const nlohmann::json& model_;
  std::string where_;
  Vocabulary out_;
};

bool is_byte_token(const std::string& text) {
  return text.size() == 6 && text.starts_with("<0x") && text.back() == '>';
}

Status VocabularyReader::place(const std::string& text, std::uint64_t id, TokenType type) {
  if (id >= kMostTokens)
    return error("token '" + text + "' has id " + std::to_string(id) + "; expected below 10 million");
  if (id >= out_.tokens.size()) {
    out_.tokens.resize(id + 1);
    out_.types.resize(id + 1, kUnused);
  }
  out_.tokens[id] = text;
  out_.types[id] = type;
  return {};
}

Status VocabularyReader::read_pieces() {
  const std::string unknown =
      model_.contains("unk_token") && model_["unk_token"].is_string() ? model_["unk_token"] : "";
  for (const auto& [text, id] : model_.at("vocab").items()) {
    if (!id.is_number_unsigned()) return error("token '" + text + "' has no whole number as its id");
    TokenType type = kNormal;
    if (out_.has_byte_fallback && is_byte_token(text)) type = kByte;
    if (!unknown.empty() && text == unknown) type = kUnknown;
    ST_RETURN_IF_ERROR(place(text, id.get<std::uint64_t>(), type));
  }
  return {};
}

Status VocabularyReader::read_added() {
  const auto added = tokenizer_.find("added_tokens");
  if (added == tokenizer_.end() || !added->is_array()) return {};
  for (const nlohmann::json& token : *added) {
    const bool special = token.value("special", false);
    const std::uint64_t id = token.at("id").get<std::uint64_t>();
    const bool unknown = id < out_.types.size() && out_.types[id] == kUnknown;
    ST_RETURN_IF_ERROR(place(token.at("content").get<std::string>(), id,
                             unknown   ? kUnknown
                             : special ? kControl
                                       : kUserDefined));
  }
  return {};
}

// "a b", or ["a", "b"] since a token may hold a space. A merge of higher rank gets the lower score, so
// readers that join by score join in the order of the ranks.
Status VocabularyReader::read_merges() {
  std::map<std::string, float> rank_score;
  for (const nlohmann::json& merge : model_.at("merges")) {
    const bool is_pair = merge.is_array() && merge.size() == 2;
    std::string text = is_pair ? merge[0].get<std::string>() + " " + merge[1].get<std::string>()
                               : merge.get<std::string>();
    const std::size_t space = is_pair ? merge[0].get_ref<const std::string&>().size() : text.find(' ');
    if (space == std::string::npos) return error("merge '" + text + "' is no pair");
    rank_score.emplace(text.substr(0, space) + text.substr(space + 1),
                       -static_cast<float>(out_.merges.size()));
    out_.merges.push_back(std::move(text));
  }
  const auto lowest = -static_cast<float>(out_.merges.size() + 1);
  for (const std::string& token : out_.tokens) {
    const auto found = rank_score.find(token);
    out_.scores.push_back(found == rank_score.end() ? lowest : found->second);
  }
  return {};
}

Result<Vocabulary> VocabularyReader::read(std::uint32_t n_vocab) {
  out_.has_byte_fallback = model_.value("byte_fallback", false);
  ST_RETURN_IF_ERROR(read_pieces());
  ST_RETURN_IF_ERROR(read_added());
  if (out_.tokens.size() > n_vocab) {
    return error("has " + std::to_string(out_.tokens.size()) + " tokens; config.json's vocab_size is " +
                 std::to_string(n_vocab));
  }
  out_.tokens.resize(n_vocab);  // matrices are padded to round sizes
  out_.types.resize(n_vocab, kUnused);
  for (std::size_t i = 0; i < out_.tokens.size(); ++i) {
    if (out_.types[i] == kUnused) out_.tokens[i] = "[PAD" + std::to_string(i) + "]";
  }
  ST_RETURN_IF_ERROR(read_merges());
  return std::move(out_);
}

void add_special_ids(const nlohmann::json& config, GgufHeader& header) {
  const std::vector<std::pair<const char*, const char*>> names = {
      {"bos_token_id", "tokenizer.ggml.bos_token_id"},
      {"eos_token_id", "tokenizer.ggml.eos_token_id"},
      {"pad_token_id", "tokenizer.ggml.padding_token_id"}};
  for (const auto& [ours, theirs] : names) {
    auto value = config.find(ours);
    if (value == config.end()) continue;
    const nlohmann::json& first = value->is_array() && !value->empty() ? value->front() : *value;
    if (first.is_number_unsigned()) header.add_u32(theirs, first.get<std::uint32_t>());
  }
}

std::string pre_tokenizer_name(const nlohmann::json& config) {
  const std::string type = config.value("model_type", std::string());
  if (type == "qwen2" || type == "qwen3") return "qwen2";
  return type == "llama" ? "llama-bpe" : "default";
}

Status add_vocabulary(const nlohmann::json& tokenizer, const std::string& where,
                      const nlohmann::json& config, std::uint32_t n_vocab, GgufHeader& header) {
  ST_ASSIGN_OR_RETURN(const Vocabulary vocabulary, VocabularyReader(tokenizer, where).read(n_vocab));
  header.add_text("tokenizer.ggml.model", vocabulary.has_byte_fallback ? "llama" : "gpt2");
  header.add_text("tokenizer.ggml.pre",
                  vocabulary.has_byte_fallback ? "default" : pre_tokenizer_name(config));
  header.add_texts("tokenizer.ggml.tokens", vocabulary.tokens);
  header.add_i32s("tokenizer.ggml.token_type", vocabulary.types);
  if (vocabulary.has_byte_fallback) {
    header.add_f32s("tokenizer.ggml.scores", vocabulary.scores);
  } else {
    header.add_texts("tokenizer.ggml.merges", vocabulary.merges);
  }
  add_special_ids(config, header);
  return {};
}

}  // namespace

Status add_hf_tokenizer(const ModelFolder& folder, const nlohmann::json& config, std::uint32_t n_vocab,
                        GgufHeader& header, std::vector<std::string>& notes) {
  if (!folder.has(ModelFile::kTokenizer)) {
    notes.push_back("the folder has no tokenizer.json: the file is written without a vocabulary");
    return {};
  }
  ST_ASSIGN_OR_RETURN(const std::string text, folder.read(ModelFile::kTokenizer));
  const std::string where = folder.path_of(ModelFile::kTokenizer);
  ST_ASSIGN_OR_RETURN(const nlohmann::json tokenizer, parse_json_object(text, where));
  const auto model = tokenizer.find("model");
  if (model == tokenizer.end() || !model->is_object() || !model->contains("vocab")) {
    return model_error(where + ": has no model with a vocabulary");
  }
  if (!model->contains("merges") || !(*model)["vocab"].is_object()) {
    notes.push_back("tokenizer.json holds no BPE model: only its text goes along");
  } else {
    try {
      ST_RETURN_IF_ERROR(add_vocabulary(tokenizer, where, config, n_vocab, header));
    } catch (const nlohmann::json::exception&) {
      return model_error(where + ": a value of its BPE model has the wrong type");
    }
  }
  header.add_text("tokenizer.huggingface.json", text);
  return {};
}

}  // namespace st
