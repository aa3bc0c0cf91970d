#include "tokenizer/regex/regex.h"

#include <algorithm>
#include <unordered_set>

#include "base/unicode.h"

namespace st {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

// One search over one text.
class Matcher {
 public:
  Matcher(const std::vector<Regex::Instruction>& program, const std::vector<CharSet>& sets,
          std::string_view text)
      : program_(program), sets_(sets), text_(text) {}

  std::size_t match(std::size_t at) { return run(0, at, true); }

  // After a match the positions before it are done with; what failed there is forgotten.
  void matched() {
    steps_ = 0;
    failed_.clear();
  }

 private:
  using Instruction = Regex::Instruction;
  struct Choice {
    std::uint32_t pc;
    std::size_t at;
  };

  // The end of the match of the program from `pc`, or kNone.
  std::size_t run(std::uint32_t pc, std::size_t at, bool remember) {
    const std::size_t floor = stack_.size();
    std::size_t end = kNone;
    if (!follow(pc, at, remember, end)) {
      while (end == kNone && stack_.size() > floor) {
        const Choice choice = stack_.back();
        stack_.pop_back();
        if (follow(choice.pc, choice.at, remember, end)) break;
      }
    }
    stack_.resize(floor);
    return end;
  }

  bool seen(const Choice& choice) {
    // Sixteen steps a byte is more than any pattern of a real tokenizer needs; beyond it memory pays.
    if (++steps_ < 16 * text_.size() + 1024) return false;
    return !failed_.insert(std::uint64_t{choice.pc} << 32 | choice.at).second;
  }

  // Runs until the branch matches (true) or dies (false), leaving its other choices on the stack.
  bool follow(std::uint32_t pc, std::size_t at, bool remember, std::size_t& end) {
    for (;;) {
      const Instruction& now = program_[pc];
      switch (now.kind) {
        case Instruction::kMatch:
          end = at;
          return true;
        case Instruction::kJump:
          pc = now.next;
          break;
        case Instruction::kSet: {
          if (at >= text_.size()) return false;
          const CodePoint point = decode_utf8(text_, at);
          if (!sets_[now.set].contains(point.value)) return false;
          at += point.size_bytes;
          ++pc;
          break;
        }
        case Instruction::kSplit:
          if (remember && seen({pc, at})) return false;
          if (loops_in_place(now, at)) return false;
          stack_.push_back({now.other, at});
          pc = now.next;
          break;
        case Instruction::kAssert:
          if (!holds(now.flag, at)) return false;
          ++pc;
          break;
        case Instruction::kBehind:
          if (found_behind(now, at) == (now.flag != 0)) return false;
          ++pc;
          break;
        case Instruction::kLook:
          if ((run(now.other, at, false) != kNone) == (now.flag != 0)) return false;
          pc = now.next;
          break;
        case Instruction::kAtomic:
          at = run(now.other, at, false);
          if (at == kNone) return false;
          pc = now.next;
          break;
        default:
          return false;
      }
    }
  }

  // An empty turn of a loop, as in (a*)*, would never end: the same split with the same position on top of
  // the stack.
  bool loops_in_place(const Instruction& split, std::size_t at) const {
    for (std::size_t i = stack_.size(); i-- > 0 && stack_[i].at == at;) {
      if (stack_[i].pc == split.other) return true;
    }
    return false;
  }

  bool found_behind(const Instruction& now, std::size_t at) const {
    if (at == 0) return false;
    std::size_t before = at - 1;
    while (before > 0 && is_continuation(text_[before])) --before;
    return sets_[now.set].contains(decode_utf8(text_, before).value);
  }

  bool word_at(std::size_t at) const {
    return at < text_.size() && is_word_char(decode_utf8(text_, at).value);
  }
  bool word_before(std::size_t at) const {
    if (at == 0) return false;
    std::size_t before = at - 1;
    while (before > 0 && is_continuation(text_[before])) --before;
    return is_word_char(decode_utf8(text_, before).value);
  }

  bool holds(std::uint8_t which, std::size_t at) const {
    switch (which) {
      case 'A':
        return at == 0;
      // Oniguruma's ^ holds after every newline but the one that ends the text, and its $ before every
      // newline.
      case '^':
        return at == 0 || (text_[at - 1] == '\n' && at < text_.size());
      case '$':
        return at == text_.size() || text_[at] == '\n';
      case 'Z':
        return at == text_.size() || (at + 1 == text_.size() && text_[at] == '\n');
      case 'z':
        return at == text_.size();
      case 'b':
        return word_before(at) != word_at(at);
      default:
        return word_before(at) == word_at(at);
    }
  }

  const std::vector<Instruction>& program_;
  const std::vector<CharSet>& sets_;
  std::string_view text_;
  std::vector<Choice> stack_;
  std::unordered_set<std::uint64_t> failed_;
  std::size_t steps_ = 0;
};

}  // namespace

std::size_t Regex::match_at(std::string_view text, std::size_t at) const {
  return Matcher(program_, sets_, text).match(at);
}

void Regex::find_all(std::string_view text, std::vector<ByteSpan>& matches) const {
  Matcher matcher(program_, sets_, text);
  std::size_t last_end = kNone;
  std::size_t at = 0;
  while (at <= text.size()) {
    const bool hopeless = at < text.size() && !first_bytes_[static_cast<unsigned char>(text[at])];
    const std::size_t end = hopeless ? kNone : matcher.match(at);
    const bool empty_after_match = end == at && at == last_end;
    if (end != kNone && !empty_after_match) {
      matches.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
      matcher.matched();
      last_end = end;
    }
    if (end != kNone && end > at) {
      at = end;
    } else {
      at += at < text.size() ? decode_utf8(text, at).size_bytes : 1;
    }
  }
}

// Follows every path to its first character. Groups that look or assert count as nothing in the way.
bool Regex::reaches_match(std::uint32_t at, std::vector<bool>& seen, CharSet& first) const {
  std::vector<std::uint32_t> open{at};
  bool empty = false;
  while (!open.empty()) {
    const std::uint32_t pc = open.back();
    open.pop_back();
    if (seen[pc]) continue;
    seen[pc] = true;
    const Instruction& now = program_[pc];
    switch (now.kind) {
      case Instruction::kMatch:
        empty = true;
        break;
      case Instruction::kJump:
        open.push_back(now.next);
        break;
      case Instruction::kSet:
        first.add_set(sets_[now.set]);
        break;
      case Instruction::kSplit:
        open.push_back(now.next);
        open.push_back(now.other);
        break;
      case Instruction::kAssert:
      case Instruction::kBehind:
        open.push_back(pc + 1);
        break;
      case Instruction::kLook:
        open.push_back(now.next);
        break;
      case Instruction::kAtomic:
        if (reaches_match(now.other, seen, first)) open.push_back(now.next);
        break;
      default:
        return true;
    }
  }
  return empty;
}

void Regex::find_first_bytes() {
  std::vector<bool> seen(program_.size(), false);
  CharSet first;
  if (reaches_match(0, seen, first)) return;
  first.finish();
  for (char32_t byte = 0; byte < 128; ++byte) first_bytes_[byte] = first.contains(byte);
  if (!first.may_hold_beyond_ascii()) std::fill(first_bytes_.begin() + 128, first_bytes_.end(), false);
}

}  // namespace st
