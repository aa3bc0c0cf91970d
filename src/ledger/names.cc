#include "ledger/names.h"

#include <array>
#include <utility>

namespace st::ledger {
namespace {

template <typename Enum>
using Word = std::pair<Enum, std::string_view>;

constexpr std::array kStoryStates = {
    Word<StoryState>{StoryState::kDone, "done"}, Word<StoryState>{StoryState::kOpen, "open"},
    Word<StoryState>{StoryState::kRemoved, "removed"}, Word<StoryState>{StoryState::kUnknown, "unknown"}};
constexpr std::array kLinkKinds = {Word<LinkKind>{LinkKind::kDuplicates, "duplicates"},
                                   Word<LinkKind>{LinkKind::kSupersedes, "supersedes"},
                                   Word<LinkKind>{LinkKind::kRelates, "relates"},
                                   Word<LinkKind>{LinkKind::kParent, "parent"}};
constexpr std::array kEditKinds = {Word<EditKind>{EditKind::kAdd, "add"},
                                   Word<EditKind>{EditKind::kRevise, "revise"},
                                   Word<EditKind>{EditKind::kMerge, "merge"},
                                   Word<EditKind>{EditKind::kRetire, "retire"},
                                   Word<EditKind>{EditKind::kSetAside, "set aside"},
                                   Word<EditKind>{EditKind::kReview, "review"}};
constexpr std::array kModes = {Word<StatementMode>{StatementMode::kVerbatim, "verbatim"},
                               Word<StatementMode>{StatementMode::kParaphrase, "paraphrase"}};
constexpr std::array kDecisionKinds = {Word<DecisionKind>{DecisionKind::kAccept, "accept"},
                                       Word<DecisionKind>{DecisionKind::kReject, "reject"},
                                       Word<DecisionKind>{DecisionKind::kReword, "reword"}};

template <typename Table, typename Enum>
std::string_view word_in(const Table& table, Enum value) {
  for (const auto& [have, word] : table) {
    if (have == value) return word;
  }
  ST_CHECK(false);
  return {};
}

template <typename Table, typename Enum>
bool value_in(const Table& table, std::string_view wanted, Enum& value) {
  for (const auto& [have, word] : table) {
    if (word != wanted) continue;
    value = have;
    return true;
  }
  return false;
}

}  // namespace

std::string_view word_of(StoryState value) {
  return word_in(kStoryStates, value);
}
std::string_view word_of(LinkKind value) {
  return word_in(kLinkKinds, value);
}
std::string_view word_of(EditKind value) {
  return word_in(kEditKinds, value);
}
std::string_view word_of(StatementMode value) {
  return word_in(kModes, value);
}
std::string_view word_of(DecisionKind value) {
  return word_in(kDecisionKinds, value);
}

bool from_word(std::string_view word, StoryState& value) {
  return value_in(kStoryStates, word, value);
}
bool from_word(std::string_view word, LinkKind& value) {
  return value_in(kLinkKinds, word, value);
}
bool from_word(std::string_view word, EditKind& value) {
  return value_in(kEditKinds, word, value);
}
bool from_word(std::string_view word, StatementMode& value) {
  return value_in(kModes, word, value);
}
bool from_word(std::string_view word, DecisionKind& value) {
  return value_in(kDecisionKinds, word, value);
}

}  // namespace st::ledger
