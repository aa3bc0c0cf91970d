#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/ledger.h"

namespace st::ask {

// A statement in force that answers, and how much of the question it speaks of (0 to 1).
struct CitedStatement {
  RecordedStatement statement;
  double score = 0.0;
};

struct Answer {
  std::vector<CitedStatement> statements;  // best first; empty: the stories do not say
  std::string text;                        // a model's phrasing of them; empty: they speak for themselves
  std::string made_by = "built-in";
  std::string missing;  // where the stories do not say: the question's word that no statement speaks of, if
                        // there is one

  bool said() const { return !statements.empty(); }
};

// A statement that may answer, and what else tells what it is about: the titles of the stories it rests on.
struct Candidate {
  RecordedStatement statement;
  std::string titles;
};

struct AnswerOptions {
  std::size_t most_statements = 3;
};

// The statements that answer the question, out of those given. Each content word of the question weighs the
// more the fewer statements speak of it, by word, synonym or narrower word (language/meaning.h); a
// statement must cover nearly all of that weight, and name an amount where one is asked for. Where none
// does, the stories do not say. docs/design/ask.md has the calibration. Pure; the same question and
// statements give the same answer.
Answer find_answer(std::string_view question, std::span<const Candidate> candidates,
                   const AnswerOptions& options = {});

// What is in force in the project: today, or at the end of `as_of`. Errors are the ledger's.
Result<std::vector<Candidate>> candidates_of(const Ledger& ledger, const std::string& as_of);

}  // namespace st::ask
