#pragma once

#include <cstddef>
#include <string>

namespace st {

std::string number_with_commas(std::size_t number);  // 5210 -> "5,210"

}  // namespace st
