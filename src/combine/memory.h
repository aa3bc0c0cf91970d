#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "combine/reading.h"
#include "combine/segment.h"

namespace st::combine {

// A statement in force as the combiner remembers it: what it says and the story that it came from.
struct Standing {
  std::string statement_id;
  std::string text;
  std::string quote;  // of the claim that it stands on now
  ClaimKind kind = ClaimKind::kSentence;
  std::vector<Reading> readings;  // of that claim first, then of those that joined it
  std::size_t story = 0;          // index of that claim's story
  std::string heading;            // the Gherkin feature it belongs to, lower case; may be empty
  std::string heading_area;
  bool in_force = true;
};

// The statements in force, with an index by term. The state of the fold that proposing needs; all of it can
// be made again from the edits and the claims. Thread rule: one thread.
class Memory {
 public:
  explicit Memory(const TermTable& table) : table_(table) {}

  std::size_t add(Standing standing);
  Standing& at(std::size_t i) { return standings_[i]; }
  const Standing& at(std::size_t i) const { return standings_[i]; }
  void end(std::size_t i) { standings_[i].in_force = false; }

  // Puts another claim under the statement (a revision): it is found by the new terms from now on.
  void rest_on(std::size_t i, Standing standing);

  // A claim that says the same: the statement is found by its words too.
  void join(std::size_t i, Reading reading);

  // The place of a statement that is in force; nothing where there is none.
  std::optional<std::size_t> find(const std::string& statement_id) const;

  // Up to `limit` statements in force that share the most weight with `terms`, in the order they were
  // added. The cost does not grow with the backlog: the rarest terms are looked up first, a bounded number
  // of entries in all.
  std::vector<std::size_t> related_to(const TermSet& terms, std::size_t limit) const;

  // The statements in force of the feature with this heading: of the one in `area` where there is one,
  // otherwise of the one that was touched last.
  std::vector<std::size_t> feature(const std::string& heading, const std::string& area) const;

  // The feature now belongs to another area.
  void move_feature(const std::string& heading, const std::string& area);

 private:
  void index(std::size_t i, const TermSet& terms);

  const TermTable& table_;
  std::vector<Standing> standings_;
  std::vector<std::vector<std::size_t>> by_term_;
  std::map<std::string, std::size_t> by_id_;
  std::map<std::string, std::vector<std::size_t>> by_heading_;
};

}  // namespace st::combine
