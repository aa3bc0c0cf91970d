#pragma once

#include <cstddef>
#include <deque>
#include <optional>

namespace st::cli {

// How long the rest of a piece of work will take, from how far it was at which moment. The rate is the
// median of the slopes between pairs of recent moments (Theil and Sen's estimator), so neither one stall
// nor one burst moves it, and it follows work whose steps become dearer. Not safe for calls from several
// threads at once.
class RateEstimate {
 public:
  // `done` steps were done at `seconds` on any steady clock; neither ever falls. Moments that are closer
  // together than a fraction of the time covered so far are dropped, so any number of calls costs a bounded
  // amount of memory.
  void add(double seconds, std::size_t done);

  // Nothing until two moments with different times and some work between them are known.
  std::optional<double> seconds_left(double now, std::size_t total) const;

 private:
  struct Moment {
    double seconds;
    double done;
  };

  std::optional<double> steps_per_second() const;

  std::deque<Moment> moments_;  // oldest first; the last one is always the newest
};

}  // namespace st::cli
