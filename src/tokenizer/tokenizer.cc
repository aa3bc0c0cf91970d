#include "tokenizer/tokenizer.h"

#include <simdjson.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/parallel.h"
#include "base/unicode.h"
#include "tokenizer/encode_words.h"

namespace st {
namespace {

constexpr std::size_t kLongestText = 0xFFFFFF00u;

Status check_text(std::string_view text) {
  if (text.size() > kLongestText) {
    return input_error("text: is " + std::to_string(text.size()) + " bytes long; the most is " +
                       std::to_string(kLongestText));
  }
  if (simdjson::validate_utf8(text.data(), text.size())) return {};
  std::size_t at = 0;
  for (; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (!point.valid) break;
    at += point.size_bytes;
  }
  return input_error("text: byte " + std::to_string(at) + " is not UTF-8; expected UTF-8 text");
}

// Room for the template's tokens, so that they do not move all others to new memory.
void reserve_masks(Encoding& encoding, std::size_t count) {
  encoding.type_ids.reserve(count);
  encoding.sequence.reserve(count);
  encoding.attention_mask.reserve(count);
  encoding.special_tokens_mask.reserve(count);
}

// The part [range) of a text.
NormalizedText slice(const NormalizedText& text, ByteSpan range) {
  if (text.unchanged()) return {text.view().substr(range.start, range.size()), text.base() + range.start};
  TextRewriter rewriter(text);
  rewriter.skip(range.start);
  rewriter.copy(range.size());
  return rewriter.finish();
}

}  // namespace

class Tokenizer::Body {
 public:
  explicit Body(TokenizerParts given) : parts(std::move(given)) {
    added.set(parts.added_tokens, parts.normalizer.get());
  }

  Encoding encode_text(std::string_view text, bool token_texts, EncodeSteps* steps) {
    Encoding encoding;
    ScratchLease lease(*this);
    const Work work{encoding, *lease.scratch, token_texts, steps};
    if (!added.any_raw()) {
      if (!text.empty()) encode_piece(text, {0, static_cast<std::uint32_t>(text.size())}, work);
      return encoding;
    }
    for (const TextPart& part : added.split_raw(text)) {
      if (part.id) {
        push_added(*part.id, text.substr(part.span.start, part.span.size()), part.span, work);
      } else {
        encode_piece(text, part.span, work);
      }
    }
    return encoding;
  }

  Result<Encoding> finish(std::vector<Encoding> texts, const EncodeOptions& options) const {
    const bool pair = texts.size() > 1;
    const std::size_t added_tokens = parts.post_processor ? parts.post_processor->added_tokens(pair) : 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto sequence = static_cast<std::uint8_t>(i);
      reserve_masks(texts[i], texts[i].size() + added_tokens);
      texts[i].type_ids.assign(texts[i].size(), sequence);
      texts[i].sequence.assign(texts[i].size(), sequence);
      texts[i].attention_mask.assign(texts[i].size(), 1);
      texts[i].special_tokens_mask.assign(texts[i].size(), 0);
    }
    if (options.truncation) {
      ST_RETURN_IF_ERROR(
          truncate(texts, *options.truncation, options.add_special_tokens ? added_tokens : 0));
    }
    return with_overflow(std::move(texts), options);
  }

  TokenizerParts parts;
  AddedTokens added;

 private:
  struct Scratch;
  struct Work {
    Encoding& into;
    Scratch& scratch;
    bool token_texts;
    EncodeSteps* steps;
  };

  // What one call works with; kept from call to call.
  struct Scratch {
    WordCache cache;
    std::vector<ByteSpan> words;
    std::vector<ByteSpan> spare;
  };

  // A scratch for one call, out of those that are free.
  struct ScratchLease {
    explicit ScratchLease(Body& owner) : body(owner) {
      const std::lock_guard lock(body.mutex_);
      if (!body.scratches_.empty()) {
        scratch = std::move(body.scratches_.back());
        body.scratches_.pop_back();
      }
      if (!scratch) scratch = std::make_unique<Scratch>();
    }
    ~ScratchLease() {
      const std::lock_guard lock(body.mutex_);
      body.scratches_.push_back(std::move(scratch));
    }
    ScratchLease(const ScratchLease&) = delete;
    ScratchLease& operator=(const ScratchLease&) = delete;
    Body& body;
    std::unique_ptr<Scratch> scratch;
  };

  void encode_piece(std::string_view text, ByteSpan span, const Work& work) const {
    NormalizedText normalized(text.substr(span.start, span.size()), span.start);
    if (parts.normalizer) parts.normalizer->apply(normalized);
    if (!added.any_normalized()) return encode_normalized(std::move(normalized), work);
    std::size_t hint = 0;
    for (const TextPart& part : added.split_normalized(normalized.view())) {
      if (!part.id) {
        encode_normalized(slice(normalized, part.span), work);
        continue;
      }
      const ByteSpan source = normalized.source_of(part.span.start, part.span.end, hint);
      push_added(*part.id, normalized.view().substr(part.span.start, part.span.size()), source, work);
    }
  }

  void encode_normalized(NormalizedText text, const Work& work) const {
    if (text.size() == 0) return;
    PreTokens tokens;
    const auto size = static_cast<std::uint32_t>(text.size());
    const std::string normalized = work.steps != nullptr ? std::string(text.view()) : std::string();
    tokens.text = std::move(text);
    tokens.words = std::move(work.scratch.words);
    tokens.spare = std::move(work.scratch.spare);
    tokens.words.assign(1, ByteSpan{0, size});
    if (parts.pre_tokenizer) parts.pre_tokenizer->apply(tokens);
    if (work.steps != nullptr) note_step(normalized, tokens, *work.steps);
    encode_words(*parts.model, tokens, work.scratch.cache, work.token_texts, work.into);
    work.scratch.words = std::move(tokens.words);
    work.scratch.spare = std::move(tokens.spare);
  }

  static void note_step(const std::string& normalized, const PreTokens& tokens, EncodeSteps& steps) {
    EncodeSteps::Part part{normalized, {}, false};
    for (std::size_t i = 0; i < tokens.words.size(); ++i) part.words.emplace_back(tokens.word(i));
    steps.parts.push_back(std::move(part));
  }

  // `content` stands at `source` of the original text; both hold the white space that the token took along.
  void push_added(TokenId id, std::string_view content, ByteSpan source, const Work& work) const {
    const AddedToken* token = added.find(id);
    if ((token->lstrip || token->rstrip) && content.size() == source.size()) {
      const auto lead = static_cast<std::uint32_t>(std::min(content.find(token->content), content.size()));
      const auto size = static_cast<std::uint32_t>(token->content.size());
      const auto start = source.start + lead;
      work.into.widened.push_back(
          {static_cast<std::uint32_t>(work.into.ids.size()), {start, std::min(start + size, source.end)}});
    }
    work.into.ids.push_back(id);
    work.into.offsets.push_back(source);
    if (work.token_texts) work.into.tokens.emplace_back(content);
    if (work.steps != nullptr)
      work.steps->parts.push_back({std::string(content), {std::string(content)}, true});
  }

  Encoding joined(std::vector<Encoding> texts, const EncodeOptions& options) const {
    if (parts.post_processor) parts.post_processor->apply(texts, options.add_special_tokens);
    Encoding done = concatenate(std::move(texts));
    if (!options.token_texts) done.tokens.clear();
    return done;
  }

  // The windows that truncation cut off get the template too: each of the text beside the pair as it was
  // kept and beside the pair's windows, then those beside the text as it was kept.
  Encoding with_overflow(std::vector<Encoding> texts, const EncodeOptions& options) const {
    std::vector<std::vector<Encoding>> windows;
    for (Encoding& text : texts) windows.push_back(std::exchange(text.overflowing, {}));
    const bool pair = texts.size() > 1;
    std::vector<Encoding> overflowing;
    for (const Encoding& first : windows[0]) {
      if (!pair) {
        overflowing.push_back(joined({first}, options));
        continue;
      }
      overflowing.push_back(joined({first, texts[1]}, options));
      for (const Encoding& second : windows[1]) overflowing.push_back(joined({first, second}, options));
    }
    if (pair) {
      for (const Encoding& second : windows[1]) overflowing.push_back(joined({texts[0], second}, options));
    }
    Encoding done = joined(std::move(texts), options);
    done.overflowing = std::move(overflowing);
    return done;
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<Scratch>> scratches_;
};

Tokenizer::Tokenizer(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

Result<Tokenizer> Tokenizer::assemble(TokenizerParts parts) {
  if (!parts.model) return model_error("tokenizer: has no model");
  if (!parts.decoder) parts.decoder = make_space_joining_decoder();
  return Tokenizer(std::make_unique<Body>(std::move(parts)));
}

Result<Encoding> Tokenizer::encode(std::string_view text, const EncodeOptions& options) const {
  ST_RETURN_IF_ERROR(check_text(text));
  std::vector<Encoding> texts;
  texts.push_back(body_->encode_text(text, options.token_texts, nullptr));
  return body_->finish(std::move(texts), options);
}

Result<Encoding> Tokenizer::encode_pair(std::string_view text, std::string_view pair,
                                        const EncodeOptions& options) const {
  ST_RETURN_IF_ERROR(check_text(text));
  ST_RETURN_IF_ERROR(check_text(pair));
  std::vector<Encoding> texts;
  texts.push_back(body_->encode_text(text, options.token_texts, nullptr));
  texts.push_back(body_->encode_text(pair, options.token_texts, nullptr));
  return body_->finish(std::move(texts), options);
}

Result<std::vector<Encoding>> Tokenizer::encode_batch(const std::vector<std::string>& texts,
                                                      const EncodeOptions& options,
                                                      std::size_t jobs) const {
  std::vector<Encoding> encodings(texts.size());
  std::vector<std::optional<Error>> errors(texts.size());
  parallel_for(texts.size(), jobs, [&](std::size_t i) {
    Result<Encoding> encoding = encode(texts[i], options);
    if (encoding.ok()) {
      encodings[i] = *std::move(encoding);
    } else {
      errors[i] = encoding.error();
    }
  });
  for (std::size_t i = 0; i < errors.size(); ++i) {
    if (errors[i]) return errors[i]->in("text " + std::to_string(i + 1));
  }
  return encodings;
}

Result<EncodeSteps> Tokenizer::encode_steps(std::string_view text, const EncodeOptions& options) const {
  ST_RETURN_IF_ERROR(check_text(text));
  EncodeSteps steps;
  EncodeOptions with_texts = options;
  with_texts.token_texts = true;
  std::vector<Encoding> texts;
  texts.push_back(body_->encode_text(text, true, &steps));
  ST_ASSIGN_OR_RETURN(steps.encoding, body_->finish(std::move(texts), with_texts));
  return steps;
}

std::string Tokenizer::decode(const std::vector<TokenId>& ids, bool skip_special_tokens,
                              bool clean_up) const {
  std::vector<std::string> tokens;
  tokens.reserve(ids.size());
  for (const TokenId id : ids) {
    if (skip_special_tokens && is_special(id)) continue;
    const std::string_view token = token_of(id);
    if (!token.empty()) tokens.emplace_back(token);
  }
  body_->parts.decoder->apply(tokens);
  std::string text;
  for (const std::string& token : tokens) text += token;
  if (clean_up && body_->parts.clean_up_decoded) clean_up_spaces(text);
  return text;
}

std::optional<TokenId> Tokenizer::id_of(std::string_view token) const {
  const auto added = body_->added.find(token);
  return added ? added : body_->parts.model->vocabulary().find(token);
}

std::string_view Tokenizer::token_of(TokenId id) const {
  if (const AddedToken* added = body_->added.find(id)) return added->content;
  return body_->parts.model->vocabulary().token(id);
}

bool Tokenizer::is_special(TokenId id) const {
  const AddedToken* added = body_->added.find(id);
  return added != nullptr && added->special;
}

std::size_t Tokenizer::id_limit() const {
  std::size_t limit = body_->parts.model->vocabulary().id_limit();
  for (const AddedToken& token : body_->added.all()) limit = std::max(limit, std::size_t{token.id} + 1);
  return limit;
}

const std::vector<AddedToken>& Tokenizer::added_tokens() const {
  return body_->added.all();
}
const std::optional<TruncationOptions>& Tokenizer::truncation() const {
  return body_->parts.truncation;
}
const std::optional<PaddingOptions>& Tokenizer::padding() const {
  return body_->parts.padding;
}

}  // namespace st
