#pragma once

namespace st::cli {

// The whole program: parses, runs the chosen command, prints one "error: ..." line where it failed. Returns
// the exit code of docs/guide/exit-codes.md.
int run_program(int argc, const char* const* argv);

}  // namespace st::cli
