#pragma once

#include <cstddef>
#include <optional>

#include "base/result.h"
#include "tokenizer/tokenizer.h"

namespace st::cli {

// How the lines of `tokenize --jsonl` become rows.
struct LinePlan {
  EncodeOptions encode;
  std::optional<PaddingOptions> padding;
  std::size_t padded_together = 1;  // lines of one batch; 0: the whole input
  bool overflow = false;
  std::size_t jobs = 1;
};

// Reads standard input, a JSON value a line, and prints a row a line in the same order, the same bytes on
// any number of threads. The rows before the first line that can't be read or encoded are printed; its
// error names the line. Takes lines a megabyte at a time, or one by one where a person types them.
Status encode_input_lines(const Tokenizer& tokenizer, const LinePlan& plan);

}  // namespace st::cli
