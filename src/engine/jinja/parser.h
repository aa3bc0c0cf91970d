#pragma once

#include <string_view>

#include "engine/jinja/syntax.h"

namespace st::jinja {

// Reads a template (Jinja 3's syntax, as far as chat templates use it: no inheritance, no includes).
// Expressions and blocks are nested at most 200 deep. TemplateError with the line.
Block parse(std::string_view source);

}  // namespace st::jinja
