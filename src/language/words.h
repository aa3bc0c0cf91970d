#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace st {

// Rough part of speech, decided from the word and its neighbours. A hint, right about nine times in ten.
enum class PartOfSpeech : std::uint8_t {
  kNoun,
  kVerb,       // main verbs in any form
  kAuxiliary,  // be, have, do, get as helpers
  kModal,      // can, may, must, shall, ...
  kAdjective,
  kAdverb,
  kPronoun,      // personal and possessive: I, my, they, their, who
  kDeterminer,   // the, a, each, all, no
  kPreposition,  // of, in, by, until, and "to" before a noun
  kConjunction,  // and, or, if, when, that, unless
  kParticle,     // "to" before a verb, not, n't, the possessive 's
  kNumber,       // 24, 2,500, 18:30, 3rd, 2024-03-01
  kIdentifier,   // US-14, addresses, paths, e-mail addresses
  kPunctuation,  // and symbols: . , % €
};

// A word of a text and where it stands. Contractions are parted as the Penn Treebank does: do|n't, can|not,
// I|'m, patient|'s. A hyphenated word stays whole where English writes it so ("check-in") and is parted
// where it doesn't
// ("ten-minute": ten - minute, the hyphens left out).
struct Word {
  std::size_t start = 0;  // bytes
  std::size_t end = 0;
  std::string lower;  // lower case, ’ as '; the contracted forms spelt out ("n't" is "not", "ca" is "can")
  std::string lemma;  // dictionary form for its part of speech; `lower` where it is in no dictionary
  PartOfSpeech part = PartOfSpeech::kNoun;
  bool function_word = false;  // closed class: the, of, may; no content of its own
  bool capitalised = false;    // begins with an upper-case letter
  bool capitals = false;       // all of it is upper case: US, PDF
  bool sentence_start = false;

  bool is(std::string_view form) const { return lower == form; }
  bool content() const {
    return !function_word && part != PartOfSpeech::kPunctuation && part != PartOfSpeech::kNumber;
  }
};

// The words of `text`, in order. Any bytes will do; what is not UTF-8 is skipped. Time is linear in the
// text's size.
std::vector<Word> words_of(std::string_view text);

// The bytes of `text` where the word stands.
inline std::string_view text_at(std::string_view text, const Word& word) {
  return text.substr(word.start, word.end - word.start);
}

// The dictionary form of a lower-case word in its most usual class: "bookings": "booking", "was": "be".
std::string lemma_of(std::string_view lower);

}  // namespace st
