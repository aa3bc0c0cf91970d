#include "ledger/story_table.h"

#include <algorithm>
#include <limits>
#include <map>
#include <unordered_map>

#include "ledger/names.h"

namespace st::ledger {
namespace {

constexpr RunId kAnyRun = std::numeric_limits<RunId>::max();

// The newest version of one story: where its content lies, or that it is gone.
struct Version {
  std::optional<std::int64_t> content_id;
  std::string content_hash;
  std::size_t place = 0;
  StorySource source;
};
using Versions = std::map<std::string, Version>;

// The newest version of each story up to that run, the gone ones too.
Result<Versions> versions_until(Database& database, RunId run) {
  ST_ASSIGN_OR_RETURN(Query * newest, database.query(R"sql(
      SELECT v.story_id, v.content_id, c.content_hash, v.place, v.source_file, v.source_line
      FROM story_version v LEFT JOIN story_content c ON c.content_id = v.content_id
      WHERE v.version_id IN (SELECT max(version_id) FROM story_version WHERE run_id <= ?1 GROUP BY story_id))sql"));
  Versions versions;
  ST_RETURN_IF_ERROR(each_row(newest->with(run), [&](Query& row) {
    Version version;
    if (!row.is_null(1)) version.content_id = row.integer(1);
    version.content_hash = row.text(2);
    version.place = static_cast<std::size_t>(row.integer(3));
    version.source = {row.text(4), static_cast<std::size_t>(row.integer(5))};
    versions.insert_or_assign(row.text(0), std::move(version));
    return Status{};
  }));
  return versions;
}

bool is_present(const Versions& versions, const std::string& story_id) {
  const auto found = versions.find(story_id);
  return found != versions.end() && found->second.content_id.has_value();
}

bool stands_as(const Version& version, const Story& story, const std::string& hash) {
  return version.content_id && version.content_hash == hash && version.place == story.order &&
         version.source.file == story.source.file && version.source.line == story.source.line;
}

Status insert_lists(Database& database, std::int64_t content, const Story& story) {
  ST_ASSIGN_OR_RETURN(Query * tag, database.query("INSERT INTO story_tag VALUES (?1, ?2, ?3)"));
  ST_ASSIGN_OR_RETURN(Query * field, database.query("INSERT INTO story_field VALUES (?1, ?2, ?3, ?4)"));
  ST_ASSIGN_OR_RETURN(Query * link, database.query("INSERT INTO story_link VALUES (?1, ?2, ?3, ?4)"));
  std::int64_t position = 0;
  for (const std::string& one : story.tags) ST_RETURN_IF_ERROR(tag->with(content, position++, one).run());
  position = 0;
  for (const StoryField& one : story.fields) {
    ST_RETURN_IF_ERROR(field->with(content, position++, one.name, one.text).run());
  }
  position = 0;
  for (const StoryLink& one : story.links) {
    ST_RETURN_IF_ERROR(link->with(content, position++, word_of(one.kind), one.target).run());
  }
  return {};
}

// The content's row; made where no version of any run had it.
Result<std::int64_t> content_row(Database& database, const Story& story, const std::string& hash) {
  ST_ASSIGN_OR_RETURN(Query * find,
                      database.query("SELECT content_id FROM story_content WHERE content_hash = ?1"));
  std::optional<std::int64_t> found;
  ST_RETURN_IF_ERROR(each_row(find->with(hash), [&](Query& row) {
    found = row.integer(0);
    return Status{};
  }));
  if (found) return *found;
  ST_ASSIGN_OR_RETURN(Query * insert, database.query("INSERT INTO story_content VALUES"
                                                     " (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
  ST_RETURN_IF_ERROR(insert
                         ->with(hash, story.id, story.type, word_of(story.state), story.state_text,
                                story.created, story.closed, story.area)
                         .run());
  const std::int64_t content = database.last_id();
  ST_RETURN_IF_ERROR(insert_lists(database, content, story));
  return content;
}

constexpr const char* kInsertVersion = "INSERT INTO story_version VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6)";

Status append_version(Database& database, RunId run, const Story& story, const std::string& hash) {
  ST_ASSIGN_OR_RETURN(const std::int64_t content, content_row(database, story, hash));
  ST_ASSIGN_OR_RETURN(Query * insert, database.query(kInsertVersion));
  return insert
      ->with(run, story.id, content, static_cast<std::int64_t>(story.order), story.source.file,
             static_cast<std::int64_t>(story.source.line))
      .run();
}

Error twice(const Story& first, const Story& second) {
  return input_error(second.source.file + ":" + std::to_string(second.source.line) + ": story " +
                     second.id + " is there already (" + first.source.file + ":" +
                     std::to_string(first.source.line) + "); expected each id once");
}

// Marks what is in `newest` and not in the input as gone.
Status append_removals(Database& database, RunId run, const Versions& newest,
                       const std::unordered_map<std::string, const Story*>& present) {
  ST_ASSIGN_OR_RETURN(Query * insert, database.query(kInsertVersion));
  for (const auto& [id, version] : newest) {
    if (!version.content_id || present.contains(id)) continue;
    const auto place = static_cast<std::int64_t>(version.place);
    const auto line = static_cast<std::int64_t>(version.source.line);
    ST_RETURN_IF_ERROR(insert->with(run, id, nullptr, place, version.source.file, line).run());
  }
  return {};
}

void note_change(const Versions& before, const Story& story, const std::string& hash,
                 StoryChanges& changes) {
  if (!is_present(before, story.id)) {
    changes.added.push_back(story.id);
  } else if (before.at(story.id).content_hash != hash) {
    changes.changed.push_back(story.id);
  } else {
    changes.unchanged.push_back(story.id);
  }
}

using StoriesByContent = std::unordered_map<std::int64_t, Story>;

Error out_of_step(Database& database, const char* table) {
  return database.damaged(std::string("table ") + table + " does not fit the others");
}

// Appends to each content what lies in a child table. Positions must count from 0: a hostile file can't
// multiply rows.
template <typename Add>
Status load_list(Database& database, const char* sql, StoriesByContent& contents, Add add) {
  ST_ASSIGN_OR_RETURN(Query * all, database.query(sql));
  std::int64_t content = -1;
  std::int64_t expected = 0;
  return each_row(all->with(), [&](Query& row) -> Status {
    expected = row.integer(0) == content ? expected + 1 : 0;
    content = row.integer(0);
    if (row.integer(1) != expected) return out_of_step(database, "of a story's parts");
    const auto found = contents.find(content);
    if (found != contents.end() && !add(row, found->second))
      return out_of_step(database, "of a story's parts");
    return {};
  });
}

Status load_lists(Database& database, StoriesByContent& contents) {
  ST_RETURN_IF_ERROR(load_list(database, "SELECT * FROM story_tag ORDER BY content_id, position", contents,
                               [](Query& row, Story& story) {
                                 story.tags.push_back(row.text(2));
                                 return true;
                               }));
  ST_RETURN_IF_ERROR(load_list(database, "SELECT * FROM story_field ORDER BY content_id, position",
                               contents, [](Query& row, Story& story) {
                                 story.fields.push_back({row.text(2), row.text(3)});
                                 return true;
                               }));
  return load_list(database, "SELECT * FROM story_link ORDER BY content_id, position", contents,
                   [](Query& row, Story& story) {
                     StoryLink link;
                     link.target = row.text(3);
                     if (!from_word(row.text(2), link.kind)) return false;
                     story.links.push_back(std::move(link));
                     return true;
                   });
}

// The contents with those ids, or all where `wanted` is null; each is held against its fingerprint.
Result<StoriesByContent> load_contents(Database& database,
                                       const std::map<std::int64_t, std::string>* wanted) {
  ST_ASSIGN_OR_RETURN(Query * all, database.query("SELECT * FROM story_content ORDER BY content_id"));
  StoriesByContent contents;
  std::unordered_map<std::int64_t, std::string> hashes;
  ST_RETURN_IF_ERROR(each_row(all->with(), [&](Query& row) -> Status {
    const std::int64_t id = row.integer(0);
    if (wanted != nullptr && !wanted->contains(id)) return {};
    Story story;
    story.id = row.text(2);
    story.type = row.text(3);
    if (!from_word(row.text(4), story.state)) return out_of_step(database, "story_content");
    story.state_text = row.text(5);
    story.created = row.text(6);
    story.closed = row.text(7);
    story.area = row.text(8);
    if (!hashes.emplace(id, row.text(1)).second) return out_of_step(database, "story_content");
    contents.emplace(id, std::move(story));
    return {};
  }));
  ST_RETURN_IF_ERROR(load_lists(database, contents));
  for (const auto& [id, story] : contents) {
    if (story.content_hash() != hashes.at(id))
      return database.damaged("story " + story.id + " is not what was recorded");
  }
  return contents;
}

}  // namespace

Result<StoryChanges> put_stories(Database& database, RunId run, std::optional<RunId> last_finished,
                                 std::span<const Story> stories) {
  ST_ASSIGN_OR_RETURN(const Versions newest, versions_until(database, kAnyRun));
  ST_ASSIGN_OR_RETURN(const Versions before, versions_until(database, last_finished.value_or(0)));
  std::unordered_map<std::string, const Story*> present;
  StoryChanges changes;
  for (const Story& story : stories) {
    const auto [first, is_new] = present.emplace(story.id, &story);
    if (!is_new) return twice(*first->second, story);
    const std::string hash = story.content_hash();
    note_change(before, story, hash, changes);
    const auto have = newest.find(story.id);
    if (have != newest.end() && stands_as(have->second, story, hash)) continue;
    ST_RETURN_IF_ERROR(append_version(database, run, story, hash));
  }
  ST_RETURN_IF_ERROR(append_removals(database, run, newest, present));
  for (const auto& [id, version] : before) {
    if (version.content_id && !present.contains(id)) changes.removed.push_back(id);
  }
  return changes;
}

Result<std::vector<Story>> load_stories(Database& database, std::optional<RunId> run) {
  ST_ASSIGN_OR_RETURN(const Versions versions, versions_until(database, run.value_or(kAnyRun)));
  std::map<std::int64_t, std::string> wanted;
  for (const auto& [id, version] : versions) {
    if (version.content_id) wanted.emplace(*version.content_id, id);
  }
  ST_ASSIGN_OR_RETURN(StoriesByContent contents, load_contents(database, &wanted));
  std::vector<Story> stories;
  for (const auto& [id, version] : versions) {
    if (!version.content_id) continue;
    const auto content = contents.find(*version.content_id);
    if (content == contents.end() || content->second.id != id)
      return out_of_step(database, "story_version");
    Story story = std::move(content->second);
    contents.erase(content);
    story.order = version.place;
    story.source = version.source;
    stories.push_back(std::move(story));
  }
  std::sort(stories.begin(), stories.end(), [](const Story& a, const Story& b) {
    return std::tie(a.order, a.id) < std::tie(b.order, b.id);
  });
  return stories;
}

Status verify_stories(Database& database) {
  auto contents = load_contents(database, nullptr);
  if (!contents.ok()) return contents.error();
  return {};
}

}  // namespace st::ledger
