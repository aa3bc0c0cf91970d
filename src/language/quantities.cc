#include "language/quantities.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "language/clock_and_date.h"
#include "language/comparators.h"
#include "language/number_parser.h"

namespace st {
namespace {

using enum Dimension;

struct Period {
  std::string_view form;
  std::string_view unit;
};

constexpr Period kPeriodWords[] = {
    {"daily", "day"},        {"weekly", "week"}, {"monthly", "month"},
    {"hourly", "hour"},      {"yearly", "year"}, {"annual", "year"},
    {"annually", "year"},    {"nightly", "day"}, {"fortnightly", "fortnight"},
    {"quarterly", "quarter"}};

// Short forms that are units only where they touch or follow digits: "5 m", "3 h".
bool needs_digits(std::string_view form) {
  return form.size() == 1 || form == "min" || form == "ha" || form == "mw";
}

bool is_money_mark(const Word& word) {
  const auto unit = unit_of(word.lower);
  if (!unit || unit->dimension != kMoney) return false;
  return word.part == PartOfSpeech::kPunctuation ||
         (word.lower.size() == 3 && word.lower != "yen");  // "EUR 5", "€5"
}

class Scanner {
 public:
  Scanner(std::string_view text, std::span<const Word> words) : text_(text), words_(words) {}

  std::vector<Quantity> run() {
    for (std::size_t i = 0; i < words_.size();) {
      const std::size_t had = found_.size();
      const std::size_t next = take_at(i);
      if (found_.size() > had) set_number(found_.back());
      i = std::max(next, i + 1);
    }
    share_units();
    for (Quantity& quantity : found_) set_comparator(quantity);
    return std::move(found_);
  }

 private:
  // The number as written, where a unit has changed the value.
  void set_number(Quantity& quantity) const {
    for (std::size_t i = quantity.first_word; i < quantity.last_word; ++i) {
      if (const auto number = parse_number(words_, i)) {
        quantity.number = number->value;
        return;
      }
    }
  }

  std::string_view form(std::size_t i) const {
    return i < words_.size() ? std::string_view(words_[i].lower) : "";
  }

  Quantity& add(std::size_t first, std::size_t last, double value, Dimension dimension,
                std::string_view unit) {
    Quantity quantity;
    quantity.start = words_[first].start;
    quantity.end = words_[last - 1].end;
    quantity.first_word = first;
    quantity.last_word = last;
    quantity.value = value;
    quantity.number = value;
    quantity.dimension = dimension;
    quantity.unit = unit;
    found_.push_back(std::move(quantity));
    return found_.back();
  }

  // Reads one quantity at word i; the word after it, or i where there is none.
  std::size_t take_at(std::size_t i) {
    if (words_[i].part == PartOfSpeech::kIdentifier) return i;
    if (const auto moment = parse_moment(words_, i)) {
      add(i, moment->next, moment->value, moment->dimension, "");
      return moment->next;
    }
    if (const std::size_t next = take_period(i); next > i) return next;
    if (is_money_mark(words_[i])) {
      if (const auto number = parse_number(words_, i + 1);
          number && number->kind == ParsedNumber::Kind::kPlain) {
        return take_money(i, *number);
      }
    }
    if (const auto number = parse_number(words_, i)) return take_number(i, *number);
    return take_single_unit(i);
  }

  std::size_t take_money(std::size_t i, const ParsedNumber& number) {
    const Unit unit = *unit_of(words_[i].lower);
    add(i, number.next, number.value * unit.factor, kMoney, unit.name);
    return number.next;
  }

  // "per day", "each month", "every 2 weeks", "daily", and "a day" after an amount.
  std::size_t take_period(std::size_t i) {
    for (const Period& period : kPeriodWords) {
      if (words_[i].lower == period.form) {
        const auto unit = unit_of(period.unit);
        add(i, i + 1, unit ? unit->factor : 3 * unit_of("month")->factor, kPeriod, period.unit);
        return i + 1;
      }
    }
    const bool each = form(i) == "per" || form(i) == "every" || form(i) == "each";
    const bool article_of_rate = (form(i) == "a" || form(i) == "an") && follows_amount(i);
    const bool second_rate = form(i) == "and" && i >= 2 && form(i - 2) == "per";  // "per class and day"
    const bool slash =
        form(i) == "/" && i > 0 && !found_.empty() && found_.back().last_word == i;  // "0.50/day"
    if (!each && !article_of_rate && !second_rate && !slash) return i;
    std::size_t unit_at = i + 1;
    double count = 1.0;
    if (each && form(i + 1) == "calendar") ++unit_at;
    if (form(i) == "every") {
      if (const auto number = parse_number(words_, i + 1);
          number && number->kind == ParsedNumber::Kind::kPlain) {
        count = number->value;
        unit_at = number->next;
      }
    }
    const auto unit = unit_at < words_.size() ? unit_of(words_[unit_at].lower) : std::nullopt;
    const bool digits = unit_at > i + 1 && words_[unit_at - 1].part == PartOfSpeech::kNumber;
    if (!unit || unit->dimension != kDuration || (needs_digits(unit->form) && !digits)) return i;
    add(i, unit_at + 1, count * unit->factor, kPeriod, unit->name);
    return unit_at + 1;
  }

  // "EUR 2500 a day", "once a week", "three times a year", "two visits a month"
  bool follows_amount(std::size_t i) const {
    if (found_.empty() || i == 0) return false;
    const Quantity& last = found_.back();
    const std::size_t gap = i - last.last_word;
    const bool thing = !words_[i - 1].function_word && words_[i - 1].part != PartOfSpeech::kPunctuation;
    return last.dimension != kWeekday && last.dimension != kClockTime &&
           (gap == 0 || (last.dimension != kDuration && gap <= 2 && thing));
  }

  std::size_t take_number(std::size_t i, const ParsedNumber& number) {
    using Kind = ParsedNumber::Kind;
    if (number.kind == Kind::kOrdinal) return take_counted(i, number, kOrdinal);
    if (const std::size_t next = take_ratio(i, number); next > i) return next;
    if (const std::size_t next = take_seven_days(i, number); next > i) return next;
    if (number.kind == Kind::kTimes) {
      if (form(i) == "once" && !counts_once(i)) return number.next;
      add(i, number.next, number.value, kCount, "").counted = "time";
      return number.next;
    }
    if (const std::size_t next = take_with_unit(i, number); next > i) return next;
    if (number.kind == Kind::kShare) {
      add(i, number.next, number.value, kShare, "part");
      return number.next;
    }
    if (form(number.next) == "times" || form(number.next) == "time") {
      add(i, number.next + 1, number.value, kCount, "").counted = "time";
      return number.next + 1;
    }
    return take_counted(i, number, kCount);
  }

  // "one in four", "two out of three": a share. Not "5 in 10 minutes".
  std::size_t take_ratio(std::size_t i, const ParsedNumber& number) {
    std::size_t at = number.next;
    if (form(at) == "out" && form(at + 1) == "of") {
      at += 2;
    } else if (form(at) == "in" && number.spelt_one) {
      ++at;
    } else {
      return i;
    }
    const auto whole = at < words_.size() ? parse_number(words_, at) : std::nullopt;
    if (!whole || whole->kind != ParsedNumber::Kind::kPlain || whole->value <= number.value ||
        (whole->next < words_.size() && unit_of(words_[whole->next].lower)))
      return i;
    return put(i, whole->next, number.value / whole->value, kShare, "part");
  }

  // "7 days a week": every day.
  std::size_t take_seven_days(std::size_t i, const ParsedNumber& number) {
    const std::size_t at = number.next;
    const bool all = number.value == 7 && form(at) == "days" &&
                     (form(at + 1) == "a" || form(at + 1) == "per") && form(at + 2) == "week";
    return all ? put(i, at + 3, unit_of("day")->factor, kPeriod, "day") : i;
  }

  // "can be used once", "once a week"; not "at once", "once it is paid".
  bool counts_once(std::size_t i) const {
    if (i > 0 && form(i - 1) == "at") return false;
    if (i + 1 >= words_.size() || words_[i + 1].sentence_start) return true;
    const PartOfSpeech next = words_[i + 1].part;
    const bool rate = form(i + 1) == "a" || form(i + 1) == "an" || form(i + 1) == "every" ||
                      form(i + 1) == "each" || form(i + 1) == "per";
    const bool opens_clause = next == PartOfSpeech::kDeterminer || next == PartOfSpeech::kPronoun ||
                              next == PartOfSpeech::kNoun || next == PartOfSpeech::kVerb ||
                              next == PartOfSpeech::kAdjective || next == PartOfSpeech::kNumber;
    return rate || !opens_clause;
  }

  // The unit after a number, articles and "of" passed over: "half an hour", "a quarter of an hour", "5 US
  // dollars", "3 working days", "25 degrees Celsius", "50 km/h".
  std::size_t take_with_unit(std::size_t i, const ParsedNumber& number) {
    std::size_t at = number.next;
    if (number.kind == ParsedNumber::Kind::kShare) {
      if (form(at) == "of" && (form(at + 1) == "an" || form(at + 1) == "a")) ++at;
      if (form(at) == "a" || form(at) == "an") ++at;
    }
    if (form(at) == "per" && form(at + 1) == "cent")
      return put(i, at + 2, number.value * 0.01, kShare, "%");
    if ((form(at) == "working" || form(at) == "business") && form(at + 1).starts_with("day")) {
      return put(i, at + 2, number.value, kWorkingTime, "working day");
    }
    if (form(at) == "calendar" || form(at) == "full" || form(at) == "whole") ++at;
    if (form(at).starts_with("degree")) {
      const auto scale = unit_of(form(at + 1));
      const bool named = scale && scale->dimension == kTemperature;
      return put(i, at + (named ? 2 : 1),
                 number.value * (named ? scale->factor : 1) + (named ? scale->offset : 0), kTemperature,
                 named ? scale->name : "degree");
    }
    if (const std::size_t next = take_currency_of_land(i, at, number.value); next > i) return next;
    if (form(at + 1) == "/" && at + 2 < words_.size()) {
      if (const auto speed = unit_of(std::string(form(at)) + "/" + std::string(form(at + 2)))) {
        return put(i, at + 3, number.value * speed->factor, speed->dimension, speed->name);
      }
    }
    const auto unit = unit_of(form(at));
    if (!unit) return i;
    const bool digits = words_[i].lower[0] >= '0' && words_[i].lower[0] <= '9';
    if (needs_digits(unit->form) && !digits) return i;
    return put(i, at + 1, number.value * unit->factor + unit->offset, unit->dimension, unit->name);
  }

  std::size_t put(std::size_t first, std::size_t last, double value, Dimension dimension,
                  std::string_view unit) {
    add(first, last, value, dimension, unit);
    return last;
  }

  // Dollars and the like are several currencies; the land's name tells which.
  std::size_t take_currency_of_land(std::size_t i, std::size_t at, double value) {
    struct Land {
      std::string_view land, code;
    };
    static constexpr Land kLands[] = {{"us", "USD"},         {"american", "USD"},  {"canadian", "CAD"},
                                      {"australian", "AUD"}, {"singapore", "SGD"}, {"british", "GBP"},
                                      {"swiss", "CHF"},      {"swedish", "SEK"},   {"norwegian", "NOK"},
                                      {"danish", "DKK"},     {"hongkong", "HKD"}};
    const auto unit = unit_of(form(at + 1));
    if (!unit || unit->dimension != kMoney) return i;
    for (const Land& land : kLands) {
      if (form(at) == land.land) return put(i, at + 2, value * unit->factor, kMoney, land.code);
    }
    return i;
  }

  std::size_t take_counted(std::size_t i, const ParsedNumber& number, Dimension dimension) {
    Quantity& quantity = add(i, number.next, number.value, dimension, "");
    quantity.spelt_one = number.spelt_one;
    for (std::size_t at = number.next; at < words_.size() && at < number.next + 4; ++at) {
      const Word& word = words_[at];
      if (word.part == PartOfSpeech::kNoun) quantity.counted = word.lemma;
      const bool goes_on = word.part == PartOfSpeech::kNoun || word.part == PartOfSpeech::kAdjective ||
                           (word.part == PartOfSpeech::kVerb && quantity.counted.empty());
      if (!goes_on) break;
    }
    return number.next;
  }

  // "an hour", "a week": one of it.
  std::size_t take_single_unit(std::size_t i) {
    if (form(i) != "a" && form(i) != "an" && form(i) != "another") return i;
    const auto unit = unit_of(form(i + 1));
    if (!unit || unit->dimension != kDuration || unit->form.size() < 3 || unit->form == "second") return i;
    if (unit->form.ends_with('s') || unit->form == "sec" || unit->form == "min") return i;
    if (form(i + 2) == "and" && form(i + 3) == "a" && (form(i + 4) == "half" || form(i + 4) == "quarter")) {
      add(i, i + 5, unit->factor * (form(i + 4) == "half" ? 1.5 : 1.25), kDuration, unit->name);
      return i + 5;
    }
    Quantity& quantity = add(i, i + 2, unit->factor, kDuration, unit->name);
    quantity.spelt_one = true;
    return i + 2;
  }

  bool joined(std::size_t from, std::size_t to) const {
    if (to <= from || to - from > 2) return false;
    for (std::size_t i = from; i < to; ++i) {
      const std::string_view between = form(i);
      if (between != "," && between != "and" && between != "or" && between != "to" && between != "-" &&
          between != "\xE2\x80\x93") {
        return false;
      }
    }
    return true;
  }

  // "10, 30 and 60 cm", "7 to 9 am": the unit that stands last holds for all.
  void share_units() {
    std::size_t bearer = found_.size();  // the quantity whose unit is written
    for (std::size_t i = found_.size(); i-- > 1;) {
      Quantity& left = found_[i - 1];
      const Quantity& right = found_[i];
      const bool shares = left.dimension == kCount && left.counted.empty() && right.dimension != kCount &&
                          joined(left.last_word, right.first_word);
      if (!shares) {
        bearer = found_.size();
        continue;
      }
      if (bearer == found_.size()) bearer = i;
      take_unit_of(found_[bearer], left);
    }
  }

  void take_unit_of(const Quantity& bearer, Quantity& bare) {
    if (bearer.dimension == kClockTime) {
      const bool same_half = bearer.value >= 43200 && bare.value < 12;
      bare.value = bare.value * 3600 + (same_half ? 43200 : 0);
    } else if (const auto unit = unit_of(form(bearer.last_word - 1))) {
      bare.value = bare.value * unit->factor + unit->offset;
    } else {
      return;
    }
    bare.dimension = bearer.dimension;
    bare.unit = bearer.unit;
  }

  void set_comparator(Quantity& quantity) {
    const FoundComparator around = comparator_around(words_, quantity.first_word, quantity.last_word);
    quantity.comparator = around.comparator;
    quantity.bound_first = around.begin;
    quantity.bound_last = around.end;
  }

  std::string_view text_;
  std::span<const Word> words_;
  std::vector<Quantity> found_;
};

bool close(double a, double b, double share) {
  return std::fabs(a - b) <= share * std::max(std::fabs(a), std::fabs(b));
}

bool same_date(double a, double b) {
  const auto x = static_cast<long>(a), y = static_cast<long>(b);
  const auto agree = [](long p, long q) { return p == 0 || q == 0 || p == q; };
  return agree(x / 10000, y / 10000) && agree(x / 100 % 100, y / 100 % 100) && agree(x % 100, y % 100);
}

}  // namespace

std::vector<Quantity> quantities_of(std::string_view text, std::span<const Word> words) {
  return Scanner(text, words).run();
}

std::vector<Quantity> quantities_of(std::string_view text) {
  const std::vector<Word> words = words_of(text);
  return quantities_of(text, words);
}

bool same_amount(const Quantity& a, const Quantity& b) {
  if (a.dimension != b.dimension) return false;
  switch (a.dimension) {
    case kMoney:
      return close(a.value, b.value, 1e-9) && (a.unit == b.unit || a.unit == "cent" || b.unit == "cent");
    case kDate:
      return same_date(a.value, b.value);
    case kTemperature:
      return std::fabs(a.value - b.value) < 0.3;
    case kShare:
      return std::fabs(a.value - b.value) < (a.unit == b.unit ? 1e-9 : 0.006);
    case kDuration:
    case kPeriod:
      return close(a.value, b.value, 1e-6);
    default:
      return close(a.value, b.value, 1e-3);
  }
}

}  // namespace st
