#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <span>
#include <string>

#include "engine/engine.h"

namespace st::cli {

// How a command that computes with a local model was called.
struct EngineCall {
  EngineOptions engine;
  std::string attention = "flash";
  std::string kv_type = "f16";       // for keys and values
  std::string key_type, value_type;  // where they differ from it
};

// Adds --model, --weights, --random-init, --attention, --kv-type, --key-type, --value-type and --threads.
// `call` must outlive the parser.
void add_engine_options(CLI::App& command, EngineCall& call);

// --threads N, 0 for as many as there are. A number that would bring the machine down is a wrong call.
void add_threads_option(CLI::App& command, std::size_t& threads);

// What keys or values may be kept as; kUsage, with the option's name, for other types.
Result<DType> kv_type(const char* option, const std::string& text);

// Configuration and tokenizer. kUsage for a type or an attention that does not exist.
Result<std::unique_ptr<Engine>> describe_engine(const EngineCall& call);
// The weights, after the plan has been printed to standard error and checked. The prompt, where there is
// one, passed Engine::check_prompt.
Status load_weights(Engine& engine, std::int64_t capacity_tokens,
                    std::span<const std::int32_t> prompt = {});
// The same, and the cache.
Status load_engine(Engine& engine, std::int64_t capacity_tokens, std::span<const std::int32_t> prompt = {});

}  // namespace st::cli
