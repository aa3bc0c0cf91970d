#pragma once

#include <CLI/CLI.hpp>

#include "base/result.h"

namespace st::cli {

// The one line that answers a call which the parser refused: what is wrong, the name that was probably
// meant, and which help to read.
Error wrong_call(const CLI::App& app, const CLI::ParseError& refusal);

}  // namespace st::cli
