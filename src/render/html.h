#pragma once

#include <span>
#include <string>

#include "story/document.h"
#include "story/story.h"

namespace st {

// `document` as state.html: one file that holds the statements, the stories and a script, and can load and
// send nothing (its content security policy names the hashes of its own style and script, and forbids all
// else). Without the script it is a plain report. Story text, whatever it holds, stays text. Equal
// arguments give equal bytes.
//
// The part of the address after '#' opens the page in a given state: "as-of=2023-01-31", "q=words",
// "role=Patients", "since=2023-01-01", "open=<statement id>", "story=<story id>", joined by '&'.
std::string render_html(const Document& document, std::span<const Story> stories);

}  // namespace st
