#pragma once

#include <map>
#include <string>

#include "import/dates.h"
#include "import/imported_story.h"

namespace st {

// An Azure DevOps work item as reference names and values: {"System.Title": "..."}.
using AzureFields = std::map<std::string, std::string, std::less<>>;

// The story of a work item, from REST or from a CSV row alike. HTML texts; the area keeps its project in
// front, which merge_files() drops where it is the same for all.
ImportedStory azure_story(const AzureFields& fields, std::size_t line, DateOrder dates,
                          const ImportLimits& limits, FileStories& out);

}  // namespace st
