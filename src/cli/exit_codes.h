#pragma once

namespace st::cli {

// What the program promises to callers (the numbers of ErrorKind follow on from these).
inline constexpr int kExitDone = 0;
inline constexpr int kExitNeedsReview = 1;  // done, and something needs a person's eye

}  // namespace st::cli
