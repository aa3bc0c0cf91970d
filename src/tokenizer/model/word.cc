#include "tokenizer/model/word_level.h"

namespace st {
namespace {

class WordLevel : public TokenModel {
 public:
  WordLevel(Vocabulary vocabulary, std::optional<TokenId> unknown)
      : vocabulary_(std::move(vocabulary)), unknown_(unknown) {}

  void encode_word(std::string_view word, std::vector<WordToken>& tokens) const override {
    const auto found = vocabulary_.find(word);
    const auto id = found ? found : unknown_;
    if (id) tokens.push_back({*id, 0, static_cast<std::uint32_t>(word.size())});
  }
  const Vocabulary& vocabulary() const override { return vocabulary_; }

 private:
  Vocabulary vocabulary_;
  std::optional<TokenId> unknown_;
};

}  // namespace

Result<TokenModelPtr> make_word_level(Vocabulary vocabulary, std::optional<TokenId> unknown) {
  return TokenModelPtr(std::make_unique<WordLevel>(std::move(vocabulary), unknown));
}

}  // namespace st
