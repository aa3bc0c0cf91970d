#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "import/imported_story.h"

namespace st {

// The whole of one file, whatever its bytes are. `file` is its name in messages, `name` its path within the
// input folder; without a format the content decides. What can't be read is in the result's `unreadable`,
// at least one line of it where no story came in.
FileStories read_source(const std::string& file, std::string_view name, std::string_view bytes,
                        std::optional<SourceFormat> format, const ImportLimits& limits);

}  // namespace st
