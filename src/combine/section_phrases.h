#pragma once

#include "base/result.h"
#include "combine/model_proposer.h"
#include "story/document.h"

namespace st::combine {

// Lets the model give each section a title and an introduction, made from its statements only: the title of
// words that they say, the introduction of the words of up to four of them, in their order, and with the
// guard's consent. What does not hold is left as it was: the area as the title, no introduction. A title
// that another section has is not taken. The statements themselves are not touched. Errors are the model's.
Status phrase_sections(Document& document, ModelProposer& proposer);

}  // namespace st::combine
