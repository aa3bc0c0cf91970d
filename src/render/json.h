#pragma once

#include <string>

#include "story/document.h"

namespace st {

// `document` as state.json, format "storytransformer/state@1": UTF-8, two spaces of indentation, one final
// newline. The order of keys never changes; equal documents give equal bytes. Bytes that are not UTF-8 come
// out as U+FFFD.
//
// Beyond the promised keys: "id" on review items, "since" on history, "detail" on what was set aside (where
// there is one), "retired" (statements that were taken back) and "timeline" (every wording with its days).
std::string render_json(const Document& document);

}  // namespace st
