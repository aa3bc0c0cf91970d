#include "language/number_parser.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "language/number_words.h"

namespace st {
namespace {

using Role = NumberWord::Role;
using Kind = ParsedNumber::Kind;

std::optional<double> plain_value(std::string_view digits) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// "2,500" and "1,234,567": every comma is followed by three digits.
bool commas_part_thousands(std::string_view token) {
  const std::size_t first = token.find(',');
  if (first == 0 || first > 3 || token[0] == '0') return false;
  for (std::size_t at = first; at != token.npos; at = token.find(',', at + 1)) {
    std::size_t end = at + 1;
    while (end < token.size() && token[end] >= '0' && token[end] <= '9') ++end;
    if (end - at != 4) return false;
  }
  return true;
}

bool joins_number(std::span<const Word> words, std::size_t at) {
  return at < words.size() && words[at].start == words[at - 1].end;
}

class WordNumber {
 public:
  WordNumber(std::span<const Word> words, std::size_t at) : words_(words), at_(at) {}

  std::optional<ParsedNumber> parse() {
    const std::size_t begin = at_;
    const bool article = is("a") || is("an");
    if (article) ++at_;
    const auto first = number_at(at_);
    if (!first) return std::nullopt;
    if (article && first->role != Role::kDozen && first->role != Role::kScale &&
        first->role != Role::kPart && !(first->role == Role::kOrdinal && is_fraction_use(at_))) {
      return std::nullopt;
    }
    switch (first->role) {
      case Role::kTimes:
        return ParsedNumber{first->value, at_ + 1, Kind::kTimes, false};
      case Role::kPart:
        return part(1.0, *first);
      case Role::kOrdinal:
        return ordinal(*first, article);
      case Role::kDozen:
        return dozen(*first, article);
      default:
        return cardinal(begin, article);
    }
  }

 private:
  bool is(std::string_view form, std::size_t ahead = 0) const {
    return at_ + ahead < words_.size() && words_[at_ + ahead].is(form);
  }
  std::optional<NumberWord> number_at(std::size_t i) const {
    return i < words_.size() ? number_word(words_[i].lower) : std::nullopt;
  }
  // "a third of the members", "a third off the price"
  bool is_fraction_use(std::size_t i) const {
    return i + 1 < words_.size() && (words_[i + 1].is("of") || words_[i + 1].is("off"));
  }

  std::optional<ParsedNumber> part(double count, NumberWord word) {
    const double one = word.value < 1 ? word.value : 1.0 / word.value;  // "half" is 0.5, "thirds" is 3
    return ParsedNumber{count * one, at_ + 1, Kind::kShare, false};
  }

  std::optional<ParsedNumber> ordinal(NumberWord word, bool article) {
    if (article || (is_fraction_use(at_) && word.value > 2 && at_ == 0)) {
      return ParsedNumber{1.0 / word.value, at_ + 1, Kind::kShare, false};
    }
    return ParsedNumber{word.value, at_ + 1, Kind::kOrdinal, false};
  }

  // "a pair of gloves" is one thing, "a couple of" a few; only a dozen is a number to hold to.
  std::optional<ParsedNumber> dozen(NumberWord word, bool article) {
    const bool counts = words_[at_].is("dozen") || (article && words_[at_].is("couple"));
    if (!counts) return std::nullopt;
    return ParsedNumber{word.value, at_ + 1, Kind::kPlain, false};
  }

  std::optional<ParsedNumber> cardinal(std::size_t begin, bool article) {
    double total = 0.0, group = article ? 1.0 : 0.0;
    std::size_t i = at_;
    for (; i < words_.size(); ++i) {
      std::size_t j = i;
      if (i > at_ && words_[i].is("and") && group >= 100) ++j;  // "one hundred and five"
      const auto word = number_at(j);
      if (!word) break;
      const bool can_follow =
          i == at_ || word->role == Role::kScale || (group == 0 && total > 0) ||
          (word->role == Role::kUnit && std::max(group, 0.0) > 0 && follows_tens(group, word->value)) ||
          (word->role != Role::kScale && group >= 100 && total + group > 0 && word->value < 100 &&
           word->role != Role::kOrdinal && word->role != Role::kPart);
      if (!can_follow || word->role == Role::kTimes || word->role == Role::kDozen) break;
      if (word->role == Role::kOrdinal || word->role == Role::kPart) break;
      add(*word, total, group);
      i = j;
    }
    double value = total + group;
    const bool one = value == 1.0 && i == begin + 1;
    // "one and a half"
    if (i + 2 < words_.size() && words_[i].is("and") && words_[i + 1].is("a")) {
      if (const auto fraction = number_at(i + 2); fraction && fraction->value < 1) {
        return ParsedNumber{value + fraction->value, i + 3, Kind::kPlain, false};
      }
    }
    if (const auto fraction = number_at(i); fraction) {  // "two thirds", "three quarters", "one third"
      const bool parts =
          fraction->role == Role::kPart || (fraction->role == Role::kOrdinal && one && fraction->value > 2);
      if (parts) {
        at_ = i;
        return part(value, *fraction);
      }
      if (fraction->role == Role::kDozen && words_[i].is("dozen")) {
        return ParsedNumber{value * 12, i + 1, Kind::kPlain, false};
      }
    }
    return ParsedNumber{value, i, Kind::kPlain, one};
  }

  static bool follows_tens(double group, double unit) {
    const double rest = group - 100 * static_cast<double>(static_cast<long long>(group / 100));
    return unit > 0 && unit < 10 && rest >= 20 && static_cast<long long>(rest) % 10 == 0;
  }

  static void add(NumberWord word, double& total, double& group) {
    if (word.role != Role::kScale) {
      group += word.value;
    } else if (word.value == 100) {
      group = std::max(group, 1.0) * 100;
    } else {
      total += std::max(group, 1.0) * word.value;
      group = 0;
    }
  }

  std::span<const Word> words_;
  std::size_t at_;
};

std::optional<ParsedNumber> parse_digits(std::span<const Word> words, std::size_t at) {
  std::string_view token = words[at].lower;
  bool ordinal = false;
  for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
    if (token.ends_with(ending)) {
      token.remove_suffix(2);
      ordinal = true;
      break;
    }
  }
  const auto value = digits_value(token);
  if (!value) return std::nullopt;
  ParsedNumber number{*value, at + 1, ordinal ? Kind::kOrdinal : Kind::kPlain, false};
  if (number.next >= words.size() || ordinal) return number;
  const std::string& after = words[number.next].lower;
  if (joins_number(words, number.next) && (after == "x" || after == "\xC3\x97")) {
    number.kind = Kind::kTimes;
    ++number.next;
  } else if (joins_number(words, number.next) && after == "k") {
    number.value *= 1000;
    ++number.next;
  } else if (const auto scale = number_word(after); scale && scale->role == Role::kScale) {
    number.value *= scale->value;
    ++number.next;
  }
  return number;
}

}  // namespace

std::optional<double> digits_value(std::string_view token) {
  if (token.find(':') != token.npos || token.find('-') != token.npos) return std::nullopt;
  if (const std::size_t slash = token.find('/'); slash != token.npos) {
    const auto above = plain_value(token.substr(0, slash));
    const auto below = plain_value(token.substr(slash + 1));
    if (!above || !below || *below == 0) return std::nullopt;
    return *above / *below;
  }
  std::string plain(token);
  if (token.find(',') != token.npos) {
    if (commas_part_thousands(token)) {
      plain.erase(std::remove(plain.begin(), plain.end(), ','), plain.end());
    } else {
      std::replace(plain.begin(), plain.end(), ',', '.');
    }
  }
  return plain_value(plain);
}

std::optional<ParsedNumber> parse_number(std::span<const Word> words, std::size_t at) {
  if (at >= words.size()) return std::nullopt;
  const Word& word = words[at];
  if (word.part == PartOfSpeech::kNumber && word.lower[0] >= '0' && word.lower[0] <= '9')
    return parse_digits(words, at);
  return WordNumber(words, at).parse();
}

}  // namespace st
