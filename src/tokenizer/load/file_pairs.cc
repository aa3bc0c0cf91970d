#include <algorithm>

#include "tokenizer/load/config.h"
#include "tokenizer/load/load.h"
#include "tokenizer/load/merges_text.h"
#include "tokenizer/load/patterns.h"
#include "tokenizer/model/bpe.h"
#include "tokenizer/model/wordpiece.h"

namespace st {
namespace {

AddedToken special_token(std::string content, TokenId id) {
  AddedToken token;
  token.content = std::move(content);
  token.id = id;
  token.special = true;
  return token;
}

void add_specials_of(const Vocabulary& vocabulary, std::initializer_list<const char*> names,
                     TokenizerParts& parts) {
  for (const char* name : names) {
    if (const auto id = vocabulary.find(name)) parts.added_tokens.push_back(special_token(name, *id));
  }
}

enum class PairFamily { kGpt2, kRoberta, kQwen2 };

PairFamily family_of(const TokenizerConfig& config, const Vocabulary& vocabulary) {
  if (config.tokenizer_class.starts_with("Qwen2")) return PairFamily::kQwen2;
  if (config.tokenizer_class.starts_with("Roberta") || config.tokenizer_class.starts_with("Bart"))
    return PairFamily::kRoberta;
  if (!config.tokenizer_class.empty()) return PairFamily::kGpt2;
  const bool sentence_tokens = vocabulary.find("<s>") && vocabulary.find("</s>");
  return sentence_tokens && !vocabulary.find("<|endoftext|>") ? PairFamily::kRoberta : PairFamily::kGpt2;
}

void set_qwen2(TokenizerParts& parts) {
  parts.normalizer = make_unicode_form(UnicodeForm::kNfc);
  std::vector<PreTokenizerPtr> steps;
  steps.push_back(make_known_split(kQwen2Pattern, SplitBehavior::kIsolated, false));
  steps.push_back(make_byte_level(false, false));
  parts.pre_tokenizer = make_sequence(std::move(steps));
}

void set_roberta(const Vocabulary& vocabulary, bool add_prefix_space, TokenizerParts& parts) {
  parts.pre_tokenizer = make_byte_level(add_prefix_space, true);
  add_specials_of(vocabulary, {"<s>", "<pad>", "</s>", "<unk>", "<mask>"}, parts);
  for (AddedToken& token : parts.added_tokens) token.lstrip = token.content == "<mask>";
  const auto cls = vocabulary.find("<s>");
  const auto sep = vocabulary.find("</s>");
  if (cls && sep) {
    parts.post_processor =
        make_roberta_processor({"<s>", *cls}, {"</s>", *sep}, true, add_prefix_space, vocabulary);
  }
}

// Tokens that the configuration names replace those that the family brings along.
void merge_added(const std::vector<AddedToken>& named, TokenizerParts& parts) {
  for (const AddedToken& token : named) {
    std::erase_if(parts.added_tokens, [&](const AddedToken& old) {
      return old.content == token.content || old.id == token.id;
    });
    parts.added_tokens.push_back(token);
  }
}

bool has_upper_case(const Vocabulary& vocabulary) {
  for (TokenId id = 0; id < vocabulary.id_limit(); ++id) {
    const std::string_view token = vocabulary.token(id);
    if (token.starts_with('[')) continue;
    if (std::any_of(token.begin(), token.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return true;
  }
  return false;
}

Result<Vocabulary> read_lines(std::string_view bytes) {
  Vocabulary vocabulary;
  const auto lines = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n')) + 1;
  vocabulary.reserve(lines, bytes.size());
  for (TokenId id = 0; !bytes.empty(); ++id) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const Status added = vocabulary.add(line, id);
    if (!added.ok()) return added.error().in("vocab.txt, line " + std::to_string(id + 1));
  }
  if (vocabulary.size() == 0) return model_error("vocab.txt: holds no tokens");
  return vocabulary;
}

}  // namespace

Result<Tokenizer> read_vocab_and_merges(std::string_view vocab_json, std::string_view merges,
                                        std::string_view config) {
  ST_ASSIGN_OR_RETURN(const TokenizerConfig settings, TokenizerConfig::read(config));
  ST_ASSIGN_OR_RETURN(const JsonText text, JsonText::parse(vocab_json, "vocab.json"));
  ST_ASSIGN_OR_RETURN(const JsonFields fields, JsonFields::of(text.root(), "vocab.json"));
  ST_ASSIGN_OR_RETURN(Vocabulary vocabulary, read_vocabulary_object(fields.raw(), "vocab.json"));
  auto table = read_merges_text(merges, vocabulary);
  if (!table.ok()) return table.error().in("merges.txt");
  TokenizerParts parts;
  const bool prefix = settings.add_prefix_space.value_or(false);
  switch (family_of(settings, vocabulary)) {
    case PairFamily::kQwen2:
      set_qwen2(parts);
      break;
    case PairFamily::kRoberta:
      set_roberta(vocabulary, prefix, parts);
      break;
    case PairFamily::kGpt2:
      parts.pre_tokenizer = make_byte_level(prefix, true);
      add_specials_of(vocabulary, {"<|endoftext|>"}, parts);
      break;
  }
  merge_added(settings.added_tokens, parts);
  parts.decoder = make_byte_level_decoder();
  BpeOptions options;
  options.byte_level = true;
  ST_ASSIGN_OR_RETURN(parts.model, Bpe::make(std::move(vocabulary), *std::move(table), std::move(options)));
  settings.settle(parts);
  return Tokenizer::assemble(std::move(parts));
}

Result<Tokenizer> read_vocab_txt(std::string_view bytes, std::string_view config) {
  ST_ASSIGN_OR_RETURN(const TokenizerConfig settings, TokenizerConfig::read(config));
  ST_ASSIGN_OR_RETURN(Vocabulary vocabulary, read_lines(bytes));
  TokenizerParts parts;
  BertNormalizerOptions normalizer;
  normalizer.lowercase = settings.do_lower_case.value_or(!has_upper_case(vocabulary));
  normalizer.strip_accents = settings.strip_accents.value_or(normalizer.lowercase);
  normalizer.handle_chinese_chars = settings.tokenize_chinese_chars.value_or(true);
  parts.normalizer = make_bert_normalizer(normalizer);
  parts.pre_tokenizer = make_bert_split();
  add_specials_of(vocabulary, {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}, parts);
  merge_added(settings.added_tokens, parts);
  const auto cls = vocabulary.find("[CLS]");
  const auto sep = vocabulary.find("[SEP]");
  if (cls && sep) parts.post_processor = make_bert_processor({"[CLS]", *cls}, {"[SEP]", *sep});
  parts.decoder = make_wordpiece_decoder("##", true);
  ST_ASSIGN_OR_RETURN(parts.model, WordPiece::make(std::move(vocabulary), WordPieceOptions{}));
  settings.settle(parts);
  return Tokenizer::assemble(std::move(parts));
}

}  // namespace st
