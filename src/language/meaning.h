#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "language/words.h"

namespace st {

// A sense that a term has, with how near it is to the term's own: 1 for the most usual sense, less for
// rarer ones.
struct SenseWeight {
  std::uint32_t sense = 0;  // a SynsetId, or a group of data/paraphrases.txt
  float weight = 0.0f;
};

// A content word, or a set phrase of several ("sign in", "text message"), with what is known of its
// meaning.
struct Term {
  std::size_t first_word = 0;            // places in the words it was made from
  std::size_t last_word = 0;             // one past
  std::string lemma;                     // words of a phrase joined by ' '
  std::vector<SenseWeight> own;          // sorted by sense: what it means, by synonymy and derivation
  std::vector<SenseWeight> broader;      // sorted by sense: what it is a kind of
  std::vector<std::uint32_t> opposites;  // sorted lemma ids and groups
  std::vector<std::uint32_t> keys;       // sorted lemma ids and groups that `opposites` of others may name

  bool phrase() const { return last_word - first_word > 1; }
};

// The terms of the words, in order; phrases besides the words they are made of. Function words make none of
// their own.
std::vector<Term> terms_of(std::span<const Word> words);

// What is left of a word that denies by its form: "unpaid": "paid", "non-refundable": "refundable". Empty
// where it does not, or where what is left is no word.
std::string_view negated_stem(std::string_view lemma);

// How well `evidence` says what `statement` says: 1 the same word, 0.8 and more a synonym or derived form,
// 0.6 and more a narrower word of the evidence's side, 0.4 and more a broader one; 0 unrelated.
double nearness(const Term& statement, const Term& evidence);

// Whether one is the opposite of the other: open and close, before and after.
bool are_opposites(const Term& a, const Term& b);

}  // namespace st
