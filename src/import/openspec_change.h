#pragma once

#include <string>
#include <utility>
#include <vector>

#include "import/imported_story.h"
#include "import/input_files.h"

namespace st {

// A change folder of OpenSpec (proposal.md, and specs/CAPABILITY/spec.md with ADDED, MODIFIED, REMOVED and
// RENAMED requirements): its files in the order of their names.
struct OpenspecChange {
  std::string folder;              // path of the folder within the input
  std::vector<std::size_t> files;  // indices into the input files
};

// The change folders among the files: those that hold a proposal.md and one of specs/*/spec.md, tasks.md,
// design.md.
std::vector<OpenspecChange> find_openspec_changes(const std::vector<InputFile>& files);

// One story a change. Id: the folder's name; created and closed: the day that its name begins with; done
// where it lies under archive/, open elsewhere; title: the proposal's heading, or the folder's name without
// the day; description: the proposal; acceptance criteria: the requirements of its specs; area: the first
// capability, further ones are tags. design.md and tasks.md hold no requirements and are left out, with a
// remark.
FileStories read_openspec_change(const OpenspecChange& change, const std::vector<InputFile>& files,
                                 const ImportLimits& limits);

}  // namespace st
