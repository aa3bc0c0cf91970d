#include "tokenizer/regex/char_set.h"

#include <utf8proc.h>

#include "tokenizer/text/library_class.h"

namespace st {
namespace {

char32_t upper_of(char32_t value) {
  return static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(value)));
}

// The two letters whose case partner is in ASCII though they are not.
char32_t odd_partner(char32_t value) {
  switch (value) {
    case U's':
    case U'S':
      return 0x17F;
    case U'k':
    case U'K':
      return 0x212A;
    default:
      return value;
  }
}

}  // namespace

void CharSet::finish() {
  for (CharSet& set : nested_) set.finish();
  for (CharSet& set : required_) set.finish();
  for (char32_t value = 0; value < 128; ++value) ascii_[value] = computes(value);
}

bool CharSet::may_hold_beyond_ascii() const {
  if (inverted_ || ignore_case_) return true;
  for (const Item& item : items_) {
    if (item.inverted || item.bits != 0 || item.last > 127) return true;
  }
  for (const CharSet& set : nested_) {
    if (set.may_hold_beyond_ascii()) return true;
  }
  return false;
}

bool CharSet::holds(char32_t value) const {
  const std::uint32_t bits = char_bits(value);
  for (const Item& item : items_) {
    const bool in = item.bits != 0 ? (bits & item.bits) != 0 : value >= item.first && value <= item.last;
    if (in != item.inverted) return true;
  }
  for (const CharSet& set : nested_) {
    if (set.computes(value)) return true;
  }
  return false;
}

bool CharSet::computes(char32_t value) const {
  bool in = holds(value);
  // The Turkish i with and without a dot folds to itself alone.
  if (!in && ignore_case_ && value != 0x130 && value != 0x131) {
    in = holds(full_lower(value).first) || holds(full_lower(upper_of(value)).first) ||
         holds(upper_of(value)) || holds(odd_partner(value));
  }
  for (const CharSet& set : required_) in = in && set.computes(value);
  return in != inverted_;
}

}  // namespace st
