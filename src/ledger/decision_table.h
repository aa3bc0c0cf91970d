#pragma once

#include <string_view>
#include <vector>

#include "ledger/database.h"
#include "ledger/ledger.h"

namespace st::ledger {

Status insert_decision(Database& database, const Decision& decision, std::string_view decided_at);

// The oldest first.
Result<std::vector<RecordedDecision>> load_decisions(Database& database);

// The newest per statement, by statement id.
std::vector<Decision> newest_decisions(const std::vector<RecordedDecision>& all);

}  // namespace st::ledger
