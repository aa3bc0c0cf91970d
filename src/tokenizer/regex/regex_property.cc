#include "tokenizer/regex/regex_property.h"

namespace st {
namespace {

// The scripts that tokenizer files name, by their blocks; letters of a script outside them are not
// covered.
bool add_script(CharSet& set, std::string_view name) {
  struct Block {
    std::string_view name;
    char32_t first;
    char32_t last;
  };
  static constexpr Block kBlocks[] = {
      {"Han", 0x2E80, 0x2FD5},      {"Han", 0x3005, 0x3005},      {"Han", 0x3007, 0x3007},
      {"Han", 0x3021, 0x3029},      {"Han", 0x3038, 0x303B},      {"Han", 0x3400, 0x4DBF},
      {"Han", 0x4E00, 0x9FFF},      {"Han", 0xF900, 0xFAD9},      {"Han", 0x20000, 0x323AF},
      {"Hiragana", 0x3041, 0x3096}, {"Hiragana", 0x309D, 0x309F}, {"Hiragana", 0x1B001, 0x1B11F},
      {"Katakana", 0x30A1, 0x30FA}, {"Katakana", 0x30FD, 0x30FF}, {"Katakana", 0x31F0, 0x31FF},
      {"Katakana", 0xFF66, 0xFF6F}, {"Katakana", 0xFF71, 0xFF9D}, {"Hangul", 0x1100, 0x11FF},
      {"Hangul", 0x3131, 0x318E},   {"Hangul", 0xAC00, 0xD7A3},   {"Latin", 'A', 'Z'},
      {"Latin", 'a', 'z'},          {"Latin", 0xC0, 0xD6},        {"Latin", 0xD8, 0xF6},
      {"Latin", 0xF8, 0x24F},       {"Latin", 0x1E00, 0x1EFF},    {"Cyrillic", 0x400, 0x52F},
      {"Cyrillic", 0x1C80, 0x1C88}, {"Arabic", 0x600, 0x6FF},     {"Arabic", 0x750, 0x77F},
      {"Thai", 0xE01, 0xE3A},       {"Thai", 0xE40, 0xE5B},
  };
  bool known = false;
  for (const Block& block : kBlocks) {
    if (block.name != name) continue;
    set.add_range(block.first, block.last);
    known = true;
  }
  return known;
}

}  // namespace

bool add_regex_property(CharSet& set, std::string_view name) {
  struct Named {
    std::string_view name;
    std::uint32_t bits;
  };
  static constexpr Named kNamed[] = {
      {"L", kLetter},          {"Letter", kLetter},
      {"Lu", kUpper},          {"Ll", kLower},
      {"Lt", kTitle},          {"Lm", kLetterModifier},
      {"Lo", kLetterOther},    {"M", kMark},
      {"Mn", kMarkNonspacing}, {"N", kNumber},
      {"Number", kNumber},     {"Nd", kDecimal},
      {"No", kNumberOther},    {"Nl", kNumberOther},
      {"P", kPunctuation},     {"Punctuation", kPunctuation},
      {"Punct", kPunctuation}, {"Pc", kConnector},
      {"S", kSymbol},          {"Symbol", kSymbol},
      {"Z", kSeparator},       {"Zs", kSeparator},
      {"White_Space", kSpace}, {"Space", kSpace},
      {"Cc", kControl},        {"Alphabetic", kLetter},
      {"Alpha", kLetter},
  };
  for (const Named& named : kNamed) {
    if (named.name != name) continue;
    if (name == "Zs") {
      CharSet lines;
      lines.add_range(0x2028, 0x2029, true);
      set.intersect(std::move(lines));
    }
    set.add_bits(named.bits);
    return true;
  }
  return add_script(set, name);
}

}  // namespace st
