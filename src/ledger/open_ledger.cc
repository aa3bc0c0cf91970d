#include "ledger/open_ledger.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "ledger/run_lock.h"
#include "ledger/schema.h"

namespace st::ledger {
namespace {

constexpr int kHeaderBytes = 100;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Whether the file is there; an error where no ledger can be at that name.
Result<bool> find_file(const std::string& path, Ledger::Access access) {
  if (path.empty()) return usage_error("--project: the file name is empty");
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) {
    if (errno != ENOENT) return usage_error(path + ": " + std::strerror(errno));
    if (access == Ledger::Access::kWrite) return false;
    return usage_error(path + ": there is no such file; combine --project makes it");
  }
  if (S_ISDIR(found.st_mode)) return usage_error(path + ": is a folder; expected a project file");
  if (!S_ISREG(found.st_mode)) return usage_error(path + ": is no regular file; expected a project file");
  return true;
}

std::uint64_t size_of(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 ? static_cast<std::uint64_t>(found.st_size) : 0;
}

bool has_bytes(const std::string& path) {
  return size_of(path) > 0;
}

std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// The header of the SQLite file format. SQLite itself takes a file of a few bytes for an empty database and
// would write over it, and does not miss the end of a last page. Read through SQLite's own descriptor:
// closing another one of the same file would drop the locks of every connection in this process.
Status check_header(Database& database) {
  const std::string& path = database.path();
  sqlite3_file* file = nullptr;
  sqlite3_file_control(database.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  const std::uint64_t size = size_of(path);  // SQLite takes a file of one byte for one of none
  if (file == nullptr || file->pMethods == nullptr) return {};
  if (size == 0) return {};
  std::array<char, kHeaderBytes> bytes{};  // what the file lacks is read as zeros
  const int code = file->pMethods->xRead(file, bytes.data(), kHeaderBytes, 0);
  if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) return database_error(path, code, "its header");
  const std::string_view header(bytes.data(), bytes.size());
  if (!header.starts_with(std::string_view("SQLite format 3\0", 16)))
    return database_error(path, SQLITE_NOTADB, "");
  const std::uint64_t page_bytes = std::max<std::uint64_t>(512, big_endian(header, 16, 2));
  const bool count_is_valid = header.substr(24, 4) == header.substr(92, 4);
  const std::uint64_t expected_bytes =
      count_is_valid ? big_endian(header, 28, 4) * page_bytes : kHeaderBytes;
  if (size < expected_bytes && !has_bytes(path + "-wal")) {
    return database_error(path, SQLITE_CORRUPT, "it is cut short");
  }
  return {};
}

// A folder that can't be written has no room for the shared index of a WAL database. With no log beside the
// file nobody is writing, and it can be read as it lies.
OpenMode mode_for(const std::string& path, Ledger::Access access, bool there) {
  if (!there) return OpenMode::kCreate;
  const bool folder_writable = ::access(folder_of(path).c_str(), W_OK) == 0;
  if (access == Ledger::Access::kRead && !folder_writable && !has_bytes(path + "-wal"))
    return OpenMode::kReadImmutable;
  return OpenMode::kReadWrite;
}

Status require_writable(Database& database) {
  if (sqlite3_db_readonly(database.handle(), "main") == 0) return {};
  return database_error(database.path(), SQLITE_READONLY, "it is read-only");
}

// WAL lets readers work beside the writer. Where the file system can't do it the old journal stays, with
// its slower way to be safe.
Status set_journal(Database& database) {
  bool is_wal = false;
  ST_ASSIGN_OR_RETURN(Query * set, database.query("PRAGMA journal_mode=WAL"));
  ST_RETURN_IF_ERROR(each_row(set->with(), [&](Query& row) {
    is_wal = row.text(0) == "wal";
    return Status{};
  }));
  return database.execute(is_wal ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL");
}

// `lock` is taken and left to the caller.
Status bring_up_to_date(Database& database, int version, Ledger::Access access,
                        std::optional<RunLock>& lock) {
  if (version == 0 && access == Ledger::Access::kRead) {
    return input_error(database.path() + ": is empty; expected a project file made by combine --project");
  }
  ST_RETURN_IF_ERROR(require_writable(database));
  ST_ASSIGN_OR_RETURN(lock, RunLock::take(database.path()));
  ST_RETURN_IF_ERROR(set_journal(database));
  return migrate(database);
}

Status prepare(Database& database, Ledger::Access access, std::optional<RunLock>& lock) {
  ST_RETURN_IF_ERROR(check_header(database));
  ST_ASSIGN_OR_RETURN(const int version, schema_version(database));
  if (version > 0) {
    ST_RETURN_IF_ERROR(check_schema(database, version));
    ST_RETURN_IF_ERROR(check_pages(database));
  }
  if (version < kSchemaVersion) ST_RETURN_IF_ERROR(bring_up_to_date(database, version, access, lock));
  if (access == Ledger::Access::kRead) return database.execute("PRAGMA query_only=ON");
  ST_RETURN_IF_ERROR(require_writable(database));
  return set_journal(database);
}

// The file that this process began to make. While the run lock is held nobody else works on it.
void remove_new_file(const std::string& path) {
  for (const char* tail : {"", "-journal", "-wal", "-shm"}) ::unlink((path + tail).c_str());
}

}  // namespace

Result<std::unique_ptr<Database>> open_ledger_file(const std::string& path, Ledger::Access access) {
  ST_ASSIGN_OR_RETURN(const bool there, find_file(path, access));
  auto database = Database::open(path, mode_for(path, access, there));
  std::optional<RunLock> lock;
  const Status ready = database.ok() ? prepare(**database, access, lock) : Status(database.error());
  if (ready.ok()) return database;
  if (database.ok()) *database = nullptr;
  if (!there && lock) remove_new_file(path);
  return ready.error();
}

Result<std::unique_ptr<Database>> open_temporary_ledger() {
  ST_ASSIGN_OR_RETURN(auto database, Database::open("the temporary ledger", OpenMode::kTemporary));
  ST_RETURN_IF_ERROR(migrate(*database));
  return database;
}

}  // namespace st::ledger
