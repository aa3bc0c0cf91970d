#include "language/lexicon.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "base/check.h"
#include "language/embedded_data.h"

namespace st {
namespace {

static_assert(std::endian::native == std::endian::little, "make_lexicon.py writes little-endian words");

constexpr std::uint32_t kMagic = 0x584C5453;
constexpr std::size_t kTables = 16;

struct Ending {
  std::string_view from;
  std::string_view to;
};

// The detachment rules of morphy(7WN).
constexpr std::array kNounEndings = {Ending{"s", ""},      Ending{"ses", "s"},   Ending{"xes", "x"},
                                     Ending{"zes", "z"},   Ending{"ches", "ch"}, Ending{"shes", "sh"},
                                     Ending{"men", "man"}, Ending{"ies", "y"}};
constexpr std::array kVerbEndings = {Ending{"s", ""},    Ending{"ies", "y"}, Ending{"es", "e"},
                                     Ending{"es", ""},   Ending{"ed", "e"},  Ending{"ed", ""},
                                     Ending{"ing", "e"}, Ending{"ing", ""}};
constexpr std::array kAdjectiveEndings = {Ending{"er", ""}, Ending{"est", ""}, Ending{"er", "e"},
                                          Ending{"est", "e"}};

std::span<const Ending> endings_of(WordClass word_class) {
  switch (word_class) {
    case WordClass::kNoun:
      return kNounEndings;
    case WordClass::kVerb:
      return kVerbEndings;
    case WordClass::kAdjective:
      return kAdjectiveEndings;
    case WordClass::kAdverb:
      return {};
  }
  return {};
}

void add_once(std::vector<LemmaId>& ids, LemmaId id) {
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

}  // namespace

std::span<const std::uint32_t> Lexicon::Ragged::row(std::uint32_t i) const {
  return flat.subspan(starts[i], starts[i + 1] - starts[i]);
}

Lexicon::Lexicon(std::string_view bytes) {
  const auto* words = reinterpret_cast<const std::uint32_t*>(bytes.data());
  ST_CHECK(bytes.size() > 8 && words[0] == kMagic && words[1] == kTables);
  std::array<std::span<const std::uint32_t>, kTables> tables;
  std::size_t at = 2 + kTables;
  for (std::size_t i = 0; i < kTables; ++i) {
    tables[i] = {words + at, words[2 + i]};
    at += words[2 + i];
  }
  strings_ = bytes.substr(at * 4);
  lemmas_ = tables[0];
  frequency_ = tables[1];
  senses_ = {tables[2], tables[3]};
  synset_class_ = tables[4];
  hypernyms_ = {tables[5], tables[6]};
  similar_ = {tables[7], tables[8]};
  antonyms_ = {tables[9], tables[10]};
  derived_ = {tables[11], tables[12]};
  below_ = tables[13];
  exception_forms_ = tables[14];
  exception_bases_ = tables[15];
}

const Lexicon& Lexicon::english() {
  static const Lexicon lexicon(embedded_lexicon());
  return lexicon;
}

std::string_view Lexicon::string_at(std::uint32_t place) const {
  return strings_.substr(place >> 8, place & 0xFF);
}

std::string_view Lexicon::lemma(LemmaId id) const {
  return string_at(lemmas_[id]);
}

std::optional<LemmaId> Lexicon::find(std::string_view lemma) const {
  const auto less = [this](std::uint32_t place, std::string_view key) { return string_at(place) < key; };
  const auto found = std::lower_bound(lemmas_.begin(), lemmas_.end(), lemma, less);
  if (found == lemmas_.end() || string_at(*found) != lemma) return std::nullopt;
  return static_cast<LemmaId>(found - lemmas_.begin());
}

unsigned Lexicon::frequency(LemmaId id, WordClass word_class) const {
  return frequency_[id] >> (8 * static_cast<unsigned>(word_class)) & 0xFF;
}

std::vector<LemmaId> Lexicon::base_forms(std::string_view form, WordClass word_class) const {
  std::vector<LemmaId> bases;
  const auto less = [this](std::uint32_t place, std::string_view key) { return string_at(place) < key; };
  auto row = std::lower_bound(exception_forms_.begin(), exception_forms_.end(), form, less) -
             exception_forms_.begin();
  for (; row < std::ssize(exception_forms_) && string_at(exception_forms_[row]) == form; ++row) {
    const std::uint32_t packed = exception_bases_[row];
    if (packed >> 24 == static_cast<std::uint32_t>(word_class)) add_once(bases, packed & 0xFFFFFF);
  }
  if (const auto itself = find(form); itself && frequency(*itself, word_class) > 0)
    add_once(bases, *itself);
  // "descendants" has an entry of its own beside "descendant".
  if (!bases.empty() && !(word_class == WordClass::kNoun && form.ends_with('s') && !form.ends_with("ss")))
    return bases;
  std::string base;
  for (const Ending& ending : endings_of(word_class)) {
    if (form.size() < ending.from.size() + 2 || !form.ends_with(ending.from)) continue;
    base.assign(form.substr(0, form.size() - ending.from.size())).append(ending.to);
    auto id = find(base);
    // "cancelled", "planning": the last consonant is doubled, and the exception lists do not name every
    // one.
    if (!id && word_class == WordClass::kVerb && ending.to.empty() && base.size() > 3 &&
        base[base.size() - 1] == base[base.size() - 2]) {
      base.pop_back();
      id = find(base);
    }
    if (id && frequency(*id, word_class) > 0) add_once(bases, *id);
  }
  return bases;
}

std::span<const SynsetId> Lexicon::senses(LemmaId id) const {
  return senses_.row(id);
}

WordClass Lexicon::class_of(SynsetId id) const {
  return static_cast<WordClass>(synset_class_[id]);
}

std::span<const SynsetId> Lexicon::hypernyms(SynsetId id) const {
  return hypernyms_.row(id);
}

std::span<const SynsetId> Lexicon::similar(SynsetId id) const {
  return similar_.row(id);
}

std::size_t Lexicon::count_below(SynsetId id) const {
  return below_[id];
}

std::span<const LemmaId> Lexicon::antonyms(LemmaId id) const {
  return antonyms_.row(id);
}

std::span<const LemmaId> Lexicon::derived(LemmaId id) const {
  return derived_.row(id);
}

}  // namespace st
