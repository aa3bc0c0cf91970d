#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "story/document.h"
#include "story/story.h"

namespace st {

// Who the statements speak of: the roles of "As a <role> ..." in the stories, and the words before "can",
// "may", "must" and the like at the start of statements. English; other languages just find fewer. A help
// for filtering, never a claim about the text.
class RoleFinder {
 public:
  RoleFinder(const Document& document, std::span<const Story> stories);

  // Roles that at least one statement in force names, those that are named most first; "Booking clerks".
  const std::vector<std::string>& labels() const { return labels_; }

  // Positions in labels() of the roles that `text` names, rising.
  std::vector<std::size_t> roles_in(std::string_view text) const;

 private:
  std::map<std::string, std::size_t, std::less<>> known_;  // "booking clerk" -> place in labels_
  std::vector<std::string> labels_;
};

}  // namespace st
