#include "import/openspec_change.h"

#include <fmt/format.h>
#include <map>

#include "base/file.h"
#include "import/characters.h"
#include "import/dates.h"
#include "import/encoding.h"
#include "import/markup.h"

namespace st {
namespace {

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == path.npos ? std::string_view() : path.substr(0, slash));
}

std::string last_part(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

// "x/specs/cli-init/spec.md" under "x": cli-init.
std::string capability_of(std::string_view name, std::string_view folder) {
  std::string_view rest = name.substr(folder.size());
  if (!rest.empty() && rest.front() == '/') rest.remove_prefix(1);
  if (rest.substr(0, 6) != "specs/" || last_part(rest) != "spec.md") return {};
  return folder_of(rest.substr(6));
}

bool lies_under(std::string_view name, std::string_view folder) {
  return folder.empty() || (name.size() > folder.size() && name.substr(0, folder.size()) == folder &&
                            name[folder.size()] == '/');
}

// The change's folder name: the input folder's own where proposal.md lies right in it.
std::string name_of(const OpenspecChange& change, const InputFile& proposal) {
  return last_part(change.folder.empty() ? folder_of(proposal.path) : change.folder);
}

class ChangeReader {
 public:
  ChangeReader(const OpenspecChange& change, const std::vector<InputFile>& files,
               const ImportLimits& limits)
      : change_(change), files_(files), limits_(limits) {
    out_.format = SourceFormat::kMarkdown;
  }

  FileStories read() {
    std::size_t left_out = 0;
    for (const std::size_t index : change_.files) {
      const InputFile& file = files_[index];
      if (const std::string capability = capability_of(file.name, change_.folder); !capability.empty()) {
        read_spec(file, capability);
      } else if (last_part(file.name) == "proposal.md") {
        read_proposal(file);
      } else {
        ++left_out;
      }
    }
    if (left_out > 0) {
      out_.remark(0, "",
                  fmt::format("{} more files of the change (design, tasks) hold no requirements; left out",
                              left_out));
    }
    Story& story = item_.story;
    add_field(story, "description", render_blocks(description_));
    add_field(story, "acceptance_criteria", render_blocks(requirements_));
    if (!story.fields.empty()) out_.stories.push_back(std::move(item_));
    return std::move(out_);
  }

 private:
  std::vector<TextBlock> blocks_of_file(const InputFile& file) {
    const auto bytes = read_file(file.path, limits_.file_bytes);
    if (!bytes) {
      out_.reject(0, last_part(file.name), bytes.error().message);
      return {};
    }
    const DecodedText decoded = decode_text(*bytes);
    if (!out_.accept_text(decoded.text, last_part(file.name), 0, limits_)) return {};
    return blocks_of(decoded.text, Markup::kMarkdown);
  }

  void read_proposal(const InputFile& file) {
    out_.file = file.path;
    Story& story = item_.story;
    story.id = name_of(change_, file);
    story.type = "Change";
    story.source.line = 1;
    std::string title = story.id;
    if (const auto day = parse_day(std::string_view(story.id).substr(0, 10)); day && story.id.size() > 11) {
      story.created = story.closed = *day;
      title = story.id.substr(11);
    }
    const bool archived = ("/" + file.path).find("/archive/") != std::string::npos;
    story.state = archived ? StoryState::kDone : StoryState::kOpen;
    story.state_text = archived ? "archived" : "proposed";
    if (!archived) story.closed.clear();
    description_ = blocks_of_file(file);
    if (!description_.empty() && description_.front().kind == BlockKind::kHeading &&
        description_.front().level == 1) {
      title = description_.front().text;
      description_.erase(description_.begin());
    }
    story.fields.insert(story.fields.begin(), StoryField{"title", title});
  }

  void read_spec(const InputFile& file, const std::string& capability) {
    if (item_.story.area.empty()) {
      item_.story.area = capability;
    } else {
      add_tag(item_.story, capability);
    }
    for (TextBlock& block : blocks_of_file(file)) requirements_.push_back(std::move(block));
  }

  const OpenspecChange& change_;
  const std::vector<InputFile>& files_;
  const ImportLimits& limits_;
  FileStories out_;
  ImportedStory item_;
  std::vector<TextBlock> description_;
  std::vector<TextBlock> requirements_;
};

}  // namespace

std::vector<OpenspecChange> find_openspec_changes(const std::vector<InputFile>& files) {
  std::vector<OpenspecChange> changes;
  std::map<std::pair<std::size_t, std::string>, std::size_t> change_of_folder;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (last_part(files[i].name) != "proposal.md") continue;
    change_of_folder[{files[i].input, folder_of(files[i].name)}] = changes.size();
    changes.push_back({folder_of(files[i].name), {}});
  }
  if (changes.empty()) return changes;
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (std::string folder = folder_of(files[i].name);; folder = folder_of(folder)) {
      const auto found = change_of_folder.find({files[i].input, folder});
      if (found != change_of_folder.end() && lies_under(files[i].name, folder)) {
        changes[found->second].files.push_back(i);
        break;
      }
      if (folder.empty()) break;
    }
  }
  std::erase_if(changes, [](const OpenspecChange& change) { return change.files.size() < 2; });
  return changes;
}

FileStories read_openspec_change(const OpenspecChange& change, const std::vector<InputFile>& files,
                                 const ImportLimits& limits) {
  return ChangeReader(change, files, limits).read();
}

}  // namespace st
