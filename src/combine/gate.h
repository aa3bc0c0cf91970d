#pragma once

#include <optional>
#include <string>

#include "combine/terms.h"
#include "story/story.h"

namespace st::combine {

// The contract's reasons for setting something aside.
inline constexpr const char* kNotDone = "not done";
inline constexpr const char* kRemoved = "removed";
inline constexpr const char* kNoRequirement = "no requirement";
inline constexpr const char* kOffTopic = "gate";

struct GateOptions {
  bool include_open =
      false;      // take stories that are not delivered yet as delivered on the day they were created
  TermSet topic;  // empty: everything is on topic
};

// Why a story as a whole makes no statement; nothing where it may make some.
std::optional<std::string> set_aside_reason(const Story& story, const TermSet& terms,
                                            const GateOptions& options);

}  // namespace st::combine
