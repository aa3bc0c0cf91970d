#include "tokenizer/text/char_class.h"

#include <utf8proc.h>

#include <array>

namespace st {
namespace {

std::uint16_t bits_of_category(utf8proc_category_t category) {
  switch (category) {
    case UTF8PROC_CATEGORY_LU:
      return kUpper;
    case UTF8PROC_CATEGORY_LL:
      return kLower;
    case UTF8PROC_CATEGORY_LT:
      return kTitle;
    case UTF8PROC_CATEGORY_LM:
      return kLetterModifier;
    case UTF8PROC_CATEGORY_LO:
      return kLetterOther;
    case UTF8PROC_CATEGORY_MN:
      return kMark | kMarkNonspacing;
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return kMark;
    case UTF8PROC_CATEGORY_ND:
      return kDecimal;
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return kNumberOther;
    case UTF8PROC_CATEGORY_PC:
      return kPunctuation | kConnector;
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
      return kPunctuation;
    case UTF8PROC_CATEGORY_SM:
    case UTF8PROC_CATEGORY_SC:
    case UTF8PROC_CATEGORY_SK:
    case UTF8PROC_CATEGORY_SO:
      return kSymbol;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return kSpace | kSeparator;
    case UTF8PROC_CATEGORY_CC:
      return kControl;
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CO:
      return kFormatPrivate;
    default:
      return 0;
  }
}

std::uint16_t compute_bits(char32_t value) {
  std::uint16_t bits = bits_of_category(utf8proc_category(static_cast<utf8proc_int32_t>(value)));
  if ((value >= 9 && value <= 13) || value == 0x85) bits |= kSpace;
  return bits;
}

struct BasicTable {
  std::array<std::uint16_t, 65536> bits;
  BasicTable() {
    for (char32_t value = 0; value < bits.size(); ++value) bits[value] = compute_bits(value);
  }
};

}  // namespace

const std::uint16_t* basic_char_bits() {
  static const BasicTable table;
  return table.bits.data();
}

std::uint16_t char_bits(char32_t value) {
  return value < 65536 ? basic_char_bits()[value] : compute_bits(value);
}

bool is_letter_number(char32_t value) {
  return has_bits(value, kNumberOther) &&
         utf8proc_category(static_cast<utf8proc_int32_t>(value)) == UTF8PROC_CATEGORY_NL;
}

LowerCase full_lower(char32_t value) {
  if (value == 0x130) return {U'i', 0x307};
  return {static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(value))), 0};
}

}  // namespace st
