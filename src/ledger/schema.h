#pragma once

#include "ledger/database.h"

namespace st::ledger {

inline constexpr int kSchemaVersion = 2;
inline constexpr int kApplicationId = 0x53744c64;  // "StLd", in bytes 68-71 of the file

// The version of an open ledger; 0: an empty database. An input error where the file is some other
// program's database, or where a newer program made it.
Result<int> schema_version(Database& database);

// Brings the database from its version (0: nothing there) to `target` in one transaction.
Status migrate(Database& database, int target = kSchemaVersion);

// An input error where the tables, indexes and triggers are not letter for letter those of that version: a
// stranger's view or trigger never gets to run.
Status check_schema(Database& database, int version);

// SQLite's own look at every page: no page used twice, every value of its column's type. Reads the whole
// file.
Status check_pages(Database& database);

}  // namespace st::ledger
