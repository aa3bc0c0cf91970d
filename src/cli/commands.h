#pragma once

#include "cli/command.h"

namespace st::cli {

// One line a command, in the order of `storytransformer --help`.
// clang-format off
#define ST_COMMANDS(X) \
  X(ask) \
  X(bench) \
  X(chat) \
  X(combine) \
  X(embed) \
  X(faithfulness) \
  X(generate) \
  X(inspect) \
  X(logits) \
  X(needle) \
  X(perplexity) \
  X(quantize) \
  X(review) \
  X(scale) \
  X(tokenize) \
  X(verify)
// clang-format on

#define ST_DECLARE_COMMAND(name) void add_##name##_command(CLI::App& app, ChosenCommand& chosen);
ST_COMMANDS(ST_DECLARE_COMMAND)
#undef ST_DECLARE_COMMAND

}  // namespace st::cli
