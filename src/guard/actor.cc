#include "guard/actor.h"

#include <algorithm>

#include "language/lexicon.h"

namespace st::guard {
namespace {

using enum PartOfSpeech;

// Whether one of the two most usual noun senses is a kind of person, group of people or organisation.
bool is_person(std::string_view lemma) {
  const Lexicon& lexicon = Lexicon::english();
  static const std::vector<SynsetId> people = [&lexicon] {
    std::vector<SynsetId> found;
    for (const std::string_view name : {"person", "organization", "social_group"}) {
      if (const auto id = lexicon.find(name); id && !lexicon.senses(*id).empty())
        found.push_back(lexicon.senses(*id).front());
    }
    return found;
  }();
  const auto id = lexicon.find(lemma);
  if (!id) return false;
  std::vector<SynsetId> stack;
  for (const SynsetId sense : lexicon.senses(*id)) {
    if (lexicon.class_of(sense) == WordClass::kNoun && stack.size() < 2) stack.push_back(sense);
  }
  constexpr std::size_t kMostSteps = 64;
  for (std::size_t steps = 0; !stack.empty() && steps < kMostSteps; ++steps) {
    const SynsetId at = stack.back();
    stack.pop_back();
    if (std::find(people.begin(), people.end(), at) != people.end()) return true;
    for (const SynsetId up : lexicon.hypernyms(at)) stack.push_back(up);
  }
  return false;
}

void add_story(const Reading& reading, std::vector<Action>& actions) {
  if (!reading.story || !reading.story->actor_acts) return;
  const auto head = head_noun(reading.words, reading.story->role);
  if (!head) return;
  Action action;
  action.actor = static_cast<std::uint32_t>(*head);
  action.first = static_cast<std::uint32_t>(reading.story->body.first);
  action.last = static_cast<std::uint32_t>(reading.story->body.last);
  for (std::uint32_t i = action.first; i < action.last; ++i) {
    if (reading.words[i].part == kVerb) {
      action.verb = i;
      break;
    }
  }
  actions.push_back(action);
}

void add_agent(const Reading& reading, const Clause& clause, std::vector<Action>& actions) {
  for (std::size_t i = *clause.verb; i + 1 < clause.words.last; ++i) {
    if (!reading.words[i].is("by")) continue;
    std::size_t end = i + 1;
    while (end < clause.words.last &&
           (reading.words[end].part == kDeterminer || reading.words[end].part == kAdjective ||
            reading.words[end].part == kNoun || reading.words[end].part == kPronoun)) {
      ++end;
    }
    const auto head = head_noun(reading.words, {i + 1, end});
    if (!head || !names_actor(reading, static_cast<std::uint32_t>(*head))) continue;
    actions.push_back({static_cast<std::uint32_t>(*head), static_cast<std::uint32_t>(*clause.verb),
                       static_cast<std::uint32_t>(clause.words.first),
                       static_cast<std::uint32_t>(clause.words.last), true});
  }
}

}  // namespace

bool names_actor(const Reading& reading, std::uint32_t word) {
  if (reading.story && reading.story->role.holds(word)) return true;
  return reading.words[word].part == kNoun && is_person(reading.words[word].lemma);
}

std::vector<Action> actions_of(const Reading& reading) {
  std::vector<Action> actions;
  add_story(reading, actions);
  for (const Clause& clause : reading.clauses) {
    if (clause.role == ClauseRole::kPurpose || clause.role == ClauseRole::kRelative || !clause.verb)
      continue;
    if (clause.passive) {
      add_agent(reading, clause, actions);
      continue;
    }
    const auto head = head_noun(reading.words, clause.subject);
    if (!head || !names_actor(reading, static_cast<std::uint32_t>(*head))) continue;
    if (reading.story && reading.story->role.holds(*head)) continue;
    actions.push_back({static_cast<std::uint32_t>(*head), static_cast<std::uint32_t>(*clause.verb),
                       static_cast<std::uint32_t>(clause.subject.last),
                       static_cast<std::uint32_t>(clause.words.last), false});
  }
  return actions;
}

}  // namespace st::guard
