#include "import/detect.h"

#include "import/characters.h"
#include "import/json_reader.h"

namespace st {

std::optional<SourceFormat> detect_format(const std::string& text, std::string_view, std::string& why_not) {
  const std::string_view body = trim(text);
  if (body.empty()) {
    why_not = "the file is empty; expected stories";
    return std::nullopt;
  }
  if (body.front() == '{' || body.front() == '[') {
    if (const JsonFormat* format = detect_json(text)) return format->format;
    why_not = "JSON without work items; expected issues of a tracker or objects with a title";
    return std::nullopt;
  }
  why_not = "no known format";
  return std::nullopt;
}

}  // namespace st
