#pragma once

#include <string_view>

namespace st {

// The files of src/render/page/, as they were when the program was built. The script is all of page/script/
// in order.
std::string_view page_template();
std::string_view page_style();
std::string_view page_script();

}  // namespace st
