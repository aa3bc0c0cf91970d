#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "tokenizer/regex/regex.h"
#include "tokenizer/text/normalized_text.h"

namespace st {

// First stage: rewrites a text, keeping where every character came from. Where a stage has nothing to
// change it leaves the text untouched (and borrowed). The alignment rules are those of the HF tokenizers
// library, so that offsets agree. Thread rule: apply() is const and safe from many threads.
class Normalizer {
 public:
  virtual ~Normalizer() = default;
  virtual void apply(NormalizedText& text) const = 0;
};

using NormalizerPtr = std::unique_ptr<const Normalizer>;

// Unicode normalisation forms (UAX #15).
enum class UnicodeForm { kNfc, kNfd, kNfkc, kNfkd };
NormalizerPtr make_unicode_form(UnicodeForm form);

NormalizerPtr make_lowercase();      // the full mapping of each code point by itself
NormalizerPtr make_strip_accents();  // drops marks of every kind; meant to follow NFD
NormalizerPtr make_strip(bool left, bool right);
NormalizerPtr make_nmt();  // the character cleaning of SentencePiece's "nmt" rules
NormalizerPtr make_prepend(std::string prefix);
NormalizerPtr make_replace(std::string literal, std::string content);
NormalizerPtr make_regex_replace(Regex pattern, std::string content);
NormalizerPtr make_byte_level_normalizer();  // every byte as its printable character (GPT-2's table)
NormalizerPtr make_sequence(std::vector<NormalizerPtr> parts);

// BERT's cleaning. strip_accents unset means: as lowercase.
struct BertNormalizerOptions {
  bool clean_text = true;
  bool handle_chinese_chars = true;
  bool strip_accents = true;
  bool lowercase = true;
};
NormalizerPtr make_bert_normalizer(const BertNormalizerOptions& options);

// SentencePiece's compiled character map, as the HF library applies it (grapheme by grapheme, shortest
// match).
Result<NormalizerPtr> make_precompiled(std::string_view charsmap);

}  // namespace st
