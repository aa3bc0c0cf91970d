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
    {{"not", "obligatory"}, kNeedNot},
    {{"not", "compulsory"}, kNeedNot},
    {{"not", "forced", "to"}, kNeedNot},
    {{"not", "forced"}, kNeedNot},
    {{"not", "be", "forced", "to"}, kNeedNot},
    {{"not", "bound", "to"}, kNeedNot},
    {{"no", "duty"}, kNeedNot},
    {{"no", "requirement"}, kNeedNot},
    {{"nobody", "has", "to"}, kNeedNot},
    {{"nobody", "needs", "to"}, kNeedNot},
    {{"without", "obligation"}, kNeedNot},
    {{"not", "be", "obliged"}, kNeedNot},
    {{"not", "be", "necessary"}, kNeedNot},
    {{"not", "be", "needed"}, kNeedNot},
    {{"not", "insist"}, kNeedNot},
    {{"not", "a", "must"}, kNeedNot},
    {{"never", "be", "allowed"}, kMustNot},
    {{"never", "allowed"}, kMustNot},
    {{"under", "no", "circumstances"}, kMustNot},
    {{"not", "be", "permitted"}, kMustNot},
    {{"no", "right", "to"}, kMustNot},
    {{"not", "entitled", "to"}, kMustNot},
    {{"not", "supposed", "to"}, kMustNot},
    {{"not", "let"}, kMustNot},
    {{"not", "allow"}, kMustNot},
    {{"not", "permit"}, kMustNot},
    {{"off", "limits"}, kMustNot},
    {{"bound", "to"}, kMust},
    {{"forced", "to"}, kMust},
    {{"demanded"}, kMust},
    {{"demands"}, kMust},
    {{"imperative"}, kMust},
    {{"essential"}, kMust},
    {{"insists"}, kMust},
    {{"insist"}, kMust},
    {{"are", "to"}, kMust},
    {{"is", "to"}, kMust},
    {{"obligation"}, kMust},
    {{"obliges"}, kMust},
    {{"oblige"}, kMust},
    {{"compelled", "to"}, kMust},
    {{"at", "*", "discretion"}, kMay},
    {{"if", "desired"}, kMay},
    {{"if", "wished"}, kMay},
    {{"if", "they", "want"}, kMay},
    {{"if", "he", "wants"}, kMay},
    {{"if", "she", "wants"}, kMay},
    {{"if", "you", "want"}, kMay},
    {{"if", "it", "wants"}, kMay},
    {{"if", "he", "likes"}, kMay},
    {{"if", "she", "likes"}, kMay},
    {{"when", "they", "want"}, kMay},
    {{"if", "they", "choose"}, kMay},
    {{"welcome", "to"}, kMay},
    {{"have", "the", "option"}, kMay},
    {{"has", "the", "option"}, kMay},
    {{"the", "option", "to"}, kMay},
    {{"the", "option", "of"}, kMay},
    {{"the", "right", "to"}, kMay},
    {{"has", "a", "choice"}, kMay},
    {{"free", "choice"}, kMay},
    {{"chance", "to"}, kMay},
    {{"opportunity", "to"}, kMay},
    {{"in", "a", "position", "to"}, kMay},
    {{"discretionary"}, kMay},
    {{"may", "choose"}, kMay},
    {{"have", "the", "choice"}, kMay},
    {{"has", "the", "choice"}, kMay},
    {{"at", "will"}, kMay},
    {{"if", "need", "be"}, kMay},
    {{"up", "to", "them"}, kMay},
    {{"advised"}, kShould},
    {{"advisable"}, kShould},
    {{"advise"}, kShould},
    {{"advises"}, kShould},
    {{"encouraged"}, kShould},
    {{"encourage"}, kShould},
    {{"encourages"}, kShould},
    {{"recommend"}, kShould},
    {{"recommends"}, kShould},
    {{"recommendation"}, kShould},
    {{"suggests", "that"}, kShould},
    {{"suggest", "that"}, kShould},
    {{"urged"}, kShould},
    {{"it", "is", "good", "practice"}, kShould},
    {{"good", "practice"}, kShould},
    {{"as", "a", "rule", "of", "thumb"}, kShould},
    {{"desirable"}, kShould},
    {{"ought", "to"}, kShould},
    {{"would", "be", "lovely"}, kWish},
    {{"would", "be", "good"}, kWish},
    {{"would", "be", "useful"}, kWish},
    {{"would", "be", "helpful"}, kWish},
    {{"would", "be", "cool"}, kWish},
    {{"would", "be", "handy"}, kWish},
    {{"would", "be", "fine"}, kWish},
    {{"would", "be", "better"}, kWish},
    {{"would", "be", "convenient"}, kWish},
    {{"would", "be", "an", "idea"}, kWish},
    {{"would", "help"}, kWish},
    {{"would", "love"}, kWish},
    {{"one", "day"}, kWish},
    {{"some", "day"}, kWish},
    {{"thinking", "about"}, kWish},
    {{"thinking", "of"}, kWish},
    {{"think", "about"}, kWish},
    {{"thought", "of"}, kWish},
    {{"thought", "about"}, kWish},
    {{"wondering"}, kWish},
    {{"wonder", "whether"}, kWish},
    {{"wonder", "if"}, kWish},
    {{"not", "sure"}, kWish},
    {{"to", "be", "decided"}, kWish},
    {{"to", "be", "clarified"}, kWish},
    {{"yet", "to"}, kWish},
    {{"hope", "to"}, kWish},
    {{"hopes", "to"}, kWish},
    {{"hoping"}, kWish},
    {{"hopefully"}, kWish},
    {{"dream"}, kWish},
    {{"could", "we"}, kWish},
    {{"what", "if"}, kWish},
    {{"how", "about"}, kWish},
    {{"why", "not"}, kWish},
    {{"under", "evaluation"}, kWish},
    {{"being", "considered"}, kWish},
    {{"is", "considered"}, kWish},
    {{"is", "being", "discussed"}, kWish},
    {{"being", "discussed"}, kWish},
    {{"being", "evaluated"}, kWish},
    {{"later", "version"}, kWish},
    {{"later", "release"}, kWish},
    {{"later", "stage"}, kWish},
    {{"later", "phase"}, kWish},
    {{"future", "version"}, kWish},
    {{"future", "release"}, kWish},
    {{"in", "the", "long", "term"}, kWish},
    {{"in", "the", "long", "run"}, kWish},
    {{"nothing", "decided"}, kWish},
    {{"no", "decision"}, kWish},
    {{"next", "version"}, kWish},
    {{"next", "phase"}, kWish},
    {{"phase", "3"}, kWish},
    {{"brainstorm"}, kWish},
    {{"brainstorming"}, kWish},
    {{"brainstormed"}, kWish},
    {{"if", "budget", "allows"}, kWish},
    {{"if", "the", "budget", "allows"}, kWish},
    {{"if", "time", "allows"}, kWish},
    {{"if", "time", "permits"}, kWish},
    {{"food", "for", "thought"}, kWish},
    {{"a", "thought"}, kWish},
    {{"open", "idea"}, kWish},
    {{"wish", "list"}, kWish},
    {{"nice-to-have"}, kWish},
    {{"could", "imagine"}, kWish},
    {{"would", "imagine"}, kWish},
    {{"would", "make", "sense"}, kWish},
    {{"might", "be", "worth"}, kWish},
    {{"worth", "considering"}, kWish},
    {{"to", "consider"}, kWish},
    {{"considered", "for"}, kWish},
    {{"candidate", "for"}, kWish},
    {{"pipe", "dream"}, kWish},
    {{"no", "budget"}, kWish},
    {{"not", "funded"}, kWish},
    {{"depends", "on", "funding"}, kWish},
    {{"draft", "proposal"}, kWish},
    {{"stretch", "goal"}, kWish},
    {{"suggestion", "for"}, kWish},
    {{"feature", "request"}, kWish},
    {{"want", "to", "explore"}, kWish},
    {{"explore", "whether"}, kWish},
    {{"look", "into"}, kWish},
    {{"looking", "into"}, kWish},
    {{"to", "be", "explored"}, kWish},
    {{"evaluate", "whether"}, kWish},
    {{"feasibility"}, kWish},
    {{"once", "upon", "a", "time"}, kFormer},
    {{"back", "then"}, kFormer},
    {{"in", "those", "days"}, kFormer},
    {{"up", "to", "now"}, kFormer},
    {{"till", "now"}, kFormer},
    {{"historically"}, kFormer},
    {{"in", "the", "old", "days"}, kFormer},
    {{"before", "the", "change"}, kFormer},
    {{"in", "place", "of"}, kFormer},
    {{"took", "the", "place", "of"}, kFormer},
    {{"takes", "the", "place", "of"}, kFormer},
    {{"superseded"}, kFormer},
    {{"supersedes"}, kFormer},
    {{"cut", "from"}, kFormer},
    {{"lifted", "from"}, kFormer},
    {{"extended", "from"}, kFormer},
    {{"shortened", "from"}, kFormer},
    {{"moved", "from"}, kFormer},
    {{"dropped", "from"}, kFormer},
    {{"risen", "from"}, kFormer},
    {{"fallen", "from"}, kFormer},
    {{"decreased", "from"}, kFormer},
    {{"cut", "down", "from"}, kFormer},
    {{"not", "any", "longer"}, kFormer},
    {{"any", "longer"}, kFormer},
    {{"we", "may"}, kWish},
    {{"we", "might"}, kWish},
    {{"we", "could"}, kWish},
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
  if (phrase.words[0] == "one") {  // "one day" is a length of time, but not in "could help one day"
    return std::none_of(words.begin() + static_cast<std::ptrdiff_t>(at > 14 ? at - 14 : 0),
                        words.begin() + static_cast<std::ptrdiff_t>(at), [](const Word& word) {
                          return word.is("would") || word.is("could") || word.is("might");
                        });
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
