#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ledger/database.h"
#include "ledger/ledger.h"

namespace st::ledger {

// As Ledger::put_stories, inside the caller's transaction.
Result<StoryChanges> put_stories(Database& database, RunId run, std::optional<RunId> last_finished,
                                 std::span<const Story> stories);

// As Ledger::stories. Every story is held against its fingerprint.
Result<std::vector<Story>> load_stories(Database& database, std::optional<RunId> run);

// Every story content in the file against its fingerprint.
Status verify_stories(Database& database);

}  // namespace st::ledger
