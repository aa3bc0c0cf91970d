#include "cli/prompt_ids.h"

#include "base/file.h"
#include "cli/tokenize_json.h"

namespace st::cli {
namespace {

constexpr std::size_t kMostPromptBytes = std::size_t{1} << 30;

std::vector<std::int32_t> as_engine_ids(const std::vector<TokenId>& ids) {
  std::vector<std::int32_t> out;
  for (const TokenId id : ids) out.push_back(id > 0x7FFFFFFF ? -1 : static_cast<std::int32_t>(id));
  return out;
}

Result<std::vector<std::int32_t>> text_ids(const PromptChoice& choice, const Engine& engine) {
  std::string text = choice.text.value_or("");
  if (!choice.text) {
    ST_ASSIGN_OR_RETURN(text, read_file(choice.file, kMostPromptBytes));
  }
  ST_ASSIGN_OR_RETURN(const Tokenizer* tokenizer, engine.tokenizer());
  ST_ASSIGN_OR_RETURN(const Encoding encoding, tokenizer->encode(text));
  return as_engine_ids(encoding.ids);
}

}  // namespace

void add_prompt_options(CLI::App& command, PromptChoice& choice) {
  CLI::Option_group* group = command.add_option_group("prompt");
  group->add_option("--prompt", choice.text, "The text to continue");
  group->add_option("--prompt-file", choice.file, "A file with the text to continue");
  group->add_option("--ids", choice.ids, "A JSON list of token ids to continue");
  group->require_option(1);
}

Result<std::vector<std::int32_t>> engine_ids(const std::string& list) {
  ST_ASSIGN_OR_RETURN(const std::vector<TokenId> ids, parse_id_list(list, "--ids"));
  return as_engine_ids(ids);
}

Result<std::vector<std::int32_t>> prompt_ids(const PromptChoice& choice, const Engine& engine) {
  ST_ASSIGN_OR_RETURN(const std::vector<std::int32_t> ids,
                      choice.ids.empty() ? text_ids(choice, engine) : engine_ids(choice.ids));
  ST_RETURN_IF_ERROR(engine.check_prompt(ids));
  return ids;
}

}  // namespace st::cli
