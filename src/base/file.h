#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace st {

// The whole file. Refuses what is larger than `limit_bytes`, with both numbers in the message.
Result<std::string> read_file(const std::string& path, std::size_t limit_bytes = std::size_t{1} << 31);

// Writes the file whole or not at all: into a neighbour that is then renamed over `path`. On any error the old file,
// if there was one, stands as it was and the neighbour is gone.
Status write_file(const std::string& path, std::string_view bytes);

}  // namespace st
