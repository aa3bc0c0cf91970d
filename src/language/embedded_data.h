#pragma once

#include <string_view>

namespace st {

// Data files that stand inside the program's own bytes, alive as long as the program.
std::string_view embedded_lexicon();      // made by make_lexicon.py; 4-byte aligned
std::string_view embedded_paraphrases();  // data/paraphrases.txt

}  // namespace st
