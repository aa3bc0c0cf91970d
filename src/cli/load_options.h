#pragma once

#include <CLI/CLI.hpp>

#include "model/load_options.h"

namespace st::cli {

// --weights TYPE and --random-init [SEED], for every command that opens a model. `options` must outlive the
// parser. A type that can't be written is a wrong call, told by the parser.
void add_load_options(CLI::App& command, model::LoadOptions& options);

}  // namespace st::cli
