#include "base/unicode.h"
#include "tokenizer/model/word_level.h"

namespace st {
namespace {

class CharacterLevel : public TokenModel {
 public:
  CharacterLevel(Vocabulary vocabulary, std::optional<TokenId> unknown)
      : vocabulary_(std::move(vocabulary)), unknown_(unknown) {}

  void encode_word(std::string_view word, std::vector<WordToken>& tokens) const override {
    for (std::uint32_t at = 0; at < word.size();) {
      const auto size = static_cast<std::uint32_t>(decode_utf8(word, at).size_bytes);
      const auto found = vocabulary_.find(word.substr(at, size));
      const auto id = found ? found : unknown_;
      if (id) tokens.push_back({*id, at, at + size});
      at += size;
    }
  }
  const Vocabulary& vocabulary() const override { return vocabulary_; }

 private:
  Vocabulary vocabulary_;
  std::optional<TokenId> unknown_;
};

}  // namespace

Result<TokenModelPtr> make_character_level(Vocabulary vocabulary, std::optional<TokenId> unknown) {
  return TokenModelPtr(std::make_unique<CharacterLevel>(std::move(vocabulary), unknown));
}

}  // namespace st
