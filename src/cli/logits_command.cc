#include <algorithm>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/load_options.h"
#include "cli/model_session.h"
#include "cli/progress.h"
#include "cli/tokenize_json.h"
#include "weights/output_file.h"

namespace st::cli {
namespace {

struct LogitsOptions {
  SessionOptions session;
  std::string ids, out;
};

Status write_rows(ModelSession& session, std::span<const std::int32_t> prompt, OutputFile& file) {
  ProgressBar bar("computing logits");
  const Progress progress = bar.listener();
  std::vector<float> rows;
  for (std::size_t at = 0; at < prompt.size(); at += ModelSession::kChunkTokens) {
    const std::size_t n = std::min(ModelSession::kChunkTokens, prompt.size() - at);
    rows.resize(n * static_cast<std::size_t>(session.n_vocab()));
    ST_RETURN_IF_ERROR(session.run(prompt.subspan(at, n), model::LogitsOf::kEveryToken, rows));
    ST_RETURN_IF_ERROR(
        file.append({reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(float)}));
    report_progress(progress, at + n, prompt.size());
  }
  return {};
}

Result<int> logits(const LogitsOptions& options) {
  ST_ASSIGN_OR_RETURN(const std::vector<TokenId> ids, parse_id_list(options.ids, "--ids"));
  std::vector<std::int32_t> prompt;
  for (const TokenId id : ids) prompt.push_back(id > 0x7FFFFFFF ? -1 : static_cast<std::int32_t>(id));
  ST_ASSIGN_OR_RETURN(ModelSession session, open_session(options.session));
  ST_RETURN_IF_ERROR(session.check_prompt(prompt));
  ST_RETURN_IF_ERROR(session.reserve(static_cast<std::int64_t>(prompt.size())));
  const auto n_bytes = prompt.size() * static_cast<std::size_t>(session.n_vocab()) * sizeof(float);
  ST_ASSIGN_OR_RETURN(OutputFile file, OutputFile::create(options.out, n_bytes));
  ST_RETURN_IF_ERROR(write_rows(session, prompt, file));
  ST_RETURN_IF_ERROR(file.commit());
  return kExitDone;
}

}  // namespace

void add_logits_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<LogitsOptions>();
  options->session.kv_type = DType::kF32;  // to compare with: nothing is rounded
  CLI::App* command = app.add_subcommand("logits", "Write what a local model says about every next token");
  command->footer(
      "Writes little-endian f32, a row for each id: [n_tokens, n_vocab]. Keys and values are kept in "
      "f32.\n\n"
      "Example:\n  storytransformer logits --model model.gguf --ids \"[1, 403, 407]\" --out logits.f32");
  command->add_option("--model", options->session.model, "A GGUF file or a model folder")->required();
  add_load_options(*command, options->session.load);
  command->add_option("--ids", options->ids, "A JSON list of token ids")->required();
  command->add_option("--out", options->out, "The file to write")->required();
  command->add_option("--threads", options->session.threads, "0: as many as there are")
      ->capture_default_str();
  command->callback([options, &chosen] { chosen.run = [options] { return logits(*options); }; });
}

}  // namespace st::cli
