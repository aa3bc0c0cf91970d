#pragma once

#include "import/imported_story.h"

namespace st {

// Stories of a table: Azure DevOps, Jira, GitLab or any other with a title or description column. A column
// name may come several times. The format decides the markup of texts and how tags and areas are written.
FileStories read_csv_stories(const SourceText& source, SourceFormat format);

}  // namespace st
