#pragma once

#include <CLI/CLI.hpp>
#include <memory>
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

// Configuration and tokenizer. kUsage for a type or an attention that does not exist.
Result<std::unique_ptr<Engine>> describe_engine(const EngineCall& call);
// The weights and the cache, after the plan has been printed to standard error and checked.
Status load_engine(Engine& engine, std::int64_t capacity_tokens);

}  // namespace st::cli
