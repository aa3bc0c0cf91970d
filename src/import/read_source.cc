#include "import/read_source.h"

#include <fmt/format.h>

#include "import/csv_stories.h"
#include "import/detect.h"
#include "import/encoding.h"
#include "import/json_reader.h"
#include "import/markdown_file.h"
#include "import/text_lines.h"

namespace st {
namespace {

FileStories read_as(SourceFormat format, const SourceText& source, std::string_view name) {
  switch (format) {
    case SourceFormat::kMarkdown:
      return read_markdown_file(source, name);
    case SourceFormat::kText:
      return read_text_lines(source);
    case SourceFormat::kAzureCsv:
    case SourceFormat::kJiraCsv:
    case SourceFormat::kGitlabCsv:
    case SourceFormat::kCsv:
      return read_csv_stories(source, format);
    default:
      return read_json(source, json_format(format));
  }
}

FileStories refused(const std::string& file, std::string what) {
  FileStories out;
  out.file = file;
  out.reject(0, "", std::move(what));
  return out;
}

// A story without any text can say nothing.
void reject_empty_stories(FileStories& out) {
  std::erase_if(out.stories, [&](const ImportedStory& item) {
    if (!item.story.fields.empty()) return false;
    out.reject(item.story.source.line, "",
               fmt::format("'{}' has neither a title nor a description; expected a story", item.story.id));
    return true;
  });
}

}  // namespace

FileStories read_source(const std::string& file, std::string_view name, std::string_view bytes,
                        std::optional<SourceFormat> format, const ImportLimits& limits) {
  DecodedText decoded = decode_text(bytes);
  if (!decoded.is_text)
    return refused(file, "no text; expected an export in UTF-8, UTF-16 or Windows-1252");
  const SourceText source{file, std::move(decoded.text), limits};
  std::string why_not;
  if (!format) format = detect_format(source.text, name, why_not);
  if (!format) return refused(file, why_not);
  FileStories out = read_as(*format, source, name);
  reject_empty_stories(out);
  if (out.stories.empty() && out.comments.empty() && out.unreadable.empty()) {
    out.reject(0, "", fmt::format("no work items in it; expected the format {}", format_name(*format)));
  }
  return out;
}

}  // namespace st
