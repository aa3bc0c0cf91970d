#include <cstdio>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/inspect_report.h"

namespace st::cli {
namespace {

struct InspectOptions {
  std::string path;
  bool json = false;
};

Result<int> inspect(const InspectOptions& options) {
  ST_ASSIGN_OR_RETURN(const Inspection inspection, inspect_checkpoint(options.path));
  const std::string text = options.json ? inspection_json(inspection) : inspection_text(inspection);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return kExitDone;
}

}  // namespace

void add_inspect_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<InspectOptions>();
  CLI::App* command = app.add_subcommand(
      "inspect",
      "Print a checkpoint's architecture, tensors and vocabulary, and what it needs to run here");
  command->footer(
      "Reads the headers only, so a file of any size is told about at once.\n\n"
      "Example:\n  storytransformer inspect model.gguf");
  command
      ->add_option("model", options->path,
                   "A .gguf or .safetensors file, an index of shards, or a model folder")
      ->required();
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options, &chosen] { chosen.run = [options] { return inspect(*options); }; });
}

}  // namespace st::cli
