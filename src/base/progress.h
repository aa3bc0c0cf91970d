#pragma once

#include <cstddef>
#include <functional>

namespace st {

// How long work tells how far it has come: `done` of `total` steps of about equal cost. The unit is the
// worker's own (bytes, stories, tiles) and stays the same within one piece of work; `total` may grow while
// it is found out, and is 0 while nothing is known. `done` never falls. The last call has done == total.
//
// A worker takes a `const Progress&` as its last argument, default {}, and calls it through
// report_progress: an empty function means that no one listens. Calls are cheap (a listener draws at most a
// few times a second), so once per step is fine where a step takes a microsecond or more. Thread rule: one
// call at a time; a worker with several threads counts in an atomic and reports from the thread that waits,
// or under its own lock.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

inline void report_progress(const Progress& progress, std::size_t done, std::size_t total) {
  if (progress) progress(done, total);
}

}  // namespace st
