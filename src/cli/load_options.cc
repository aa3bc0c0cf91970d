#include "cli/load_options.h"

#include <charconv>
#include <string>

#include "weights/quantize.h"

namespace st::cli {
namespace {

std::string type_names() {
  std::string names;
  for (const DType type : quantize_types()) names += (names.empty() ? "" : ", ") + std::string(name(type));
  return names;
}

void set_type(model::LoadOptions& options, const std::string& text) {
  for (const DType type : quantize_types()) {
    if (name(type) == text) options.matrix_type = type;
  }
  if (!options.matrix_type)
    throw CLI::ValidationError("--weights",
                               "'" + text + "' is no type that can be written; use " + type_names());
}

void set_seed(model::LoadOptions& options, const std::string& text) {
  model::RandomWeights random;
  const char* end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, random.seed);
  if (!text.empty() && (failed != std::errc() || stop != end))
    throw CLI::ValidationError("--random-init", "'" + text + "' is no seed; expected a whole number");
  options.random = random;
}

}  // namespace

void add_load_options(CLI::App& command, model::LoadOptions& options) {
  command.add_option_function<std::string>(
      "--weights", [&options](const std::string& text) { set_type(options, text); },
      "Bring the matrices to this type when loading: " + type_names());
  command
      .add_option_function<std::string>(
          "--random-init", [&options](const std::string& text) { set_seed(options, text); },
          "Read no weights: draw them for the configuration (a folder with config.json, or such a file) "
          "from "
          "this seed")
      ->expected(0, 1)
      ->type_name("[SEED]");
}

}  // namespace st::cli
