#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace st::cli {

// A prompt as the user gave it; one of the three.
struct PromptChoice {
  std::optional<std::string> text;
  std::string file, ids;
};

// Adds --prompt, --prompt-file and --ids, of which exactly one must be given.
void add_prompt_options(CLI::App& command, PromptChoice& choice);

// The ids, checked against the engine's vocabulary and context. Errors are kUsage, kInput and, where text
// is given to a model without a tokenizer, kModel.
Result<std::vector<std::int32_t>> prompt_ids(const PromptChoice& choice, const Engine& engine);

// A JSON list as ids for the engine; those beyond its type become -1, which check_prompt refuses.
Result<std::vector<std::int32_t>> engine_ids(const std::string& list);

}  // namespace st::cli
