#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "story/story.h"

namespace st {

// One thing a person should know about the input: where, and what. No line end in any part.
struct ImportRemark {
  std::string file;
  std::size_t line = 0;  // 1-based; 0: the file as a whole
  std::string field;     // empty: the record as a whole
  std::string what;      // "what is wrong; what was expected"

  // "file:line: field: what"
  std::string text() const;
};

// A record, file or value that could not be read. Counted, never dropped in silence.
using Unreadable = ImportRemark;

struct ImportResult {
  std::vector<Story> stories;  // in the order of the inputs; ids are unique; Story::order is the index
  std::vector<Unreadable> unreadable;  // what was left out, in the order of the inputs
  std::vector<ImportRemark>
      remarks;  // what came in after a decision: duplicates, older versions, made-up ids
  std::vector<std::string> formats;  // one per input: "jira-csv"; several in a folder: "markdown, jira-csv"
};

// What is too large is refused with both numbers, never cut.
struct ImportLimits {
  std::size_t file_bytes = std::size_t{1} << 30;   // one file
  std::size_t files = 200'000;                     // all inputs together
  std::size_t stories = 5'000'000;                 // all inputs together
  std::size_t field_bytes = std::size_t{1} << 22;  // one text of one story, markup included
};

struct ImportOptions {
  std::string format;    // a name from import_format_names(); empty: each file's content decides
  std::size_t jobs = 0;  // threads; 0: as many as there are CPUs. The result is the same for any number
  ImportLimits limits;
};

// The names that ImportOptions::format takes, in the order in which they are described in
// docs/guide/importing.md.
const std::vector<std::string>& import_format_names();

// Reads backlogs: tracker exports, Markdown, plain text. An input is a file or a folder; folders are read
// in the byte order of their paths, hidden files and folders left out. What can't be read is left out and
// reported; the call fails only where an input isn't there (kUsage), the format's name is unknown (kUsage)
// or no story came in at all (kInput).
//
// Two records with one id: equal ones come in once; of several versions the one changed last is kept;
// different items of one file, or of two projects, both stay, the later under an id of its own ("12 (2)",
// "project#12"). Each such decision is in `remarks`. A record without an id gets one from its place: "L12",
// "row-12", "item-12".
Result<ImportResult> import_stories(const std::vector<std::string>& inputs,
                                    const ImportOptions& options = {});

}  // namespace st
