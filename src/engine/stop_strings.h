#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace st {

// Ends an answer at the first stop string. The text stops at the first byte that completes a stop string
// and is cut before that string; where several end at that byte, before the longest. No byte is released
// while it may still belong to one, so the released text is the same however the answer is cut into pieces.
// Thread rule: one thread at a time.
class StopStrings {
 public:
  // At most 64 strings of 1 to 4096 bytes; Error{kUsage} otherwise.
  static Result<StopStrings> create(std::vector<std::string> stops);

  // The next piece of the answer; returns what may be shown now. After a stop: nothing.
  std::string push(std::string_view piece);

  // The answer ended by itself: what was held back.
  std::string finish();

  bool stopped() const { return stopped_; }
  const std::string& matched() const { return matched_; }  // the stop string found, or empty

 private:
  explicit StopStrings(std::vector<std::string> stops) : stops_(std::move(stops)) {}
  const std::string* longest_end() const;
  std::size_t held_bytes() const;

  std::vector<std::string> stops_;
  std::string pending_;
  std::string matched_;
  bool stopped_ = false;
};

}  // namespace st
