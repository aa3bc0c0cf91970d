#pragma once

#include <span>
#include <string>

#include "story/document.h"

namespace st {

// Fingerprint of what a person saw when deciding: story, field and quote of each piece of evidence. The
// order doesn't count, nor do byte offsets: a quote that moved because other words of its story changed is
// still what was seen.
std::string basis_hash(std::span<const Evidence> evidence);

}  // namespace st
