#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace st::combine {

// Why a model's wording does not keep close enough to what it rests on; nothing where it does. It may leave
// words out, join the passages in their order, inflect, and add articles and forms of "be". It may not add
// any other word, change the order, or leave out a number, a denial, a duty or what stands behind "if",
// "unless", "until" and their like in a sentence that it uses. So what a fluent model does best, saying it
// in other words, is what it may not do: the guard catches most of what goes wrong there, and most is not
// enough (docs/design/model-edits.md). Pure.
std::optional<std::string> too_far_from(std::string_view text, std::span<const std::string> passages);

// The same for a section's title: a few words, each of them said by a passage, in any order; no numbers.
std::optional<std::string> title_too_far_from(std::string_view title,
                                              std::span<const std::string> passages);

// Why no text of a model can stand as one statement of the document, whatever it says: empty, more than 60
// words or two sentences, line ends or other control characters, bytes that are not UTF-8. Nothing where it
// can.
std::optional<std::string> misshapen(std::string_view text);

}  // namespace st::combine
