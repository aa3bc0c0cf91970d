#include "import/input_files.h"

#include <fmt/core.h>
#include <algorithm>
#include <filesystem>

namespace st {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.size() > 1 && name.front() == '.';
}

Status list_folder(const std::string& folder, std::size_t input, const ImportLimits& limits,
                   std::vector<InputFile>& files) {
  std::error_code failed;
  fs::recursive_directory_iterator walk(folder, fs::directory_options::none, failed);
  if (failed)
    return usage_error(fmt::format("{}: can't be opened ({}); expected a folder that can be read", folder,
                                   failed.message()));
  const std::size_t first = files.size();
  for (const fs::recursive_directory_iterator end; walk != end; walk.increment(failed)) {
    if (failed) break;
    if (is_hidden(walk->path())) {
      walk.disable_recursion_pending();
    } else if (walk->is_regular_file(failed)) {
      const std::string path = walk->path().string();
      files.push_back({path, fs::path(path).lexically_relative(folder).generic_string(), input});
    }
    if (files.size() > limits.files) {
      return input_error(
          fmt::format("{}: more than {} files; expected a folder of exports", folder, limits.files));
    }
  }
  if (failed) return usage_error(fmt::format("{}: can't be read ({})", folder, failed.message()));
  std::sort(files.begin() + static_cast<std::ptrdiff_t>(first), files.end(),
            [](const InputFile& a, const InputFile& b) { return a.name < b.name; });
  return {};
}

}  // namespace

Result<std::vector<InputFile>> list_input_files(const std::vector<std::string>& inputs,
                                                const ImportLimits& limits) {
  std::vector<InputFile> files;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    std::error_code failed;
    const fs::file_status status = fs::status(inputs[i], failed);
    if (!fs::exists(status)) {
      return usage_error(
          fmt::format("{}: there is no such file or folder; expected a tracker's export, a folder of "
                      "Markdown files or a text file",
                      inputs[i]));
    }
    if (fs::is_directory(status)) {
      ST_RETURN_IF_ERROR(list_folder(inputs[i], i, limits, files));
    } else {
      files.push_back({inputs[i], fs::path(inputs[i]).filename().string(), i});
    }
  }
  return files;
}

}  // namespace st
