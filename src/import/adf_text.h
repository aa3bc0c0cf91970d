#pragma once

#include <vector>

#include "import/blocks.h"
#include "import/json_values.h"

namespace st {

// Blocks of an Atlassian Document Format node ("type": "doc"), Jira Cloud's form of rich text. Mentions,
// dates, status and card nodes give their words; media and struck-out text are left out.
std::vector<TextBlock> adf_blocks(JsonObject document);

}  // namespace st
