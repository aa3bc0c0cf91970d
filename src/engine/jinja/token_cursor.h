#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/jinja/lexer.h"
#include "engine/jinja/value.h"

namespace st::jinja {

// A template's tokens as a parser goes through them: what stands here, taking it, and saying what was
// expected. The last token is kEnd and is never gone past. Failures are TemplateError with the line.
class TokenCursor {
 public:
  explicit TokenCursor(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  const Token& next() {
    const Token& token = peek();
    ++at_;
    return token;
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw TemplateError("line " + std::to_string(peek().line) + ": " + what);
  }
  bool is(Token::Kind kind, std::string_view text) const {
    return peek().kind == kind && peek().text == text;
  }
  bool is_op(std::string_view text) const { return is(Token::Kind::kOperator, text); }
  bool is_word(std::string_view text) const { return is(Token::Kind::kName, text); }
  bool take_op(std::string_view text) {
    if (!is_op(text)) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view text) {
    if (!is_word(text)) return false;
    ++at_;
    return true;
  }
  void want_op(std::string_view text) {
    if (!take_op(text)) fail("expected '" + std::string(text) + "', found '" + peek().text + "'");
  }
  void want_word(std::string_view text) {
    if (!take_word(text)) fail("expected '" + std::string(text) + "', found '" + peek().text + "'");
  }
  std::string want_name() {
    if (peek().kind != Token::Kind::kName) fail("expected a name, found '" + peek().text + "'");
    return next().text;
  }
  // `what` for the message.
  void want(Token::Kind kind, const std::string& what) {
    if (peek().kind != kind) fail("expected " + what + ", found '" + peek().text + "'");
    ++at_;
  }
  void want_block_end() { want(Token::Kind::kBlockEnd, "the end of the tag"); }

  void skip(std::size_t count = 1) { at_ += count; }

  // While one lives, what is read is nested one deeper; over 200 deep it fails.
  class Deeper {
   public:
    explicit Deeper(TokenCursor& cursor) : cursor_(cursor) {
      if (++cursor_.depth_ > kDeepest) cursor_.fail("nested over 200 deep");
    }
    ~Deeper() { --cursor_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    TokenCursor& cursor_;
  };

 private:
  static constexpr int kDeepest = 200;

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace st::jinja
