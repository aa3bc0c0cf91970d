#pragma once

#include <string>

#include "ask/answer.h"

namespace st::cli {

// The answer for people: each statement, and under it the stories and words it rests on.
std::string answer_text(const ask::Answer& answer);

// {"question", "as_of", "said", "answer", "made_by", "missing", "statements": [{"id", "text", "section",
// "since", "score", "evidence": [{"story", "field", "start", "end", "quote"}]}]}, one object and a final
// newline.
std::string answer_json(const std::string& question, const std::string& as_of, const ask::Answer& answer);

}  // namespace st::cli
