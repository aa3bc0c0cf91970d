#include "cli/rate_estimate.h"

#include <algorithm>
#include <vector>

namespace st::cli {
namespace {

constexpr std::size_t kMoments = 24;    // 276 slopes: microseconds to sort, steady enough to read
constexpr double kShortestGap = 0.05;   // seconds; below it the clock and the scheduler speak, not the work
constexpr double kGapShare = 1.0 / 24;  // so that the window grows with the run: half of it, in the end

}  // namespace

void RateEstimate::add(double seconds, std::size_t done) {
  const double steps = static_cast<double>(done);
  const std::size_t n = moments_.size();
  const double covered = n == 0 ? 0.0 : seconds - moments_.front().seconds;
  const double gap = std::max(kShortestGap, covered * kGapShare);
  // The newest moment slides until it stands a gap away from the one before it.
  if (n >= 2 && moments_[n - 1].seconds - moments_[n - 2].seconds < gap) {
    moments_.back() = {seconds, steps};
    return;
  }
  moments_.push_back({seconds, steps});
  if (moments_.size() > kMoments) moments_.pop_front();
}

std::optional<double> RateEstimate::steps_per_second() const {
  std::vector<double> slopes;
  for (std::size_t i = 0; i < moments_.size(); ++i) {
    for (std::size_t j = i + 1; j < moments_.size(); ++j) {
      const double seconds = moments_[j].seconds - moments_[i].seconds;
      if (seconds > 0) slopes.push_back((moments_[j].done - moments_[i].done) / seconds);
    }
  }
  if (slopes.empty()) return std::nullopt;
  const auto middle = slopes.begin() + static_cast<std::ptrdiff_t>(slopes.size() / 2);
  std::nth_element(slopes.begin(), middle, slopes.end());
  if (*middle > 0) return *middle;
  // More than half of the window stood still: the whole window's mean is all there is to go by.
  const double seconds = moments_.back().seconds - moments_.front().seconds;
  const double mean = seconds > 0 ? (moments_.back().done - moments_.front().done) / seconds : 0.0;
  return mean > 0 ? std::optional(mean) : std::nullopt;
}

std::optional<double> RateEstimate::seconds_left(double now, std::size_t total) const {
  const std::optional<double> rate = steps_per_second();
  if (!rate) return std::nullopt;
  const double steps_left = static_cast<double>(total) - moments_.back().done;
  const double since_last = now - moments_.back().seconds;
  return std::max(0.0, steps_left / *rate - since_last);
}

}  // namespace st::cli
