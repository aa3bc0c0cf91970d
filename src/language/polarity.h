#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "language/words.h"

namespace st {

// What kind of word turns a clause round.
enum class NegationKind {
  kNot,     // not, never, no longer, cannot, no, nobody, neither, without
  kRefuse,  // verbs and adjectives that deny: refuse, forbid, disable, prevent, unable, impossible
  kOnly,    // only, solely, no one but: the rest is shut out
  kExcept,  // except, unless, apart from: a part is shut out
};

// A word or phrase that negates or limits, with the words it governs.
struct Negation {
  NegationKind kind = NegationKind::kNot;
  std::size_t first_word = 0;  // places in the words it was found in
  std::size_t last_word = 0;   // one past
  std::size_t scope_begin = 0;
  std::size_t scope_end = 0;  // one past
};

// All of them, in order of place. "no more than 3", "not only" and "no later than" are no negations. The
// scope reaches from the clause's verb to the end of the clause for "not", to the noun phrase for "no" and
// "without".
std::vector<Negation> negations_of(std::span<const Word> words);

// For each word how many negations of kind kNot or kRefuse govern it, modulo 2: true where it is denied.
std::vector<bool> denied_words(std::span<const Word> words, std::span<const Negation> negations);

}  // namespace st
