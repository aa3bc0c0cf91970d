#include <algorithm>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/exit_codes.h"
#include "cli/progress.h"
#include "cli/prompt_ids.h"
#include "engine/session.h"
#include "weights/output_file.h"

namespace st::cli {
namespace {

struct LogitsOptions {
  EngineCall engine;
  std::string ids, out;
};

Status write_rows(Engine& engine, const std::vector<std::int32_t>& prompt, OutputFile& file) {
  ProgressBar bar("computing logits");
  Session session(engine);
  session.begin_afresh(prompt);
  return session.prefill_rows(
      [&](std::span<const float> rows) {
        return file.append({reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(float)});
      },
      bar.listener());
}

Result<int> logits(const LogitsOptions& options) {
  ST_ASSIGN_OR_RETURN(const std::vector<std::int32_t> prompt, engine_ids(options.ids));
  ST_ASSIGN_OR_RETURN(const std::unique_ptr<Engine> engine, describe_engine(options.engine));
  ST_RETURN_IF_ERROR(engine->check_prompt(prompt));
  ST_RETURN_IF_ERROR(load_engine(*engine, static_cast<std::int64_t>(prompt.size()), prompt));
  const auto n_bytes = prompt.size() * static_cast<std::size_t>(engine->n_vocab()) * sizeof(float);
  ST_ASSIGN_OR_RETURN(OutputFile file, OutputFile::create(options.out, n_bytes));
  ST_RETURN_IF_ERROR(write_rows(*engine, prompt, file));
  ST_RETURN_IF_ERROR(file.commit());
  return kExitDone;
}

}  // namespace

void add_logits_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<LogitsOptions>();
  options->engine.kv_type = "f32";  // to compare with: nothing is rounded
  options->engine.engine.every_tokens_logits = true;
  CLI::App* command = app.add_subcommand("logits", "Write what a local model says about every next token");
  command->footer(
      "Writes little-endian f32, a row for each id: [n_tokens, n_vocab]. Keys and values are kept in "
      "f32 unless --kv-type says otherwise.\n\n"
      "Example:\n  storytransformer logits --model model.gguf --ids \"[1, 403, 407]\" --out logits.f32");
  add_engine_options(*command, options->engine);
  command->add_option("--ids", options->ids, "A JSON list of token ids")->required();
  command->add_option("--out", options->out, "The file to write")->required();
  command->callback([options, &chosen] { chosen.run = [options] { return logits(*options); }; });
}

}  // namespace st::cli
