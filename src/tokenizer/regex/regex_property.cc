#include "tokenizer/regex/regex_property.h"

#include "tokenizer/text/category_table.h"
#include "tokenizer/text/named_script_table.h"

namespace st {
namespace {

bool add_script(CharSet& set, std::string_view name) {
  bool known = false;
  for (const NamedScriptRange& range : named_script_ranges()) {
    if (range.script != name) continue;
    set.add_range(range.first, range.last);
    known = true;
  }
  return known;
}

// The categories that have no bit of their own.
bool add_category(CharSet& set, std::string_view name) {
  struct Named {
    std::string_view name;
    Category category;
  };
  static constexpr Named kNamed[] = {{"Mc", kMc}, {"Me", kMe}, {"Pd", kPd}, {"Ps", kPs}, {"Pe", kPe},
                                     {"Pi", kPi}, {"Pf", kPf}, {"Po", kPo}, {"Sm", kSm}, {"Sc", kSc},
                                     {"Sk", kSk}, {"So", kSo}, {"Zs", kZs}, {"Zl", kZl}, {"Zp", kZp},
                                     {"Cf", kCf}, {"Co", kCo}, {"Cn", kCn}};
  for (const Named& named : kNamed) {
    if (named.name != name) continue;
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
    std::uint32_t bits;
  };
  static constexpr Named kNamed[] = {
      {"L", kLetter},
      {"Letter", kLetter},
      {"Lu", kUpper},
      {"Ll", kLower},
      {"Lt", kTitle},
      {"Lm", kLetterModifier},
      {"Lo", kLetterOther},
      {"M", kMark},
      {"Mark", kMark},
      {"Mn", kMarkNonspacing},
      {"N", kNumber},
      {"Number", kNumber},
      {"Nd", kDecimal},
      {"No", kNumberOther},
      {"Nl", kLetterNumber},
      {"P", kPunctuation},
      {"Punct", kPunctuation},
      {"Punctuation", kPunctuation},
      {"Pc", kConnector},
      {"S", kSymbol},
      {"Symbol", kSymbol},
      {"Z", kSeparator},
      {"Separator", kSeparator},
      {"White_Space", kSpace},
      {"Space", kSpace},
      {"Cc", kControl},
      {"Alphabetic", kLetter},
      {"Alpha", kLetter},
  };
  for (const Named& named : kNamed) {
    if (named.name != name) continue;
    set.add_bits(named.bits);
    return true;
  }
  return false;
}

}  // namespace

bool add_regex_property(CharSet& set, std::string_view name) {
  return add_bits(set, name) || add_category(set, name) || add_script(set, name);
}

}  // namespace st
