#pragma once

#include <string>
#include <string_view>

namespace st {

// GPT-2's printable stand-ins: a character for each of the 256 bytes, itself for visible Latin-1, U+0100
// and up for the rest.
char32_t char_of_byte(unsigned char byte);
// The byte a character stands for, or -1.
int byte_of_char(char32_t value);

// Appends the stand-ins of `bytes` as UTF-8.
void append_byte_chars(std::string_view bytes, std::string& into);
// The bytes that a text of stand-ins stands for; false where a character is none.
bool append_bytes_of_chars(std::string_view text, std::string& into);

}  // namespace st
