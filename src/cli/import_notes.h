#pragma once

#include "import/importer.h"

namespace st::cli {

// On standard error: a warning for each record that could not be read, a note for each decision.
void tell_import(const ImportResult& imported);

}  // namespace st::cli
