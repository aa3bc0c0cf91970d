#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "guard/faithfulness.h"

namespace st::cli {

// Whether a word names a source.
using IsSource = std::function<bool(const std::string&)>;

// The claims of a generated text: Markdown or plain text, sentence by sentence, headings, tables of
// contents and pictures left out; or our own state.json or state.md, statement by statement. A citation is
// a source's name inside the sentence, or in brackets behind it: "[US-14]", "(US-14, US-3)", "US-14 · since
// 2023-05-02". A source whose name is a number is cited as "#15" or in brackets. Brackets that hold only
// names are taken out of the claim's text. kInput for text that is not UTF-8 or over 64 MiB.
Result<std::vector<CitedClaim>> claims_of_document(std::string_view text, const std::string& where,
                                                   const IsSource& is_source);

}  // namespace st::cli
