#include "ledger/database.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace st::ledger {
namespace {

constexpr int kBusyTimeoutMs = 10'000;             // one transaction of another process takes milliseconds
constexpr int kMaxValueBytes = 256 * 1024 * 1024;  // a story field is at most as long as an export may be
constexpr int kMaxSqlBytes = 1'000'000;

struct Limit {
  int id;
  int value;
};
constexpr std::array kLimits = {
    Limit{SQLITE_LIMIT_LENGTH, kMaxValueBytes},
    Limit{SQLITE_LIMIT_SQL_LENGTH, kMaxSqlBytes},
    Limit{SQLITE_LIMIT_COLUMN, 64},
    Limit{SQLITE_LIMIT_EXPR_DEPTH, 300},
    Limit{SQLITE_LIMIT_ATTACHED, 0},
    Limit{SQLITE_LIMIT_TRIGGER_DEPTH, 4},
    Limit{SQLITE_LIMIT_WORKER_THREADS, 0},
};

int open_flags(OpenMode mode) {
  switch (mode) {
    case OpenMode::kRead:
      return SQLITE_OPEN_READONLY;
    case OpenMode::kReadImmutable:
      return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    case OpenMode::kReadWrite:
      return SQLITE_OPEN_READWRITE;
    case OpenMode::kCreate:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case OpenMode::kTemporary:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  return 0;
}

std::string percent_encoded(const std::string& path) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::strchr("?#% ", c) != nullptr || byte < 0x20) {
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    } else {
      out += c;
    }
  }
  return out;
}

// SQLite gives some names a meaning of their own (":memory:", "file:..."); with a folder in front they have
// none.
std::string file_name(const std::string& path, OpenMode mode) {
  if (mode == OpenMode::kTemporary) return "";
  const std::string plain = path.starts_with('/') ? path : "./" + path;
  return mode == OpenMode::kReadImmutable ? "file:" + percent_encoded(plain) + "?immutable=1" : plain;
}

}  // namespace

Error database_error(const std::string& path, int code, std::string_view detail) {
  std::string because = " (" + std::string(detail) + ")";
  std::replace_if(
      because.begin(), because.end(), [](unsigned char byte) { return byte < 0x20; }, ' ');
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return resource_error(path + ": can't be written, the disk is full" + because +
                            "; make room and run again: what was recorded before is kept");
    case SQLITE_IOERR:
      return resource_error(
          path + ": reading or writing failed" + because +
          "; look at the disk and its limits and run again: what was recorded before is kept");
    case SQLITE_NOMEM:
      return resource_error(path + ": out of memory; close other programs and run again");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return usage_error(path +
                         ": another process is writing to it; wait until it has ended and run again");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return usage_error(path + ": can't be written" + because + "; make the file and its folder writable");
    case SQLITE_CANTOPEN:
      return usage_error(path + ": can't be opened" + because +
                         "; the folder must be there, and file and folder writable");
    case SQLITE_TOOBIG:
      return input_error(path + ": holds or is given a text of more than " +
                         std::to_string(kMaxValueBytes) + " bytes");
    case SQLITE_NOTADB:
      return input_error(path +
                         ": is no project file; expected an SQLite database made by combine --project");
    default:
      return input_error(path + ": is damaged" + because +
                         "; restore a copy, or start anew with another --project file");
  }
}

Result<bool> Query::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    rewind();
    return false;
  }
  sqlite3* handle = sqlite3_db_handle(statement_.get());
  const Error error = database_error(*path_, sqlite3_extended_errcode(handle), sqlite3_errmsg(handle));
  rewind();
  return error;
}

Status Query::run() {
  return each_row(*this, [](Query&) { return Status{}; });
}

std::string Query::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(statement_.get(), column);
  if (bytes == nullptr) return {};
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

void Query::bind(int index, std::string_view value) {
  const char* bytes = value.data() == nullptr ? "" : value.data();
  sqlite3_bind_text64(statement_.get(), index, bytes, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, OpenMode mode) {
  sqlite3* handle = nullptr;
  const int flags = open_flags(mode) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(file_name(path, mode).c_str(), &handle, flags, nullptr);
  if (handle == nullptr) return database_error(path, SQLITE_NOMEM, "");
  std::unique_ptr<Database> database(new Database(handle, path));
  if (code != SQLITE_OK) return database_error(path, code, sqlite3_errmsg(handle));
  ST_RETURN_IF_ERROR(database->harden(mode));
  return database;
}

Status Database::harden(OpenMode mode) {
  sqlite3* handle = handle_.get();
  for (const Limit& limit : kLimits) sqlite3_limit(handle, limit.id, limit.value);
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  // REPLACE fires delete triggers only with recursive_triggers. No memory map: a file cut short must be an
  // error, not a signal.
  ST_RETURN_IF_ERROR(
      execute("PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; PRAGMA cell_size_check=ON;"
              "PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY"));
  if (mode == OpenMode::kTemporary) return execute("PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF");
  return {};
}

Result<Query*> Database::query(const char* sql) {
  std::unique_ptr<Query>& slot = queries_[sql];
  if (slot == nullptr) {
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v3(handle_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return database_error(path_, code, sqlite3_errmsg(handle_.get()));
    slot = std::make_unique<Query>(statement, &path_);
  }
  return slot.get();
}

Status Database::execute(const char* sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return {};
  return database_error(path_, sqlite3_extended_errcode(handle_.get()), sqlite3_errmsg(handle_.get()));
}

Error Database::damaged(const std::string& what) const {
  return database_error(path_, SQLITE_CORRUPT, what);
}

Result<std::int64_t> Database::integer(const char* sql) {
  ST_ASSIGN_OR_RETURN(Query * one, query(sql));
  std::int64_t value = 0;
  ST_RETURN_IF_ERROR(each_row(one->with(), [&](Query& row) {
    value = row.integer(0);
    return Status{};
  }));
  return value;
}

Result<Transaction> Transaction::begin(Database& database, const char* sql) {
  ST_RETURN_IF_ERROR(database.execute(sql));
  return Transaction(database);
}

Transaction::~Transaction() {
  // Where SQLite rolled back by itself (disk full) this fails, and nothing is left to do.
  if (database_ != nullptr) (void)database_->execute("ROLLBACK");
}

Status Transaction::commit() {
  ST_RETURN_IF_ERROR(database_->execute("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace st::ledger
