#pragma once

#include <string>

#include "base/result.h"

namespace st::cli {

// A folder that goes, with all in it, when this object does: for what must be a file and only while a
// command runs.
class ShortFolder {
 public:
  ShortFolder() = default;
  ~ShortFolder();
  ShortFolder(const ShortFolder&) = delete;
  ShortFolder& operator=(const ShortFolder&) = delete;

  // Where the system keeps such things. kResources, naming `what` it was for.
  Status make(const std::string& what);

  // Empty until it is made.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace st::cli
