#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace st {

// The whole file. Refuses what is larger than `limit_bytes`, with both numbers in the message.
Result<std::string> read_file(const std::string& path, std::size_t limit_bytes = std::size_t{1} << 31);

// Writes the file whole or not at all: into a neighbour that is then renamed over `path`. On any error the
// old file, if there was one, stands as it was and the neighbour is gone.
Status write_file(const std::string& path, std::string_view bytes);

struct FileToWrite {
  std::string path;
  std::string_view bytes;
};

// As write_file, for files that belong together: all neighbours are written before the first is renamed, so
// a full disk leaves every old file as it was.
Status write_files(const std::vector<FileToWrite>& files);

}  // namespace st
