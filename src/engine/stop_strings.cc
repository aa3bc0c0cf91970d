#include "engine/stop_strings.h"

#include <algorithm>
#include <utility>

namespace st {

Result<StopStrings> StopStrings::create(std::vector<std::string> stops) {
  if (stops.size() > 64)
    return usage_error("stop: " + std::to_string(stops.size()) + " strings; at most 64");
  for (const std::string& stop : stops) {
    if (stop.empty() || stop.size() > 4096) {
      return usage_error("stop: a string of " + std::to_string(stop.size()) + " bytes; expected 1 to 4096");
    }
  }
  return StopStrings(std::move(stops));
}

// The longest stop string that ends where the pending text ends.
const std::string* StopStrings::longest_end() const {
  const std::string* longest = nullptr;
  for (const std::string& stop : stops_) {
    if (pending_.ends_with(stop) && (longest == nullptr || stop.size() > longest->size())) longest = &stop;
  }
  return longest;
}

// How much of the pending text's end is the beginning of a stop string.
std::size_t StopStrings::held_bytes() const {
  std::size_t held = 0;
  for (const std::string& stop : stops_) {
    for (std::size_t n = std::min(stop.size() - 1, pending_.size()); n > held; --n) {
      if (pending_.ends_with(std::string_view(stop).substr(0, n))) held = n;
    }
  }
  return held;
}

std::string StopStrings::push(std::string_view piece) {
  std::string shown;
  for (const char byte : piece) {
    if (stopped_) break;
    pending_.push_back(byte);
    if (const std::string* stop = longest_end(); stop != nullptr) {
      matched_ = *stop;
      stopped_ = true;
      shown.append(pending_, 0, pending_.size() - stop->size());
      pending_.clear();
      break;
    }
    const std::size_t free = pending_.size() - held_bytes();
    shown.append(pending_, 0, free);
    pending_.erase(0, free);
  }
  return shown;
}

std::string StopStrings::finish() {
  return std::exchange(pending_, {});
}

}  // namespace st
