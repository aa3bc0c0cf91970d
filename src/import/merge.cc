#include "import/merge.h"

#include <fmt/core.h>
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "import/characters.h"

namespace st {
namespace {

class Merger {
 public:
  explicit Merger(std::vector<FileStories> files) : files_(std::move(files)) {}

  ImportResult merge() {
    drop_common_root();
    for (FileStories& file : files_) {
      for (ImportedStory& item : file.stories) {
        item.story.source.file = file.file;
        item.format = file.format;
        tidy(item);
        add(std::move(item));
      }
    }
    attach_comments();
    resolve_links();
    return finish();
  }

 private:
  using Index = std::size_t;

  // Names of things are one line, whatever a file has in their place.
  void tidy(ImportedStory& item) {
    Story& story = item.story;
    for (std::string* name :
         {&story.id, &story.type, &story.state_text, &story.area, &item.alternative_id}) {
      *name = one_line(clean_characters(*name));
    }
    for (std::vector<StoryLink>* links : {&story.links, &item.inverse_links}) {
      for (StoryLink& link : *links) link.target = one_line(clean_characters(link.target));
    }
    if (story.id.empty()) {
      story.id = fmt::format("item-{}", items_.size() + 1);
      item.id_is_made_up = true;
    }
  }

  // The first part of an Azure area path is the project. Where all items are of one project it says
  // nothing.
  void drop_common_root() {
    std::unordered_set<std::string> roots;
    for_each_rooted([&](Story& story) { roots.insert(story.area.substr(0, story.area.find('/'))); });
    if (roots.size() != 1) return;
    for_each_rooted([](Story& story) {
      const std::size_t end = story.area.find('/');
      story.area = end == std::string::npos ? "" : story.area.substr(end + 1);
    });
  }

  template <typename Visit>
  void for_each_rooted(Visit visit) {
    for (FileStories& file : files_) {
      for (ImportedStory& item : file.stories) {
        if (item.area_has_root && !item.story.area.empty()) visit(item.story);
      }
    }
  }

  void add(ImportedStory item) {
    if (const auto found = by_id_.find(item.story.id); found != by_id_.end()) {
      if (settle_duplicate(found->second, item)) return;
    }
    by_id_.emplace(item.story.id, items_.size());
    items_.push_back(std::move(item));
  }

  // True: the item is dealt with. False: it is another item and has an id of its own now.
  bool settle_duplicate(Index index, ImportedStory& item) {
    ImportedStory& known = items_[index];
    const bool another_project =
        !known.origin.empty() && !item.origin.empty() && known.origin != item.origin;
    if (item.id_is_made_up || another_project || is_of_another_tracker(known, item)) {
      rename(item,
             another_project ? project_name(item.origin) + "#" : file_stem(item.story.source.file) + ":");
      return false;
    }
    if (known.story.content_hash() == item.story.content_hash()) {
      remark(item, fmt::format("'{}' came twice with the same content; it is kept once", item.story.id));
      return true;
    }
    const bool same_file = known.story.source.file == item.story.source.file;
    if (same_file && known.changed == item.changed) {
      remark(item, fmt::format("the id '{}' stands for another item at line {}; both are kept",
                               item.story.id, known.story.source.line));
      rename(item, "");
      return false;
    }
    keep_latest(known, item);
    return true;
  }

  // Every tracker numbers its items from 1; a key with letters in it means the same item everywhere.
  static bool is_of_another_tracker(const ImportedStory& known, const ImportedStory& item) {
    const std::string& id = item.story.id;
    return std::all_of(id.begin(), id.end(), is_ascii_digit) &&
           tracker_of(known.format) != tracker_of(item.format);
  }

  static std::string_view tracker_of(SourceFormat format) {
    const std::string_view name = format_name(format);
    return name.substr(0, name.find('-'));
  }

  // Of one version seen through two queries the one that asked for more fields is kept.
  static std::size_t text_bytes(const ImportedStory& item) {
    std::size_t bytes = item.story.state_text.size() + item.story.area.size();
    for (const StoryField& field : item.story.fields) bytes += field.text.size();
    return bytes;
  }

  void keep_latest(ImportedStory& known, ImportedStory& item) {
    const bool no_times = known.changed.empty() || item.changed.empty();
    const bool same_version = !no_times && item.changed == known.changed;
    const bool newer = no_times || item.changed > known.changed;
    if (same_version ? text_bytes(item) > text_bytes(known) : newer) std::swap(known, item);
    remark(item, fmt::format("an older version of '{}'; the one at {}:{} is kept", item.story.id,
                             known.story.source.file, known.story.source.line));
  }

  // A free id: prefix and id, or id and a number.
  void rename(ImportedStory& item, const std::string& prefix) {
    const std::string wished = prefix + item.story.id;
    std::string id = wished;
    for (std::size_t n = 2; by_id_.count(id) != 0; ++n) id = fmt::format("{} ({})", wished, n);
    if (!prefix.empty())
      remark(item, fmt::format("the id '{}' is taken; it is '{}' here", item.story.id, id));
    item.story.id = std::move(id);
  }

  static std::string project_name(std::string_view origin) {
    while (!origin.empty() && origin.back() == '/') origin.remove_suffix(1);
    const std::size_t slash = origin.rfind('/');
    return std::string(slash == origin.npos ? origin : origin.substr(slash + 1));
  }

  static std::string file_stem(std::string_view file) {
    if (const std::size_t slash = file.rfind('/'); slash != file.npos) file.remove_prefix(slash + 1);
    return std::string(file.substr(0, file.rfind('.')));
  }

  void remark(const ImportedStory& item, std::string what) {
    merge_remarks_.push_back({item.story.source.file, item.story.source.line, "id", std::move(what)});
  }

  void attach_comments() {
    for (FileStories& file : files_) {
      for (LooseComment& comment : file.comments) {
        const auto found = by_id_.find(comment.story_id);
        if (found != by_id_.end()) {
          add_comment(items_[found->second].story, std::move(comment.text));
        } else {
          file.reject(comment.line, "comment",
                      fmt::format("a comment on '{}', which is not in the input; expected "
                                  "the item beside its comments",
                                  comment.story_id));
        }
      }
    }
  }

  void resolve_links() {
    std::unordered_map<std::string, std::string> id_of_alternative;
    for (const ImportedStory& item : items_) {
      if (!item.alternative_id.empty()) id_of_alternative.emplace(item.alternative_id, item.story.id);
    }
    const auto resolve = [&](std::string& target) {
      if (by_id_.count(target) != 0) return;
      if (const auto found = id_of_alternative.find(target); found != id_of_alternative.end())
        target = found->second;
    };
    for (ImportedStory& item : items_) {
      for (StoryLink& link : item.story.links) resolve(link.target);
      for (StoryLink& link : item.inverse_links) resolve(link.target);
    }
    for (const ImportedStory& item : items_) {
      for (const StoryLink& link : item.inverse_links) {
        const auto found = by_id_.find(link.target);
        if (found != by_id_.end()) add_link(items_[found->second].story.links, link.kind, item.story.id);
      }
    }
  }

  ImportResult finish() {
    ImportResult result;
    for (FileStories& file : files_) {
      std::move(file.unreadable.begin(), file.unreadable.end(), std::back_inserter(result.unreadable));
      std::move(file.remarks.begin(), file.remarks.end(), std::back_inserter(result.remarks));
    }
    std::move(merge_remarks_.begin(), merge_remarks_.end(), std::back_inserter(result.remarks));
    for (ImportedStory& item : items_) {
      item.story.order = result.stories.size();
      result.stories.push_back(std::move(item.story));
    }
    return result;
  }

  std::vector<FileStories> files_;
  std::vector<ImportedStory> items_;
  std::unordered_map<std::string, Index> by_id_;
  std::vector<ImportRemark> merge_remarks_;
};

}  // namespace

ImportResult merge_files(std::vector<FileStories> files) {
  return Merger(std::move(files)).merge();
}

}  // namespace st
