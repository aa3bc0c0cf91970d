#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "cli/command.h"
#include "tokenizer/tokenizer.h"

namespace st::cli {

// How `tokenize` cuts and pads, as the command line says it.
struct BatchOptions {
  std::uint64_t max_length = 0;  // 0: nothing is cut
  std::uint64_t stride = 0;
  std::string strategy = "longest_first";
  std::string truncation_side = "right";
  bool overflow = false;
  std::string pad;  // empty, "longest", or a number of tokens
  std::uint64_t pad_multiple = 1;
  std::string pad_side;  // empty: as the tokenizer says
  std::string pad_token;
  std::uint64_t batch_lines = 0;  // 0: the whole input is one batch
};

void add_batch_options(CLI::App& command, BatchOptions& options);

Result<std::optional<TruncationOptions>> truncation_of(const BatchOptions& options);
// The padding token is the one named, the one the tokenizer's file pads with, or the one known as such.
Result<std::optional<PaddingOptions>> padding_of(const BatchOptions& options, const Tokenizer& tokenizer);

}  // namespace st::cli
