#pragma once

#include <functional>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "cli/needle_cells.h"
#include "cli/needle_prompt.h"

namespace st::cli {

// What was asked for, besides the model.
struct NeedleRun {
  NeedleWords words;
  std::uint64_t seed = 0;
  std::size_t n_needles = 1;  // in each text, the first at the cell's depth, the rest evenly behind it
  bool together = false;      // one text a length, with a needle at every depth
  std::size_t answer_tokens = 32;
  std::size_t extra_tokens = 0;   // that a chat template adds
  bool with_answer_start = true;  // false in a chat
  std::size_t key_bytes = 0;      // of a finder, else 0
  Scoring scoring = Scoring::kExact;
};

struct NeedleAnswer {
  std::string text;
  std::size_t prompt_tokens = 0;
};
// A model, as this test sees it: continues a prompt by at most so many tokens, the most probable ones, up
// to the end of a line.
using AnswerPrompt = std::function<Result<NeedleAnswer>(const std::string& prompt, std::size_t most_tokens,
                                                        const Progress&)>;

// Fills the cells of `table` that are empty, the shortest lengths first; `keep` is called after each and
// may fail. The progress counts what a forward pass costs, about.
Status run_cells(const NeedleRun& run, const Tokenizer& tokenizer, Haystack& haystack,
                 const AnswerPrompt& answer, const std::function<Status()>& keep, NeedleTable& table,
                 const Progress& progress = {});

}  // namespace st::cli
