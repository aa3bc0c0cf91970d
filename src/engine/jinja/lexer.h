#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace st::jinja {

struct Token {
  enum class Kind {
    kText,        // between tags
    kBlockBegin,  // {%
    kBlockEnd,
    kPrintBegin,  // {{
    kPrintEnd,
    kName,
    kString,
    kInteger,
    kFloat,
    kOperator,
    kEnd,
  };
  Kind kind = Kind::kEnd;
  std::string text;  // the name, the operator, the string's value, the number as written
  std::size_t line = 1;
};

// A template's tokens as Jinja 3 cuts them with trim_blocks and lstrip_blocks on, as the reference library
// renders chat templates: the line end behind a block tag goes, white space before one on its line goes,
// '-' takes all white space on its side, '+' keeps it; comments go, {% raw %} is text; one line end at the
// template's end goes. TemplateError with the line.
std::vector<Token> tokenize(std::string_view source);

}  // namespace st::jinja
