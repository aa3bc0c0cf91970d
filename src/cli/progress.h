#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "cli/rate_estimate.h"

namespace st::cli {

// Where a progress bar is drawn and what time it is; a test puts its own in.
struct ProgressSurface {
  bool is_terminal = false;
  std::size_t columns = 80;
  std::function<void(std::string_view)> write;  // bytes to the terminal
  std::function<double()> seconds;              // a steady clock
};

// Standard error and the steady clock.
ProgressSurface standard_error_surface();

// One line with a bar, a share and the time left, on a terminal only, and only once the work has taken two
// seconds. Redrawn at most ten times a second; wiped when the bar goes out of scope. Thread rule: that of
// base/progress.h.
//
//   ProgressBar bar("reading");
//   ST_ASSIGN_OR_RETURN(auto stories, read_backlog(inputs, bar.listener()));
class ProgressBar {
 public:
  explicit ProgressBar(std::string label, ProgressSurface surface = standard_error_surface());
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // The callback that the library's workers take; valid while the bar lives.
  Progress listener();

 private:
  void update(std::size_t done, std::size_t total);
  void draw(double now, std::size_t done, std::size_t total);

  std::string label_;
  ProgressSurface surface_;
  RateEstimate rate_;
  double begun_;
  double drawn_at_;
  bool visible_ = false;
};

// "8 s", "1 min 20 s", "2 h 05 min": what the bar says for a time left, to the precision that a guess
// deserves.
std::string time_left_text(double seconds);

}  // namespace st::cli
