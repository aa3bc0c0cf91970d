#include "ledger/outcome_table.h"

#include <algorithm>

#include "base/unicode.h"
#include "ledger/evidence_rows.h"

namespace st::ledger {
namespace {

constexpr std::size_t kMaxWords = 256;
constexpr std::size_t kMaxQueryBytes = 64 * 1024;

struct OutcomeInserts {
  Query* row = nullptr;
  Query* evidence = nullptr;
  Query* words = nullptr;
};

std::string_view word_of(OutcomePlace place) {
  return place == OutcomePlace::kInForce ? "in force" : "review";
}

Status insert_outcome(Database& database, const OutcomeInserts& insert, OutcomePlace place,
                      const RecordedStatement& statement) {
  insert.row->with(word_of(place), statement.id, statement.section, statement.text, statement.since,
                   statement.why);
  ST_RETURN_IF_ERROR(insert.row->run());
  const std::int64_t id = database.last_id();
  ST_RETURN_IF_ERROR(insert_evidence(*insert.evidence, id, statement.evidence));
  if (place == OutcomePlace::kReview) return {};
  return insert.words->with(id, statement.text, statement.section).run();
}

Status clear_outcome(Database& database) {
  return database.execute(
      "INSERT INTO outcome_words (outcome_words) VALUES ('delete-all');"
      "DELETE FROM outcome_evidence; DELETE FROM outcome");
}

RecordedStatement read_statement(const Query& row) {
  RecordedStatement statement;
  statement.id = row.text(1);
  statement.section = row.text(2);
  statement.text = row.text(3);
  statement.since = row.text(4);
  statement.why = row.text(5);
  return statement;
}

Status load_evidence(Database& database, std::int64_t outcome_id, std::vector<Evidence>& items) {
  ST_ASSIGN_OR_RETURN(
      Query * all,
      database.query("SELECT * FROM outcome_evidence WHERE outcome_id = ?1 ORDER BY position"));
  return each_row(all->with(outcome_id), [&](Query& row) -> Status {
    if (row.integer(1) != static_cast<std::int64_t>(items.size()))
      return database.damaged("table outcome_evidence");
    items.push_back(read_evidence(row, 2));
    return {};
  });
}

bool has_letter_or_digit(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (is_letter(point.value) || is_digit(point.value)) return true;
    at += point.size_bytes;
  }
  return false;
}

// The query's words, parted at white space; one without letter or digit can't be found and is dropped.
std::vector<std::string> words_of(std::string_view query) {
  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    if (has_letter_or_digit(word) && std::find(words.begin(), words.end(), word) == words.end())
      words.push_back(word);
    word.clear();
  };
  for (std::size_t at = 0; at < query.size();) {
    const CodePoint point = decode_utf8(query, at);
    if (is_space(point.value) || point.value < 0x20) {
      finish();
    } else {
      append_utf8(word, point.value);
    }
    at += point.size_bytes;
  }
  finish();
  return words;
}

// An FTS5 string: in quotes, a quote within doubled. So nothing in it is an operator or a column name.
std::string match_expression(const std::vector<std::string>& words) {
  std::string expression;
  for (const std::string& word : words) {
    expression += expression.empty() ? "\"" : " OR \"";
    for (const char c : word) {
      if (c == '"') expression += '"';
      expression += c;
    }
    expression += '"';
  }
  return expression;
}

}  // namespace

Status replace_outcome(Database& database, const Document& present) {
  ST_RETURN_IF_ERROR(clear_outcome(database));
  OutcomeInserts insert;
  ST_ASSIGN_OR_RETURN(insert.row,
                      database.query("INSERT INTO outcome VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6)"));
  ST_ASSIGN_OR_RETURN(insert.evidence,
                      database.query("INSERT INTO outcome_evidence VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  ST_ASSIGN_OR_RETURN(
      insert.words, database.query("INSERT INTO outcome_words (rowid, text, section) VALUES (?1, ?2, ?3)"));
  for (const Section& section : present.sections) {
    for (const Statement& one : section.statements) {
      const RecordedStatement row{one.id, section.title, one.text, one.since, "", one.evidence.items()};
      ST_RETURN_IF_ERROR(insert_outcome(database, insert, OutcomePlace::kInForce, row));
    }
  }
  for (const ReviewItem& one : present.needs_review) {
    const RecordedStatement row{one.id, "", one.text, "", one.why, one.evidence};
    ST_RETURN_IF_ERROR(insert_outcome(database, insert, OutcomePlace::kReview, row));
  }
  return {};
}

Result<std::vector<RecordedStatement>> load_outcome(Database& database, OutcomePlace place) {
  ST_ASSIGN_OR_RETURN(Query * all,
                      database.query("SELECT outcome_id, statement_id, section, text, since, why"
                                     " FROM outcome WHERE place = ?1 ORDER BY outcome_id"));
  std::vector<RecordedStatement> statements;
  std::int64_t last = 0;
  ST_RETURN_IF_ERROR(each_row(all->with(word_of(place)), [&](Query& row) -> Status {
    if (row.integer(0) <= last) return database.damaged("table outcome");
    last = row.integer(0);
    statements.push_back(read_statement(row));
    return load_evidence(database, last, statements.back().evidence);
  }));
  return statements;
}

Result<std::vector<SearchHit>> search_outcome(Database& database, std::string_view query,
                                              std::size_t limit) {
  const std::vector<std::string> words =
      query.size() > kMaxQueryBytes ? std::vector<std::string>() : words_of(query);
  if (query.size() > kMaxQueryBytes || words.size() > kMaxWords) {
    return usage_error("the question is too long: " + std::to_string(query.size()) +
                       " bytes; expected at most " + std::to_string(kMaxWords) + " different words and " +
                       std::to_string(kMaxQueryBytes) + " bytes");
  }
  std::vector<SearchHit> hits;
  if (words.empty() || limit == 0) return hits;
  ST_ASSIGN_OR_RETURN(Query * find, database.query(R"sql(
      SELECT o.outcome_id, o.statement_id, o.section, o.text, o.since, o.why, -bm25(outcome_words, 1.0, 0.5) AS score
      FROM outcome_words JOIN outcome o ON o.outcome_id = outcome_words.rowid
      WHERE outcome_words MATCH ?1 AND o.place = 'in force' ORDER BY score DESC, o.outcome_id LIMIT ?2)sql"));
  const auto most = static_cast<std::int64_t>(std::min<std::size_t>(limit, 1'000'000));
  ST_RETURN_IF_ERROR(each_row(find->with(match_expression(words), most), [&](Query& row) -> Status {
    hits.push_back({read_statement(row), row.real(6)});
    return load_evidence(database, row.integer(0), hits.back().statement.evidence);
  }));
  return hits;
}

}  // namespace st::ledger
