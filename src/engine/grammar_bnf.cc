#include "engine/grammar_bnf.h"

#include <map>
#include <optional>
#include <string>

#include "base/unicode.h"

namespace st {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;
constexpr int kMostDepth = 64;

class BnfReader {
 public:
  explicit BnfReader(std::string_view text) : text_(text) {}

  Result<GrammarProgram> read() {
    skip();
    while (at_ < text_.size()) {
      ST_ASSIGN_OR_RETURN(const std::string name, rule_head());
      if (defined_[name]) return error("rule '" + name + "' is defined twice");
      defined_[name] = true;
      const std::uint32_t rule = rule_of(name);
      ST_ASSIGN_OR_RETURN(const GrammarExpression expression, choice(0));
      builder_.define(rule, expression);
    }
    for (const auto& [name, rule] : rules_) {
      if (!defined_[name]) return input_error("grammar: rule '" + name + "' is used and not defined");
    }
    if (!rules_.contains("root")) return input_error("grammar: no rule 'root'; expected root ::= ...");
    return builder_.build(rules_["root"]);
  }

 private:
  Error error(const std::string& what) const {
    std::size_t line = 1;
    for (std::size_t i = 0; i < at_ && i < text_.size(); ++i) line += text_[i] == '\n' ? 1 : 0;
    return input_error("grammar line " + std::to_string(line) + ": " + what);
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip() {
    while (at_ < text_.size()) {
      if (peek() == '#') {
        while (at_ < text_.size() && peek() != '\n') ++at_;
      } else if (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
        ++at_;
      } else {
        return;
      }
    }
  }

  static bool is_name_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '-';
  }

  std::string name() {
    const std::size_t begin = at_;
    while (is_name_byte(peek())) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  // Whether a rule's head, name ::=, stands here; the place does not move.
  bool at_rule_head() {
    const std::size_t before = at_;
    const bool named = !name().empty();
    skip();
    const bool head = named && text_.substr(at_, 3) == "::=";
    at_ = before;
    return head;
  }

  Result<std::string> rule_head() {
    std::string found = name();
    skip();
    if (found.empty() || text_.substr(at_, 3) != "::=") return error("expected a rule, name ::= ...");
    at_ += 3;
    skip();
    return found;
  }

  std::uint32_t rule_of(const std::string& name) {
    const auto found = rules_.find(name);
    if (found != rules_.end()) return found->second;
    return rules_[name] = builder_.declare(name);
  }

  Result<GrammarExpression> choice(int depth) {
    if (depth > kMostDepth) return error("groups are nested more than 64 deep");
    std::vector<GrammarExpression> alternatives;
    for (;;) {
      ST_ASSIGN_OR_RETURN(GrammarExpression one, sequence(depth));
      alternatives.push_back(std::move(one));
      if (peek() != '|') return GrammarExpression::choice(std::move(alternatives));
      ++at_;
      skip();
    }
  }

  Result<GrammarExpression> sequence(int depth) {
    std::vector<GrammarExpression> parts;
    while (at_ < text_.size() && peek() != '|' && peek() != ')' && !at_rule_head()) {
      ST_ASSIGN_OR_RETURN(GrammarExpression part, item(depth));
      ST_ASSIGN_OR_RETURN(part, repeated(std::move(part)));
      parts.push_back(std::move(part));
    }
    return GrammarExpression::sequence(std::move(parts));
  }

  Result<GrammarExpression> item(int depth) {
    if (peek() == '"') return literal();
    if (peek() == '[') return char_class();
    if (peek() == '.') {
      ++at_;
      skip();
      return GrammarExpression::one_of(complement({}));
    }
    if (peek() == '(') return group(depth);
    const std::string called = name();
    if (called.empty()) return error("expected \"text\", [class], (group), '.' or a rule's name");
    skip();
    return GrammarExpression::of_rule(rule_of(called));
  }

  Result<GrammarExpression> group(int depth) {
    ++at_;
    skip();
    ST_ASSIGN_OR_RETURN(GrammarExpression inside, choice(depth + 1));
    if (peek() != ')') return error("a group is not closed; expected ')'");
    ++at_;
    skip();
    return inside;
  }

  Result<std::size_t> number() {
    std::size_t value = 0;
    const std::size_t begin = at_;
    for (; peek() >= '0' && peek() <= '9'; ++at_) {
      value = value * 10 + static_cast<std::size_t>(peek() - '0');
      if (value > GrammarBuilder::kMostRepeats) return error("a repetition of more than 10000");
    }
    if (at_ == begin) return error("expected a number");
    skip();
    return value;
  }

  Result<GrammarExpression> repeated(GrammarExpression part) {
    constexpr std::size_t kUnlimited = GrammarExpression::kUnlimited;
    std::size_t least = 1, most = 1;
    const char mark = peek();
    if (mark != '*' && mark != '+' && mark != '?' && mark != '{') return part;
    ++at_;
    skip();
    if (mark == '*' || mark == '?') least = 0;
    if (mark == '*' || mark == '+') most = kUnlimited;
    if (mark == '{') {
      ST_ASSIGN_OR_RETURN(least, number());
      most = least;
      if (peek() == ',') {
        ++at_;
        skip();
        most = kUnlimited;
        if (peek() != '}') {
          ST_ASSIGN_OR_RETURN(most, number());
        }
      }
      if (peek() != '}' || most < least) return error("expected {times}, {least,} or {least,most}");
      ++at_;
      skip();
    }
    return GrammarExpression::repeat(std::move(part), least, most);
  }

  // A code point, or one byte by \xHH where `byte` may take it.
  Result<char32_t> escaped(std::optional<char>* byte) {
    ++at_;
    const char what = peek();
    ++at_;
    switch (what) {
      case 'n':
        return U'\n';
      case 't':
        return U'\t';
      case 'r':
        return U'\r';
      case 'x':
      case 'u':
      case 'U': {
        ST_ASSIGN_OR_RETURN(const char32_t value, hex(what == 'x' ? 2 : what == 'u' ? 4 : 8));
        if (what == 'x' && byte != nullptr) *byte = static_cast<char>(value);
        if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return error("no such code point");
        return value;
      }
      case '"':
      case '\\':
      case '[':
      case ']':
      case '-':
      case '^':
        return static_cast<char32_t>(what);
      default:
        return error("unknown escape; expected \\n \\t \\r \\xHH \\uHHHH \\UHHHHHHHH or a quoted sign");
    }
  }

  Result<char32_t> hex(int digits) {
    char32_t value = 0;
    for (int i = 0; i < digits; ++i, ++at_) {
      const char c = peek();
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      const int upper = c >= 'A' && c <= 'F' ? c - 'A' + 10 : digit;
      if (upper < 0) return error("expected " + std::to_string(digits) + " hexadecimal digits");
      value = value * 16 + static_cast<char32_t>(upper);
    }
    return value;
  }

  Result<char32_t> plain() {
    const CodePoint point = decode_utf8(text_, at_);
    if (!point.valid || point.value == '\n') return error("expected UTF-8 text on one line");
    at_ += point.size_bytes;
    return point.value;
  }

  Result<GrammarExpression> literal() {
    ++at_;
    std::string bytes;
    while (peek() != '"') {
      if (at_ >= text_.size()) return error("a text is not closed; expected '\"'");
      std::optional<char> byte;
      char32_t value = 0;
      if (peek() == '\\') {
        ST_ASSIGN_OR_RETURN(value, escaped(&byte));
      } else {
        ST_ASSIGN_OR_RETURN(value, plain());
      }
      if (byte) {
        bytes.push_back(*byte);
      } else {
        append_utf8(bytes, value);
      }
    }
    ++at_;
    skip();
    return GrammarExpression::text(std::move(bytes));
  }

  Result<char32_t> class_member() {
    if (at_ >= text_.size()) return error("a class is not closed; expected ']'");
    return peek() == '\\' ? escaped(nullptr) : plain();
  }

  Result<GrammarExpression> char_class() {
    ++at_;
    const bool negated = peek() == '^';
    if (negated) ++at_;
    std::vector<CodeRange> ranges;
    while (peek() != ']') {
      ST_ASSIGN_OR_RETURN(const char32_t first, class_member());
      char32_t last = first;
      if (peek() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
        ++at_;
        ST_ASSIGN_OR_RETURN(last, class_member());
      }
      if (last < first) return error("a range runs backwards");
      ranges.push_back({first, last});
    }
    ++at_;
    skip();
    if (ranges.empty() && !negated) return error("an empty class");
    return GrammarExpression::one_of(negated ? complement(ranges) : ranges);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  GrammarBuilder builder_;
  std::map<std::string, std::uint32_t> rules_;
  std::map<std::string, bool> defined_;
};

}  // namespace

Result<GrammarProgram> parse_bnf(std::string_view text) {
  if (text.size() > kMostBytes) return input_error("grammar: more than 1 MiB");
  return BnfReader(text).read();
}

}  // namespace st
