#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace st::combine {

// The clauses of one sentence that take something back: "guest pickup is dropped", "we stop sending the
// pick sheets". The cue itself is left out, so that a clause's terms name what is gone. Conditions ("if the
// link is removed") and wishes take nothing back.
std::vector<std::string> retiring_clauses(std::string_view sentence);

// What stands in double quotes, in lower case: names of features and screens.
std::vector<std::string> quoted_names(std::string_view sentence);

}  // namespace st::combine
