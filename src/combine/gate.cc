#include "combine/gate.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/unicode.h"
#include "combine/segment.h"

namespace st::combine {
namespace {

// Kinds of work item that plan, study or maintain; what the system does is said in the others.
constexpr std::array<std::string_view, 16> kPlanningTypes = {
    "epic",           "initiative", "theme",      "spike", "research",    "task",
    "technical task", "sub-task",   "subtask",    "chore", "maintenance", "tech debt",
    "test case",      "test plan",  "impediment", "risk"};

bool is_planning_type(const std::string& type) {
  const std::string lower = to_lower(type);
  return std::find(kPlanningTypes.begin(), kPlanningTypes.end(), lower) != kPlanningTypes.end();
}

// A task may still be a user story that somebody filed under the wrong type.
bool says_what_a_role_wants(const Story& story) {
  return std::any_of(story.fields.begin(), story.fields.end(),
                     [](const StoryField& field) { return opens_like_user_story(field.text); });
}

}  // namespace

std::optional<std::string> set_aside_reason(const Story& story, const TermSet& terms,
                                            const GateOptions& options) {
  if (story.state == StoryState::kRemoved) return kRemoved;
  if (story.state == StoryState::kOpen && !options.include_open) return kNotDone;
  if (is_planning_type(story.type) && !says_what_a_role_wants(story)) return kNoRequirement;
  if (!options.topic.empty() && intersection(terms, options.topic).empty()) return kOffTopic;
  return std::nullopt;
}

}  // namespace st::combine
