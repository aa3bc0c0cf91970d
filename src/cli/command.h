#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "base/result.h"

namespace st::cli {

// What the parser leaves behind: the work that the chosen command does. The result is the exit code where
// the command ended well (kExitDone or kExitNeedsReview).
struct ChosenCommand {
  std::function<Result<int>()> run;
};

// Each command has a file of its own, x_command.cc, which adds a subcommand with its options, help and
// examples to the parser; when the subcommand is chosen its callback sets `chosen.run`.
using AddCommand = void (*)(CLI::App& app, ChosenCommand& chosen);

}  // namespace st::cli
