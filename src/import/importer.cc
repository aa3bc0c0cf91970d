#include "import/importer.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/file.h"
#include "base/parallel.h"
#include "import/input_files.h"
#include "import/merge.h"
#include "import/read_source.h"

namespace st {
namespace {

FileStories read_input(const InputFile& file, std::optional<SourceFormat> format,
                       const ImportLimits& limits) {
  const auto bytes = read_file(file.path, limits.file_bytes);
  if (bytes) return read_source(file.path, file.name, *bytes, format, limits);
  FileStories out;
  out.file = file.path;
  out.reject(0, "", bytes.error().message);
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
