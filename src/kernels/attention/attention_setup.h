#pragma once

#include <array>

#include "kernels/attention/attention.h"
#include "kernels/attention/attention_jobs.h"

namespace st::kernels {

// Aborts on a call that no input could have made: shapes that don't fit each other.
void check_call(const AttentionCall& call);

using RowPlaces = std::array<RowPlace, static_cast<std::size_t>(kMostRows)>;

// A job for rows [first_row, first_row + n_rows) of one KV head of one sequence, over all keys; fills
// `places`, which must outlive the job. Scratch, partials and scores are left to the caller.
AttentionJob make_job(const AttentionCall& call, const AttentionSequence& sequence, std::int64_t kv_head,
                      std::int64_t first_row, std::int64_t n_rows, RowPlaces& places);

}  // namespace st::kernels
