#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "base/memory.h"
#include "base/parallel.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/progress.h"
#include "weights/quantize.h"

namespace st::cli {
namespace {

struct QuantizeOptions {
  std::string input;
  std::string output;
  std::string type;
  std::size_t jobs = default_job_count();
};

std::string type_list() {
  std::string list;
  for (const DType type : quantize_types()) list += (list.empty() ? "" : ", ") + std::string(name(type));
  return list;
}

Result<DType> wanted_type(const std::string& text) {
  const std::optional<DType> dtype = find_dtype(text);
  for (const DType type : quantize_types()) {
    if (dtype == type) return type;
  }
  return usage_error("--type: '" + text + "' is none of " + type_list());
}

// Writing over the file that is mapped for reading would pull it away from under the reader.
Status check_output(const QuantizeOptions& options) {
  std::error_code ignored;
  if (!std::filesystem::equivalent(options.input, options.output, ignored)) return {};
  return usage_error(options.output + ": is the input itself; name another file");
}

Result<int> quantize(const QuantizeOptions& options) {
  ST_ASSIGN_OR_RETURN(const DType type, wanted_type(options.type));
  ST_RETURN_IF_ERROR(check_output(options));
  ST_ASSIGN_OR_RETURN(const WeightStore store, WeightStore::open(options.input));
  ST_ASSIGN_OR_RETURN(const QuantizePlan plan, plan_quantize(store, type));
  for (const std::string& note : plan.notes) fmt::print(stderr, "note: {}\n", note);
  {
    ProgressBar bar("quantising");
    ST_RETURN_IF_ERROR(write_quantized(plan, options.output, options.jobs, bar.listener()));
  }
  std::uint64_t before = 0, weights = 0;
  for (const OutputTensor& tensor : plan.tensors) {
    before += tensor.source.byte_count();
    weights += byte_count(tensor.dtype, tensor.shape.element_count()).value_or(0);
  }
  const std::uint64_t after = plan.header.file_bytes();
  fmt::print("{}: {} tensors, {} from {}, {:.2f} bits a parameter\n", options.output, plan.tensors.size(),
             byte_text(after), byte_text(before),
             8.0 * static_cast<double>(weights) / static_cast<double>(plan.elements));
  return kExitDone;
}

}  // namespace

void add_quantize_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<QuantizeOptions>();
  CLI::App* command = app.add_subcommand("quantize", "Write a model as a GGUF file at another precision");
  command->footer(
      "Vectors and norms stay f32; rows that are no whole blocks of the type fall back to q8_0 or f16, and "
      "a\n"
      "line says so. The file appears whole or not at all.\n\n"
      "Example:\n  storytransformer quantize model.gguf model-q4_k.gguf --type q4_k");
  command
      ->add_option("input", options->input,
                   "A .gguf file, or a folder with safetensors of a Llama-like model")
      ->required();
  command->add_option("output", options->output, "The .gguf file to write")->required();
  command->add_option("--type", options->type, type_list())->required();
  command->add_option("--jobs", options->jobs, "Threads; the file is the same on any number")
      ->check(CLI::Range(1, 1024));
  command->callback([options, &chosen] { chosen.run = [options] { return quantize(*options); }; });
}

}  // namespace st::cli
