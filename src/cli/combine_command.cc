#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/parallel.h"
#include "cli/combine_summary.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/day_option.h"
#include "cli/exit_codes.h"
#include "cli/import_notes.h"
#include "cli/progress.h"
#include "cli/text_model_choice.h"
#include "combine/pipeline.h"
#include "import/importer.h"
#include "ledger/ledger.h"
#include "render/html.h"
#include "render/json.h"
#include "render/markdown.h"

namespace st::cli {
namespace {

struct CombineCall {
  std::vector<std::string> inputs;
  std::string out;
  std::string project;
  std::string format;
  combine::CombineOptions options;
  TextModelChoice model;
  bool json = false;
};

Status make_folder(const std::string& path) {
  std::error_code code;
  std::filesystem::create_directories(path, code);
  if (code) return usage_error(path + ": can't be made a folder: " + code.message());
  return {};
}

Result<Ledger> open_ledger(const std::string& project) {
  return project.empty() ? Ledger::temporary() : Ledger::open(project);
}

// What could not be read stands in the document too, so that nobody takes it for complete.
void add_unreadable(const ImportResult& imported, Document& document) {
  for (const Unreadable& item : imported.unreadable) {
    document.set_aside.push_back({item.file + ":" + std::to_string(item.line), "unreadable", item.what});
  }
}

Status write_report(const std::string& folder, const Document& document,
                    const std::vector<Story>& stories) {
  const std::string json = render_json(document);
  const std::string markdown = render_markdown(document, stories);
  const std::string html = render_html(document, stories);
  return write_files(
      {{folder + "/state.json", json}, {folder + "/state.md", markdown}, {folder + "/state.html", html}});
}

Result<int> run_combine(const CombineCall& call) {
  ST_ASSIGN_OR_RETURN(const std::unique_ptr<TextModel> model, open_text_model(call.model));
  combine::CombineOptions options = call.options;
  options.model.model = model.get();
  ST_RETURN_IF_ERROR(make_folder(call.out));
  ImportOptions import_options;
  import_options.format = call.format;
  import_options.jobs = call.options.jobs;
  ST_ASSIGN_OR_RETURN(const ImportResult imported, import_stories(call.inputs, import_options));
  tell_import(imported);
  ST_ASSIGN_OR_RETURN(Ledger ledger, open_ledger(call.project));
  std::optional<combine::Combined> combined;
  {
    ProgressBar bar("combining");
    ST_ASSIGN_OR_RETURN(combined, combine::combine(imported.stories, options, ledger, bar.listener()));
  }
  add_unreadable(imported, combined->document);
  ST_RETURN_IF_ERROR(write_report(call.out, combined->document, imported.stories));
  const std::string summary = call.json ? summary_json(*combined, imported.unreadable.size(), call.out)
                                        : summary_text(*combined, imported.unreadable.size(), call.out);
  fmt::print("{}", summary);
  const bool for_a_person = !combined->document.needs_review.empty() || !imported.unreadable.empty();
  return for_a_person ? kExitNeedsReview : kExitDone;
}

void add_model_options(CLI::App& command, CombineCall& call) {
  combine::ModelOptions& model = call.options.model;
  add_text_model_options(command, call.model);
  command
      .add_option(
          "--window-tokens", model.window_tokens,
          "Tokens of one call to the model, prompt and answer (8192 to 32768 serve most models best)")
      ->check(CLI::Range(1024, 1 << 20));
  command.add_option("--rounds", model.rounds, "How often each batch is put to the model, at most")
      ->check(CLI::Range(1, 10));
  command.add_option("--seed", model.seed, "Seed of the model's sampler and of the audit's sample");
  command.add_option("--temperature", model.temperature, "0 (the default): the same answers every time")
      ->check(CLI::Range(0.0, 2.0));
  command
      .add_option("--audit", model.audit_claims,
                  "Claims that the model was not asked about, put to it afterwards as a sample; 0: none")
      ->check(CLI::Range(0, 10'000));
  command.add_flag("--phrase-sections", model.phrase_sections,
                   "Let the model give sections a title and an introduction");
}

}  // namespace

void add_combine_command(CLI::App& app, ChosenCommand& chosen) {
  auto call = std::make_shared<CombineCall>();
  CLI::App* command =
      app.add_subcommand("combine", "Combine stories, oldest to newest, into what the system does today");
  command->footer(
      "Reads Azure DevOps, Jira, GitHub and GitLab exports (CSV, JSON), Markdown folders, JSONL and plain "
      "text, told\n"
      "apart by their content, and writes state.json, state.md and state.html.\n\n"
      "Examples:\n"
      "  storytransformer combine stories.csv --out state\n"
      "  storytransformer combine jira.csv wiki/ --out state --project team.db     the next run does only "
      "what is new\n"
      "  storytransformer combine stories.csv --out march --as-of 2024-03-31       the state on that day\n"
      "  storytransformer combine stories.csv --out payments --topic \"refund payment invoice\"\n"
      "  storytransformer combine stories.csv --out state --model model.gguf       a local model decides "
      "what the rules are unsure of\n"
      "  storytransformer combine stories.csv --out state --llm http://127.0.0.1:8000");
  command->add_option("input", call->inputs, "Files and folders with stories")->required();
  command->add_option("--out", call->out, "Folder for the report; made where it is not there")->required();
  command->add_option("--project", call->project,
                      "A file that keeps the work, so that the next run is incremental");
  command
      ->add_option("--as-of", call->options.as_of, "The state on that day (YYYY-MM-DD) instead of today's")
      ->check(check_day);
  command->add_flag("--include-open", call->options.include_open,
                    "Take stories that are not done yet as done");
  command->add_option("--topic", call->options.topic, "Words: stories that use none of them are set aside");
  command->add_option("--format", call->format,
                      "Read every input as this format instead of looking at its content");
  command->add_option("--jobs", call->options.jobs, "Threads; the result is the same on any number")
      ->check(CLI::Range(1, 1024));
  add_model_options(*command, *call);
  command->add_flag("--json", call->json, "Print the summary as one JSON object");
  command->callback([call, &chosen] { chosen.run = [call] { return run_combine(*call); }; });
}

}  // namespace st::cli
