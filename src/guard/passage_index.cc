#include "guard/passage_index.h"

#include <algorithm>
#include <cmath>

#include "language/meaning.h"
#include "language/words.h"

namespace st {
namespace {

// Rarer senses of a word lead astray more often than they help.
constexpr float kUsualSense = 0.5f;
// What a synonym counts against the word itself.
constexpr double kSynonym = 0.8;

void add(std::vector<std::uint32_t>& posting, std::uint32_t passage) {
  if (posting.empty() || posting.back() != passage) posting.push_back(passage);
}

bool is_number(const Word& word) {
  return word.part == PartOfSpeech::kNumber || word.part == PartOfSpeech::kIdentifier;
}

}  // namespace

PassageIndex::PassageIndex(const std::vector<std::string>& passages) : n_passages_(passages.size()) {
  for (std::size_t i = 0; i < passages.size(); ++i) {
    const auto passage = static_cast<std::uint32_t>(i);
    const std::vector<Word> words = words_of(passages[i]);
    for (const Term& term : terms_of(words)) {
      add(by_lemma_[term.lemma], passage);
      for (const SenseWeight& sense : term.own) {
        if (sense.weight >= kUsualSense) add(by_sense_[sense.sense], passage);
      }
    }
    for (const Word& word : words) {
      if (is_number(word)) add(by_lemma_[word.lower], passage);
    }
  }
}

double PassageIndex::weight_of(const Posting* posting) const {
  const double holders = posting == nullptr ? 0.0 : static_cast<double>(posting->size());
  return std::log((static_cast<double>(n_passages_) + 1.0) / (holders + 0.5));
}

std::vector<PassageIndex::Hit> PassageIndex::nearest(std::string_view sentence, std::size_t most,
                                                     const std::vector<std::size_t>* among) const {
  std::vector<double> sums(n_passages_);
  std::vector<double> best(n_passages_);  // of the term in hand
  std::vector<std::uint32_t> touched;
  double whole = 0.0;
  const auto count = [&](const Posting& posting, double weight) {
    for (const std::uint32_t passage : posting) {
      if (best[passage] == 0.0) touched.push_back(passage);
      best[passage] = std::max(best[passage], weight);
    }
  };
  const auto settle = [&] {
    for (const std::uint32_t passage : touched) {
      sums[passage] += best[passage];
      best[passage] = 0.0;
    }
    touched.clear();
  };
  const auto posting_of = [&](const std::string& lemma) {
    const auto found = by_lemma_.find(lemma);
    return found == by_lemma_.end() ? nullptr : &found->second;
  };
  const std::vector<Word> words = words_of(sentence);
  for (const Term& term : terms_of(words)) {
    const Posting* posting = posting_of(term.lemma);
    const double weight = weight_of(posting);
    whole += weight;
    if (posting != nullptr) count(*posting, weight);
    for (const SenseWeight& sense : term.own) {
      const auto found = sense.weight < kUsualSense ? by_sense_.end() : by_sense_.find(sense.sense);
      if (found != by_sense_.end()) count(found->second, kSynonym * weight);
    }
    settle();
  }
  for (const Word& word : words) {
    if (!is_number(word)) continue;
    const Posting* posting = posting_of(word.lower);
    whole += weight_of(posting);
    if (posting != nullptr) count(*posting, weight_of(posting));
    settle();
  }
  std::vector<Hit> hits;
  const auto take = [&](std::size_t passage) {
    if (sums[passage] > 0.0) hits.push_back({passage, std::min(1.0, sums[passage] / whole)});
  };
  if (among != nullptr) {
    for (const std::size_t passage : *among) take(passage);
  } else {
    for (std::size_t passage = 0; passage < n_passages_; ++passage) take(passage);
  }
  std::stable_sort(hits.begin(), hits.end(),
                   [](const Hit& a, const Hit& b) { return a.coverage > b.coverage; });
  if (hits.size() > most) hits.resize(most);
  return hits;
}

}  // namespace st
