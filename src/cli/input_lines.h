#pragma once

#include <functional>
#include <string>

#include "base/result.h"

namespace st::cli {

// Each line of standard input that holds something, without its line end, and "standard input, line 3" for
// messages; until `take` fails.
Status each_input_line(
    const std::function<Status(const std::string& line, const std::string& where)>& take);

}  // namespace st::cli
