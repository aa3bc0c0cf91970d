#include "cli/review_list.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/terminal_text.h"
#include "ledger/basis_hash.h"

namespace st::cli {
namespace {

constexpr const char* kSuspectWhy = "decided, but its evidence has changed since";

using DecisionsById = std::map<std::string, Decision>;

ReviewEntry entry_of(const RecordedStatement& statement, const DecisionsById& decisions) {
  ReviewEntry entry{statement, statement.why, ReviewStatus::kOpen, std::nullopt};
  const auto found = decisions.find(statement.id);
  if (found == decisions.end()) return entry;
  entry.decision = found->second;
  const bool same_basis = found->second.basis_hash == basis_hash(statement.evidence);
  entry.status = same_basis ? ReviewStatus::kDecided : ReviewStatus::kSuspect;
  if (!same_basis) entry.why = entry.why.empty() ? kSuspectWhy : entry.why + "; " + kSuspectWhy;
  return entry;
}

std::string decision_text(const Decision& decision) {
  std::string text = word_for(decision.kind);
  if (decision.kind == DecisionKind::kReword) text += " \"" + terminal_text(decision.text) + "\"";
  if (!decision.note.empty()) text += " (" + terminal_text(decision.note) + ")";
  return text;
}

void append_entry(std::string& out, const ReviewEntry& entry) {
  out += "\n" + terminal_text(entry.statement.id) + "  " + terminal_text(entry.statement.text) + "\n";
  if (!entry.why.empty()) out += "  why: " + terminal_text(entry.why) + "\n";
  for (const Evidence& item : entry.statement.evidence) {
    out += "  " + terminal_text(item.span.story_id) + ", " + terminal_text(item.span.field) + ": \"" +
           terminal_text(item.quote) + "\"\n";
  }
  if (entry.decision) out += "  decided: " + decision_text(*entry.decision) + "\n";
}

nlohmann::ordered_json json_of(const Evidence& item) {
  return {{"story", item.span.story_id},
          {"field", item.span.field},
          {"start", item.span.start},
          {"end", item.span.end},
          {"quote", item.quote}};
}

const char* status_word(ReviewStatus status) {
  switch (status) {
    case ReviewStatus::kOpen:
      return "open";
    case ReviewStatus::kSuspect:
      return "suspect";
    case ReviewStatus::kDecided:
      return "decided";
  }
  return "";
}

nlohmann::ordered_json json_of(const ReviewEntry& entry) {
  nlohmann::ordered_json evidence = nlohmann::ordered_json::array();
  for (const Evidence& item : entry.statement.evidence) evidence.push_back(json_of(item));
  nlohmann::ordered_json out = {{"id", entry.statement.id},
                                {"status", status_word(entry.status)},
                                {"text", entry.statement.text},
                                {"why", entry.why},
                                {"evidence", evidence}};
  if (!entry.decision) return out;
  out["decision"] = {{"kind", word_for(entry.decision->kind)},
                     {"text", entry.decision->text},
                     {"note", entry.decision->note}};
  return out;
}

std::string counted(std::size_t n, const std::string& one, const std::string& many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

}  // namespace

std::size_t ReviewList::count(ReviewStatus status) const {
  return static_cast<std::size_t>(std::count_if(
      entries.begin(), entries.end(), [&](const ReviewEntry& entry) { return entry.status == status; }));
}

std::string word_for(DecisionKind kind) {
  switch (kind) {
    case DecisionKind::kAccept:
      return "accept";
    case DecisionKind::kReject:
      return "reject";
    case DecisionKind::kReword:
      return "reword";
  }
  return "";
}

Result<ReviewList> make_review_list(const Ledger& ledger) {
  ST_ASSIGN_OR_RETURN(const std::vector<Decision> newest, ledger.decisions());
  DecisionsById decisions;
  for (const Decision& decision : newest) decisions.emplace(decision.statement_id, decision);
  ReviewList list;
  ST_ASSIGN_OR_RETURN(const std::vector<RecordedStatement> items, ledger.review_items());
  for (const RecordedStatement& item : items) list.entries.push_back(entry_of(item, decisions));
  ST_ASSIGN_OR_RETURN(const std::vector<RecordedStatement> statements, ledger.statements());
  for (const RecordedStatement& statement : statements) {
    ReviewEntry entry = entry_of(statement, decisions);
    if (entry.status == ReviewStatus::kSuspect) list.entries.push_back(std::move(entry));
  }
  return list;
}

std::string review_text(const ReviewList& list) {
  const std::size_t open = list.count(ReviewStatus::kOpen) + list.count(ReviewStatus::kSuspect);
  std::string out = open == 0
                        ? "Nothing needs review.\n"
                        : counted(open, "statement needs", "statements need") +
                              " review. Decide with --accept ID, --reject ID or --reword ID \"TEXT\".\n";
  for (const ReviewEntry& entry : list.entries) {
    if (entry.status != ReviewStatus::kDecided) append_entry(out, entry);
  }
  const std::size_t decided = list.count(ReviewStatus::kDecided);
  if (decided == 0) return out;
  out += "\n" + counted(decided, "statement is", "statements are") +
         " decided; the next combine applies it.\n";
  for (const ReviewEntry& entry : list.entries) {
    if (entry.status == ReviewStatus::kDecided) append_entry(out, entry);
  }
  return out;
}

std::string review_json(const ReviewList& list) {
  nlohmann::ordered_json items = nlohmann::ordered_json::array();
  for (const ReviewEntry& entry : list.entries) items.push_back(json_of(entry));
  const nlohmann::ordered_json out = {{"items", items}};
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace st::cli
