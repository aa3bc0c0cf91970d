#pragma once

namespace st::cli {

// From here on Ctrl-C, a hang-up and a polite kill remove what is unfinished (base/unfinished_file.h), say
// so in one line and end the process by that signal, so that a shell sees it. A ledger needs no such care:
// each batch is one transaction. A closed pipe and a file that grew over its limit come back as errors of
// write instead of signals.
void handle_signals();

}  // namespace st::cli
