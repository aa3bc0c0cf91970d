#include "language/embedded_data.h"

#include <cstddef>

// The assembler copies the files in; a C++ array of this size would take the compiler a minute.
#define ST_EMBED(name, file)                                                                    \
  asm(".section .rodata\n.balign 16\n.globl " #name "_begin\n" #name "_begin:\n.incbin \"" file \
      "\"\n"                                                                                    \
      ".globl " #name "_end\n" #name "_end:\n.byte 0\n.balign 16\n.previous\n");                \
  extern "C" const char name##_begin[];                                                         \
  extern "C" const char name##_end[];

ST_EMBED(st_embedded_lexicon, ST_LEXICON_FILE)
ST_EMBED(st_embedded_paraphrases, ST_PARAPHRASES_FILE)

namespace st {

std::string_view embedded_lexicon() {
  return {st_embedded_lexicon_begin,
          static_cast<std::size_t>(st_embedded_lexicon_end - st_embedded_lexicon_begin)};
}

std::string_view embedded_paraphrases() {
  return {st_embedded_paraphrases_begin,
          static_cast<std::size_t>(st_embedded_paraphrases_end - st_embedded_paraphrases_begin)};
}

}  // namespace st
