#include "ledger/decision_table.h"

#include <map>

#include "ledger/names.h"

namespace st::ledger {

Status insert_decision(Database& database, const Decision& decision, std::string_view decided_at) {
  ST_ASSIGN_OR_RETURN(Query * insert,
                      database.query("INSERT INTO decision VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6)"));
  insert->with(decision.statement_id, word_of(decision.kind), decision.text, decision.basis_hash,
               decision.note, decided_at);
  return insert->run();
}

Result<std::vector<RecordedDecision>> load_decisions(Database& database) {
  ST_ASSIGN_OR_RETURN(Query * all, database.query("SELECT * FROM decision ORDER BY decision_id"));
  std::vector<RecordedDecision> decisions;
  std::int64_t last = 0;
  ST_RETURN_IF_ERROR(each_row(all->with(), [&](Query& row) -> Status {
    RecordedDecision recorded;
    Decision& decision = recorded.decision;
    decision.statement_id = row.text(1);
    if (!from_word(row.text(2), decision.kind) || row.integer(0) <= last) {
      return database.damaged("table decision does not fit");
    }
    last = row.integer(0);
    decision.text = row.text(3);
    decision.basis_hash = row.text(4);
    decision.note = row.text(5);
    recorded.decided_at = row.text(6);
    decisions.push_back(std::move(recorded));
    return {};
  }));
  return decisions;
}

std::vector<Decision> newest_decisions(const std::vector<RecordedDecision>& all) {
  std::map<std::string, const Decision*> newest;
  for (const RecordedDecision& recorded : all) newest[recorded.decision.statement_id] = &recorded.decision;
  std::vector<Decision> decisions;
  for (const auto& [id, decision] : newest) decisions.push_back(*decision);
  return decisions;
}

}  // namespace st::ledger
