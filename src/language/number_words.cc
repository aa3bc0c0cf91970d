#include "language/number_words.h"

#include <array>

namespace st {
namespace {

using Role = NumberWord::Role;

struct Entry {
  std::string_view form;
  double value;
  Role role;
};

constexpr std::array kNumberWords = std::to_array<Entry>({
    {"zero", 0, Role::kUnit},         {"one", 1, Role::kUnit},         {"two", 2, Role::kUnit},
    {"three", 3, Role::kUnit},        {"four", 4, Role::kUnit},        {"five", 5, Role::kUnit},
    {"six", 6, Role::kUnit},          {"seven", 7, Role::kUnit},       {"eight", 8, Role::kUnit},
    {"nine", 9, Role::kUnit},         {"ten", 10, Role::kUnit},        {"eleven", 11, Role::kUnit},
    {"twelve", 12, Role::kUnit},      {"thirteen", 13, Role::kUnit},   {"fourteen", 14, Role::kUnit},
    {"fifteen", 15, Role::kUnit},     {"sixteen", 16, Role::kUnit},    {"seventeen", 17, Role::kUnit},
    {"eighteen", 18, Role::kUnit},    {"nineteen", 19, Role::kUnit},   {"twenty", 20, Role::kTens},
    {"thirty", 30, Role::kTens},      {"forty", 40, Role::kTens},      {"fifty", 50, Role::kTens},
    {"sixty", 60, Role::kTens},       {"seventy", 70, Role::kTens},    {"eighty", 80, Role::kTens},
    {"ninety", 90, Role::kTens},      {"hundred", 1e2, Role::kScale},  {"thousand", 1e3, Role::kScale},
    {"million", 1e6, Role::kScale},   {"billion", 1e9, Role::kScale},  {"first", 1, Role::kOrdinal},
    {"second", 2, Role::kOrdinal},    {"third", 3, Role::kOrdinal},    {"fourth", 4, Role::kOrdinal},
    {"fifth", 5, Role::kOrdinal},     {"sixth", 6, Role::kOrdinal},    {"seventh", 7, Role::kOrdinal},
    {"eighth", 8, Role::kOrdinal},    {"ninth", 9, Role::kOrdinal},    {"tenth", 10, Role::kOrdinal},
    {"eleventh", 11, Role::kOrdinal}, {"twelfth", 12, Role::kOrdinal}, {"dozen", 12, Role::kDozen},
    {"couple", 2, Role::kDozen},      {"pair", 2, Role::kDozen},       {"score", 20, Role::kDozen},
    {"once", 1, Role::kTimes},        {"twice", 2, Role::kTimes},      {"thrice", 3, Role::kTimes},
    {"half", 0.5, Role::kPart},       {"quarter", 0.25, Role::kPart},  {"thirds", 3, Role::kPart},
    {"quarters", 4, Role::kPart},     {"halves", 2, Role::kPart},      {"fifths", 5, Role::kPart},
    {"tenths", 10, Role::kPart},
});

}  // namespace

std::optional<NumberWord> number_word(std::string_view lower) {
  for (const Entry& entry : kNumberWords) {
    if (entry.form == lower) return NumberWord{entry.value, entry.role};
  }
  return std::nullopt;
}

}  // namespace st
