#include "weights/model_facts.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

#include "base/unicode.h"
#include "weights/bounded_json.h"

namespace st {
namespace {

constexpr std::uint64_t kLargestFact = std::uint64_t{1} << 40;  // far beyond any; keeps products in 64 bits

class GgufFacts {
 public:
  explicit GgufFacts(const GgufMetadata& metadata) : metadata_(metadata) {}

  Result<ModelFacts> read();

 private:
  std::string key(std::string_view rest) const { return facts_.architecture + "." + std::string(rest); }
  Status take(std::string_view rest, std::uint64_t& fact) const;
  Status take_list(std::string_view rest, std::vector<std::uint64_t>& facts) const;
  Status read_vocabulary();

  const GgufMetadata& metadata_;
  ModelFacts facts_;
};

Status checked(std::string_view name, std::int64_t value, std::uint64_t& fact) {
  if (value < 0 || static_cast<std::uint64_t>(value) > kLargestFact) {
    return model_error("'" + std::string(name) + "' is " + std::to_string(value) + "; expected 0 to 2^40");
  }
  fact = static_cast<std::uint64_t>(value);
  return {};
}

Status GgufFacts::take(std::string_view rest, std::uint64_t& fact) const {
  ST_ASSIGN_OR_RETURN(const std::int64_t value,
                      metadata_.integer_or(key(rest), static_cast<std::int64_t>(fact)));
  return checked(key(rest), value, fact);
}

Status GgufFacts::take_list(std::string_view rest, std::vector<std::uint64_t>& facts) const {
  const GgufValue* value = metadata_.find(key(rest));
  if (value == nullptr) return {};
  facts.clear();
  std::vector<std::int64_t> numbers;
  if (value->type == GgufValueType::kArray) {
    ST_ASSIGN_OR_RETURN(numbers, metadata_.integers(key(rest)));
  } else {
    ST_ASSIGN_OR_RETURN(const std::int64_t one, metadata_.integer(key(rest)));
    numbers.push_back(one);
  }
  for (const std::int64_t number : numbers) {
    std::uint64_t fact = 0;
    ST_RETURN_IF_ERROR(checked(key(rest), number, fact));
    facts.push_back(fact);
  }
  return {};
}

Status GgufFacts::read_vocabulary() {
  ST_ASSIGN_OR_RETURN(const std::string_view model, metadata_.text_or("tokenizer.ggml.model", ""));
  facts_.tokenizer = repair_utf8(model);
  if (metadata_.contains("tokenizer.ggml.tokens")) {
    ST_ASSIGN_OR_RETURN(const auto tokens, metadata_.texts("tokenizer.ggml.tokens"));
    facts_.n_vocab = tokens.size();
  }
  return take("vocab_size", facts_.n_vocab);
}

Result<ModelFacts> GgufFacts::read() {
  ST_ASSIGN_OR_RETURN(const std::string_view architecture, metadata_.text_or("general.architecture", ""));
  facts_.architecture = repair_utf8(architecture);
  ST_ASSIGN_OR_RETURN(const std::string_view name, metadata_.text_or("general.name", ""));
  facts_.name = repair_utf8(name);
  ST_RETURN_IF_ERROR(take("block_count", facts_.n_layers));
  ST_RETURN_IF_ERROR(take("embedding_length", facts_.d_model));
  ST_RETURN_IF_ERROR(take("context_length", facts_.context_tokens));
  std::vector<std::uint64_t> heads, widths;  // a few architectures have one a layer
  ST_RETURN_IF_ERROR(take_list("attention.head_count", heads));
  ST_RETURN_IF_ERROR(take_list("feed_forward_length", widths));
  if (!heads.empty()) facts_.n_heads = *std::max_element(heads.begin(), heads.end());
  if (!widths.empty()) facts_.d_ff = *std::max_element(widths.begin(), widths.end());
  facts_.n_kv_heads = heads;
  ST_RETURN_IF_ERROR(take_list("attention.head_count_kv", facts_.n_kv_heads));
  if (facts_.n_heads > 0) facts_.key_dim = facts_.value_dim = facts_.d_model / facts_.n_heads;
  ST_RETURN_IF_ERROR(take("attention.key_length", facts_.key_dim));
  ST_RETURN_IF_ERROR(take("attention.value_length", facts_.value_dim));
  ST_RETURN_IF_ERROR(read_vocabulary());
  return facts_;
}

// The first of several names that config.json may use for one fact.
Status take_first(const nlohmann::json& config, std::initializer_list<const char*> names,
                  const std::string& where, std::uint64_t& fact) {
  for (const char* name : names) {
    const auto found = config.find(name);
    if (found == config.end() || found->is_null()) continue;
    if (!found->is_number_unsigned() || found->get<std::uint64_t>() > kLargestFact) {
      return model_error(where + ": '" + name + "' is no whole number from 0 to 2^40");
    }
    fact = found->get<std::uint64_t>();
    return {};
  }
  return {};
}

std::string text_or_empty(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool flag(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::string tokenizer_file(const ModelFolder& folder) {
  for (const ModelFile file : {ModelFile::kTokenizer, ModelFile::kTokenizerModel, ModelFile::kSentencePiece,
                               ModelFile::kVocabularyJson, ModelFile::kVocabularyText}) {
    if (folder.has(file)) return std::string(file_name(file));
  }
  return "";
}

}  // namespace

std::uint64_t ModelFacts::kv_bytes_per_token(DType dtype) const {
  if (n_layers == 0 || n_kv_heads.empty() || key_dim == 0 || value_dim == 0) return 0;
  const std::optional<std::size_t> key_bytes = byte_count(dtype, key_dim);
  const std::optional<std::size_t> value_bytes = byte_count(dtype, value_dim);
  if (!key_bytes || !value_bytes) return 0;
  std::uint64_t heads = 0;
  for (std::uint64_t layer = 0; layer < std::min<std::uint64_t>(n_layers, n_kv_heads.size()); ++layer) {
    heads += n_kv_heads[layer];
  }
  std::uint64_t bytes = 0;
  if (n_kv_heads.size() == 1 && __builtin_mul_overflow(heads, n_layers, &heads)) return 0;
  if (__builtin_mul_overflow(heads, *key_bytes + *value_bytes, &bytes)) return 0;
  return bytes;
}

Result<ModelFacts> facts_of_gguf(const GgufMetadata& metadata) {
  return GgufFacts(metadata).read();
}

Result<ModelFacts> facts_of_config(std::string_view config_json, const std::string& where) {
  ST_ASSIGN_OR_RETURN(const nlohmann::json whole, parse_json_object(config_json, where));
  ModelFacts facts;
  facts.architecture = text_or_empty(whole, "model_type");
  facts.name = text_or_empty(whole, "_name_or_path");
  // Models of text and pictures keep the language model's part in an object of its own.
  const auto inner = whole.find("text_config");
  const nlohmann::json& config = inner != whole.end() && inner->is_object() ? *inner : whole;
  ST_RETURN_IF_ERROR(take_first(config, {"num_hidden_layers", "n_layer", "num_layers", "n_layers"}, where,
                                facts.n_layers));
  ST_RETURN_IF_ERROR(take_first(config, {"hidden_size", "n_embd", "d_model", "dim"}, where, facts.d_model));
  ST_RETURN_IF_ERROR(
      take_first(config, {"intermediate_size", "n_inner", "d_ff", "ffn_dim"}, where, facts.d_ff));
  ST_RETURN_IF_ERROR(
      take_first(config, {"num_attention_heads", "n_head", "num_heads", "n_heads"}, where, facts.n_heads));
  std::uint64_t kv_heads = flag(config, "multi_query") ? 1 : facts.n_heads;
  ST_RETURN_IF_ERROR(
      take_first(config, {"num_key_value_heads", "num_kv_heads", "n_kv_heads"}, where, kv_heads));
  if (kv_heads > 0) facts.n_kv_heads = {kv_heads};
  if (facts.n_heads > 0) facts.key_dim = facts.d_model / facts.n_heads;
  ST_RETURN_IF_ERROR(take_first(config, {"head_dim", "d_kv"}, where, facts.key_dim));
  facts.value_dim = facts.key_dim;
  ST_RETURN_IF_ERROR(take_first(config, {"vocab_size"}, where, facts.n_vocab));
  ST_RETURN_IF_ERROR(take_first(config, {"max_position_embeddings", "n_positions", "n_ctx", "max_seq_len"},
                                where, facts.context_tokens));
  return facts;
}

Result<ModelFacts> read_model_facts(const WeightStore& store) {
  if (store.gguf() != nullptr) {
    Result<ModelFacts> facts = facts_of_gguf(store.gguf()->metadata());
    if (!facts.ok() && facts.error().message.find(store.gguf()->path()) != 0)
      return facts.error().in(store.path());
    return facts;
  }
  ModelFacts facts;
  if (!store.folder()) return facts;
  if (store.folder()->has(ModelFile::kConfig)) {
    ST_ASSIGN_OR_RETURN(const std::string config, store.folder()->read(ModelFile::kConfig));
    ST_ASSIGN_OR_RETURN(facts, facts_of_config(config, store.folder()->path_of(ModelFile::kConfig)));
  }
  facts.tokenizer = tokenizer_file(*store.folder());
  return facts;
}

}  // namespace st
