#include "ledger/batch_table.h"

#include <limits>
#include <map>
#include <span>

#include "ledger/batch_check.h"
#include "ledger/evidence_rows.h"
#include "ledger/names.h"

namespace st::ledger {
namespace {

Status insert_claims(Database& database, std::int64_t batch_id, const EditBatch& batch) {
  ST_ASSIGN_OR_RETURN(Query * insert,
                      database.query("INSERT INTO claim VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
  std::int64_t position = 0;
  for (const Claim& claim : batch.claims) {
    const auto start = static_cast<std::int64_t>(claim.span.start);
    const auto end = static_cast<std::int64_t>(claim.span.end);
    insert->with(batch_id, position++, claim.id, claim.span.story_id, claim.span.field, start, end,
                 claim.quote);
    ST_RETURN_IF_ERROR(insert->run());
  }
  return {};
}

Status insert_edits(Database& database, std::int64_t batch_id, const EditBatch& batch) {
  ST_ASSIGN_OR_RETURN(
      Query * insert,
      database.query("INSERT INTO edit VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"));
  ST_ASSIGN_OR_RETURN(Query * evidence,
                      database.query("INSERT INTO evidence VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  for (const Edit& edit : batch.edits) {
    insert->with(batch_id, word_of(edit.kind), edit.claim_id, edit.statement_id, edit.text,
                 word_of(edit.mode), edit.support, edit.successor_id, edit.topic, edit.reason);
    ST_RETURN_IF_ERROR(insert->run());
    ST_RETURN_IF_ERROR(insert_evidence(*evidence, database.last_id(), edit.evidence));
  }
  return {};
}

Result<std::int64_t> insert_batch(Database& database, RunId run, const EditBatch& batch) {
  ST_ASSIGN_OR_RETURN(Query * insert, database.query("INSERT INTO batch VALUES (NULL, ?1, ?2, ?3, ?4)"));
  ST_RETURN_IF_ERROR(insert->with(run, batch.input_hash, batch_fingerprint(batch), batch.day).run());
  const std::int64_t batch_id = database.last_id();
  ST_RETURN_IF_ERROR(insert_claims(database, batch_id, batch));
  ST_RETURN_IF_ERROR(insert_edits(database, batch_id, batch));
  return batch_id;
}

Result<std::optional<std::int64_t>> find_id(Database& database, std::string_view input_hash) {
  ST_ASSIGN_OR_RETURN(Query * find,
                      database.query("SELECT max(batch_id) FROM batch WHERE input_hash = ?1"));
  std::optional<std::int64_t> id;
  ST_RETURN_IF_ERROR(each_row(find->with(input_hash), [&](Query& row) {
    if (!row.is_null(0)) id = row.integer(0);
    return Status{};
  }));
  return id;
}

struct LoadedBatch {
  EditBatch batch;
  std::string fingerprint;
};
using BatchesById = std::map<std::int64_t, LoadedBatch>;

Error out_of_step(Database& database) {
  return database.damaged("a batch and its parts do not fit together");
}

Status load_claims(Database& database, Query& claims, BatchesById& batches) {
  return each_row(claims, [&](Query& row) -> Status {
    const auto found = batches.find(row.integer(0));
    if (found == batches.end()) return out_of_step(database);
    std::vector<Claim>& list = found->second.batch.claims;
    if (row.integer(1) != static_cast<std::int64_t>(list.size())) return out_of_step(database);
    Evidence place = read_evidence(row, 3);
    list.push_back({row.text(2), std::move(place.span), std::move(place.quote)});
    return {};
  });
}

bool read_edit(Query& row, Edit& edit) {
  edit.claim_id = row.text(3);
  edit.statement_id = row.text(4);
  edit.text = row.text(5);
  edit.support = row.real(7);
  edit.successor_id = row.text(8);
  edit.topic = row.text(9);
  edit.reason = row.text(10);
  return from_word(row.text(2), edit.kind) && from_word(row.text(6), edit.mode);
}

struct EditPlace {
  std::int64_t edit_id = 0;
  EditBatch* batch = nullptr;
  std::size_t index = 0;
};

// `edits` and `evidence` both come in the order of batch and edit: one walk over both.
Status load_edits(Database& database, Query& edits, Query& evidence, BatchesById& batches) {
  std::vector<EditPlace> places;
  ST_RETURN_IF_ERROR(each_row(edits, [&](Query& row) -> Status {
    const auto found = batches.find(row.integer(1));
    if (found == batches.end()) return out_of_step(database);
    if (!places.empty() && places.back().edit_id >= row.integer(0) &&
        places.back().batch == &found->second.batch) {
      return out_of_step(database);
    }
    std::vector<Edit>& list = found->second.batch.edits;
    if (!read_edit(row, list.emplace_back())) return out_of_step(database);
    places.push_back({row.integer(0), &found->second.batch, list.size() - 1});
    return {};
  }));
  std::size_t at = 0;
  return each_row(evidence, [&](Query& row) -> Status {
    while (at < places.size() && places[at].edit_id != row.integer(0)) ++at;
    if (at == places.size()) return out_of_step(database);
    std::vector<Evidence>& list = places[at].batch->edits[places[at].index].evidence;
    if (row.integer(1) != static_cast<std::int64_t>(list.size())) return out_of_step(database);
    list.push_back(read_evidence(row, 2));
    return {};
  });
}

Status check_fingerprints(Database& database, const BatchesById& batches) {
  for (const auto& [id, loaded] : batches) {
    if (batch_fingerprint(loaded.batch) == loaded.fingerprint && fits_together(loaded.batch)) continue;
    return database.damaged("batch " + std::to_string(id) + " is not what was recorded");
  }
  return {};
}

// The four reads of a set of batches. Each text takes the same parameters and orders by batch.
struct BatchQueries {
  const char* batches;   // batch_id, input_hash, content_hash, day
  const char* claims;    // the columns of claim
  const char* edits;     // the columns of edit
  const char* evidence;  // the columns of evidence
};

constexpr BatchQueries kOneBatch = {
    "SELECT batch_id, input_hash, content_hash, day FROM batch WHERE batch_id = ?1",
    "SELECT * FROM claim WHERE batch_id = ?1 ORDER BY position",
    "SELECT * FROM edit WHERE batch_id = ?1 ORDER BY edit_id",
    "SELECT v.* FROM edit e CROSS JOIN evidence v ON v.edit_id = e.edit_id WHERE e.batch_id = ?1"
    " ORDER BY e.edit_id, v.position"};

constexpr BatchQueries kRange = {
    "SELECT batch_id, input_hash, content_hash, day FROM batch WHERE batch_id BETWEEN ?1 AND ?2 ORDER BY "
    "batch_id",
    "SELECT * FROM claim WHERE batch_id BETWEEN ?1 AND ?2 ORDER BY batch_id, position",
    "SELECT * FROM edit WHERE batch_id BETWEEN ?1 AND ?2 ORDER BY batch_id, edit_id",
    "SELECT v.* FROM edit e CROSS JOIN evidence v ON v.edit_id = e.edit_id WHERE e.batch_id BETWEEN ?1 AND "
    "?2"
    " ORDER BY e.batch_id, e.edit_id, v.position"};

template <typename... Keys>
Result<BatchesById> read_batches(Database& database, const BatchQueries& queries, const Keys&... keys) {
  ST_ASSIGN_OR_RETURN(Query * heads, database.query(queries.batches));
  BatchesById batches;
  ST_RETURN_IF_ERROR(each_row(heads->with(keys...), [&](Query& row) -> Status {
    LoadedBatch loaded;
    loaded.batch.input_hash = row.text(1);
    loaded.fingerprint = row.text(2);
    loaded.batch.day = row.text(3);
    return batches.emplace(row.integer(0), std::move(loaded)).second ? Status{} : out_of_step(database);
  }));
  ST_ASSIGN_OR_RETURN(Query * claims, database.query(queries.claims));
  ST_RETURN_IF_ERROR(load_claims(database, claims->with(keys...), batches));
  ST_ASSIGN_OR_RETURN(Query * edits, database.query(queries.edits));
  ST_ASSIGN_OR_RETURN(Query * evidence, database.query(queries.evidence));
  ST_RETURN_IF_ERROR(load_edits(database, edits->with(keys...), evidence->with(keys...), batches));
  ST_RETURN_IF_ERROR(check_fingerprints(database, batches));
  return batches;
}

// The ids of the run's batches in the order of the run.
Result<std::vector<std::int64_t>> batch_ids(Database& database, RunId run, std::string_view until_day) {
  ST_ASSIGN_OR_RETURN(Query * places, database.query(R"sql(
      SELECT r.position, r.batch_id, ?2 = '' OR b.day <= ?2 FROM run_batch r JOIN batch b ON b.batch_id = r.batch_id
      WHERE r.run_id = ?1 ORDER BY r.position)sql"));
  std::vector<std::int64_t> ids;
  std::int64_t expected = 0;
  ST_RETURN_IF_ERROR(each_row(places->with(run, until_day), [&](Query& row) -> Status {
    if (row.integer(0) != expected++) return out_of_step(database);
    if (row.integer(2) != 0) ids.push_back(row.integer(1));
    return {};
  }));
  return ids;
}

// Quotes that are not the bytes at their span, in the version of the story that the recording run saw.
constexpr const char* kWrongQuotes = R"sql(
  WITH quoted AS (
    SELECT b.batch_id, b.recorded_in, c.story_id, c.field, c.start_byte, c.end_byte, c.quote
    FROM claim c JOIN batch b USING (batch_id)
    UNION ALL
    SELECT b.batch_id, b.recorded_in, v.story_id, v.field, v.start_byte, v.end_byte, v.quote
    FROM evidence v JOIN edit e USING (edit_id) JOIN batch b USING (batch_id))
  SELECT q.batch_id, q.story_id FROM quoted q
  WHERE NOT EXISTS (
    SELECT 1 FROM story_field f
    WHERE f.content_id = (SELECT s.content_id FROM story_version s
                          WHERE s.story_id = q.story_id AND s.run_id <= q.recorded_in
                          ORDER BY s.version_id DESC LIMIT 1)
      AND f.name = q.field
      AND substr(CAST(f.text AS BLOB), q.start_byte + 1, q.end_byte - q.start_byte) = CAST(q.quote AS BLOB))
  LIMIT 1)sql";

}  // namespace

Result<std::optional<EditBatch>> find_batch(Database& database, std::string_view input_hash) {
  ST_ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, find_id(database, input_hash));
  if (!id) return std::optional<EditBatch>();
  ST_ASSIGN_OR_RETURN(BatchesById found, read_batches(database, kOneBatch, *id));
  if (found.size() != 1) return out_of_step(database);
  return std::optional(std::move(found.begin()->second.batch));
}

Status append_batch(Database& database, RunId run, std::int64_t position, const EditBatch& batch,
                    BatchOrigin origin) {
  std::int64_t id = 0;
  if (origin == BatchOrigin::kNew) {
    ST_CHECK_MSG(fits_together(batch), batch.input_hash);
    ST_ASSIGN_OR_RETURN(id, insert_batch(database, run, batch));
  } else {
    ST_ASSIGN_OR_RETURN(const std::optional<std::int64_t> found, find_id(database, batch.input_hash));
    if (!found)
      return database.damaged("the batch " + batch.input_hash + " that is to be reused is not there");
    id = *found;
  }
  ST_ASSIGN_OR_RETURN(Query * place, database.query("INSERT INTO run_batch VALUES (?1, ?2, ?3)"));
  return place->with(run, position, id).run();
}

Result<std::vector<EditBatch>> load_batches(Database& database, RunId run, std::string_view until_day) {
  ST_ASSIGN_OR_RETURN(const std::vector<std::int64_t> ids, batch_ids(database, run, until_day));
  std::vector<EditBatch> batches;
  batches.reserve(ids.size());
  for (const std::int64_t id : ids) {
    ST_ASSIGN_OR_RETURN(BatchesById found, read_batches(database, kOneBatch, id));
    if (found.size() != 1) return out_of_step(database);
    batches.push_back(std::move(found.begin()->second.batch));
  }
  return batches;
}

Status verify_batches(Database& database) {
  constexpr std::int64_t kAtOnce = 1000;
  ST_ASSIGN_OR_RETURN(const std::int64_t last, database.integer("SELECT max(batch_id) FROM batch"));
  for (std::int64_t first = 1; first <= last; first += kAtOnce) {
    auto checked = read_batches(database, kRange, first, first + kAtOnce - 1);
    if (!checked.ok()) return checked.error();
  }
  ST_ASSIGN_OR_RETURN(Query * wrong, database.query(kWrongQuotes));
  return each_row(wrong->with(), [&](Query& row) -> Status {
    return database.damaged("batch " + std::to_string(row.integer(0)) + " quotes story " + row.text(1) +
                            " with words that do not stand there");
  });
}

}  // namespace st::ledger
