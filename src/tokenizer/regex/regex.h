#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/encoding.h"
#include "tokenizer/regex/char_set.h"

namespace st {

// The regular expressions that tokenizer files carry, over code points: alternation, groups (named and
// captured ones group only), classes with ranges, \s \d \w \h, \p{..} and [[:..:]] by general category
// (short or long name), White_Space, Alphabetic, Uppercase, Lowercase and the POSIX names, the scripts of
// named_script_table.h, class intersection &&,
// anchors ^ $ \A \z \b, look-ahead of any kind, look-behind of one character, greedy, lazy and possessive
// quantifiers, atomic groups, comments, (?i), and (?m) or (?s) for a dot that matches newlines; ^ and $ go
// by lines. Not supported and refused when compiled: back references, conditionals, recursion, longer
// look-behind; patterns over 16 KiB or whose counted repeats unfold to over 100,000 instructions.
//
// Time: a backtracking matcher that remembers failed (instruction, position) pairs once a search has cost
// more than a few steps a byte; nothing in the language depends on how a state was reached, so each pair is
// tried once and a search is linear in the text. Looks and atomic groups inside run without that memory.
// Thread rule: matching is const and safe from many threads.
class Regex {
 public:
  static Result<Regex> compile(std::string_view pattern);

  // Appends all matches, leftmost first, none overlapping; an empty match right after a match is no match.
  void find_all(std::string_view text, std::vector<ByteSpan>& matches) const;

  // The end of the match that starts at `at`, or npos.
  std::size_t match_at(std::string_view text, std::size_t at) const;

  // Whether a match can start with this byte; true for every byte where matches may be empty.
  bool may_start_with(unsigned char byte) const { return first_bytes_[byte]; }

  struct Instruction {
    enum Kind : std::uint8_t { kSet, kSplit, kJump, kAssert, kLook, kBehind, kAtomic, kRun, kMatch } kind;
    std::uint8_t flag = 0;    // kAssert: which; kLook, kBehind: 1 where it must fail
    std::uint32_t set = 0;    // kSet, kBehind, kRun
    std::uint32_t next = 0;   // kSplit: preferred; kJump; kLook, kAtomic: after the group
    std::uint32_t other = 0;  // kSplit: second choice; kLook, kAtomic: the group's first instruction
  };

 private:
  friend class RegexCompiler;
  void find_first_bytes();
  bool reaches_match(std::uint32_t at, std::vector<bool>& seen, CharSet& first) const;

  std::vector<Instruction> program_;
  std::vector<CharSet> sets_;
  std::vector<bool> first_bytes_ = std::vector<bool>(256, true);
};

}  // namespace st
