#include "cli/short_folder.h"

#include <cstdlib>
#include <filesystem>

namespace st::cli {

ShortFolder::~ShortFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Status ShortFolder::make(const std::string& what) {
  std::error_code failed;
  std::string name = (std::filesystem::temp_directory_path(failed) / "storytransformer-XXXXXX").string();
  if (failed || ::mkdtemp(name.data()) == nullptr)
    return resource_error("no folder for " + what + " can be made; expected room in TMPDIR");
  path_ = name;
  return {};
}

}  // namespace st::cli
