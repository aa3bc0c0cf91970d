#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "import/format.h"

namespace st {

// The source format of a file, by what stands in it. The name decides only between Markdown without any
// marks and plain text. Nothing where the text holds no story in any format; `why_not` then says what it
// looks like.
std::optional<SourceFormat> detect_format(const std::string& text, std::string_view name,
                                          std::string& why_not);

}  // namespace st
