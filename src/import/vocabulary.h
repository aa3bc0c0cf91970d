#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "story/story.h"

namespace st {

// "Story" and "user story" are "User Story"; "bug" is "Bug"; a word that isn't known stays as it is.
std::string normal_type(std::string_view type);

// The type that a label names, also as "type: bug", "kind/bug", "type::bug"; empty: the label names none.
std::string type_of_label(std::string_view label);

// Where an item stands, from its state and, where the tracker has one, the reason or resolution it was
// closed with. A closed item with a resolution such as Won't Do, Duplicate, Rejected or Cannot Reproduce is
// removed: nothing was delivered for it. An unknown state word is open, unless the item has a closing date.
// No state at all is unknown.
StoryState normal_state(std::string_view state, std::string_view resolution, bool has_closing_date);

// A link's name as trackers write it: "duplicates", "Duplicate of", "System.LinkTypes.Hierarchy-Reverse".
struct LinkName {
  LinkKind kind = LinkKind::kRelates;
  bool inverse = false;  // the link says what the target is to this item: "is duplicated by"
};
std::optional<LinkName> link_of_name(std::string_view name);

}  // namespace st
