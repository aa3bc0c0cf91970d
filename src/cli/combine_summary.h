#pragma once

#include <cstddef>
#include <string>

#include "combine/pipeline.h"

namespace st::cli {

// What a run of `combine` came to, in a few lines for a person or as one JSON object.
std::string summary_text(const combine::Combined& combined, std::size_t unreadable,
                         const std::string& folder);
std::string summary_json(const combine::Combined& combined, std::size_t unreadable,
                         const std::string& folder);

}  // namespace st::cli
