#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/result.h"

// SQLite behind Result. For this room only.
namespace st::ledger {

// Says what the result code means and what to do next; see ledger.h for the kinds.
Error database_error(const std::string& path, int code, std::string_view detail);

// One prepared statement. Columns are read after step() gave true, until the next call.
class Query {
 public:
  Query(sqlite3_stmt* statement, const std::string* path) : statement_(statement), path_(path) {}

  // Rewinds and binds ?1, ?2, ... Text is copied.
  template <typename... Values>
  Query& with(const Values&... values) {
    sqlite3_reset(statement_.get());
    int index = 0;
    (bind(++index, values), ...);
    return *this;
  }

  Result<bool> step();  // true: a row is there
  Status run();         // to the end, rows are dropped
  void rewind() { sqlite3_reset(statement_.get()); }

  std::string text(int column) const;
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  double real(int column) const { return sqlite3_column_double(statement_.get(), column); }
  bool is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  void bind(int index, std::string_view value);
  void bind(int index, std::int64_t value) { sqlite3_bind_int64(statement_.get(), index, value); }
  void bind(int index, double value) { sqlite3_bind_double(statement_.get(), index, value); }
  void bind(int index, std::nullptr_t) { sqlite3_bind_null(statement_.get(), index); }

  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
  const std::string* path_;
};

enum class OpenMode { kRead, kReadImmutable, kReadWrite, kCreate, kTemporary };

// A connection, hardened for files from strangers.
class Database {
 public:
  static Result<std::unique_ptr<Database>> open(const std::string& path, OpenMode mode);

  // The statement for this text, prepared once. A text that is not SQL for this schema is an error (damaged
  // schema).
  Result<Query*> query(const char* sql);

  Status execute(const char* sql);  // one or more statements, rows are dropped
  std::int64_t last_id() const { return sqlite3_last_insert_rowid(handle_.get()); }
  const std::string& path() const { return path_; }
  sqlite3* handle() const { return handle_.get(); }
  Error damaged(
      const std::string& what) const;  // the input error for a file whose content contradicts itself

  // The single value of a query with one column; 0 where there is no row.
  Result<std::int64_t> integer(const char* sql);

 private:
  struct Closer {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  Database(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}
  Status harden(OpenMode mode);

  std::unique_ptr<sqlite3, Closer> handle_;
  std::string path_;
  std::unordered_map<const char*, std::unique_ptr<Query>> queries_;  // by address: every text is a literal
};

// Calls visit(query) for each row and leaves the query rewound.
template <typename Visit>
Status each_row(Query& query, Visit&& visit) {
  struct Rewinder {
    Query& query;
    ~Rewinder() { query.rewind(); }
  } rewinder{query};
  for (;;) {
    ST_ASSIGN_OR_RETURN(const bool row, query.step());
    if (!row) return {};
    ST_RETURN_IF_ERROR(visit(query));
  }
}

// Rolls back where commit() was not reached.
class Transaction {
 public:
  static Result<Transaction> begin_read(Database& database) { return begin(database, "BEGIN"); }
  static Result<Transaction> begin_write(Database& database) { return begin(database, "BEGIN IMMEDIATE"); }

  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  Status commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  static Result<Transaction> begin(Database& database, const char* sql);

  Database* database_;
};

}  // namespace st::ledger
