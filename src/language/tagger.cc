#include "language/tagger.h"

#include <algorithm>
#include <array>
#include <string>

#include "language/function_words.h"
#include "language/lexicon.h"
#include "language/number_words.h"

namespace st {
namespace {

using enum PartOfSpeech;

// What the dictionary says of one form: how usual it is in each class.
struct Usage {
  std::array<unsigned, 4> frequency = {};
  bool inflected_verb = false;  // ends in -ed, -ing, or is an irregular past form

  unsigned of(WordClass c) const { return frequency[static_cast<std::size_t>(c)]; }
  bool known() const { return frequency != std::array<unsigned, 4>{}; }
};

LemmaId most_usual(const std::vector<LemmaId>& bases, WordClass c) {
  const Lexicon& lexicon = Lexicon::english();
  return *std::max_element(bases.begin(), bases.end(), [&](LemmaId a, LemmaId b) {
    const unsigned of_a = lexicon.frequency(a, c), of_b = lexicon.frequency(b, c);
    return of_a != of_b ? of_a < of_b : lexicon.lemma(a).size() > lexicon.lemma(b).size();
  });
}

Usage usage_of(const std::string& form) {
  Usage usage;
  const Lexicon& lexicon = Lexicon::english();
  for (const WordClass c : kWordClasses) {
    const std::vector<LemmaId> bases = lexicon.base_forms(form, c);
    if (bases.empty()) continue;
    const LemmaId base = most_usual(bases, c);
    usage.frequency[static_cast<std::size_t>(c)] = lexicon.frequency(base, c);
    if (c == WordClass::kVerb) usage.inflected_verb = lexicon.lemma(base) != form && !form.ends_with('s');
  }
  return usage;
}

PartOfSpeech part_of(WordClass c) {
  switch (c) {
    case WordClass::kNoun:
      return kNoun;
    case WordClass::kVerb:
      return kVerb;
    case WordClass::kAdjective:
      return kAdjective;
    case WordClass::kAdverb:
      return kAdverb;
  }
  return kNoun;
}

class Tagger {
 public:
  explicit Tagger(std::vector<Word>& words) : words_(words), usages_(words.size()) {}

  void run() {
    for (std::size_t i = 0; i < words_.size(); ++i) tag_alone(i);
    for (std::size_t i = 0; i < words_.size(); ++i) tag_in_context(i);
    for (std::size_t i = 0; i < words_.size(); ++i) set_lemma(i);
  }

 private:
  void tag_alone(std::size_t i) {
    Word& word = words_[i];
    if (word.part != kNoun) return;  // numbers, identifiers and punctuation are known by their form
    const bool abbreviation =
        word.capitals && word.lower.size() == 2 && word.lower != "or" && word.lower != "no";
    if (const auto closed = abbreviation ? std::nullopt : function_word(word.lower)) {
      word.part = closed->part;
      word.lemma = closed->lemma;
      word.function_word = true;
      return;
    }
    if (is_number_word(word.lower)) {
      word.part = kNumber;
      return;
    }
    usages_[i] = usage_of(word.lower);
    if (!usages_[i].known()) return tag_unknown(word);
    std::size_t best = 0;
    for (std::size_t c = 1; c < 4; ++c) {
      if (usages_[i].frequency[c] > usages_[i].frequency[best]) best = c;
    }
    word.part = part_of(kWordClasses[best]);
  }

  static void tag_unknown(Word& word) {
    if (word.lower.ends_with("ly")) word.part = kAdverb;
    if (word.lower.ends_with("able") || word.lower.ends_with("ible")) word.part = kAdjective;
  }

  const Word* before(std::size_t i) const { return i > 0 ? &words_[i - 1] : nullptr; }
  const Word* after(std::size_t i) const { return i + 1 < words_.size() ? &words_[i + 1] : nullptr; }

  bool can_be(std::size_t i, WordClass c) const { return usages_[i].of(c) > 0; }

  // The word before, adverbs, "not" and quotation marks passed over.
  const Word* governor(std::size_t i) const {
    while (!words_[i].sentence_start && i-- > 0) {
      const Word& word = words_[i];
      if (word.part == kAdverb || word.is("not") || word.lower == "\"" || word.lower == "'") continue;
      return &word;
    }
    return nullptr;
  }

  void tag_in_context(std::size_t i) {
    Word& word = words_[i];
    if (word.is("to") && after(i) && can_be(i + 1, WordClass::kVerb) && !usages_[i + 1].inflected_verb &&
        !words_[i + 1].lower.ends_with("s")) {
      word.part = kParticle;
    }
    if (word.function_word && word.part == kAuxiliary && word.lemma != "be") auxiliary_or_verb(i);
    if (word.function_word || word.part == kNumber || word.part == kIdentifier || word.part == kPunctuation)
      return;
    const Word* left = governor(i);
    if (!left) {
      if (participle_before_noun(i, left)) {
        word.part = kAdjective;
        return;
      }
      return first_word(i);
    }
    if (participle_before_noun(i, left)) {
      word.part = kAdjective;
    } else if (new_subject(i, *left)) {
      word.part = kNoun;
    } else if (verb_by_left(i, *left)) {
      word.part = kVerb;
    } else if (noun_by_left(i, *left)) {
      word.part = adjective_before_noun(i) ? kAdjective : kNoun;
    }
  }

  // "expired bags", "the failed attempt": a participle that stands before its noun.
  bool participle_before_noun(std::size_t i, const Word* left) const {
    const Word* right = after(i);
    if (!usages_[i].inflected_verb || !words_[i].lower.ends_with("ed") || !right || right->part != kNoun)
      return false;
    return !left || left->part == kDeterminer || left->part == kPreposition || left->part == kNumber ||
           left->part == kPunctuation || (left->part == kConjunction && !left->is("that"));
  }

  // "... and guides get a lamp", ", guides 4": a plural after a joint, then its verb or its number.
  bool new_subject(std::size_t i, const Word& left) const {
    const Word* right = after(i);
    const bool joint = left.is("and") || left.is("or") || left.is("but") || left.is(",") || left.is(";");
    const bool goes_on =
        right && (right->part == kModal || right->part == kAuxiliary || right->part == kNumber ||
                  (right->part == kVerb && !usages_[i + 1].inflected_verb && !right->lower.ends_with('s')));
    return joint && goes_on && words_[i].lower.ends_with('s') && can_be(i, WordClass::kNoun);
  }

  // "has to", "have booked" help; "has access", "does the work" stand alone.
  void auxiliary_or_verb(std::size_t i) {
    const Word* right = after(i);
    if (!right) return;
    if (right->part == kDeterminer || right->part == kNoun || right->part == kNumber)
      words_[i].part = kVerb;
  }

  // A sentence that begins with a bare verb is an order: "Show the price".
  void first_word(std::size_t i) {
    const Word* right = after(i);
    const bool subject =
        right && (right->part == kModal || (right->part == kAuxiliary && right->lemma == "be"));
    // Orders do not end in -s, and no verb stands before "can".
    const bool plural = words_[i].lower.ends_with('s') && words_[i].part == kVerb;
    const bool before_phrase =
        plural && right && (right->part == kPreposition || right->part == kAuxiliary);
    if (((subject || plural) && can_be(i, WordClass::kNoun)) || before_phrase) words_[i].part = kNoun;
    if (can_be(i, WordClass::kVerb) && !usages_[i].inflected_verb && right && right->part == kDeterminer &&
        !words_[i].lower.ends_with("s")) {
      words_[i].part = kVerb;
    }
  }

  bool verb_by_left(std::size_t i, const Word& left) const {
    if (!can_be(i, WordClass::kVerb)) return false;
    if (left.part == kModal) return true;
    if (left.part == kParticle && left.is("to")) return true;
    if (left.part == kAuxiliary) return usages_[i].inflected_verb || left.lemma == "do";
    if (left.part == kPronoun &&
        (left.lemma == "who" || left.lemma == "which" || left.is("they") || left.is("we") || left.is("i") ||
         left.is("it") || left.is("he") || left.is("she") || left.is("you"))) {
      return true;
    }
    // "customers pay", "the store closes": a noun, then a form that can be a verb, then what a verb takes.
    if (left.part == kNoun && left.end <= words_[i].start) return takes_object(i);
    return false;
  }

  // "my", "their", "them": what follows a verb, never what begins a clause.
  static bool takes_noun(const Word& word) {
    static constexpr std::array<std::string_view, 13> kForms = {
        "my", "their", "our", "his",        "its",     "your",  "them",
        "me", "us",    "him", "themselves", "himself", "itself"};
    return std::find(kForms.begin(), kForms.end(), word.lower) != kForms.end();
  }

  bool takes_object(std::size_t i) const {
    const Word* right = after(i);
    if (usages_[i].inflected_verb) return true;
    if (!right) return false;
    // "their", "the": what stands before them takes an object, however rare the verb.
    if (right->part == kDeterminer || takes_noun(*right)) return true;
    const bool object_follows = right->part == kDeterminer || right->part == kPronoun ||
                                right->part == kPreposition || right->part == kNumber ||
                                right->part == kAdverb;
    return object_follows && usages_[i].of(WordClass::kVerb) * 4 >= usages_[i].of(WordClass::kNoun);
  }

  bool noun_by_left(std::size_t i, const Word& left) const {
    const bool possessive =
        left.part == kPronoun && (left.is("my") || left.is("their") || left.is("our") || left.is("his") ||
                                  left.is("its") || left.is("your") || left.is("her"));
    const bool opens_noun = left.part == kDeterminer ||
                            (left.part == kAdjective && !usages_[i].inflected_verb) || possessive ||
                            left.is("'s") || (left.part == kPreposition && !usages_[i].inflected_verb);
    return opens_noun && can_be(i, WordClass::kNoun);
  }

  bool adjective_before_noun(std::size_t i) const {
    const Word* right = after(i);
    return can_be(i, WordClass::kAdjective) && words_[i].part == kAdjective && right &&
           !right->function_word && right->part != kPunctuation;
  }

  void set_lemma(std::size_t i) {
    Word& word = words_[i];
    if (word.function_word || word.part == kPunctuation || word.part == kNumber || word.part == kIdentifier)
      return;
    if (word.lower.size() > 6 && word.lower.ends_with("people")) {  // "tradespeople"
      word.lemma = word.lower.substr(0, word.lower.size() - 6) + "person";
      return;
    }
    const Lexicon& lexicon = Lexicon::english();
    WordClass order[] = {WordClass::kNoun, WordClass::kVerb, WordClass::kAdjective, WordClass::kAdverb};
    const auto own = static_cast<std::size_t>(word.part == kVerb        ? WordClass::kVerb
                                              : word.part == kAdjective ? WordClass::kAdjective
                                              : word.part == kAdverb    ? WordClass::kAdverb
                                                                        : WordClass::kNoun);
    std::swap(order[0], order[own]);
    if (word.part == kAdjective && word.lower.ends_with("ed"))
      std::swap(order[0], *std::find(std::begin(order), std::end(order), WordClass::kVerb));
    for (const WordClass c : order) {
      const std::vector<LemmaId> bases = lexicon.base_forms(word.lower, c);
      if (bases.empty()) continue;
      word.lemma = lexicon.lemma(most_usual(bases, c));
      return;
    }
    if (word.lower.size() > 3 && word.lower.ends_with('s') && !word.lower.ends_with("ss")) {
      word.lemma = word.lower.substr(0, word.lower.size() - 1);
    }
  }

  std::vector<Word>& words_;
  std::vector<Usage> usages_;
};

}  // namespace

void tag_words(std::vector<Word>& words) {
  Tagger(words).run();
}

std::string lemma_of(std::string_view lower) {
  std::string form(lower);
  if (const auto closed = function_word(form)) return std::string(closed->lemma);
  const Lexicon& lexicon = Lexicon::english();
  const Usage usage = usage_of(form);
  if (!usage.known()) return form;
  const auto best =
      std::max_element(usage.frequency.begin(), usage.frequency.end()) - usage.frequency.begin();
  const WordClass c = kWordClasses[static_cast<std::size_t>(best)];
  return std::string(lexicon.lemma(most_usual(lexicon.base_forms(form, c), c)));
}

}  // namespace st
