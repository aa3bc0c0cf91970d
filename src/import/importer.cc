#include "import/importer.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/file.h"
#include "base/parallel.h"
#include "import/input_files.h"
#include "import/merge.h"
#include "import/openspec_change.h"
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

// What is read in one go: a file, or the files of one change folder. It stands where its first file stands.
struct Unit {
  std::size_t first_file = 0;
  const OpenspecChange* change = nullptr;
};

std::vector<Unit> units_of(const std::vector<InputFile>& files,
                           const std::vector<OpenspecChange>& changes) {
  std::vector<const OpenspecChange*> change_of_file(files.size(), nullptr);
  for (const OpenspecChange& change : changes) {
    for (const std::size_t file : change.files) change_of_file[file] = &change;
  }
  std::vector<Unit> units;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (change_of_file[i] == nullptr || change_of_file[i]->files.front() == i)
      units.push_back({i, change_of_file[i]});
  }
  return units;
}

// The formats of each input's files, each named once, in the order of the files.
std::vector<std::string> formats_of(const std::vector<InputFile>& files, const std::vector<Unit>& units,
                                    const std::vector<FileStories>& read, std::size_t inputs) {
  std::vector<std::string> formats(inputs);
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (read[i].stories.empty()) continue;
    std::string& names = formats[files[units[i].first_file].input];
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
  std::replace(out.begin(), out.end(), '\n', ' ');
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
  const std::vector<OpenspecChange> changes =
      format ? std::vector<OpenspecChange>() : find_openspec_changes(files);
  const std::vector<Unit> units = units_of(files, changes);
  std::vector<FileStories> read(units.size());
  parallel_for(units.size(), options.jobs == 0 ? default_job_count() : options.jobs, [&](std::size_t i) {
    read[i] = units[i].change != nullptr ? read_openspec_change(*units[i].change, files, options.limits)
                                         : read_input(files[units[i].first_file], format, options.limits);
  });
  std::vector<std::string> formats = formats_of(files, units, read, inputs.size());
  ImportResult result = merge_files(std::move(read));
  result.formats = std::move(formats);
  ST_RETURN_IF_ERROR(require_stories(result, inputs, options.limits.stories));
  return result;
}

}  // namespace st
