#include "ledger/schema.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

namespace st::ledger {
namespace {

// Version 1: history. Rows are added and never changed (triggers below).
constexpr const char* kVersion1 = R"sql(
CREATE TABLE run (
  run_id       INTEGER PRIMARY KEY,
  made_by      TEXT NOT NULL,
  options_hash TEXT NOT NULL,
  started_at   TEXT NOT NULL
) STRICT;

CREATE TABLE run_end (
  run_id      INTEGER PRIMARY KEY REFERENCES run,
  finished_at TEXT NOT NULL
) STRICT;

CREATE TABLE story_content (
  content_id   INTEGER PRIMARY KEY,
  content_hash TEXT NOT NULL UNIQUE,
  story_id     TEXT NOT NULL,
  type         TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('done', 'open', 'removed', 'unknown')),
  state_text   TEXT NOT NULL,
  created      TEXT NOT NULL,
  closed       TEXT NOT NULL,
  area         TEXT NOT NULL
) STRICT;

CREATE TABLE story_tag (
  content_id INTEGER NOT NULL REFERENCES story_content,
  position   INTEGER NOT NULL,
  tag        TEXT NOT NULL,
  PRIMARY KEY (content_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE story_field (
  content_id INTEGER NOT NULL REFERENCES story_content,
  position   INTEGER NOT NULL,
  name       TEXT NOT NULL,
  text       TEXT NOT NULL,
  PRIMARY KEY (content_id, position)
) STRICT;

CREATE TABLE story_link (
  content_id INTEGER NOT NULL REFERENCES story_content,
  position   INTEGER NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('duplicates', 'supersedes', 'relates', 'parent')),
  target     TEXT NOT NULL,
  PRIMARY KEY (content_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE story_version (
  version_id  INTEGER PRIMARY KEY,
  run_id      INTEGER NOT NULL REFERENCES run,
  story_id    TEXT NOT NULL,
  content_id  INTEGER REFERENCES story_content,
  place       INTEGER NOT NULL,
  source_file TEXT NOT NULL,
  source_line INTEGER NOT NULL
) STRICT;
CREATE INDEX story_version_by_story ON story_version (story_id, version_id);

CREATE TABLE batch (
  batch_id     INTEGER PRIMARY KEY,
  recorded_in  INTEGER NOT NULL REFERENCES run,
  input_hash   TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  day          TEXT NOT NULL
) STRICT;
CREATE INDEX batch_by_input ON batch (input_hash, batch_id);

CREATE TABLE claim (
  batch_id   INTEGER NOT NULL REFERENCES batch,
  position   INTEGER NOT NULL,
  claim_id   TEXT NOT NULL,
  story_id   TEXT NOT NULL,
  field      TEXT NOT NULL,
  start_byte INTEGER NOT NULL,
  end_byte   INTEGER NOT NULL,
  quote      TEXT NOT NULL,
  PRIMARY KEY (batch_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE edit (
  edit_id      INTEGER PRIMARY KEY,
  batch_id     INTEGER NOT NULL REFERENCES batch,
  kind         TEXT NOT NULL CHECK (kind IN ('add', 'revise', 'merge', 'retire', 'set aside', 'review')),
  claim_id     TEXT NOT NULL,
  statement_id TEXT NOT NULL,
  text         TEXT NOT NULL,
  mode         TEXT NOT NULL CHECK (mode IN ('verbatim', 'paraphrase')),
  support      REAL NOT NULL,
  successor_id TEXT NOT NULL,
  topic        TEXT NOT NULL,
  reason       TEXT NOT NULL
) STRICT;
CREATE INDEX edit_by_batch ON edit (batch_id, edit_id);
CREATE INDEX edit_by_statement ON edit (statement_id, edit_id);

CREATE TABLE evidence (
  edit_id    INTEGER NOT NULL REFERENCES edit,
  position   INTEGER NOT NULL,
  story_id   TEXT NOT NULL,
  field      TEXT NOT NULL,
  start_byte INTEGER NOT NULL,
  end_byte   INTEGER NOT NULL,
  quote      TEXT NOT NULL,
  PRIMARY KEY (edit_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_batch (
  run_id   INTEGER NOT NULL REFERENCES run,
  position INTEGER NOT NULL,
  batch_id INTEGER NOT NULL REFERENCES batch,
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (
  decision_id  INTEGER PRIMARY KEY,
  statement_id TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('accept', 'reject', 'reword')),
  text         TEXT NOT NULL,
  basis_hash   TEXT NOT NULL,
  note         TEXT NOT NULL,
  decided_at   TEXT NOT NULL
) STRICT;
CREATE INDEX decision_by_statement ON decision (statement_id, decision_id);
)sql";

constexpr std::array kHistoryTables = {
    "run",   "run_end", "story_content", "story_tag", "story_field", "story_link", "story_version",
    "batch", "claim",   "edit",          "evidence",  "run_batch",   "decision"};

// Version 2: the outcome of the last finished run, replaced at each, and the full text over it.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE outcome (
  outcome_id   INTEGER PRIMARY KEY,
  place        TEXT NOT NULL CHECK (place IN ('in force', 'review')),
  statement_id TEXT NOT NULL,
  section      TEXT NOT NULL,
  text         TEXT NOT NULL,
  since        TEXT NOT NULL,
  why          TEXT NOT NULL
) STRICT;

CREATE TABLE outcome_evidence (
  outcome_id INTEGER NOT NULL REFERENCES outcome,
  position   INTEGER NOT NULL,
  story_id   TEXT NOT NULL,
  field      TEXT NOT NULL,
  start_byte INTEGER NOT NULL,
  end_byte   INTEGER NOT NULL,
  quote      TEXT NOT NULL,
  PRIMARY KEY (outcome_id, position)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE outcome_words USING fts5 (
  text, section, content='outcome', content_rowid='outcome_id', tokenize="porter unicode61 remove_diacritics 2"
);
)sql";

std::string append_only_triggers() {
  std::string sql;
  for (const std::string table : kHistoryTables) {
    for (const std::string verb : {"UPDATE", "DELETE"}) {
      sql += "CREATE TRIGGER " + table + "_no_" + verb + " BEFORE " + verb + " ON " + table +
             " BEGIN SELECT RAISE(ABORT, '" + table + " is history: rows are only added'); END;\n";
    }
  }
  return sql;
}

std::string migration_to(int version) {
  return version == 1 ? kVersion1 + append_only_triggers() : std::string(kVersion2);
}

// What SQLite itself adds when asked to ANALYZE is left out, indexes of its own making have no text.
constexpr const char* kSchemaText =
    "SELECT type || ' ' || name || ' ' || tbl_name || char(10) || coalesce(sql, '') FROM sqlite_schema"
    " WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'";

Result<std::set<std::string>> schema_objects(Database& database) {
  std::set<std::string> objects;
  ST_ASSIGN_OR_RETURN(Query * all, database.query(kSchemaText));
  ST_RETURN_IF_ERROR(each_row(all->with(), [&](Query& row) {
    objects.insert(row.text(0));
    return Status{};
  }));
  return objects;
}

}  // namespace

Result<int> schema_version(Database& database) {
  ST_ASSIGN_OR_RETURN(const std::int64_t application, database.integer("PRAGMA application_id"));
  ST_ASSIGN_OR_RETURN(const std::int64_t version, database.integer("PRAGMA user_version"));
  ST_ASSIGN_OR_RETURN(const std::int64_t objects, database.integer("SELECT count(*) FROM sqlite_schema"));
  if (application == 0 && version == 0 && objects == 0) return 0;
  if (application != kApplicationId || version < 1) {
    return input_error(database.path() +
                       ": is a database of another program; expected one made by combine --project");
  }
  if (version > kSchemaVersion) {
    return input_error(database.path() + ": is a ledger of version " + std::to_string(version) +
                       ", this program reads versions up to " + std::to_string(kSchemaVersion) +
                       "; use a newer storytransformer");
  }
  return static_cast<int>(version);
}

Status migrate(Database& database, int target) {
  ST_ASSIGN_OR_RETURN(Transaction transaction, Transaction::begin_write(database));
  ST_ASSIGN_OR_RETURN(const int from, schema_version(database));
  for (int version = from + 1; version <= target; ++version) {
    ST_RETURN_IF_ERROR(database.execute(migration_to(version).c_str()));
  }
  const std::string stamp = "PRAGMA application_id=" + std::to_string(kApplicationId) +
                            "; PRAGMA user_version=" + std::to_string(std::max(from, target));
  ST_RETURN_IF_ERROR(database.execute(stamp.c_str()));
  return transaction.commit();
}

namespace {

using SchemasByVersion = std::map<int, std::set<std::string>>;

Result<SchemasByVersion> fresh_schemas() {
  SchemasByVersion schemas;
  for (int version = 1; version <= kSchemaVersion; ++version) {
    ST_ASSIGN_OR_RETURN(const auto fresh, Database::open("a new ledger", OpenMode::kTemporary));
    ST_RETURN_IF_ERROR(migrate(*fresh, version));
    ST_ASSIGN_OR_RETURN(schemas[version], schema_objects(*fresh));
  }
  return schemas;
}

}  // namespace

Status check_schema(Database& database, int version) {
  static const Result<SchemasByVersion> expected = fresh_schemas();  // a few milliseconds, once a process
  if (!expected.ok()) return expected.error();
  ST_ASSIGN_OR_RETURN(const std::set<std::string> found, schema_objects(database));
  if (found == expected->at(version)) return {};
  return database.damaged("its tables are not those of a ledger of version " + std::to_string(version));
}

Status check_pages(Database& database) {
  ST_ASSIGN_OR_RETURN(Query * check, database.query("PRAGMA quick_check(1)"));
  return each_row(check->with(), [&](Query& row) {
    const std::string found = row.text(0);
    return found == "ok" ? Status{} : Status(database.damaged(found.substr(found.rfind('\n') + 1)));
  });
}

}  // namespace st::ledger
