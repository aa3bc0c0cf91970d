#include "engine/jinja/lexer.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/unicode.h"
#include "engine/jinja/value.h"

namespace st::jinja {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}
bool is_name_start(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool is_digit_char(char c) {
  return c >= '0' && c <= '9';
}
bool is_name_char(char c) {
  return is_name_start(c) || is_digit_char(c);
}

// Longest first.
constexpr std::array<std::string_view, 27> kOperators = {"**", "//", "==", "!=", "<=", ">=", "{", "}", "(",
                                                         ")",  "[",  "]",  "+",  "-",  "*",  "/", "%", "~",
                                                         "<",  ">",  "=",  "|",  ".",  ",",  ":", ";", "!"};

// Every line end as one NL, as the reference reads a template.
std::string with_plain_line_ends(std::string_view source) {
  std::string out;
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source[i] != '\r') {
      out += source[i];
    } else if (i + 1 == source.size() || source[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : text_(with_plain_line_ends(source)), source_(text_) {
    if (source_.ends_with('\n')) source_.remove_suffix(1);
  }

  std::vector<Token> run() {
    while (at_ < source_.size()) text_then_tag();
    push(Token::Kind::kEnd, "");
    return std::move(tokens_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw TemplateError("line " + std::to_string(line_) + ": " + what);
  }

  void push(Token::Kind kind, std::string text) { tokens_.push_back({kind, std::move(text), line_}); }

  void advance(std::size_t to) {
    line_ += static_cast<std::size_t>(std::count(source_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                 source_.begin() + static_cast<std::ptrdiff_t>(to), '\n'));
    at_ = to;
  }

  std::size_t find_tag(std::size_t from) const {
    for (std::size_t at = source_.find('{', from); at != source_.npos; at = source_.find('{', at + 1)) {
      if (at + 1 < source_.size() &&
          (source_[at + 1] == '%' || source_[at + 1] == '{' || source_[at + 1] == '#'))
        return at;
    }
    return source_.npos;
  }

  char char_at(std::size_t at) const { return at < source_.size() ? source_[at] : '\0'; }

  // The text up to the next tag, with what the tag's opening takes of it.
  void text_then_tag() {
    const std::size_t tag = find_tag(at_);
    std::string text(source_.substr(at_, std::min(tag, source_.size()) - at_));
    if (trim_next_) text.erase(0, std::min(text.find_first_not_of(" \t\r\n\v\f"), text.size()));
    if (drop_newline_ && !trim_next_) {
      if (text.starts_with("\n")) text.erase(0, 1);
    }
    const bool line_was_open = text_opens_on_line_;
    trim_next_ = drop_newline_ = false;
    if (tag != source_.npos) strip_before(tag, line_was_open, text);
    if (!text.empty()) push(Token::Kind::kText, text);
    if (tag == source_.npos) return advance(source_.size());
    advance(tag);
    if (source_[tag + 1] == '#') return comment();
    if (source_[tag + 1] == '{') return print();
    block();
  }

  void strip_before(std::size_t tag, bool line_was_open, std::string& text) const {
    const char mark = char_at(tag + 2);
    if (mark == '-') {
      text.erase(text.find_last_not_of(" \t\r\n\v\f") + 1);
      return;
    }
    if (mark == '+' || source_[tag + 1] == '{') return;
    // lstrip_blocks: only where nothing else stands before the tag on its line.
    const std::size_t keep = text.find_last_not_of(" \t\v\f") + 1;
    const bool at_line_start = keep > 0 ? text[keep - 1] == '\n' : !line_was_open;
    if (at_line_start) text.erase(keep);
  }

  // Past a tag's end: what it takes of the text behind it.
  void end_of_tag(std::size_t end, bool is_minus, bool is_plus, bool is_block) {
    advance(end);
    trim_next_ = is_minus;
    drop_newline_ = is_block && !is_plus;
    // With the newline dropped the next text starts a line; else it goes on behind the tag.
    const bool newline_follows = char_at(at_) == '\n';
    text_opens_on_line_ = !(drop_newline_ && newline_follows);
  }

  void comment() {
    const std::size_t end = source_.find("#}", at_ + 2);
    if (end == source_.npos) fail("a comment that does not end; expected #}");
    const bool minus = source_[end - 1] == '-' && end - 1 >= at_ + 2;
    const bool plus = source_[end - 1] == '+' && end - 1 >= at_ + 2;
    end_of_tag(end + 2, minus, plus, true);
  }

  void skip_sign() {
    at_ += 2;
    if (char_at(at_) == '-' || char_at(at_) == '+') ++at_;
  }

  void print() {
    push(Token::Kind::kPrintBegin, "{{");
    skip_sign();
    expression_until("}}");
    push(Token::Kind::kPrintEnd, "}}");
  }

  void block() {
    if (raw()) return;
    push(Token::Kind::kBlockBegin, "{%");
    skip_sign();
    expression_until("%}");
    push(Token::Kind::kBlockEnd, "%}");
  }

  std::size_t skip_blanks(std::size_t at) const {
    while (at < source_.size() && is_blank(source_[at])) ++at;
    return at;
  }

  // The end of a tag `{% name %}` at `at`, or npos; tells its signs.
  std::size_t bare_tag(std::size_t at, std::string_view name, bool& minus_before, bool& minus_after) const {
    if (source_.substr(at, 2) != "{%") return source_.npos;
    at += 2;
    minus_before = char_at(at) == '-';
    if (char_at(at) == '-' || char_at(at) == '+') ++at;
    at = skip_blanks(at);
    if (source_.substr(at, name.size()) != name || is_name_char(char_at(at + name.size())))
      return source_.npos;
    at = skip_blanks(at + name.size());
    minus_after = char_at(at) == '-';
    if (char_at(at) == '-' || char_at(at) == '+') ++at;
    return source_.substr(at, 2) == "%}" ? at + 2 : source_.npos;
  }

  bool raw() {
    bool before = false, after = false, end_before = false, end_after = false;
    const std::size_t inside = bare_tag(at_, "raw", before, after);
    if (inside == source_.npos) return false;
    for (std::size_t at = source_.find("{%", inside); at != source_.npos; at = source_.find("{%", at + 1)) {
      const std::size_t end = bare_tag(at, "endraw", end_before, end_after);
      if (end == source_.npos) continue;
      std::string text(source_.substr(inside, at - inside));
      if (after) text.erase(0, std::min(text.find_first_not_of(" \t\r\n"), text.size()));
      if (end_before) text.erase(text.find_last_not_of(" \t\r\n") + 1);
      if (!text.empty()) push(Token::Kind::kText, text);
      end_of_tag(end, end_after, false, true);
      return true;
    }
    fail("a raw block that does not end; expected {% endraw %}");
  }

  void expression_until(std::string_view close) {
    std::vector<char> open;  // brackets: "}}" may end a dict inside a print
    for (;;) {
      advance(skip_blanks(at_));
      if (at_ >= source_.size()) fail("a tag that does not end; expected " + std::string(close));
      if (open.empty()) {
        const bool signed_end =
            (source_[at_] == '-' || source_[at_] == '+') && source_.substr(at_ + 1, 2) == close;
        if (signed_end || source_.substr(at_, 2) == close) {
          const bool minus = signed_end && source_[at_] == '-';
          return end_of_tag(at_ + (signed_end ? 3 : 2), minus, signed_end && !minus, close == "%}");
        }
      }
      one_token(open);
    }
  }

  void one_token(std::vector<char>& open) {
    const char c = source_[at_];
    if (is_name_start(c)) return name();
    if (is_digit_char(c)) return number();
    if (c == '"' || c == '\'') return string(c);
    for (const std::string_view op : kOperators) {
      if (source_.substr(at_, op.size()) != op) continue;
      if (c == '{' || c == '(' || c == '[') open.push_back(c);
      if ((c == '}' || c == ')' || c == ']') && !open.empty()) open.pop_back();
      push(Token::Kind::kOperator, std::string(op));
      at_ += op.size();
      return;
    }
    fail(std::string("a character that no expression has: '") + c + "'");
  }

  void name() {
    std::size_t end = at_;
    while (end < source_.size() && is_name_char(source_[end])) ++end;
    push(Token::Kind::kName, std::string(source_.substr(at_, end - at_)));
    at_ = end;
  }

  void number() {
    std::size_t end = at_;
    bool is_float = false;
    while (end < source_.size() && (is_digit_char(source_[end]) || source_[end] == '_')) ++end;
    if (char_at(end) == '.' && is_digit_char(char_at(end + 1))) {
      is_float = true;
      for (++end; is_digit_char(char_at(end));) ++end;
    }
    if (char_at(end) == 'e' || char_at(end) == 'E') {
      std::size_t digits = end + 1;
      if (char_at(digits) == '+' || char_at(digits) == '-') ++digits;
      if (is_digit_char(char_at(digits))) {
        is_float = true;
        for (end = digits; is_digit_char(char_at(end));) ++end;
      }
    }
    std::string text(source_.substr(at_, end - at_));
    std::erase(text, '_');
    push(is_float ? Token::Kind::kFloat : Token::Kind::kInteger, text);
    at_ = end;
  }

  void string(char quote) {
    std::string value;
    std::size_t at = at_ + 1;
    for (;; ++at) {
      if (at >= source_.size()) fail("a string that does not end");
      if (source_[at] == quote) break;
      if (source_[at] == '\\') {
        at = escape(at, value);
      } else {
        value += source_[at];
      }
    }
    push(Token::Kind::kString, value);
    advance(at + 1);
  }

  // Python's escapes; the place of the escape's last character.
  std::size_t escape(std::size_t at, std::string& value) const {
    const char c = char_at(at + 1);
    constexpr std::string_view kNames = "ntrbfva0\\'\"";
    constexpr std::string_view kValues("\n\t\r\b\f\v\a\0\\'\"", 11);
    if (const std::size_t known = kNames.find(c); known != kNames.npos) {
      value += kValues[known];
      return at + 1;
    }
    if (c == '\n') return at + 1;
    const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    char32_t point = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char digit = char_at(at + 2 + i);
      if (std::isxdigit(static_cast<unsigned char>(digit)) == 0) fail("an escape with too few digits");
      point =
          16 * point + static_cast<char32_t>(is_digit_char(digit) ? digit - '0' : (digit | 32) - 'a' + 10);
    }
    if (digits == 0) {
      value += '\\';
      return at;  // an escape that is none: the backslash stands
    }
    append_utf8(value, point);
    return at + 1 + digits;
  }

  std::string text_;
  std::string_view source_;  // of text_
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  bool trim_next_ = false;
  bool drop_newline_ = false;
  bool text_opens_on_line_ = false;  // the text about to come does not start a line
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view source) {
  return Lexer(source).run();
}

}  // namespace st::jinja
