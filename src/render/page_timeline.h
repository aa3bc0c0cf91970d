#pragma once

#include <string>

#include "render/evidence_table.h"
#include "render/role_finder.h"
#include "story/document.h"

namespace st {

// JSON for the time slider: {"parts": [section titles, those of `document` first], "past": [{"id", "part",
// "text", "since", "until", "e": [evidence numbers], "r": "roles"}]}. "past" holds the wordings that ended;
// those in force stand in the page already. Evidence is that of the same wording in a history or among the
// retired, where there is one.
std::string timeline_json(const Document& document, const EvidenceTable& table, const RoleFinder& roles);

}  // namespace st
