#include <fmt/format.h>

#include <memory>
#include <string>

#include "ask/answer.h"
#include "ask/phrase.h"
#include "cli/ask_report.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/day_option.h"
#include "cli/exit_codes.h"
#include "cli/text_model_choice.h"
#include "ledger/ledger.h"

namespace st::cli {
namespace {

struct AskCall {
  std::string question;
  std::string project;
  std::string as_of;
  ask::AnswerOptions options;
  TextModelChoice model;
  bool json = false;
};

Result<int> run_ask(const AskCall& call) {
  ST_ASSIGN_OR_RETURN(const Ledger ledger, Ledger::open(call.project, Ledger::Access::kRead));
  ST_ASSIGN_OR_RETURN(const std::vector<ask::Candidate> candidates, ask::candidates_of(ledger, call.as_of));
  ask::Answer answer = ask::find_answer(call.question, candidates, call.options);
  if (answer.said()) {
    ST_ASSIGN_OR_RETURN(const std::unique_ptr<TextModel> model, open_text_model(call.model));
    if (model != nullptr) {
      ST_ASSIGN_OR_RETURN(answer, ask::phrase(call.question, std::move(answer), *model));
    }
  }
  fmt::print("{}", call.json ? answer_json(call.question, call.as_of, answer) : answer_text(answer));
  return kExitDone;
}

}  // namespace

void add_ask_command(CLI::App& app, ChosenCommand& chosen) {
  auto call = std::make_shared<AskCall>();
  CLI::App* command =
      app.add_subcommand("ask", "Answer a question with statements in force and what they rest on");
  command->footer(
      "Answers out of the project file that `combine --project` keeps, or says that the stories do not "
      "say.\n\n"
      "Examples:\n"
      "  storytransformer ask \"Until when can patients cancel?\" --project team.db\n"
      "  storytransformer ask \"How are reminders sent?\" --project team.db --as-of 2023-12-31\n"
      "  storytransformer ask \"Who approves refunds?\" --project team.db --llm http://127.0.0.1:8000");
  command->add_option("question", call->question, "The question, in quotes")->required();
  command->add_option("--project", call->project, "The project file")->required();
  command->add_option("--as-of", call->as_of, "What held on that day (YYYY-MM-DD) instead of today")
      ->check(check_day);
  command->add_option("--most", call->options.most_statements, "Statements in the answer, at most")
      ->check(CLI::Range(1, 50));
  add_text_model_options(*command, call->model);
  command->add_flag("--json", call->json, "Print one JSON object");
  command->callback([call, &chosen] { chosen.run = [call] { return run_ask(*call); }; });
}

}  // namespace st::cli
