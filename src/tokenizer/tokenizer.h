#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/batch.h"
#include "tokenizer/encoding.h"
#include "tokenizer/model/model.h"
#include "tokenizer/normalize/normalizer.h"
#include "tokenizer/process/added_tokens.h"
#include "tokenizer/process/decoder.h"
#include "tokenizer/process/post_processor.h"
#include "tokenizer/split/pre_tokenizer.h"

namespace st {

// The stages of a tokenizer. Only the model is required.
struct TokenizerParts {
  NormalizerPtr normalizer;
  PreTokenizerPtr pre_tokenizer;
  TokenModelPtr model;
  PostProcessorPtr post_processor;
  DecoderPtr decoder;
  std::vector<AddedToken> added_tokens;
  // What the files ask for; encode() applies neither by itself.
  std::optional<TruncationOptions> truncation;
  std::optional<PaddingOptions> padding;
  // Joined text loses the spaces before punctuation, as tokenizer_config.json may ask.
  bool clean_up_decoded = false;
};

struct EncodeOptions {
  bool add_special_tokens = true;
  bool token_texts = false;  // fill Encoding::tokens
  std::optional<TruncationOptions> truncation;
};

// What one stage after the other made of a text, for people.
struct EncodeSteps {
  struct Part {
    std::string normalized;
    std::vector<std::string> words;
    bool is_added_token = false;
  };
  std::vector<Part> parts;
  Encoding encoding;
};

// Text to ids and back. Made by the loaders of tokenizer/load/. Thread rule: every call is safe from many
// threads; encoding keeps a cache of words for each thread that is inside at the time.
class Tokenizer {
 public:
  static Result<Tokenizer> assemble(TokenizerParts parts);

  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;
  ~Tokenizer();

  // Errors (kInput): text that is not UTF-8, with the byte; text over 4 GiB; truncation that can't be done.
  Result<Encoding> encode(std::string_view text, const EncodeOptions& options = {}) const;
  Result<Encoding> encode_pair(std::string_view text, std::string_view pair,
                               const EncodeOptions& options = {}) const;
  // Each text by itself, on `jobs` threads; the result does not depend on their number.
  Result<std::vector<Encoding>> encode_batch(const std::vector<std::string>& texts,
                                             const EncodeOptions& options, std::size_t jobs) const;
  Result<EncodeSteps> encode_steps(std::string_view text, const EncodeOptions& options) const;

  // The text of the ids; ids without a token are left out. `clean_up` set to false leaves the spaces before
  // punctuation even where the tokenizer's configuration asks to mend them.
  std::string decode(const std::vector<TokenId>& ids, bool skip_special_tokens = false,
                     bool clean_up = true) const;

  std::optional<TokenId> id_of(std::string_view token) const;
  // The token as the vocabulary writes it; empty where the id has none.
  std::string_view token_of(TokenId id) const;
  bool is_special(TokenId id) const;
  // One more than the highest id.
  std::size_t id_limit() const;
  const std::vector<AddedToken>& added_tokens() const;
  const std::optional<TruncationOptions>& truncation() const;
  const std::optional<PaddingOptions>& padding() const;

 private:
  class Body;
  explicit Tokenizer(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

// Decodes ids as they come and hands out text as soon as it is certain: never half a character, never a
// character that the next id would change. The tokenizer must outlive it. Thread rule: one thread at a
// time.
class StreamingDecoder {
 public:
  explicit StreamingDecoder(const Tokenizer& tokenizer, bool skip_special_tokens = true)
      : tokenizer_(tokenizer), skip_special_tokens_(skip_special_tokens) {}

  // The text that is new with this id; often empty.
  std::string push(TokenId id);
  // What is still held back; an unfinished character as U+FFFD.
  std::string finish();

 private:
  void forget_printed();

  const Tokenizer& tokenizer_;
  bool skip_special_tokens_;
  std::vector<TokenId> window_;
  std::string printed_;          // of the window's text
  std::size_t printed_ids_ = 0;  // of the window
};

}  // namespace st
