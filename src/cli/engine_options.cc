#include "cli/engine_options.h"

#include <fmt/format.h>

#include <cstdio>

#include "cli/load_options.h"
#include "cli/progress.h"
#include "kernels/attention/kv_view.h"

namespace st::cli {

Result<DType> kv_type(const char* option, const std::string& text) {
  const std::optional<DType> found = find_dtype(text);
  if (found && kernels::is_kv_type(*found)) return *found;
  return usage_error(fmt::format("{} '{}': expected f32, f16, bf16, q8_0 or q4_0", option, text));
}

void add_engine_options(CLI::App& command, EngineCall& call) {
  command.add_option("--model", call.engine.model, "A GGUF file or a model folder")->required();
  add_load_options(command, call.engine.load);
  command
      .add_option("--attention", call.attention,
                  "flash, or naive: the plain form that stores its scores, to compare with")
      ->capture_default_str();
  command.add_option("--kv-type", call.kv_type, "How keys and values are kept: f32, f16, bf16, q8_0, q4_0")
      ->capture_default_str();
  command.add_option("--key-type", call.key_type, "The same for the keys alone");
  command.add_option("--value-type", call.value_type, "The same for the values alone");
  add_threads_option(command, call.engine.threads);
}

void add_threads_option(CLI::App& command, std::size_t& threads) {
  command.add_option("--threads", threads, "0: as many as there are")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
}

Result<std::unique_ptr<Engine>> describe_engine(const EngineCall& call) {
  EngineOptions options = call.engine;
  ST_ASSIGN_OR_RETURN(options.key_type, kv_type("--kv-type", call.kv_type));
  options.value_type = options.key_type;
  if (!call.key_type.empty()) {
    ST_ASSIGN_OR_RETURN(options.key_type, kv_type("--key-type", call.key_type));
  }
  if (!call.value_type.empty()) {
    ST_ASSIGN_OR_RETURN(options.value_type, kv_type("--value-type", call.value_type));
  }
  options.naive_attention = call.attention == "naive";
  if (!options.naive_attention && call.attention != "flash")
    return usage_error(fmt::format("--attention '{}': expected flash or naive", call.attention));
  return Engine::describe(std::move(options));
}

Status load_weights(Engine& engine, std::int64_t capacity_tokens, std::span<const std::int32_t> prompt) {
  fmt::print(stderr, "memory: {}\n", engine.plan(capacity_tokens, prompt).text());
  ST_RETURN_IF_ERROR(engine.check_plan(capacity_tokens));
  {
    ProgressBar bar("loading the model");
    ST_RETURN_IF_ERROR(engine.load(bar.listener()));
  }
  for (const std::string& note : engine.decoder().load_notes()) fmt::print(stderr, "note: {}\n", note);
  return {};
}

Status load_engine(Engine& engine, std::int64_t capacity_tokens, std::span<const std::int32_t> prompt) {
  ST_RETURN_IF_ERROR(load_weights(engine, capacity_tokens, prompt));
  return engine.reserve(capacity_tokens);
}

}  // namespace st::cli
