#pragma once

#include <memory>
#include <string>

#include "ledger/database.h"
#include "ledger/ledger.h"

namespace st::ledger {

// The file, looked at from outside, opened, brought to the present version and checked. A file that was not
// there before is gone again where that fails.
Result<std::unique_ptr<Database>> open_ledger_file(const std::string& path, Ledger::Access access);

Result<std::unique_ptr<Database>> open_temporary_ledger();

}  // namespace st::ledger
