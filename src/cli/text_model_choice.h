#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <memory>
#include <string>

#include "base/result.h"
#include "lm/text_model.h"

namespace st::cli {

// Which model a command is to ask, as its options name it.
struct TextModelChoice {
  std::string model;                     // a checkpoint on this machine: a GGUF file or a folder
  std::size_t model_threads = 0;         // 0: as many as this process may use
  std::size_t model_context_tokens = 0;  // 0: the model's own, as far as it fits
  std::string llm;                       // the address of a server that speaks the OpenAI API
  std::string llm_model;                 // its name there; empty: the only one it offers
  std::string llm_key_file;
  std::string llm_ca_file;
  std::size_t llm_context_tokens = 0;     // 0: what the server says
  std::size_t llm_timeout_seconds = 600;  // to an answer's first byte
  bool allow_remote = false;

  bool chosen() const { return !llm.empty() || !model.empty(); }
};

// Adds --model, --model-threads, --model-context, --llm, --llm-model, --llm-key-file, --llm-ca-file,
// --llm-context, --llm-timeout and --allow-remote.
void add_text_model_options(CLI::App& command, TextModelChoice& choice);

// The model, ready to be asked; null where none is chosen. kUsage for a call that contradicts itself or an
// address that is not allowed, kModel where the model can't be used.
Result<std::unique_ptr<TextModel>> open_text_model(const TextModelChoice& choice);

}  // namespace st::cli
