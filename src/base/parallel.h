#pragma once

#include <cstddef>
#include <functional>

namespace st {

// Threads to use where the user names no number: the CPUs this process may run on.
std::size_t default_job_count();

// Calls work(i) once for each i in [0, count), on up to `jobs` threads, and returns when all are done. The
// order of the calls is unspecified: a caller that wants the same bytes on any number of threads writes
// result i into slot i. An exception in one call is thrown here again after the others have ended.
void parallel_for(std::size_t count, std::size_t jobs, const std::function<void(std::size_t)>& work);

}  // namespace st
