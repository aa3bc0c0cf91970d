#pragma once

#include <string>

#include "engine/jinja/value.h"

namespace st::jinja {

// Python's `format % values`: a tuple gives the conversions their values in turn, a dict by name, anything
// else is the one value. Conversions: d i u o x X e E f F g G c r s %, with flags, width and precision.
// TemplateError for those that are unknown, and for too few values or too many.
std::string percent_format(const std::string& format, const Value& values);

}  // namespace st::jinja
