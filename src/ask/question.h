#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "language/meaning.h"
#include "language/units.h"

namespace st::ask {

// What a question is about and what would answer it, read out of its words.
struct Question {
  // Its content words, with the set phrases that each is part of: what an answer must speak of. Words that
  // only frame a question (how, many, time, amount, ...) and the unit after "how many" are none.
  struct Topic {
    Term term;
    std::vector<Term> phrases;
  };
  std::vector<Topic> topics;

  // What the answer must name: an amount of one of these dimensions; empty where it need not be an amount.
  std::vector<Dimension> amounts;
  bool any_amount = false;  // "how large", "which limit": an amount of any dimension
  std::string counted;      // "how many photos": the lemma
  std::string unit;         // "how many weeks": the unit's name, "week"
  bool moment = false;  // "when": an amount of time is a better answer, and "after the visit" is one, too
};

Question read_question(std::string_view text);

}  // namespace st::ask
