#pragma once

#include <string_view>
#include <vector>

#include "ledger/database.h"
#include "ledger/ledger.h"

namespace st::ledger {

// Puts the document's statements in force and those that need review in place of the last run's, full text
// included. Inside the caller's transaction.
Status replace_outcome(Database& database, const Document& present);

enum class OutcomePlace { kInForce, kReview };
Result<std::vector<RecordedStatement>> load_outcome(Database& database, OutcomePlace place);

// As Ledger::search.
Result<std::vector<SearchHit>> search_outcome(Database& database, std::string_view query,
                                              std::size_t limit);

}  // namespace st::ledger
