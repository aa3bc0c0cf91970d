#include "tokenizer/tokenizer.h"

namespace st {
namespace {

constexpr std::string_view kReplacementText = "\uFFFD";
// Ids that end in what can't be UTF-8 are held back; this many in a row are no character in the making.
constexpr std::size_t kMostPending = 64;

std::string_view without_unfinished(std::string_view text) {
  while (text.ends_with(kReplacementText)) text.remove_suffix(kReplacementText.size());
  return text;
}

}  // namespace

std::string StreamingDecoder::push(TokenId id) {
  if (tokenizer_.token_of(id).empty() || (skip_special_tokens_ && tokenizer_.is_special(id))) return {};
  window_.push_back(id);
  const std::string text = tokenizer_.decode(window_, skip_special_tokens_, false);
  const bool give_up = window_.size() - printed_ids_ >= kMostPending;
  const std::string_view certain = give_up ? std::string_view(text) : without_unfinished(text);
  std::string fresh;
  if (certain.size() > printed_.size() && certain.starts_with(printed_)) {
    fresh = certain.substr(printed_.size());
    printed_ = certain;
  }
  if (certain.size() == text.size()) forget_printed();
  return fresh;
}

// Decoders look no further back than a token (spaces, word pieces), so the last printed ids are context
// enough.
void StreamingDecoder::forget_printed() {
  window_.erase(window_.begin(), window_.begin() + static_cast<std::ptrdiff_t>(printed_ids_));
  printed_ids_ = window_.size();
  printed_ = tokenizer_.decode(window_, skip_special_tokens_, false);
}

std::string StreamingDecoder::finish() {
  const std::string text = tokenizer_.decode(window_, skip_special_tokens_, false);
  const bool more = text.size() > printed_.size() && text.starts_with(printed_);
  std::string fresh = more ? text.substr(printed_.size()) : std::string();
  window_.clear();
  printed_.clear();
  printed_ids_ = 0;
  return fresh;
}

}  // namespace st
