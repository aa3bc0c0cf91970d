#include <optional>

#include "base/unicode.h"
#include "tokenizer/regex/regex.h"
#include "tokenizer/regex/regex_property.h"

namespace st {

// Recursive descent over the pattern; emits instructions as it goes. Each parse_* leaves its piece at the
// end of the program, entered at its first instruction and left past its last.
class RegexCompiler {
 public:
  explicit RegexCompiler(std::string_view pattern) : pattern_(pattern) {}

  Result<Regex> compile() {
    if (pattern_.size() > kLongestPattern) return fail("is over 16 KiB long");
    ST_RETURN_IF_ERROR(parse_alternatives(0));
    if (!at_end()) return fail("has a ) too many");
    emit(Kind::kMatch);
    for (CharSet& set : regex_.sets_) set.finish();
    regex_.find_first_bytes();
    return std::move(regex_);
  }

 private:
  using Instruction = Regex::Instruction;
  using Kind = Regex::Instruction::Kind;
  static constexpr std::size_t kLongestPattern = 16384;
  static constexpr std::size_t kLongestProgram = 100000;
  static constexpr int kDeepest = 100;

  Error fail(const std::string& what) const {
    return model_error("pattern '" + std::string(pattern_.substr(0, 120)) + "': " + what + " (at byte " +
                       std::to_string(at_) + ")");
  }

  bool at_end() const { return at_ >= pattern_.size(); }
  char peek() const { return at_end() ? '\0' : pattern_[at_]; }
  bool accept(std::string_view text) {
    if (!pattern_.substr(at_).starts_with(text)) return false;
    at_ += text.size();
    return true;
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(regex_.program_.size()); }
  std::uint32_t emit(Kind kind) {
    regex_.program_.push_back({.kind = kind});
    return here() - 1;
  }
  Instruction& code(std::uint32_t at) { return regex_.program_[at]; }
  std::uint32_t keep_set(CharSet set) {
    if (ignore_case_) set.ignore_case();
    regex_.sets_.push_back(std::move(set));
    return static_cast<std::uint32_t>(regex_.sets_.size() - 1);
  }

  // Moves the instructions from `from` up by one, for a split or group header that is known too late.
  void insert_at(std::uint32_t from, Instruction header) {
    for (std::uint32_t i = from; i < here(); ++i) shift_targets(code(i), from, 1);
    regex_.program_.insert(regex_.program_.begin() + from, header);
  }
  static void shift_targets(Instruction& instruction, std::uint32_t from, std::uint32_t by) {
    const bool jumps = instruction.kind == Kind::kSplit || instruction.kind == Kind::kJump ||
                       instruction.kind == Kind::kLook || instruction.kind == Kind::kAtomic;
    if (!jumps) return;
    if (instruction.next >= from) instruction.next += by;
    if (instruction.other >= from) instruction.other += by;
  }

  Status parse_alternatives(int depth) {
    if (depth > kDeepest) return fail("has groups nested over 100 deep");
    const bool outer_case = ignore_case_;
    const bool outer_dot = dot_is_all_;
    const std::uint32_t start = here();
    ST_RETURN_IF_ERROR(parse_sequence(depth));
    if (peek() == '|' && !at_end()) {
      insert_at(start, {.kind = Kind::kSplit, .next = start + 1});
      const std::uint32_t jump = emit(Kind::kJump);
      code(start).other = here();
      ++at_;
      ST_RETURN_IF_ERROR(parse_alternatives(depth + 1));
      code(jump).next = here();
    }
    ignore_case_ = outer_case;
    dot_is_all_ = outer_dot;
    return {};
  }

  Status parse_sequence(int depth) {
    while (!at_end() && peek() != '|' && peek() != ')') {
      const std::uint32_t start = here();
      ST_RETURN_IF_ERROR(parse_atom(depth));
      ST_RETURN_IF_ERROR(parse_quantifiers(start));
      if (here() > kLongestProgram) return fail("unfolds to over 100,000 instructions");
    }
    return {};
  }

  Status parse_atom(int depth) {
    if (accept("(")) return parse_group(depth);
    if (accept("^")) return emit_assert('^');
    if (accept("$")) return emit_assert('$');
    if (accept("\\A")) return emit_assert('A');
    if (accept("\\z")) return emit_assert('z');
    if (accept("\\Z")) return emit_assert('Z');
    if (accept("\\b")) return emit_assert('b');
    if (accept("\\B")) return emit_assert('B');
    ST_ASSIGN_OR_RETURN(CharSet set, parse_one_char());
    const std::uint32_t index = keep_set(std::move(set));
    code(emit(Kind::kSet)).set = index;
    return {};
  }

  Status emit_assert(char which) {
    code(emit(Kind::kAssert)).flag = static_cast<std::uint8_t>(which);
    return {};
  }

  Result<CharSet> parse_one_char() {
    CharSet set;
    if (accept("[")) return parse_class(0);
    if (accept(".")) {
      if (dot_is_all_) {
        set.add_range(0, 0x10FFFF);
      } else {
        set.add_range('\n', '\n', true);
      }
      return set;
    }
    if (peek() == '*' || peek() == '+' || peek() == '?')
      return fail("has a quantifier with nothing before it");
    if (accept("\\w")) return word_outside_class(false);
    if (accept("\\W")) return word_outside_class(true);
    if (accept("\\")) return parse_escape();
    const CodePoint point = decode_utf8(pattern_, at_);
    at_ += point.size_bytes;
    set.add_range(point.value, point.value);
    return set;
  }

  // Oniguruma's \w holds the numbers of Latin-1 too where it stands outside brackets.
  static CharSet word_outside_class(bool inverted) {
    CharSet set;
    add_regex_word(set);
    set.add_range(0xB2, 0xB3);
    set.add_range(0xB9, 0xB9);
    set.add_range(0xBC, 0xBE);
    if (inverted) set.invert();
    return set;
  }

  Status parse_group(int depth) {
    if (accept("?:")) return parse_body(depth);
    if (accept("?#")) return skip_comment();
    if (accept("?=")) return parse_look(depth, Kind::kLook, 0);
    if (accept("?!")) return parse_look(depth, Kind::kLook, 1);
    if (accept("?>")) return parse_look(depth, Kind::kAtomic, 0);
    if (accept("?<=")) return parse_behind(0);
    if (accept("?<!")) return parse_behind(1);
    if (accept("?P<") || accept("?<")) {
      const std::size_t close = pattern_.find('>', at_);
      if (close == std::string_view::npos) return fail("has a group name without an end");
      at_ = close + 1;
      return parse_body(depth);
    }
    if (accept("?")) return parse_options(depth);
    return parse_body(depth);
  }

  Status skip_comment() {
    const std::size_t close = pattern_.find(')', at_);
    if (close == std::string_view::npos) return fail("has a comment without an end");
    at_ = close + 1;
    return {};
  }

  Status parse_body(int depth) {
    ST_RETURN_IF_ERROR(parse_alternatives(depth + 1));
    if (!accept(")")) return fail("has a group without an end");
    return {};
  }

  // (?i) for the rest of the group, (?i:...) for its own.
  Status parse_options(int depth) {
    const bool outer_case = ignore_case_;
    const bool outer_dot = dot_is_all_;
    bool on = true;
    for (; !at_end() && peek() != ')' && peek() != ':'; ++at_) {
      switch (peek()) {
        case '-':
          on = false;
          break;
        case 'i':
          ignore_case_ = on;
          break;
        case 's':
        case 'm':  // Oniguruma's name for it
          dot_is_all_ = on;
          break;
        case 'u':
          break;
        default:
          return fail("has a group of an unknown kind");
      }
    }
    if (accept(")")) return {};
    if (!accept(":")) return fail("has a group without an end");
    ST_RETURN_IF_ERROR(parse_body(depth));
    ignore_case_ = outer_case;
    dot_is_all_ = outer_dot;
    return {};
  }

  Status parse_look(int depth, Kind kind, std::uint8_t negative) {
    const std::uint32_t header = emit(kind);
    code(header).flag = negative;
    code(header).other = here();
    ST_RETURN_IF_ERROR(parse_body(depth));
    emit(Kind::kMatch);
    code(header).next = here();
    return {};
  }

  Status parse_behind(std::uint8_t negative) {
    ST_ASSIGN_OR_RETURN(CharSet set, parse_one_char());
    if (!accept(")")) return fail("looks behind for more than one character, which is not supported");
    const std::uint32_t index = keep_set(std::move(set));
    const std::uint32_t at = emit(Kind::kBehind);
    code(at).flag = negative;
    code(at).set = index;
    return {};
  }

  struct Count {
    std::uint32_t least;
    std::optional<std::uint32_t> most;
  };

  // {n}, {n,}, {,m}, {n,m}; anything else in braces is text.
  std::optional<Count> parse_braces() {
    std::size_t at = at_ + 1;
    const auto number = [&]() -> std::optional<std::uint32_t> {
      std::uint32_t value = 0;
      const std::size_t begin = at;
      while (at < pattern_.size() && pattern_[at] >= '0' && pattern_[at] <= '9' && at - begin < 6) {
        value = value * 10 + static_cast<std::uint32_t>(pattern_[at++] - '0');
      }
      return at == begin ? std::nullopt : std::optional(value);
    };
    const auto least = number();
    std::optional<std::uint32_t> most = least;
    if (at < pattern_.size() && pattern_[at] == ',') {
      ++at;
      most = number();
      if (!least && !most) return std::nullopt;
    }
    if (!least && !most) return std::nullopt;
    if (at >= pattern_.size() || pattern_[at] != '}') return std::nullopt;
    at_ = at + 1;
    return Count{least.value_or(0), most};
  }

  Status parse_quantifiers(std::uint32_t start) {
    for (;;) {
      Count count{};
      if (at_end()) return {};
      if (accept("*")) {
        count = {0, std::nullopt};
      } else if (accept("+")) {
        count = {1, std::nullopt};
      } else if (accept("?")) {
        count = {0, 1};
      } else if (peek() == '{') {
        const auto braces = parse_braces();
        if (!braces) return {};
        count = *braces;
      } else {
        return {};
      }
      const bool lazy = accept("?");
      const bool possessive = !lazy && accept("+");
      ST_RETURN_IF_ERROR(repeat(start, count, lazy));
      if (possessive) make_atomic(start);
    }
  }

  void make_atomic(std::uint32_t start) {
    insert_at(start, {.kind = Kind::kAtomic, .other = start + 1});
    emit(Kind::kMatch);
    code(start).next = here();
  }

  Status repeat(std::uint32_t start, Count count, bool lazy) {
    const std::vector<Instruction> body(regex_.program_.begin() + start, regex_.program_.end());
    if (count.most && *count.most < count.least) return fail("repeats at least more often than at most");
    const std::size_t copies = std::size_t{count.least} + (count.most ? *count.most - count.least : 1);
    if ((body.size() + 3) * copies > kLongestProgram) return fail("unfolds to over 100,000 instructions");
    regex_.program_.resize(start);
    for (std::uint32_t i = 0; i < count.least; ++i) append_body(body, start);
    if (!count.most) {
      append_loop(body, start, lazy);
      return {};
    }
    std::vector<std::uint32_t> exits;
    for (std::uint32_t i = count.least; i < *count.most; ++i) {
      exits.push_back(emit(Kind::kSplit));
      append_body(body, start);
    }
    for (const std::uint32_t at : exits) set_split(at, at + 1, here(), lazy);
    return {};
  }

  void append_body(const std::vector<Instruction>& body, std::uint32_t written_at) {
    const std::uint32_t by = here() - written_at;
    for (Instruction instruction : body) {
      shift_targets(instruction, written_at, by);
      regex_.program_.push_back(instruction);
    }
  }

  void append_loop(const std::vector<Instruction>& body, std::uint32_t written_at, bool lazy) {
    const std::uint32_t split = emit(Kind::kSplit);
    append_body(body, written_at);
    const std::uint32_t jump = emit(Kind::kJump);
    code(jump).next = split;
    set_split(split, split + 1, here(), lazy);
  }

  void set_split(std::uint32_t at, std::uint32_t into, std::uint32_t past, bool lazy) {
    code(at).next = lazy ? past : into;
    code(at).other = lazy ? into : past;
  }

  Result<CharSet> parse_class(int depth) {
    if (depth > kDeepest) return fail("has classes nested over 100 deep");
    CharSet set;
    const bool inverted = accept("^");
    bool first = true;
    for (;; first = false) {
      if (at_end()) return fail("has a class without an end");
      if (!first && accept("]")) break;
      if (accept("&&")) {
        ST_ASSIGN_OR_RETURN(CharSet rest, parse_class_rest(depth + 1));
        set.intersect(std::move(rest));
        break;
      }
      ST_RETURN_IF_ERROR(parse_class_item(set, depth));
    }
    if (inverted) set.invert();
    return set;
  }

  // What stands after && up to the end of the class.
  Result<CharSet> parse_class_rest(int depth) {
    CharSet set;
    while (!accept("]")) {
      if (at_end() || depth > kDeepest) return fail("has a class without an end");
      if (accept("&&")) {
        ST_ASSIGN_OR_RETURN(CharSet rest, parse_class_rest(depth + 1));
        set.intersect(std::move(rest));
        return set;
      }
      ST_RETURN_IF_ERROR(parse_class_item(set, depth));
    }
    return set;
  }

  Status parse_class_item(CharSet& set, int depth) {
    if (accept("[:")) return parse_posix(set);
    if (accept("[")) {
      ST_ASSIGN_OR_RETURN(CharSet inner, parse_class(depth + 1));
      set.add_set(std::move(inner));
      return {};
    }
    char32_t low = 0;
    ST_ASSIGN_OR_RETURN(const bool single, parse_class_char(set, low));
    if (!single) return {};
    char32_t high = low;
    if (peek() == '-' && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']') {
      ++at_;
      ST_ASSIGN_OR_RETURN(const bool end_single, parse_class_char(set, high));
      if (!end_single || high < low) return fail("has a range that ends before it starts");
    }
    set.add_range(low, high);
    return {};
  }

  // One character, true; or a class such as \s, which is added, false.
  Result<bool> parse_class_char(CharSet& set, char32_t& value) {
    if (accept("\\")) {
      CharSet escaped;
      ST_ASSIGN_OR_RETURN(const bool single, read_escape(escaped, value));
      if (!single) set.add_set(std::move(escaped));
      return single;
    }
    if (at_end()) return fail("has a class without an end");
    const CodePoint point = decode_utf8(pattern_, at_);
    at_ += point.size_bytes;
    value = point.value;
    return true;
  }

  Status parse_posix(CharSet& set) {
    const bool inverted = accept("^");
    const std::size_t close = pattern_.find(":]", at_);
    if (close == std::string_view::npos) return fail("has a class name without an end");
    const std::string_view name = pattern_.substr(at_, close - at_);
    at_ = close + 2;
    CharSet named;
    if (!add_posix_class(named, name)) return fail("has an unknown class [:" + std::string(name) + ":]");
    if (inverted) named.invert();
    set.add_set(std::move(named));
    return {};
  }

  Result<CharSet> parse_escape() {
    CharSet set;
    char32_t value = 0;
    ST_ASSIGN_OR_RETURN(const bool single, read_escape(set, value));
    if (single) set.add_range(value, value);
    return set;
  }

  // After the backslash: one character (true) or a class put into `set` (false).
  Result<bool> read_escape(CharSet& set, char32_t& value) {
    if (at_end()) return fail("ends in a backslash");
    const CodePoint point = decode_utf8(pattern_, at_);
    at_ += point.size_bytes;
    switch (point.value) {
      case 'n':
        value = '\n';
        return true;
      case 'r':
        value = '\r';
        return true;
      case 't':
        value = '\t';
        return true;
      case 'f':
        value = '\f';
        return true;
      case 'v':
        value = '\v';
        return true;
      case 'a':
        value = '\a';
        return true;
      case 'e':
        value = 0x1B;
        return true;
      case 'x':
        return read_hex(value, 2);
      case 'u':
        return read_hex(value, 4);
      case 's':
        set.add_bits(kSpace);
        return false;
      case 'S':
        set.add_bits(kSpace, true);
        return false;
      case 'd':
        set.add_bits(kDecimal);
        return false;
      case 'D':
        set.add_bits(kDecimal, true);
        return false;
      case 'w':
        add_regex_word(set);
        return false;
      case 'W':
        add_regex_word(set, true);
        return false;
      case 'h':
        add_regex_property(set, "xdigit");
        return false;
      case 'H': {
        CharSet digits;
        add_regex_property(digits, "xdigit");
        digits.invert();
        set.add_set(std::move(digits));
        return false;
      }
      case 'p':
        return read_property(set, false);
      case 'P':
        return read_property(set, true);
      default:
        break;
    }
    if (point.value < 128 && is_letter(point.value)) return fail("has an escape that is not supported");
    if (point.value >= '1' && point.value <= '9')
      return fail("has a back reference, which is not supported");
    value = point.value == '0' ? 0 : point.value;
    return true;
  }

  Result<bool> read_hex(char32_t& value, int digits) {
    const bool braces = accept("{");
    value = 0;
    int read = 0;
    while (!at_end() && read < (braces ? 6 : digits)) {
      const int digit = hex_digit(peek());
      if (digit < 0) break;
      value = value * 16 + static_cast<char32_t>(digit);
      ++at_;
      ++read;
    }
    if (read == 0 || value > 0x10FFFF || (braces && !accept("}")))
      return fail("has a broken hexadecimal escape");
    return true;
  }

  static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  }

  Result<bool> read_property(CharSet& set, bool inverted) {
    std::string_view name = pattern_.substr(at_, 1);
    if (accept("{")) {
      const std::size_t close = pattern_.find('}', at_);
      if (close == std::string_view::npos) return fail("has a property without an end");
      name = pattern_.substr(at_, close - at_);
      at_ = close + 1;
    } else {
      at_ += name.size();
    }
    if (name.starts_with('^')) {
      inverted = !inverted;
      name.remove_prefix(1);
    }
    for (const std::string_view prefix : {"Script=", "script=", "sc=", "gc=", "General_Category="}) {
      if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
    }
    CharSet property;
    if (!add_regex_property(property, name))
      return fail("has an unknown property \\p{" + std::string(name) + "}");
    if (inverted) property.invert();
    set.add_set(std::move(property));
    return false;
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  bool ignore_case_ = false;
  bool dot_is_all_ = false;
  Regex regex_;
};

Result<Regex> Regex::compile(std::string_view pattern) {
  return RegexCompiler(pattern).compile();
}

}  // namespace st
