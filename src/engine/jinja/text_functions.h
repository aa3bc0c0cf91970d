#pragma once

#include <optional>
#include <string>

#include "engine/jinja/value.h"

namespace st::jinja {

// Python's str methods, over code points.

// Of white space, or of any of `characters`.
std::string strip(const std::string& text, const std::optional<std::string>& characters, bool left,
                  bool right);
std::string to_upper_text(const std::string& text);
std::string title_text(const std::string& text);
std::string capitalize_text(const std::string& text);
// At `separator` (None: runs of white space), at most `most` times (-1: always), from the right if so
// asked.
List split_text(const std::string& text, const Value& separator, std::int64_t most, bool from_right);
List split_lines_of(const std::string& text);
std::string replace_text(const std::string& text, const std::string& from, const std::string& to,
                         std::int64_t most);

}  // namespace st::jinja
