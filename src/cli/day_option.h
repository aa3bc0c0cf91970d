#pragma once

#include <string>

namespace st::cli {

// For CLI11's check(): empty where the text is a day "2024-03-01", else what is wrong with it.
std::string check_day(const std::string& day);

}  // namespace st::cli
