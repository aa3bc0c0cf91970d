#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ledger/database.h"
#include "ledger/ledger.h"

namespace st::ledger {

// As Ledger::find_batch.
Result<std::optional<EditBatch>> find_batch(Database& database, std::string_view input_hash);

// Writes the batch, or for kReused looks up its recorded twin, and gives it the place in the run. Inside
// the caller's transaction.
Status append_batch(Database& database, RunId run, std::int64_t position, const EditBatch& batch,
                    BatchOrigin origin);

// As Ledger::batches. Every batch is held against its fingerprint.
Result<std::vector<EditBatch>> load_batches(Database& database, RunId run, std::string_view until_day);

// Every batch in the file against its fingerprint, and every quote against the story of the run that
// recorded it.
Status verify_batches(Database& database);

}  // namespace st::ledger
