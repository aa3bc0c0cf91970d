#pragma once

#include <map>
#include <string>
#include <vector>

#include "guard/guard.h"
#include "guard/passage_index.h"

namespace st {

// A piece of a source, small enough to be read as one passage. Sources that were true earlier come first.
struct SourcePassage {
  std::string source;  // whose it is: a story's id
  std::string text;
};

// One assertion of a generated text, without its citations, and the sources that it names.
struct CitedClaim {
  std::string text;
  std::vector<std::string> cited;
};

struct ClaimFaithfulness {
  Verdict verdict;                   // against the best of all sources
  std::vector<std::string> sources;  // what the verdict rests on; the nearest where nothing supports it
  bool supported_by_cited = false;   // by what it cites, taken together
  std::vector<bool> citation_good;   // of each of CitedClaim::cited
};

// How much of a text its sources support. Precision and recall of citations are ALCE's (Gao et al. 2023,
// arXiv:2305.14627) with the guard in place of an entailment model: a claim counts as recalled where what
// it cites supports it; a citation is good where it supports its claim alone, or where the claim is
// supported by what it cites and no longer without this one.
struct FaithfulnessScore {
  std::size_t claims = 0, supported = 0;
  std::size_t recalled = 0;
  std::size_t citations = 0, good_citations = 0;

  double faithfulness() const { return share(supported, claims); }
  double citation_recall() const { return share(recalled, claims); }
  double citation_precision() const { return share(good_citations, citations); }

 private:
  static double share(std::size_t part, std::size_t whole) {
    return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
  }
};

FaithfulnessScore score_faithfulness(const std::vector<ClaimFaithfulness>& claims);

// Holds claims against sources. Thread rule: check() is safe from any number of threads.
class FaithfulnessChecker {
 public:
  explicit FaithfulnessChecker(std::vector<SourcePassage> passages);

  bool knows(const std::string& source) const { return by_source_.contains(source); }
  ClaimFaithfulness check(const CitedClaim& claim) const;

 private:
  Verdict best_of(const std::string& claim, const std::vector<PassageIndex::Hit>& hits,
                  std::vector<std::size_t>& rests_on) const;
  bool supports(const std::string& claim, const std::vector<std::string>& sources) const;

  std::vector<SourcePassage> passages_;
  PassageIndex index_;
  std::map<std::string, std::vector<std::size_t>> by_source_;
  Guard guard_;
};

}  // namespace st
