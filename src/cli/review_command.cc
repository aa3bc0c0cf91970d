#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/review_list.h"
#include "cli/terminal_text.h"
#include "language/sentences.h"
#include "ledger/basis_hash.h"
#include "ledger/ledger.h"

namespace st::cli {
namespace {

constexpr std::size_t kMaxStatementWords = 60;  // the contract of a statement
constexpr std::size_t kMaxStatementSentences = 2;

struct ReviewOptions {
  std::string project;
  std::vector<std::string> accept;
  std::vector<std::string> reject;
  std::vector<std::pair<std::string, std::string>> reword;
  std::string note;
  bool list = false;
  bool json = false;
};

std::vector<Decision> asked_for(const ReviewOptions& options) {
  std::vector<Decision> decisions;
  for (const std::string& id : options.accept)
    decisions.push_back({id, DecisionKind::kAccept, "", "", options.note});
  for (const std::string& id : options.reject)
    decisions.push_back({id, DecisionKind::kReject, "", "", options.note});
  for (const auto& [id, text] : options.reword) {
    decisions.push_back({id, DecisionKind::kReword, text, "", options.note});
  }
  return decisions;
}

Status check_wording(const Decision& decision) {
  const std::size_t words = count_words(decision.text);
  const std::size_t sentences = split_sentences(decision.text).size();
  if (words > 0 && words <= kMaxStatementWords && sentences <= kMaxStatementSentences) return {};
  return usage_error("--reword " + decision.statement_id + ": the text has " + std::to_string(words) +
                     " words in " + std::to_string(sentences) + " sentences; expected 1 to " +
                     std::to_string(kMaxStatementWords) + " words in at most " +
                     std::to_string(kMaxStatementSentences) + " sentences");
}

Status check_once(const std::vector<Decision>& decisions) {
  std::vector<std::string> ids;
  for (const Decision& decision : decisions) ids.push_back(decision.statement_id);
  std::sort(ids.begin(), ids.end());
  const auto twice = std::adjacent_find(ids.begin(), ids.end());
  if (twice == ids.end()) return {};
  return usage_error("review: " + *twice + " is decided twice in one call; expected each id once");
}

// What each statement of the last run rests on. One that a person rejected is in no list any more: it keeps
// the basis of that decision, so that the rejection can be taken back.
Result<std::vector<std::pair<std::string, std::string>>> bases(const Ledger& ledger) {
  std::vector<std::pair<std::string, std::string>> known;
  ST_ASSIGN_OR_RETURN(const std::vector<RecordedStatement> items, ledger.review_items());
  ST_ASSIGN_OR_RETURN(const std::vector<RecordedStatement> statements, ledger.statements());
  ST_ASSIGN_OR_RETURN(const std::vector<Decision> decisions, ledger.decisions());
  for (const auto* list : {&items, &statements}) {
    for (const RecordedStatement& statement : *list)
      known.emplace_back(statement.id, basis_hash(statement.evidence));
  }
  for (const Decision& decision : decisions) known.emplace_back(decision.statement_id, decision.basis_hash);
  return known;
}

Status find_basis(const ReviewOptions& options,
                  const std::vector<std::pair<std::string, std::string>>& known, Decision& decision) {
  const auto found = std::find_if(known.begin(), known.end(),
                                  [&](const auto& one) { return one.first == decision.statement_id; });
  if (found == known.end()) {
    return usage_error(options.project + ": has no statement " + decision.statement_id +
                       " in its last run; see storytransformer review --project " + options.project);
  }
  decision.basis_hash = found->second;
  return {};
}

// Everything is checked before anything is recorded.
Result<std::vector<Decision>> checked_decisions(const ReviewOptions& options, const Ledger& ledger) {
  std::vector<Decision> decisions = asked_for(options);
  ST_RETURN_IF_ERROR(check_once(decisions));
  ST_ASSIGN_OR_RETURN(const auto known, bases(ledger));
  for (Decision& decision : decisions) {
    if (decision.kind == DecisionKind::kReword) ST_RETURN_IF_ERROR(check_wording(decision));
    ST_RETURN_IF_ERROR(find_basis(options, known, decision));
  }
  return decisions;
}

void print_decisions(const std::vector<Decision>& decisions, bool json) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const Decision& decision : decisions) {
    const std::string word = word_for(decision.kind);
    out.push_back(
        {{"id", decision.statement_id}, {"kind", word}, {"text", decision.text}, {"note", decision.note}});
    if (!json)
      std::printf("%s: %s, recorded\n", terminal_text(decision.statement_id).c_str(), word.c_str());
  }
  const nlohmann::ordered_json all = {{"recorded", out}};
  const auto replace = nlohmann::ordered_json::error_handler_t::replace;
  if (json) std::printf("%s\n", all.dump(-1, ' ', false, replace).c_str());
  if (!json) std::printf("The next combine with this --project applies what was decided.\n");
}

Result<int> record(const ReviewOptions& options) {
  // A name that is mistyped must not make a ledger: it is opened for reading first.
  ST_ASSIGN_OR_RETURN(const Ledger reader, Ledger::open(options.project, Ledger::Access::kRead));
  ST_ASSIGN_OR_RETURN(const std::vector<Decision> decisions, checked_decisions(options, reader));
  ST_ASSIGN_OR_RETURN(Ledger ledger, Ledger::open(options.project));
  for (const Decision& decision : decisions) ST_RETURN_IF_ERROR(ledger.decide(decision));
  print_decisions(decisions, options.json);
  return kExitDone;
}

Result<int> list(const ReviewOptions& options) {
  if (!options.note.empty()) return usage_error("--note: goes with --accept, --reject or --reword");
  ST_ASSIGN_OR_RETURN(const Ledger ledger, Ledger::open(options.project, Ledger::Access::kRead));
  ST_ASSIGN_OR_RETURN(const std::optional<RunId> run, ledger.last_finished_run());
  if (!run) return input_error(options.project + ": holds no finished run; run combine --project first");
  ST_ASSIGN_OR_RETURN(const ReviewList found, make_review_list(ledger));
  const std::string text = options.json ? review_json(found) : review_text(found);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return found.needs_a_person() ? kExitNeedsReview : kExitDone;
}

}  // namespace

void add_review_command(CLI::App& app, ChosenCommand& chosen) {
  CLI::App* command =
      app.add_subcommand("review", "Lists what needs a person's eye, and records what the person decides");
  auto options = std::make_shared<ReviewOptions>();
  command->add_option("--project", options->project, "The file that combine --project wrote")->required();
  command->add_flag("--list", options->list,
                    "List what needs review (also without it, where nothing is decided)");
  command->add_option("--accept", options->accept, "Take the statement as it is");
  command->add_option("--reject", options->reject, "Take the statement out");
  command->add_option("--reword", options->reword, "Say it in these words: ID \"TEXT\"");
  command->add_option("--note", options->note, "Why, kept with the decisions of this call");
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(
      "Decisions are kept in the project file and survive later runs. Where the evidence behind one "
      "changes, the\n"
      "statement comes back as suspect. Exit code 1: something needs review.\n\nExample:\n"
      "  storytransformer review --project backlog.db\n"
      "  storytransformer review --project backlog.db --accept S-1a2b3c4d --note \"agreed in planning\"");
  command->callback([options, &chosen] {
    chosen.run = [options]() -> Result<int> {
      const bool decides = !options->accept.empty() || !options->reject.empty() || !options->reword.empty();
      if (decides && options->list)
        return usage_error("--list: does not go with --accept, --reject or --reword");
      return decides ? record(*options) : list(*options);
    };
  });
}

}  // namespace st::cli
