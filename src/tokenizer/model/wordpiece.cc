#include "tokenizer/model/wordpiece.h"

#include "base/unicode.h"

namespace st {

Result<TokenModelPtr> WordPiece::make(Vocabulary vocabulary, WordPieceOptions options) {
  const auto unknown = vocabulary.find(options.unknown);
  if (!unknown) return model_error("WordPiece vocabulary: has no unknown token '" + options.unknown + "'");
  return TokenModelPtr(new WordPiece(std::move(vocabulary), std::move(options), *unknown));
}

WordPiece::WordPiece(Vocabulary vocabulary, WordPieceOptions options, TokenId unknown)
    : vocabulary_(std::move(vocabulary)), options_(std::move(options)), unknown_(unknown) {
  std::size_t bytes = 0;
  for (TokenId id = 0; id < vocabulary_.id_limit(); ++id) bytes += vocabulary_.token(id).size();
  first_.reserve(bytes / 2);
  later_.reserve(bytes / 4);
  const std::string& prefix = options_.continuing_prefix;
  for (TokenId id = 0; id < vocabulary_.id_limit(); ++id) {
    const std::string_view token = vocabulary_.token(id);
    // A word may itself begin with the prefix's characters, so such a piece serves both ends.
    first_.add(token, id);
    if (token.starts_with(prefix)) later_.add(token.substr(prefix.size()), id);
  }
}

void WordPiece::encode_word(std::string_view word, std::vector<WordToken>& tokens) const {
  const auto size = static_cast<std::uint32_t>(word.size());
  if (count_characters(word) > options_.longest_word_chars) {
    tokens.push_back({unknown_, 0, size});
    return;
  }
  const std::size_t before = tokens.size();
  for (std::uint32_t at = 0; at < size;) {
    const ByteTrie::Match match = (at == 0 ? first_ : later_).longest(word, at);
    if (match.value == ByteTrie::kNone) {
      tokens.resize(before);
      tokens.push_back({unknown_, 0, size});
      return;
    }
    tokens.push_back({match.value, at, at + match.size_bytes});
    at += match.size_bytes;
  }
}

}  // namespace st
