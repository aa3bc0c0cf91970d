#include <optional>
#include <string>

#include "base/unicode.h"
#include "engine/json_text_grammar.h"

namespace st {
namespace {

using Expression = GrammarExpression;
constexpr int kMostDepth = 32;
constexpr std::size_t kMostTimes = 10'000;

const std::vector<CodeRange> kDigits = {{'0', '9'}};
const std::vector<CodeRange> kWord = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
const std::vector<CodeRange> kSpace = {
    {9, 13},          {' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
    {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
const std::vector<CodeRange> kLineEnds = {{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}};

class PatternReader {
 public:
  explicit PatternReader(std::string_view text) : text_(text) {}

  Result<Expression> read() {
    if (!take('^')) return error("does not begin with ^; expected the whole string to be described");
    ST_ASSIGN_OR_RETURN(Expression body, sequence(0));
    if (peek() == '|') return error("holds | beside ^ and $; expected ^(a|b)$");
    if (!take('$') || at_ != text_.size()) return error("does not end with one $");
    return Expression::sequence({Expression::text("\""), std::move(body), Expression::text("\"")});
  }

 private:
  Error error(const std::string& what) const {
    return input_error("pattern '" + repair_utf8(text_) + "': " + what);
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char byte) {
    if (at_ >= text_.size() || text_[at_] != byte) return false;
    ++at_;
    return true;
  }

  Result<Expression> choice(int depth) {
    if (depth > kMostDepth) return error("groups are nested more than 32 deep");
    std::vector<Expression> alternatives;
    do {
      ST_ASSIGN_OR_RETURN(Expression one, sequence(depth));
      alternatives.push_back(std::move(one));
    } while (take('|'));
    return Expression::choice(std::move(alternatives));
  }

  Result<Expression> sequence(int depth) {
    std::vector<Expression> parts;
    while (at_ < text_.size() && peek() != '|' && peek() != ')' && peek() != '$') {
      ST_ASSIGN_OR_RETURN(Expression part, atom(depth));
      ST_ASSIGN_OR_RETURN(part, repeated(std::move(part)));
      parts.push_back(std::move(part));
    }
    return Expression::sequence(std::move(parts));
  }

  Result<Expression> atom(int depth) {
    if (take('(')) {
      if (take('?') && !take(':')) return error("holds a (?...) group other than (?:...)");
      ST_ASSIGN_OR_RETURN(Expression inside, choice(depth + 1));
      if (!take(')')) return error("a group is not closed");
      return inside;
    }
    if (take('.')) return json_character(complement(kLineEnds));
    if (take('[')) return char_class();
    if (peek() == '\\') {
      ST_ASSIGN_OR_RETURN(const std::vector<CodeRange> ranges, escape());
      return json_character(ranges);
    }
    if (std::string_view("*+?{}]^").find(peek()) != std::string_view::npos) {
      return error(std::string("holds a bare ") + peek());
    }
    ST_ASSIGN_OR_RETURN(const char32_t value, plain());
    return json_character({{value, value}});
  }

  Result<char32_t> plain() {
    const CodePoint point = at_ < text_.size() ? decode_utf8(text_, at_) : CodePoint{0, 0, false};
    if (!point.valid) return error("ends early or is not UTF-8");
    at_ += point.size_bytes;
    return point.value;
  }

  Result<std::vector<CodeRange>> escape() {
    ++at_;
    const char what = peek();
    ++at_;
    switch (what) {
      case 'd':
        return kDigits;
      case 'D':
        return complement(kDigits);
      case 'w':
        return kWord;
      case 'W':
        return complement(kWord);
      case 's':
        return kSpace;
      case 'S':
        return complement(kSpace);
      case 'n':
        return std::vector<CodeRange>{{'\n', '\n'}};
      case 'r':
        return std::vector<CodeRange>{{'\r', '\r'}};
      case 't':
        return std::vector<CodeRange>{{'\t', '\t'}};
      default:
        break;
    }
    if (at_ > text_.size() || std::string_view("^$\\.*+?()[]{}|/-").find(what) == std::string_view::npos) {
      return error(std::string("holds an escape that is not supported: \\") +
                   (at_ > text_.size() ? ' ' : what));
    }
    const auto value = static_cast<char32_t>(what);
    return std::vector<CodeRange>{{value, value}};
  }

  Result<std::vector<CodeRange>> class_member() {
    if (peek() == '\\') return escape();
    ST_ASSIGN_OR_RETURN(const char32_t value, plain());
    return std::vector<CodeRange>{{value, value}};
  }

  Result<Expression> char_class() {
    const bool negated = take('^');
    std::vector<CodeRange> ranges;
    while (!take(']')) {
      ST_ASSIGN_OR_RETURN(std::vector<CodeRange> member, class_member());
      const bool range = peek() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ']';
      if (range) {
        ++at_;
        ST_ASSIGN_OR_RETURN(const std::vector<CodeRange> last, class_member());
        if (member.size() != 1 || last.size() != 1 || member[0].first != member[0].last ||
            last[0].first != last[0].last || last[0].first < member[0].first) {
          return error("holds a range that is none");
        }
        member[0].last = last[0].first;
      }
      ranges.insert(ranges.end(), member.begin(), member.end());
    }
    ranges = negated ? complement(ranges) : normalised(ranges);
    if (ranges.empty()) return error("holds an empty class");
    return json_character(ranges);
  }

  Result<std::size_t> number() {
    std::size_t value = 0;
    const std::size_t begin = at_;
    for (; peek() >= '0' && peek() <= '9' && value <= kMostTimes; ++at_) {
      value = value * 10 + static_cast<std::size_t>(peek() - '0');
    }
    if (at_ == begin || value > kMostTimes)
      return error("holds a repetition that is no number up to 10000");
    return value;
  }

  Result<Expression> repeated(Expression part) {
    std::size_t least = 0, most = Expression::kUnlimited;
    if (take('{')) {
      ST_ASSIGN_OR_RETURN(least, number());
      most = least;
      if (take(',')) {
        most = Expression::kUnlimited;
        if (peek() != '}') {
          ST_ASSIGN_OR_RETURN(most, number());
        }
      }
      if (!take('}') || most < least) return error("holds a { that is no repetition");
    } else if (take('?')) {
      most = 1;
    } else if (take('+')) {
      least = 1;
    } else if (!take('*')) {
      return part;
    }
    take('?');  // lazy or greedy: the same strings match
    return Expression::repeat(std::move(part), least, most);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Expression> json_string_of_pattern(std::string_view pattern) {
  if (pattern.size() > 4096) return input_error("pattern: longer than 4096 bytes");
  return PatternReader(pattern).read();
}

}  // namespace st
