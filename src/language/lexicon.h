#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace st {

enum class WordClass : std::uint8_t { kNoun, kVerb, kAdjective, kAdverb };
inline constexpr std::array kWordClasses = {WordClass::kNoun, WordClass::kVerb, WordClass::kAdjective,
                                            WordClass::kAdverb};

using LemmaId = std::uint32_t;
using SynsetId = std::uint32_t;

// What the program knows of English words: WordNet 3.0 as a view over embedded bytes. Lemmas are lower
// case, parts of a collocation joined by '_' ("sign_in"). Function words (the, of, may) are not in it.
// Thread rule: immutable; any number of threads. Looking up is a binary search, nothing is loaded.
class Lexicon {
 public:
  static const Lexicon& english();

  std::optional<LemmaId> find(std::string_view lemma) const;
  std::string_view lemma(LemmaId id) const;

  // How common the lemma is in that class: 0 where it has no such class, otherwise 1 to 255.
  unsigned frequency(LemmaId id, WordClass word_class) const;

  // The dictionary forms that an inflected, lower-case form can have in that class (morphy, WordNet 3.0):
  // exceptions first, else the form itself, else its endings taken off. Empty where there is none.
  std::vector<LemmaId> base_forms(std::string_view form, WordClass word_class) const;

  // Most frequent senses first within a class, nouns before verbs before adjectives before adverbs; six a
  // class at most.
  std::span<const SynsetId> senses(LemmaId id) const;
  WordClass class_of(SynsetId id) const;
  std::span<const SynsetId> hypernyms(
      SynsetId id) const;  // what it is a kind of; for verbs also what it entails
  std::span<const SynsetId> similar(SynsetId id) const;  // near adjectives, verb groups
  std::size_t count_below(
      SynsetId id) const;  // how many kinds of it there are, over all levels: how general it is

  std::span<const LemmaId> antonyms(LemmaId id) const;
  std::span<const LemmaId> derived(LemmaId id) const;  // cancel: cancellation, ...; both ways

 private:
  explicit Lexicon(std::string_view bytes);

  struct Ragged {
    std::span<const std::uint32_t> starts;
    std::span<const std::uint32_t> flat;
    std::span<const std::uint32_t> row(std::uint32_t i) const;
  };

  std::string_view string_at(std::uint32_t place) const;

  std::span<const std::uint32_t> lemmas_, frequency_, synset_class_, below_, exception_forms_,
      exception_bases_;
  Ragged senses_, hypernyms_, similar_, antonyms_, derived_;
  std::string_view strings_;
};

}  // namespace st
