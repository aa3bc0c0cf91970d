#include <charconv>
#include <cmath>
#include <cstdlib>

#include "tokenizer/load/merges_text.h"
#include "tokenizer/load/stages_json.h"
#include "tokenizer/model/bpe.h"
#include "tokenizer/model/unigram.h"
#include "tokenizer/model/word_level.h"
#include "tokenizer/model/wordpiece.h"

namespace st {
namespace {

Result<Vocabulary> read_vocabulary(const JsonFields& fields) {
  ST_ASSIGN_OR_RETURN(const JsonFields object, fields.object("vocab"));
  return read_vocabulary_object(object.raw(), object.where());
}

Result<std::optional<TokenId>> read_unknown(const JsonFields& fields, const Vocabulary& vocabulary) {
  ST_ASSIGN_OR_RETURN(const std::string unknown, fields.text_or("unk_token", ""));
  if (unknown.empty()) return std::optional<TokenId>();
  const auto id = vocabulary.find(unknown);
  if (!id) return fields.wrong("unk_token", "a token of the vocabulary; '" + unknown + "' is not");
  return id;
}

// ["a b", ...] in files up to 2024, [["a", "b"], ...] since.
Result<MergeTable> read_merges(const JsonFields& fields, const Vocabulary& vocabulary,
                               const std::string& prefix) {
  ST_ASSIGN_OR_RETURN(const JsonArray list, fields.list("merges"));
  MergeReader reader(vocabulary, prefix);
  reader.reserve(list.size());
  for (const JsonElement element : list) {
    std::string_view line;
    if (element.get(line) == simdjson::SUCCESS) {
      ST_RETURN_IF_ERROR(reader.add_line(line));
      continue;
    }
    JsonArray pair;
    std::string_view left;
    std::string_view right;
    if (element.get(pair) != simdjson::SUCCESS || pair.size() != 2 ||
        pair.at(0).get(left) != simdjson::SUCCESS || pair.at(1).get(right) != simdjson::SUCCESS) {
      return fields.wrong("merges", "strings 'a b' or lists of two");
    }
    ST_RETURN_IF_ERROR(reader.add(left, right));
  }
  return reader.take();
}

Result<TokenModelPtr> read_bpe(const JsonFields& fields, bool byte_level) {
  ST_ASSIGN_OR_RETURN(Vocabulary vocabulary, read_vocabulary(fields));
  BpeOptions options;
  options.byte_level = byte_level;
  ST_ASSIGN_OR_RETURN(options.unknown, read_unknown(fields, vocabulary));
  ST_ASSIGN_OR_RETURN(options.continuing_prefix, fields.text_or("continuing_subword_prefix", ""));
  ST_ASSIGN_OR_RETURN(options.word_suffix, fields.text_or("end_of_word_suffix", ""));
  ST_ASSIGN_OR_RETURN(options.fuse_unknown, fields.flag_or("fuse_unk", false));
  ST_ASSIGN_OR_RETURN(options.byte_fallback, fields.flag_or("byte_fallback", false));
  ST_ASSIGN_OR_RETURN(options.ignore_merges, fields.flag_or("ignore_merges", false));
  ST_ASSIGN_OR_RETURN(MergeTable merges, read_merges(fields, vocabulary, options.continuing_prefix));
  return Bpe::make(std::move(vocabulary), std::move(merges), std::move(options));
}

// A score as the reference library reads it: its parser takes the digits as one whole number and divides by
// a power of ten, which may miss the nearest double by a bit. Segmentations that tie but for that bit are
// common (runs of one character), and which of them wins is part of what a tokenizer must reproduce.
double as_reference_reads(double score) {
  char text[32];
  const auto end =
      std::to_chars(text, text + sizeof text, std::fabs(score), std::chars_format::scientific).ptr;
  std::uint64_t digits = 0;
  int exponent = 0;
  bool fraction = false;
  const char* at = text;
  for (; at < end && *at != 'e'; ++at) {
    if (*at == '.') {
      fraction = true;
      continue;
    }
    digits = digits * 10 + static_cast<std::uint64_t>(*at - '0');
    if (fraction) --exponent;
  }
  int written = 0;
  if (at < end) std::from_chars(at[1] == '+' ? at + 2 : at + 1, end, written);
  exponent += written;
  if (exponent > 300 || exponent < -300) return score;
  const double power = std::pow(10.0, std::abs(exponent));
  const double value =
      exponent < 0 ? static_cast<double>(digits) / power : static_cast<double>(digits) * power;
  return score < 0 ? -value : value;
}

Result<TokenModelPtr> read_unigram(const JsonFields& fields) {
  ST_ASSIGN_OR_RETURN(const JsonArray list, fields.list("vocab"));
  Vocabulary vocabulary;
  vocabulary.reserve(list.size(), list.size() * 8);
  std::vector<double> scores;
  for (const JsonElement element : list) {
    JsonArray pair;
    std::string_view piece;
    double score = 0;
    if (element.get(pair) != simdjson::SUCCESS || pair.size() != 2 ||
        pair.at(0).get(piece) != simdjson::SUCCESS || pair.at(1).get(score) != simdjson::SUCCESS) {
      return fields.wrong("vocab", "lists of a piece and its score");
    }
    // A file may hold a piece twice; the library goes by the later one.
    ST_RETURN_IF_ERROR(vocabulary.add_or_move(piece, static_cast<TokenId>(scores.size())));
    scores.push_back(as_reference_reads(score));
  }
  UnigramOptions options;
  if (fields.has("unk_id")) {
    ST_ASSIGN_OR_RETURN(const std::uint64_t unknown, fields.number("unk_id", UINT32_MAX));
    options.unknown = static_cast<TokenId>(unknown);
  }
  ST_ASSIGN_OR_RETURN(options.byte_fallback, fields.flag_or("byte_fallback", false));
  auto model = Unigram::make(std::move(vocabulary), std::move(scores), std::move(options));
  if (!model.ok()) return model.error().in(fields.where());
  return model;
}

Result<TokenModelPtr> read_wordpiece(const JsonFields& fields) {
  ST_ASSIGN_OR_RETURN(Vocabulary vocabulary, read_vocabulary(fields));
  WordPieceOptions options;
  ST_ASSIGN_OR_RETURN(options.unknown, fields.text_or("unk_token", "[UNK]"));
  ST_ASSIGN_OR_RETURN(options.continuing_prefix, fields.text_or("continuing_subword_prefix", "##"));
  ST_ASSIGN_OR_RETURN(const std::uint64_t longest,
                      fields.number_or("max_input_chars_per_word", 100, 1u << 30));
  options.longest_word_chars = longest;
  return WordPiece::make(std::move(vocabulary), std::move(options));
}

using MakeLevel = Result<TokenModelPtr> (*)(Vocabulary, std::optional<TokenId>);

Result<TokenModelPtr> read_level(const JsonFields& fields, MakeLevel make) {
  ST_ASSIGN_OR_RETURN(Vocabulary vocabulary, read_vocabulary(fields));
  // Unlike the others, this model may name an unknown token that it lacks: then such words are nothing.
  ST_ASSIGN_OR_RETURN(const std::string unknown, fields.text_or("unk_token", ""));
  const auto id = unknown.empty() ? std::nullopt : vocabulary.find(unknown);
  return make(std::move(vocabulary), id);
}

// Files written before 2021 have no model.type. Each kind has a field that no other has.
Result<std::string> model_type(const JsonFields& fields) {
  if (fields.has("type")) return fields.text("type");
  if (fields.has("merges")) return std::string("BPE");
  if (fields.has("max_input_chars_per_word")) return std::string("WordPiece");
  const auto vocab = fields.find("vocab");
  if (vocab && vocab->is_array()) return std::string("Unigram");
  if (vocab) return std::string("WordLevel");
  return fields.wrong("type", "a model type, or a vocab");
}

}  // namespace

Result<TokenModelPtr> read_model(JsonElement element, bool byte_level, const std::string& where) {
  ST_ASSIGN_OR_RETURN(const JsonFields fields, JsonFields::of(element, where));
  ST_ASSIGN_OR_RETURN(const std::string type, model_type(fields));
  if (type == "BPE") return read_bpe(fields, byte_level);
  if (type == "Unigram") return read_unigram(fields);
  if (type == "WordPiece") return read_wordpiece(fields);
  if (type == "WordLevel") return read_level(fields, make_word_level);
  if (type == "Character") return read_level(fields, make_character_level);
  return fields.wrong("type", "BPE, Unigram, WordPiece, WordLevel or Character; '" + type + "' is none");
}

}  // namespace st
