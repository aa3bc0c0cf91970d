#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace st::cli {

// "; did you mean jobs?" where one of `names` is near enough to `wrong` to be meant, else nothing.
std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& names);

// The long names of a command's options, without dashes.
std::vector<std::string> long_option_names(const CLI::App& command);

}  // namespace st::cli
