#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/input_lines.h"
#include "cli/text_model_choice.h"
#include "cli/tokenize_json.h"

namespace st::cli {
namespace {

struct EmbedOptions {
  TextModelChoice choice;
  std::string text;
  bool jsonl = false;
};

Status print_embedding(TextModel& model, const std::string& text) {
  ST_ASSIGN_OR_RETURN(const auto vectors, model.embed({text}));
  const nlohmann::json object = {{"embedding", vectors.front()}};
  const std::string line = object.dump() + "\n";
  std::fwrite(line.data(), 1, line.size(), stdout);
  return {};
}

// A line at a time, so that what goes in can wait for what comes out.
Status embed_lines(TextModel& model) {
  return each_input_line([&](const std::string& line, const std::string& where) -> Status {
    ST_ASSIGN_OR_RETURN(const TokenizeLine parsed, parse_tokenize_line(line, where));
    if (parsed.pair) return input_error(where + ": has a pair; expected one text");
    if (const Status done = print_embedding(model, parsed.text); !done.ok()) return done.error().in(where);
    std::fflush(stdout);
    return {};
  });
}

Result<int> embed(const EmbedOptions& options) {
  ST_ASSIGN_OR_RETURN(const std::unique_ptr<TextModel> model, open_text_model(options.choice));
  if (model == nullptr) return usage_error("no model is named; expected --model or --llm");
  ST_RETURN_IF_ERROR(options.jsonl ? embed_lines(*model) : print_embedding(*model, options.text));
  return kExitDone;
}

}  // namespace

void add_embed_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<EmbedOptions>();
  CLI::App* command = app.add_subcommand("embed", "Turn texts into vectors of length 1");
  command->footer(
      "A decoder's vector is the mean of its last layer over the text's tokens. The product of two "
      "vectors\n"
      "says how alike their texts are to this model.\n\n"
      "Examples:\n"
      "  storytransformer embed --model model.gguf \"Members can renew a loan twice.\"\n"
      "  storytransformer embed --model model.gguf --jsonl < texts.jsonl > vectors.jsonl");
  CLI::Option* text = command->add_option("text", options->text, "The text");
  CLI::Option* jsonl = command->add_flag("--jsonl", options->jsonl,
                                         "One JSON string a line on standard input, one object a line out");
  text->excludes(jsonl);
  add_text_model_options(*command, options->choice);
  command->callback([options, text, &chosen] {
    if (!options->jsonl && text->count() == 0) throw CLI::RequiredError("a text or --jsonl");
    chosen.run = [options] { return embed(*options); };
  });
}

}  // namespace st::cli
