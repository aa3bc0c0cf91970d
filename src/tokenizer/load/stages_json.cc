#include "tokenizer/load/stages_json.h"

#include "base/unicode.h"
#include "tokenizer/load/base64.h"

namespace st {
namespace {

// {"String": "..."} or {"Regex": "..."}.
struct Pattern {
  std::string text;
  bool is_regex = false;
};

Result<Pattern> read_pattern(const JsonFields& fields) {
  ST_ASSIGN_OR_RETURN(const JsonFields pattern, fields.object("pattern"));
  if (pattern.has("String")) {
    ST_ASSIGN_OR_RETURN(std::string text, pattern.text("String"));
    return Pattern{std::move(text), false};
  }
  ST_ASSIGN_OR_RETURN(std::string text, pattern.text("Regex"));
  return Pattern{std::move(text), true};
}

Result<char32_t> read_char(const JsonFields& fields, std::string_view name, char32_t fallback) {
  if (!fields.has(name)) return fallback;
  ST_ASSIGN_OR_RETURN(const std::string text, fields.text(name));
  const CodePoint point = text.empty() ? CodePoint{} : decode_utf8(text, 0);
  if (text.empty() || point.size_bytes != text.size()) return fields.wrong(name, "one character");
  return point.value;
}

Result<SplitBehavior> read_behavior(const JsonFields& fields, const std::string& fallback) {
  ST_ASSIGN_OR_RETURN(const std::string name, fields.text_or("behavior", fallback));
  if (name == "Removed") return SplitBehavior::kRemoved;
  if (name == "Isolated") return SplitBehavior::kIsolated;
  if (name == "MergedWithPrevious") return SplitBehavior::kMergedWithPrevious;
  if (name == "MergedWithNext") return SplitBehavior::kMergedWithNext;
  if (name == "Contiguous") return SplitBehavior::kContiguous;
  return fields.wrong("behavior", "Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
}

// The scheme, or the older flag add_prefix_space.
Result<PrependScheme> read_prepend_scheme(const JsonFields& fields) {
  if (fields.has("prepend_scheme")) {
    ST_ASSIGN_OR_RETURN(const std::string name, fields.text("prepend_scheme"));
    if (name == "first") return PrependScheme::kFirst;
    if (name == "never") return PrependScheme::kNever;
    if (name == "always") return PrependScheme::kAlways;
    return fields.wrong("prepend_scheme", "first, never or always");
  }
  ST_ASSIGN_OR_RETURN(const bool prefix, fields.flag_or("add_prefix_space", true));
  return prefix ? PrependScheme::kAlways : PrependScheme::kNever;
}

template <typename Part, typename Read>
Result<std::vector<Part>> read_list(const JsonFields& fields, std::string_view name, Read read) {
  ST_ASSIGN_OR_RETURN(const JsonArray list, fields.list(name));
  std::vector<Part> parts;
  for (const JsonElement element : list) {
    const std::string where =
        fields.where() + "." + std::string(name) + "[" + std::to_string(parts.size()) + "]";
    ST_ASSIGN_OR_RETURN(Part part, read(element, where));
    parts.push_back(std::move(part));
  }
  return parts;
}

Result<NormalizerPtr> read_replace(const JsonFields& fields) {
  ST_ASSIGN_OR_RETURN(Pattern pattern, read_pattern(fields));
  ST_ASSIGN_OR_RETURN(std::string content, fields.text("content"));
  if (!pattern.is_regex) return make_replace(std::move(pattern.text), std::move(content));
  auto regex = Regex::compile(pattern.text);
  if (!regex.ok()) return regex.error().in(fields.where());
  return make_regex_replace(*std::move(regex), std::move(content));
}

Result<NormalizerPtr> read_bert_normalizer(const JsonFields& fields) {
  BertNormalizerOptions options;
  ST_ASSIGN_OR_RETURN(options.clean_text, fields.flag_or("clean_text", true));
  ST_ASSIGN_OR_RETURN(options.handle_chinese_chars, fields.flag_or("handle_chinese_chars", true));
  ST_ASSIGN_OR_RETURN(options.lowercase, fields.flag_or("lowercase", true));
  ST_ASSIGN_OR_RETURN(options.strip_accents, fields.flag_or("strip_accents", options.lowercase));
  return make_bert_normalizer(options);
}

Result<NormalizerPtr> read_precompiled(const JsonFields& fields) {
  ST_ASSIGN_OR_RETURN(const std::string text, fields.text("precompiled_charsmap"));
  const auto blob = decode_base64(text);
  if (!blob) return fields.wrong("precompiled_charsmap", "base64");
  auto normalizer = make_precompiled(*blob);
  if (!normalizer.ok()) return normalizer.error().in(fields.where());
  return normalizer;
}

Result<PreTokenizerPtr> read_split(const JsonFields& fields) {
  ST_ASSIGN_OR_RETURN(Pattern pattern, read_pattern(fields));
  ST_ASSIGN_OR_RETURN(const SplitBehavior behavior, read_behavior(fields, "Isolated"));
  ST_ASSIGN_OR_RETURN(const bool invert, fields.flag_or("invert", false));
  if (!pattern.is_regex) return make_literal_split(std::move(pattern.text), behavior, invert);
  if (PreTokenizerPtr known = make_known_split(pattern.text, behavior, invert)) return known;
  auto regex = Regex::compile(pattern.text);
  if (!regex.ok()) return regex.error().in(fields.where());
  return make_regex_split(*std::move(regex), behavior, invert);
}

}  // namespace

Result<NormalizerPtr> read_normalizer(JsonElement element, const std::string& where) {
  ST_ASSIGN_OR_RETURN(const JsonFields fields, JsonFields::of(element, where));
  ST_ASSIGN_OR_RETURN(const std::string type, fields.text("type"));
  if (type == "Sequence") {
    ST_ASSIGN_OR_RETURN(auto parts, read_list<NormalizerPtr>(fields, "normalizers", read_normalizer));
    return make_sequence(std::move(parts));
  }
  if (type == "NFC") return make_unicode_form(UnicodeForm::kNfc);
  if (type == "NFD") return make_unicode_form(UnicodeForm::kNfd);
  if (type == "NFKC") return make_unicode_form(UnicodeForm::kNfkc);
  if (type == "NFKD") return make_unicode_form(UnicodeForm::kNfkd);
  if (type == "Lowercase") return make_lowercase();
  if (type == "StripAccents") return make_strip_accents();
  if (type == "Nmt") return make_nmt();
  if (type == "ByteLevel") return make_byte_level_normalizer();
  if (type == "BertNormalizer") return read_bert_normalizer(fields);
  if (type == "Precompiled") return read_precompiled(fields);
  if (type == "Replace") return read_replace(fields);
  if (type == "Prepend") {
    ST_ASSIGN_OR_RETURN(std::string prefix, fields.text("prepend"));
    return make_prepend(std::move(prefix));
  }
  if (type == "Strip") {
    ST_ASSIGN_OR_RETURN(const bool left, fields.flag_or("strip_left", true));
    ST_ASSIGN_OR_RETURN(const bool right, fields.flag_or("strip_right", true));
    return make_strip(left, right);
  }
  return fields.wrong("type", "a normalizer that is known; '" + type + "' is not");
}

bool has_byte_level(JsonElement pre_tokenizer) {
  const auto fields = JsonFields::of(pre_tokenizer, "");
  if (!fields.ok()) return false;
  const auto type = fields->text("type");
  if (type.ok() && *type == "ByteLevel") return true;
  const auto parts = fields->list("pretokenizers");
  if (!parts.ok()) return false;
  for (const JsonElement part : *parts) {
    if (has_byte_level(part)) return true;
  }
  return false;
}

Result<PreTokenizerPtr> read_pre_tokenizer(JsonElement element, const std::string& where) {
  ST_ASSIGN_OR_RETURN(const JsonFields fields, JsonFields::of(element, where));
  ST_ASSIGN_OR_RETURN(const std::string type, fields.text("type"));
  if (type == "Sequence") {
    ST_ASSIGN_OR_RETURN(auto parts,
                        read_list<PreTokenizerPtr>(fields, "pretokenizers", read_pre_tokenizer));
    return make_sequence(std::move(parts));
  }
  if (type == "ByteLevel") {
    ST_ASSIGN_OR_RETURN(const bool prefix, fields.flag_or("add_prefix_space", true));
    ST_ASSIGN_OR_RETURN(const bool regex, fields.flag_or("use_regex", true));
    return make_byte_level(prefix, regex);
  }
  if (type == "Split") return read_split(fields);
  if (type == "Whitespace") return make_whitespace();
  if (type == "WhitespaceSplit") return make_whitespace_split();
  if (type == "BertPreTokenizer") return make_bert_split();
  if (type == "UnicodeScripts") return make_unicode_scripts();
  if (type == "Punctuation") {
    ST_ASSIGN_OR_RETURN(const SplitBehavior behavior, read_behavior(fields, "Isolated"));
    return make_punctuation(behavior);
  }
  if (type == "Digits") {
    ST_ASSIGN_OR_RETURN(const bool individual, fields.flag_or("individual_digits", false));
    return make_digits(individual);
  }
  if (type == "CharDelimiterSplit") {
    ST_ASSIGN_OR_RETURN(const char32_t delimiter, read_char(fields, "delimiter", U' '));
    return make_delimiter_split(delimiter);
  }
  if (type == "FixedLength") {
    ST_ASSIGN_OR_RETURN(const std::uint64_t length, fields.number_or("length", 5, 1u << 20));
    return make_fixed_length(length);
  }
  if (type == "Metaspace") {
    ST_ASSIGN_OR_RETURN(const char32_t replacement, read_char(fields, "replacement", 0x2581));
    ST_ASSIGN_OR_RETURN(const PrependScheme scheme, read_prepend_scheme(fields));
    ST_ASSIGN_OR_RETURN(const bool split, fields.flag_or("split", true));
    return make_metaspace(replacement, scheme, split);
  }
  return fields.wrong("type", "a pre-tokenizer that is known; '" + type + "' is not");
}

Result<DecoderPtr> read_decoder(JsonElement element, const std::string& where) {
  ST_ASSIGN_OR_RETURN(const JsonFields fields, JsonFields::of(element, where));
  ST_ASSIGN_OR_RETURN(const std::string type, fields.text("type"));
  if (type == "Sequence") {
    ST_ASSIGN_OR_RETURN(auto parts, read_list<DecoderPtr>(fields, "decoders", read_decoder));
    return make_sequence(std::move(parts));
  }
  if (type == "ByteLevel") return make_byte_level_decoder();
  if (type == "ByteFallback") return make_byte_fallback_decoder();
  if (type == "Fuse") return make_fuse_decoder();
  if (type == "WordPiece") {
    ST_ASSIGN_OR_RETURN(std::string prefix, fields.text_or("prefix", "##"));
    ST_ASSIGN_OR_RETURN(const bool cleanup, fields.flag_or("cleanup", true));
    return make_wordpiece_decoder(std::move(prefix), cleanup);
  }
  if (type == "Metaspace") {
    ST_ASSIGN_OR_RETURN(const char32_t replacement, read_char(fields, "replacement", 0x2581));
    ST_ASSIGN_OR_RETURN(const PrependScheme scheme, read_prepend_scheme(fields));
    return make_metaspace_decoder(replacement, scheme);
  }
  if (type == "BPEDecoder") {
    ST_ASSIGN_OR_RETURN(std::string suffix, fields.text_or("suffix", "</w>"));
    return make_bpe_decoder(std::move(suffix));
  }
  if (type == "CTC") {
    ST_ASSIGN_OR_RETURN(std::string pad_token, fields.text_or("pad_token", "<pad>"));
    ST_ASSIGN_OR_RETURN(std::string delimiter, fields.text_or("word_delimiter_token", "|"));
    ST_ASSIGN_OR_RETURN(const bool cleanup, fields.flag_or("cleanup", true));
    return make_ctc_decoder(std::move(pad_token), std::move(delimiter), cleanup);
  }
  if (type == "Replace") {
    ST_ASSIGN_OR_RETURN(Pattern pattern, read_pattern(fields));
    ST_ASSIGN_OR_RETURN(std::string content, fields.text("content"));
    if (!pattern.is_regex) return make_replace_decoder(std::move(pattern.text), std::move(content));
    ST_ASSIGN_OR_RETURN(Regex regex, Regex::compile(pattern.text));
    return make_regex_replace_decoder(std::move(regex), std::move(content));
  }
  if (type == "Strip") {
    ST_ASSIGN_OR_RETURN(const char32_t content, read_char(fields, "content", U' '));
    ST_ASSIGN_OR_RETURN(const std::uint64_t start, fields.number_or("start", 0, UINT32_MAX));
    ST_ASSIGN_OR_RETURN(const std::uint64_t stop, fields.number_or("stop", 0, UINT32_MAX));
    return make_strip_decoder(content, start, stop);
  }
  return fields.wrong("type", "a decoder that is known; '" + type + "' is not");
}

}  // namespace st
