#include "language/modality.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace st {
namespace {

using enum Modality;

// Words of a cue as lower-case forms; "*" matches any one word. Longer phrases first among those that begin
// alike.
struct Phrase {
  std::array<std::string_view, 5> words;
  Modality modality;

  std::size_t size() const {
    std::size_t n = 0;
    while (n < words.size() && !words[n].empty()) ++n;
    return n;
  }
};

constexpr std::array kPhrases = std::to_array<Phrase>({
    {{"not", "want", "to", "have", "to"}, kNeedNot},
    {{"not", "have", "to"}, kNeedNot},
    {{"need", "not"}, kNeedNot},
    {{"not", "need", "to"}, kNeedNot},
    {{"not", "be", "required"}, kNeedNot},
    {{"not", "required"}, kNeedNot},
    {{"not", "require"}, kNeedNot},
    {{"not", "needed"}, kNeedNot},
    {{"not", "need"}, kNeedNot},
    {{"not", "necessary"}, kNeedNot},
    {{"not", "mandatory"}, kNeedNot},
    {{"not", "obliged"}, kNeedNot},
    {{"without", "having", "to"}, kNeedNot},
    {{"no", "need"}, kNeedNot},
    {{"no", "obligation"}, kNeedNot},
    {{"must", "not"}, kMustNot},
    {{"shall", "not"}, kMustNot},
    {{"may", "not"}, kMustNot},
    {{"can", "not"}, kMustNot},
    {{"could", "not"}, kMustNot},
    {{"can", "no", "longer"}, kMustNot},
    {{"may", "no", "longer"}, kMustNot},
    {{"not", "allowed"}, kMustNot},
    {{"not", "permitted"}, kMustNot},
    {{"not", "able", "to"}, kMustNot},
    {{"not", "possible"}, kMustNot},
    {{"not", "be", "able", "to"}, kMustNot},
    {{"not", "be", "possible"}, kMustNot},
    {{"not", "be", "allowed"}, kMustNot},
    {{"impossible"}, kMustNot},
    {{"forbidden"}, kMustNot},
    {{"prohibited"}, kMustNot},
    {{"banned"}, kMustNot},
    {{"must"}, kMust},
    {{"shall"}, kMust},
    {{"have", "to"}, kMust},
    {{"has", "to"}, kMust},
    {{"had", "to"}, kMust},
    {{"having", "to"}, kMust},
    {{"needs", "to"}, kMust},
    {{"need", "to"}, kMust},
    {{"needed"}, kMust},
    {{"required"}, kMust},
    {{"requires"}, kMust},
    {{"require"}, kMust},
    {{"mandatory"}, kMust},
    {{"compulsory"}, kMust},
    {{"obligatory"}, kMust},
    {{"obliged"}, kMust},
    {{"duty"}, kMust},
    {{"necessary"}, kMust},
    {{"may"}, kMay},
    {{"can"}, kMay},
    {{"could"}, kMay},
    {{"might"}, kMay},
    {{"able", "to"}, kMay},
    {{"allowed"}, kMay},
    {{"permitted"}, kMay},
    {{"allow"}, kMay},
    {{"allows"}, kMay},
    {{"lets"}, kMay},
    {{"possible"}, kMay},
    {{"is", "up", "to"}, kMay},
    {{"optional"}, kMay},
    {{"optionally"}, kMay},
    {{"voluntary"}, kMay},
    {{"voluntarily"}, kMay},
    {{"free", "to"}, kMay},
    {{"if", "they", "wish"}, kMay},
    {{"if", "they", "like"}, kMay},
    {{"on", "request"}, kMay},
    {{"entitled", "to"}, kMay},
    {{"should"}, kShould},
    {{"ideally"}, kShould},
    {{"preferably"}, kShould},
    {{"recommended"}, kShould},
    {{"idea"}, kWish},
    {{"ideas"}, kWish},
    {{"planned"}, kWish},
    {{"proposal"}, kWish},
    {{"proposed"}, kWish},
    {{"suggestion"}, kWish},
    {{"suggested"}, kWish},
    {{"maybe"}, kWish},
    {{"perhaps"}, kWish},
    {{"possibly"}, kWish},
    {{"someday"}, kWish},
    {{"wishlist"}, kWish},
    {{"roadmap"}, kWish},
    {{"nice", "to", "have"}, kWish},
    {{"in", "the", "future"}, kWish},
    {{"in", "future"}, kWish},
    {{"at", "some", "point"}, kWish},
    {{"for", "later"}, kWish},
    {{"later", "on"}, kWish},
    {{"not", "estimated"}, kWish},
    {{"not", "decided"}, kWish},
    {{"not", "yet"}, kWish},
    {{"undecided"}, kWish},
    {{"out", "of", "scope"}, kWish},
    {{"would", "be", "nice"}, kWish},
    {{"would", "be", "great"}, kWish},
    {{"would", "like"}, kFact},
    {{"considering"}, kWish},
    {{"under", "consideration"}, kWish},
    {{"under", "discussion"}, kWish},
    {{"to", "be", "discussed"}, kWish},
    {{"open", "question"}, kWish},
    {{"tbd"}, kWish},
    {{"next", "release"}, kWish},
    {{"phase", "2"}, kWish},
    {{"phase", "two"}, kWish},
    {{"used", "to"}, kFormer},
    {{"previously"}, kFormer},
    {{"formerly"}, kFormer},
    {{"no", "longer"}, kFormer},
    {{"not", "*", "any", "more"}, kFormer},
    {{"any", "more"}, kFormer},
    {{"anymore"}, kFormer},
    {{"until", "now"}, kFormer},
    {{"until", "last"}, kFormer},
    {{"until", "recently"}, kFormer},
    {{"so", "far"}, kFormer},
    {{"originally"}, kFormer},
    {{"the", "old"}, kFormer},
    {{"old"}, kFormer},
    {{"former"}, kFormer},
    {{"previous"}, kFormer},
    {{"instead", "of"}, kFormer},
    {{"rather", "than"}, kFormer},
    {{"replaced"}, kFormer},
    {{"replaces"}, kFormer},
    {{"raised", "from"}, kFormer},
    {{"reduced", "from"}, kFormer},
    {{"lowered", "from"}, kFormer},
    {{"increased", "from"}, kFormer},
    {{"changed", "from"}, kFormer},
    {{"up", "from"}, kFormer},
    {{"down", "from"}, kFormer},
    {{"in", "the", "past"}, kFormer},
    {{"dropped"}, kFormer},
    {{"abolished"}, kFormer},
});

bool matches(std::span<const Word> words, std::size_t at, const Phrase& phrase) {
  const std::size_t n = phrase.size();
  if (at + n > words.size()) return false;
  for (std::size_t i = 0; i < n; ++i) {
    if (phrase.words[i] != "*" && words[at + i].lower != phrase.words[i]) return false;
  }
  return true;
}

// "is used to measure" is no former habit; "May 3" no permission.
bool misread(std::span<const Word> words, std::size_t at, const Phrase& phrase) {
  if (phrase.words[0] == "used" && at > 0 && words[at - 1].part == PartOfSpeech::kAuxiliary) return true;
  if (phrase.words[0] == "is") {  // "is up to 10 MB": a bound
    return at + 3 < words.size() && words[at + 3].part == PartOfSpeech::kNumber;
  }
  if (phrase.words[0] == "may") return words[at].capitalised && !words[at].sentence_start;
  return false;
}

}  // namespace

std::vector<ModalityCue> modality_cues(std::span<const Word> words) {
  std::vector<ModalityCue> cues;
  for (std::size_t i = 0; i < words.size();) {
    std::size_t taken = 0;
    for (const Phrase& phrase : kPhrases) {
      const std::size_t n = phrase.size();
      if (n <= taken || !matches(words, i, phrase) || misread(words, i, phrase)) continue;
      if (taken > 0) cues.pop_back();
      cues.push_back({phrase.modality, i, i + n});
      taken = n;
    }
    i += std::max<std::size_t>(taken, 1);
  }
  return cues;
}

const char* name_of(Modality modality) {
  switch (modality) {
    case kFact:
      return "fact";
    case kMay:
      return "may";
    case kMust:
      return "must";
    case kNeedNot:
      return "need not";
    case kMustNot:
      return "must not";
    case kShould:
      return "should";
    case kWish:
      return "wish";
    case kFormer:
      return "former";
  }
  return "fact";
}

}  // namespace st
