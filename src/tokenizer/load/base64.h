#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace st {

// RFC 4648, padding required as written by every encoder of these files; nothing where the text is not
// base64.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace st
