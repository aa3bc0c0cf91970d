#pragma once

#include <cstdint>

#include "kernels/isa.h"
#include "kernels/thread_pool.h"

namespace st::kernels {

// Where an op runs. The pool must outlive the calls; the context itself is copied freely.
struct KernelContext {
  ThreadPool* pool = nullptr;
  Isa isa = Isa::kBaseline;  // from choose_isa()
};

// Calls work(first_row, last_row) over [0, n_rows) in parts of about `elements_per_part` elements: enough
// work to be worth a hand-over between threads, and the same parts whatever the number of threads.
template <typename Work>
void for_row_parts(const KernelContext& context, std::int64_t n_rows, std::int64_t elements_per_row,
                   const Work& work, std::int64_t elements_per_part = 16384) {
  if (n_rows == 0) return;
  const std::int64_t rows =
      elements_per_row >= elements_per_part ? 1 : elements_per_part / (elements_per_row + 1) + 1;
  const std::int64_t parts = (n_rows + rows - 1) / rows;
  context.pool->run(static_cast<std::size_t>(parts), [&](std::size_t part, std::size_t) {
    const std::int64_t first = static_cast<std::int64_t>(part) * rows;
    work(first, first + rows < n_rows ? first + rows : n_rows);
  });
}

}  // namespace st::kernels
