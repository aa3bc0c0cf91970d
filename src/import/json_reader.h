#pragma once

#include "import/imported_story.h"
#include "import/json_values.h"

namespace st {

// Reads one record of a format. `line` is where it begins. Anything that can't be read goes to `out`.
struct JsonFormat {
  SourceFormat format;
  std::string_view mark;  // a key, with its quotes, that every record has
  bool (*is_record)(JsonObject object);
  void (*read)(JsonObject object, std::size_t line, FileStories& out, const ImportLimits& limits);
};

extern const JsonFormat kJsonlFormat;

// All formats, the likelier first: the first whose test holds for a record names its format.
const std::vector<const JsonFormat*>& json_formats();

// Reads the records of `format` out of a JSON text. What else stands there is reported.
FileStories read_json(const SourceText& source, const JsonFormat& format);

// The format of most records; none: no record of any format.
const JsonFormat* detect_json(const std::string& text);

}  // namespace st
