#include "cli/text_model_choice.h"

#include "engine/local_text_model.h"
#include "remote/remote_text_model.h"

namespace st::cli {
namespace {

Status check_options(const TextModelChoice& choice) {
  if (!choice.llm.empty() && !choice.model.empty())
    return usage_error("--model and --llm: only one model can be asked");
  if (!choice.llm.empty()) return {};
  const bool without_server =
      !choice.llm_model.empty() || !choice.llm_key_file.empty() || !choice.llm_ca_file.empty();
  if (without_server)
    return usage_error("--llm-model, --llm-key-file and --llm-ca-file need a server; add --llm URL");
  return {};
}

Result<std::unique_ptr<TextModel>> open_server(const TextModelChoice& choice) {
  ST_ASSIGN_OR_RETURN(const remote::ServerAddress address,
                      remote::parse_server_address(choice.llm, choice.allow_remote));
  remote::RemoteOptions options;
  options.address = address;
  options.model = choice.llm_model;
  ST_ASSIGN_OR_RETURN(options.key, remote::find_api_key(choice.llm_key_file));
  options.ca_file = choice.llm_ca_file;
  options.context_tokens = choice.llm_context_tokens;
  options.limits.first_byte_ms = static_cast<long>(choice.llm_timeout_seconds) * 1000;
  options.limits.total_ms = 6 * options.limits.first_byte_ms;
  return remote::RemoteTextModel::open(std::move(options));
}

Result<std::unique_ptr<TextModel>> open_local(const TextModelChoice& choice) {
  EngineOptions options;
  options.model = choice.model;
  options.threads = choice.model_threads;
  ST_ASSIGN_OR_RETURN(std::unique_ptr<LocalTextModel> model,
                      LocalTextModel::open(std::move(options), choice.model_context_tokens));
  return std::unique_ptr<TextModel>(std::move(model));
}

}  // namespace

void add_text_model_options(CLI::App& command, TextModelChoice& choice) {
  command.add_option("--model", choice.model,
                     "Ask a model on this machine: a GGUF file, or a folder with a checkpoint");
  command.add_option("--model-threads", choice.model_threads, "Threads for the model; 0: all");
  command.add_option("--model-context", choice.model_context_tokens,
                     "Window in tokens to reserve; 0: what fits");
  command.add_option("--llm", choice.llm,
                     "Ask the model of a server that speaks the OpenAI API, at this address");
  command.add_option("--llm-model", choice.llm_model,
                     "The model's name on the server; needed where it has several");
  command.add_option("--llm-key-file", choice.llm_key_file,
                     "A file with the server's key; else the variable STORYTRANSFORMER_LLM_KEY");
  command.add_option("--llm-ca-file", choice.llm_ca_file, "Certificates (PEM) to trust the server by");
  command.add_option("--llm-context", choice.llm_context_tokens,
                     "The model's window in tokens, where the server does not say");
  command.add_option("--llm-timeout", choice.llm_timeout_seconds, "Seconds to wait for an answer to begin")
      ->check(CLI::Range(1, 86'400));
  command.add_flag("--allow-remote", choice.allow_remote, "Allow an address that is not this machine");
}

Result<std::unique_ptr<TextModel>> open_text_model(const TextModelChoice& choice) {
  ST_RETURN_IF_ERROR(check_options(choice));
  if (!choice.model.empty()) return open_local(choice);
  if (!choice.llm.empty()) return open_server(choice);
  return std::unique_ptr<TextModel>();
}

}  // namespace st::cli
