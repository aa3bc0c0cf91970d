#include "language/meaning.h"

#include <algorithm>
#include <optional>

#include "language/lexicon.h"
#include "language/paraphrases.h"

namespace st {
namespace {

constexpr std::size_t kSenses = 4;    // of a class; rarer ones bring more noise than matches
constexpr float kRarer = 0.93f;       // weight of each further sense
constexpr float kOtherClass = 0.85f;  // a sense in a class that the word was not tagged with
constexpr float kDerived = 0.92f;     // of a derived form's first sense
constexpr float kSimilar = 0.8f;
constexpr float kOneUp = 0.78f;
constexpr float kTwoUp = 0.62f;
constexpr double kMisspelt = 0.95;
constexpr std::size_t kTooGeneralNoun = 1500;  // kinds below: "object", "act" say nothing
constexpr std::size_t kTooGeneralVerb = 150;

// Forms of words that stand for groups, in the order of preference.
std::optional<WordClass> class_of(PartOfSpeech part) {
  switch (part) {
    case PartOfSpeech::kNoun:
      return WordClass::kNoun;
    case PartOfSpeech::kVerb:
      return WordClass::kVerb;
    case PartOfSpeech::kAdjective:
      return WordClass::kAdjective;
    case PartOfSpeech::kAdverb:
      return WordClass::kAdverb;
    default:
      return std::nullopt;
  }
}

void keep_best(std::vector<SenseWeight>& senses) {
  std::sort(senses.begin(), senses.end(), [](const SenseWeight& a, const SenseWeight& b) {
    return a.sense != b.sense ? a.sense < b.sense : a.weight > b.weight;
  });
  const auto same = [](const SenseWeight& a, const SenseWeight& b) { return a.sense == b.sense; };
  senses.erase(std::unique(senses.begin(), senses.end(), same), senses.end());
}

void sort_once(std::vector<std::uint32_t>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

class TermMaker {
 public:
  explicit TermMaker(Term& term) : term_(term) {}

  // `itself`: the word is that lemma, not only made from it: it has its opposites too.
  void add_lemma(LemmaId id, WordClass word_class, float weight, bool itself = true) {
    const Lexicon& lexicon = Lexicon::english();
    if (itself) {
      term_.keys.push_back(id);
      for (const LemmaId antonym : lexicon.antonyms(id)) term_.opposites.push_back(antonym);
    }
    std::size_t taken = 0;
    float sense_weight = weight;
    for (const SynsetId sense : lexicon.senses(id)) {
      if (lexicon.class_of(sense) != word_class) continue;
      if (taken++ == kSenses) break;
      add_sense(sense, sense_weight);
      sense_weight *= kRarer;
    }
    for (const LemmaId relative : lexicon.derived(id)) add_relative(relative, weight * kDerived);
  }

  void add_phrase(std::string_view phrase, float weight) {
    const Paraphrases& list = Paraphrases::english();
    for (const std::uint32_t group : list.groups(phrase)) term_.own.push_back({group, weight});
    for (const std::uint32_t group : list.broader(phrase))
      term_.broader.push_back({group, weight * kOneUp});
    for (const std::uint32_t key : list.opposites(phrase)) term_.opposites.push_back(key);
    if (const std::uint32_t key = list.key(phrase)) term_.keys.push_back(key);
  }

  void finish() {
    keep_best(term_.own);
    keep_best(term_.broader);
    sort_once(term_.opposites);
    sort_once(term_.keys);
  }

 private:
  void add_sense(SynsetId sense, float weight) {
    const Lexicon& lexicon = Lexicon::english();
    term_.own.push_back({sense, weight});
    for (const SynsetId near : lexicon.similar(sense)) term_.broader.push_back({near, weight * kSimilar});
    for (const SynsetId up : lexicon.hypernyms(sense)) {
      if (!too_general(up)) term_.broader.push_back({up, weight * kOneUp});
      if (lexicon.class_of(up) == WordClass::kVerb) continue;
      for (const SynsetId top : lexicon.hypernyms(up)) {
        if (!too_general(top)) term_.broader.push_back({top, weight * kTwoUp});
      }
    }
  }

  void add_relative(LemmaId id, float weight) {
    const Lexicon& lexicon = Lexicon::english();
    term_.keys.push_back(id);
    for (const std::uint32_t group : Paraphrases::english().groups(lexicon.lemma(id)))
      term_.own.push_back({group, weight});
    const auto senses = lexicon.senses(id);
    for (std::size_t i = 0; i < std::min<std::size_t>(senses.size(), 2); ++i)
      term_.own.push_back({senses[i], weight});
  }

  static bool too_general(SynsetId id) {
    const Lexicon& lexicon = Lexicon::english();
    const bool verb = lexicon.class_of(id) == WordClass::kVerb;
    return lexicon.count_below(id) > (verb ? kTooGeneralVerb : kTooGeneralNoun);
  }

  Term& term_;
};

// "unpaid" has to do with "paid", "readable" with "read", where the lexicon does not say so.
void add_by_form(TermMaker& maker, std::string_view lemma) {
  const Lexicon& lexicon = Lexicon::english();
  constexpr float kByForm = 0.85f;
  std::string_view stem = negated_stem(lemma);
  for (const WordClass c : {WordClass::kVerb, WordClass::kAdjective}) {
    if (stem.empty()) break;
    for (const LemmaId id : lexicon.base_forms(stem, c)) maker.add_lemma(id, c, kByForm, false);
  }
  if (lemma.size() > 6 && (lemma.ends_with("able") || lemma.ends_with("ible"))) {
    stem = lemma.substr(0, lemma.size() - 4);
    for (const std::string& verb : {std::string(stem), std::string(stem) + "e"}) {
      if (const auto id = lexicon.find(verb)) maker.add_lemma(*id, WordClass::kVerb, kByForm, false);
    }
  }
}

void add_single_word(Term& term, const Word& word) {
  const Lexicon& lexicon = Lexicon::english();
  TermMaker maker(term);
  const auto own_class = class_of(word.part);
  std::string plain = word.lemma;
  if (const std::size_t dash = plain.find('-'); dash != plain.npos && !lexicon.find(plain))
    plain[dash] = '_';
  for (const WordClass c : kWordClasses) {
    const float weight = own_class == c ? 1.0f : kOtherClass;
    for (const LemmaId id : lexicon.base_forms(plain == word.lemma ? word.lower : plain, c))
      maker.add_lemma(id, c, weight);
    for (const LemmaId id : lexicon.base_forms(word.lower, c)) {
      if (lexicon.lemma(id) != word.lemma) maker.add_phrase(lexicon.lemma(id), kOtherClass);
    }
  }
  add_by_form(maker, word.lemma);
  maker.add_phrase(word.lemma, 1.0f);
  if (word.lower != word.lemma) maker.add_phrase(word.lower, 1.0f);
  maker.finish();
}

// The set phrase that begins at `at`, longest first: of our own list, or a collocation of the lexicon.
std::optional<Term> phrase_at(std::span<const Word> words, std::size_t at) {
  if (words[at].part == PartOfSpeech::kPunctuation) return std::nullopt;
  const bool listed = Paraphrases::english().begins_phrase(words[at].lemma) ||
                      Paraphrases::english().begins_phrase(words[at].lower);
  std::string by_lemma = words[at].lemma, by_form = words[at].lower, collocation = words[at].lower,
              verb_collocation = words[at].lemma;
  std::optional<Term> longest;
  for (std::size_t last = at + 1; last < std::min(words.size(), at + Paraphrases::kLongest); ++last) {
    const Word& word = words[last];
    if (word.part == PartOfSpeech::kPunctuation) break;
    by_lemma += ' ' + word.lemma;
    by_form += ' ' + word.lower;
    collocation += '_' + word.lemma;
    verb_collocation += '_' + word.lemma;
    Term term;
    TermMaker maker(term);
    if (listed) {
      maker.add_phrase(by_lemma, 1.0f);
      if (by_form != by_lemma) maker.add_phrase(by_form, 1.0f);
    }
    if (last < at + 3 && words[at].content()) {
      for (const std::string* form : {&collocation, &verb_collocation}) {
        const auto id = Lexicon::english().find(*form);
        if (!id) continue;
        for (const WordClass c : kWordClasses) maker.add_lemma(*id, c, 1.0f);
        maker.add_phrase(*form, 1.0f);
      }
    }
    if (term.own.empty() && term.keys.empty()) continue;
    term.first_word = at;
    term.last_word = last + 1;
    term.lemma = by_lemma;
    maker.finish();
    longest = std::move(term);
  }
  return longest;
}

double best_shared(std::span<const SenseWeight> a, std::span<const SenseWeight> b) {
  double best = 0.0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].sense < b[j].sense) {
      ++i;
    } else if (b[j].sense < a[i].sense) {
      ++j;
    } else {
      best = std::max(best, static_cast<double>(a[i++].weight) * b[j++].weight);
    }
  }
  return best;
}

bool intersect(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) return true;
    a[i] < b[j] ? ++i : ++j;
  }
  return false;
}

// "assistent" for "assistant": one letter is another, and one of the two is no word.
bool misspelt(const Term& a, const Term& b) {
  constexpr std::size_t kLongEnough = 6;
  if (a.own.empty() == b.own.empty()) return false;
  const std::string &longer = a.lemma.size() < b.lemma.size() ? b.lemma : a.lemma,
                    &shorter = a.lemma.size() < b.lemma.size() ? a.lemma : b.lemma;
  if (shorter.size() < kLongEnough || longer.size() - shorter.size() > 1) return false;
  const auto [x, y] = std::mismatch(shorter.begin(), shorter.end(), longer.begin());
  if (x == shorter.end()) return false;  // an ending, no slip
  return longer.size() > shorter.size() ? std::equal(x, shorter.end(), y + 1)
                                        : std::equal(x + 1, shorter.end(), y + 1);
}

}  // namespace

std::string_view negated_stem(std::string_view lemma) {
  const Lexicon& lexicon = Lexicon::english();
  for (const std::string_view prefix : {"un", "non-", "non", "in", "im", "ir"}) {
    if (!lemma.starts_with(prefix) || lemma.size() < prefix.size() + 4) continue;
    const std::string_view stem = lemma.substr(prefix.size());
    const bool adjective = !lexicon.base_forms(stem, WordClass::kAdjective).empty();
    const bool participle = prefix != "in" && stem.size() > 3 &&
                            !lexicon.base_forms(stem, WordClass::kVerb).empty() &&
                            !lexicon.find(std::string(lemma));
    const bool listed = prefix == "un" && !lexicon.base_forms(stem, WordClass::kVerb).empty() &&
                        stem != "lock" && stem != "til" &&
                        lexicon.base_forms(lemma, WordClass::kVerb).empty();
    if (adjective || participle || listed) return stem;
  }
  return {};
}

std::vector<Term> terms_of(std::span<const Word> words) {
  std::vector<Term> terms;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (auto phrase = phrase_at(words, i)) terms.push_back(std::move(*phrase));
    if (!words[i].content() && !words[i].is("why")) continue;  // "why" is "the reason"
    Term term;
    term.first_word = i;
    term.last_word = i + 1;
    term.lemma = words[i].lemma;
    add_single_word(term, words[i]);
    terms.push_back(std::move(term));
  }
  return terms;
}

double nearness(const Term& statement, const Term& evidence) {
  if (statement.lemma == evidence.lemma) return 1.0;
  if (misspelt(statement, evidence)) return kMisspelt;
  const double same = 0.98 * best_shared(statement.own, evidence.own);
  const double narrower =
      best_shared(statement.own, evidence.broader);  // the evidence says more: an oak is a tree
  const double broader =
      0.75 * best_shared(statement.broader, evidence.own);  // the statement says more than was said
  return std::max({same, narrower, broader});
}

bool are_opposites(const Term& a, const Term& b) {
  return intersect(a.opposites, b.keys) || intersect(b.opposites, a.keys);
}

}  // namespace st
