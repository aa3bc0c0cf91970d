#include "tokenizer/regex/regex_property.h"

#include <string>

#include "tokenizer/text/category_table.h"
#include "tokenizer/text/named_script_table.h"

namespace st {
namespace {

// Names are compared as the database's rules have it: without case, spaces, hyphens and underscores.
std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c == ' ' || c == '-' || c == '_') continue;
    plain.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  }
  return plain;
}

bool add_script(CharSet& set, const std::string& name) {
  bool known = false;
  for (const NamedScriptRange& range : named_script_ranges()) {
    if (plain_name(range.script) != name) continue;
    set.add_range(range.first, range.last);
    known = true;
  }
  return known;
}

// The categories that have no bit of their own.
bool add_category(CharSet& set, std::string_view name) {
  struct Named {
    std::string_view name;
    std::string_view long_name;
    Category category;
  };
  static constexpr Named kNamed[] = {
      {"mc", "spacingmark", kMc},      {"me", "enclosingmark", kMe},    {"pd", "dashpunctuation", kPd},
      {"ps", "openpunctuation", kPs},  {"pe", "closepunctuation", kPe}, {"pi", "initialpunctuation", kPi},
      {"pf", "finalpunctuation", kPf}, {"po", "otherpunctuation", kPo}, {"sm", "mathsymbol", kSm},
      {"sc", "currencysymbol", kSc},   {"sk", "modifiersymbol", kSk},   {"so", "othersymbol", kSo},
      {"zs", "spaceseparator", kZs},   {"zl", "lineseparator", kZl},    {"zp", "paragraphseparator", kZp},
      {"cf", "format", kCf},           {"co", "privateuse", kCo},       {"cn", "unassigned", kCn}};
  for (const Named& named : kNamed) {
    if (named.name != name && named.long_name != name) continue;
    const auto runs = category_runs();
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (runs[i].category != named.category) continue;
      set.add_range(runs[i].first, i + 1 < runs.size() ? runs[i + 1].first - 1 : 0x10FFFF);
    }
    return true;
  }
  return false;
}

bool add_bits(CharSet& set, std::string_view name) {
  struct Named {
    std::string_view name;
    std::string_view long_name;
    std::uint32_t bits;
  };
  static constexpr Named kNamed[] = {
      {"l", "letter", kLetter},
      {"lc", "casedletter", std::uint32_t{kUpper} | kLower | kTitle},
      {"lu", "uppercaseletter", kUpper},
      {"ll", "lowercaseletter", kLower},
      {"lt", "titlecaseletter", kTitle},
      {"lm", "modifierletter", kLetterModifier},
      {"lo", "otherletter", kLetterOther},
      {"m", "mark", kMark},
      {"mn", "nonspacingmark", kMarkNonspacing},
      {"n", "number", kNumber},
      {"nd", "decimalnumber", kDecimal},
      {"nl", "letternumber", kLetterNumber},
      {"no", "othernumber", kNumberOther},
      {"p", "punctuation", kPunctuation},
      {"pc", "connectorpunctuation", kConnector},
      {"s", "symbol", kSymbol},
      {"z", "separator", kSeparator},
      {"whitespace", "space", kSpace},
      {"cc", "control", kControl},
      {"cntrl", "cntrl", kControl},
      {"digit", "digit", kDecimal},
  };
  for (const Named& named : kNamed) {
    if (named.name != name && named.long_name != name) continue;
    set.add_bits(named.bits);
    return true;
  }
  return false;
}

// What POSIX brackets and \p{..} have in common, beyond the categories.
bool add_posix(CharSet& set, std::string_view name) {
  if (name == "alphabetic" || name == "alpha" || name == "alnum") {
    set.add_bits(std::uint32_t{kLetter} | kLetterNumber | (name == "alnum" ? kDecimal : 0));
    return add_script(set, "otheralphabetic");
  }
  if (name == "lowercase" || name == "lower") {
    set.add_bits(kLower);
    return add_script(set, "otherlowercase");
  }
  if (name == "uppercase" || name == "upper") {
    set.add_bits(kUpper);
    return add_script(set, "otheruppercase");
  }
  if (name == "xdigit") {
    set.add_range('0', '9');
    set.add_range('a', 'f');
    set.add_range('A', 'F');
    return true;
  }
  if (name == "blank") {
    set.add_range('\t', '\t');
    return add_category(set, "zs");
  }
  if (name == "ascii") {
    set.add_range(0, 127);
    return true;
  }
  return false;
}

bool add_any(CharSet& set, std::string_view name) {
  if (name == "punct") set.add_bits(kPunctuation);
  if (name == "word") add_regex_word(set);
  if (name == "any") set.add_range(0, 0x10FFFF);
  if (name == "c" || name == "other") {
    set.add_bits(kControl);
    for (const std::string_view part : {"cf", "co", "cn"}) add_category(set, part);
    name = "any";
  }
  return name == "punct" || name == "word" || name == "any";
}

// Everything but white space, controls and what is not assigned; `print` has the spaces too.
bool add_visible(CharSet& set, std::string_view name) {
  if (name != "graph" && name != "print") return false;
  CharSet hidden;
  hidden.add_bits(std::uint32_t{kSpace} | kControl);
  add_category(hidden, "cn");
  hidden.invert();
  set.add_set(std::move(hidden));
  return name == "graph" || add_category(set, "zs");
}

}  // namespace

void add_regex_word(CharSet& set, bool inverted) {
  CharSet word;
  word.add_bits(std::uint32_t{kLetter} | kMark | kDecimal | kLetterNumber | kConnector);
  for (const char32_t first : {U'\U0001F130', U'\U0001F150', U'\U0001F170'})
    word.add_range(first, first + 25);
  word.add_range(0x24B6, 0x24E9);
  if (inverted) word.invert();
  set.add_set(std::move(word));
}

bool add_posix_class(CharSet& set, std::string_view name) {
  if (name == "punct") {
    set.add_bits(std::uint32_t{kPunctuation} | kSymbol);
    return true;
  }
  return add_regex_property(set, name);
}

bool add_regex_property(CharSet& set, std::string_view name) {
  const std::string plain = plain_name(name);
  return add_bits(set, plain) || add_category(set, plain) || add_script(set, plain) ||
         add_posix(set, plain) || add_any(set, plain) || add_visible(set, plain);
}

}  // namespace st
