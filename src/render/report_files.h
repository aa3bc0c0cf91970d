#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "story/document.h"
#include "story/story.h"

namespace st {

// Writes state.json, state.md and state.html into `folder`, which must be there: all three or none. Errors
// name the file.
Status write_report(const std::string& folder, const Document& document, std::span<const Story> stories);

}  // namespace st
