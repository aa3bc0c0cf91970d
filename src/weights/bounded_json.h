#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace st {

// A JSON object out of a foreign file. kModel, starting with `where`, for anything but one UTF-8 object:
// not JSON (with the byte), nested deeper than `depth_limit`, a key of the outermost object or of one
// directly inside it there twice.
Result<nlohmann::json> parse_json_object(std::string_view text, const std::string& where,
                                         int depth_limit = 32);

}  // namespace st
