#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "import/importer.h"

namespace st {

// One file to read, and the input it came from.
struct InputFile {
  std::string path;
  std::string name;       // relative to its folder, or the file's own name; '/' between parts
  std::size_t input = 0;  // index into the inputs
};

// The files of the inputs, in the order of the inputs and then of their names' bytes. kUsage where an input
// isn't there; kInput where there are more files than the limit.
Result<std::vector<InputFile>> list_input_files(const std::vector<std::string>& inputs,
                                                const ImportLimits& limits);

}  // namespace st
