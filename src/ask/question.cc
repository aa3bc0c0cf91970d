#include "ask/question.h"

#include <algorithm>
#include <array>
#include <map>

namespace st::ask {
namespace {

using Words = std::vector<Word>;

constexpr std::array kClock = {Dimension::kClockTime, Dimension::kDate,        Dimension::kWeekday,
                               Dimension::kDuration,  Dimension::kWorkingTime, Dimension::kPeriod};

// Words that say what kind of answer is wanted and nothing of its subject.
bool frames(const Word& word) {
  constexpr std::array kFrames = {"how",      "what",  "which",   "who",     "when",  "where", "why",
                                  "many",     "much",  "long",    "early",   "late",  "far",   "high",
                                  "large",    "big",   "heavy",   "often",   "soon",  "old",   "time",
                                  "amount",   "value", "maximum", "minimum", "limit", "size",  "default",
                                  "happen",   "have",  "be",      "do",      "get",   "need",  "necessary",
                                  "possible", "allow", "permit",  "number",  "there"};
  return std::any_of(kFrames.begin(), kFrames.end(),
                     [&](const char* frame) { return word.lemma == frame; });
}

std::vector<Dimension> amounts_of_adjective(const std::string& lemma) {
  static const std::map<std::string, std::vector<Dimension>> kinds = {
      {"long", {Dimension::kDuration, Dimension::kWorkingTime, Dimension::kLength, Dimension::kClockTime}},
      {"early", {kClock.begin(), kClock.end()}},
      {"late", {kClock.begin(), kClock.end()}},
      {"soon", {kClock.begin(), kClock.end()}},
      {"much", {Dimension::kMoney, Dimension::kShare}},
      {"heavy", {Dimension::kMass}},
      {"far", {Dimension::kLength, Dimension::kDuration}},
      {"often", {Dimension::kPeriod, Dimension::kDuration, Dimension::kCount}},
      {"old", {Dimension::kDuration, Dimension::kCount}}};
  const auto found = kinds.find(lemma);
  return found == kinds.end() ? std::vector<Dimension>() : found->second;
}

// "how many days": the unit is the kind of answer. "how many open claims": what is counted is the noun.
std::size_t read_how_many(const Words& words, std::size_t at, Question& question) {
  for (std::size_t i = at; i < words.size() && i < at + 4; ++i) {
    if (const auto unit = unit_of(words[i].lower)) {
      question.amounts = {unit->dimension};
      question.unit = unit->name;
      if (unit->dimension == Dimension::kDuration) question.amounts.push_back(Dimension::kWorkingTime);
      if (words[i].lemma == "day" || words[i].lemma == "month")
        question.amounts.push_back(Dimension::kPeriod);
      return i + 1;
    }
    if (words[i].part == PartOfSpeech::kNoun &&
        (i + 1 >= words.size() || words[i + 1].part != PartOfSpeech::kNoun)) {
      question.amounts = {Dimension::kCount, Dimension::kOrdinal};
      question.counted = words[i].lemma;
      return at;
    }
  }
  question.any_amount = true;
  return at;
}

// Reads what kind of answer is wanted and marks the words that say so.
void read_kind(const Words& words, Question& question, std::vector<bool>& framing) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i].lower;
    const bool more = i + 1 < words.size();
    if (word == "how" && more && words[i + 1].is("many")) {
      const std::size_t end = read_how_many(words, i + 2, question);
      for (std::size_t k = i; k < end; ++k) framing[k] = true;
      return;
    }
    if (word == "how" && more) {
      question.amounts = amounts_of_adjective(words[i + 1].lower);
      question.any_amount = words[i + 1].is("high") || words[i + 1].is("large") || words[i + 1].is("big");
      return;
    }
    if (word == "when") {
      question.amounts = {kClock.begin(), kClock.end()};
      question.moment = true;
      return;
    }
    const bool names_amount =
        word == "amount" || word == "limit" || word == "maximum" || word == "minimum" || word == "score";
    if (names_amount) question.any_amount = true;
  }
}

bool is_topic(const Word& word) {
  return word.content() && !frames(word) && !unit_of(word.lower);
}

}  // namespace

Question read_question(std::string_view text) {
  const Words words = words_of(text);
  Question question;
  std::vector<bool> framing(words.size(), false);
  read_kind(words, question, framing);
  const std::vector<Term> terms = terms_of(words);
  for (const Term& term : terms) {
    if (term.phrase() || framing[term.first_word] || !is_topic(words[term.first_word])) continue;
    Question::Topic topic{term, {}};
    for (const Term& phrase : terms) {
      const bool holds =
          phrase.phrase() && phrase.first_word <= term.first_word && term.last_word <= phrase.last_word;
      if (holds) topic.phrases.push_back(phrase);
    }
    question.topics.push_back(std::move(topic));
  }
  return question;
}

}  // namespace st::ask
