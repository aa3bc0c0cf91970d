#include "import/importer.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/file.h"
#include "base/parallel.h"
#include "import/csv_stories.h"
#include "import/detect.h"
#include "import/encoding.h"
#include "import/input_files.h"
#include "import/json_reader.h"
#include "import/markdown_file.h"
#include "import/merge.h"
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

// The whole of one file, whatever is in it.
FileStories read_input(const InputFile& file, std::optional<SourceFormat> format,
                       const ImportLimits& limits) {
  auto bytes = read_file(file.path, limits.file_bytes);
  if (!bytes) return refused(file.path, bytes.error().message);
  DecodedText decoded = decode_text(*bytes);
  if (!decoded.is_text)
    return refused(file.path, "no text; expected an export in UTF-8, UTF-16 or Windows-1252");
  const SourceText source{file.path, std::move(decoded.text), limits};
  std::string why_not;
  if (!format) format = detect_format(source.text, file.name, why_not);
  if (!format) return refused(file.path, why_not);
  FileStories out = read_as(*format, source, file.name);
  reject_empty_stories(out);
  if (out.stories.empty() && out.comments.empty() && out.unreadable.empty()) {
    out.reject(0, "", fmt::format("no work items in it; expected the format {}", format_name(*format)));
  }
  return out;
}

// The formats of each input's files, each named once, in the order of the files.
std::vector<std::string> formats_of(const std::vector<InputFile>& files,
                                    const std::vector<FileStories>& read, std::size_t inputs) {
  std::vector<std::string> formats(inputs);
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (read[i].stories.empty()) continue;
    std::string& names = formats[files[i].input];
    const std::string name(format_name(read[i].format));
    if ((", " + names + ", ").find(", " + name + ", ") != std::string::npos) continue;
    names += (names.empty() ? "" : ", ") + name;
  }
  return formats;
}

Status require_stories(const ImportResult& result, const std::vector<std::string>& inputs,
                       std::size_t limit) {
  if (result.stories.size() > limit) {
    return input_error(fmt::format("{} stories; expected at most {}", result.stories.size(), limit));
  }
  if (!result.stories.empty()) return {};
  if (result.unreadable.empty()) {
    return input_error(
        fmt::format("{}: no files in it; expected a tracker's export, Markdown or text files",
                    inputs.empty() ? "input" : inputs.front()));
  }
  const std::size_t more = result.unreadable.size() - 1;
  return input_error(result.unreadable.front().text() +
                     (more > 0 ? fmt::format(" (and {} more)", more) : ""));
}

}  // namespace

std::string ImportRemark::text() const {
  std::string out = file;
  if (line > 0) out += fmt::format(":{}", line);
  if (!field.empty()) out += ": " + field;
  return out + ": " + what;
}

Result<ImportResult> import_stories(const std::vector<std::string>& inputs, const ImportOptions& options) {
  std::optional<SourceFormat> format;
  if (!options.format.empty()) {
    format = format_of_name(options.format);
    if (!format) {
      return usage_error(fmt::format("--format {}: no such format; expected one of {}", options.format,
                                     fmt::join(import_format_names(), ", ")));
    }
  }
  ST_ASSIGN_OR_RETURN(const std::vector<InputFile> files, list_input_files(inputs, options.limits));
  std::vector<FileStories> read(files.size());
  parallel_for(files.size(), options.jobs == 0 ? default_job_count() : options.jobs,
               [&](std::size_t i) { read[i] = read_input(files[i], format, options.limits); });
  std::vector<std::string> formats = formats_of(files, read, inputs.size());
  ImportResult result = merge_files(std::move(read));
  result.formats = std::move(formats);
  ST_RETURN_IF_ERROR(require_stories(result, inputs, options.limits.stories));
  return result;
}

}  // namespace st
