#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "story/document.h"

namespace st {

// The words that state.md and state.html share, so that both tell the same thing in the same way.

// Stories named beside a statement; where there are more than one more, the rest is folded or counted.
inline constexpr std::size_t kShownReferences = 5;

std::string count_of(std::size_t number, std::string_view one_thing);  // 2, "story" -> "2 stories"
std::string long_day(std::string_view day);  // "2022-10-14" -> "14 October 2022"; else as it is
std::size_t statements_in_force(const Document& document);

// "130 statements are in force, drawn from 61 stories (5,210 words)."
std::string lede_of(const Document& document);

// Where statements end, in the order of the contract.
struct AccountingPart {
  std::string_view key;      // "in_force"
  std::string_view label;    // "In force"
  std::string_view meaning;  // one sentence
  std::size_t count = 0;
};
std::array<AccountingPart, 6> parts_of(const Accounting& accounting);

// What was set aside, by reason: the contract's order of reasons first, then others as they come. Items
// keep their order.
struct SetAsideGroup {
  std::string reason;
  std::string label;  // "Not done yet"
  std::vector<const SetAside*> items;
};
std::vector<SetAsideGroup> grouped_by_reason(const std::vector<SetAside>& items);

}  // namespace st
