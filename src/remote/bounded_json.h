#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

namespace st::remote {

inline constexpr int kMostJsonDepth = 64;

// JSON from a stranger: nothing where it is none, or lists and objects stand in each other more than
// kMostJsonDepth deep. Properties keep their order.
std::optional<nlohmann::ordered_json> parse_bounded_json(std::string_view text);

}  // namespace st::remote
