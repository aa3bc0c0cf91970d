#pragma once

#include <string_view>

#include "ask/answer.h"
#include "lm/text_model.h"

namespace st::ask {

// Lets a model say in one or two sentences what the found statements answer. It cites statements out of
// those found, a closed list; the guard holds its words against the cited evidence. A phrasing that cites
// nothing, is longer than 60 words or that the guard does not let pass is asked for once more with the
// reason, then dropped: the answer is then the statements themselves. What was cited comes first. Errors
// are the model's.
Result<Answer> phrase(std::string_view question, Answer answer, TextModel& model);

}  // namespace st::ask
