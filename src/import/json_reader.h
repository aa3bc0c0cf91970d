#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "import/imported_story.h"
#include "import/json_values.h"

namespace st {

// Reads the records of one file in one format. Records come in the order of the file; finish() comes last.
class JsonStoryReader {
 public:
  JsonStoryReader(const SourceText& source, FileStories& out) : source_(source), out_(out) {}
  virtual ~JsonStoryReader() = default;
  JsonStoryReader(const JsonStoryReader&) = delete;
  JsonStoryReader& operator=(const JsonStoryReader&) = delete;

  // `line` is where the record begins.
  virtual void read(JsonObject record, std::size_t line) = 0;
  virtual void finish() {}

 protected:
  bool accept_text(std::string_view text, std::string_view field, std::size_t line) {
    return out_.accept_text(text, field, line, source_.limits);
  }
  // The day of a value; a remark where it is there and no date.
  std::string day_at(JsonObject object, std::string_view key, std::size_t line);

  const SourceText& source_;
  FileStories& out_;
};

struct JsonFormat {
  SourceFormat format;
  std::string_view mark;  // a key, with its quotes, that every record has
  bool (*is_record)(JsonObject object);
  std::unique_ptr<JsonStoryReader> (*make_reader)(const SourceText& source, FileStories& out);
};

extern const JsonFormat kAzureJsonFormat;
extern const JsonFormat kJiraJsonFormat;
extern const JsonFormat kGithubJsonFormat;
extern const JsonFormat kGitlabJsonFormat;
extern const JsonFormat kJsonlFormat;

// All formats, the stricter tests first: the first whose test holds for a record names its format.
const std::vector<const JsonFormat*>& json_formats();

// The reader of a JSON format.
const JsonFormat& json_format(SourceFormat format);

// Reads the records of `format` out of a JSON text. What else stands in their list is reported.
FileStories read_json(const SourceText& source, const JsonFormat& format);

// The format of most records, where they make up at least `share` of the text; none: no record of any
// format.
const JsonFormat* detect_json(const std::string& text, double share = 0);

}  // namespace st
