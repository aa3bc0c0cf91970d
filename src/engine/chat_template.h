#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/jinja/syntax.h"
#include "lm/text_model.h"
#include "tokenizer/tokenizer.h"
#include "weights/weight_store.h"

namespace st {

// How a model was taught to read a conversation: the Jinja template that its checkpoint carries, run in a
// sandbox that knows nothing but the variables it is given. Thread rule: render() is safe from any number
// of threads.
class ChatTemplate {
 public:
  // kModel with file, line and what is wrong.
  static Result<ChatTemplate> parse(std::string_view source, std::string where);

  // `variables`: messages, add_generation_prompt, tools and whatever else the template asks for.
  // strftime_now is there besides. kModel where the template refuses the conversation or runs too long.
  Result<std::string> render(const jinja::Dict& variables) const;

 private:
  ChatTemplate(std::shared_ptr<const jinja::Block> block, std::string where)
      : block_(std::move(block)), where_(std::move(where)) {}
  std::shared_ptr<const jinja::Block> block_;
  std::string where_;
};

// A conversation's layout for one model: template, special tokens, tokenizer.
class ChatFormat {
 public:
  // Looks where people keep them: `file` where it is not empty; else chat_template.jinja,
  // chat_template.json, tokenizer_config.json (one template, or named ones of which "default" is taken), or
  // GGUF's tokenizer.chat_template. kModel, with what would help, where there is none.
  static Result<ChatFormat> find(const WeightStore& store, const Tokenizer& tokenizer,
                                 const std::string& file);
  // A file's template with given special tokens; for rendering without a model.
  static Result<ChatFormat> from_file(const std::string& file);

  // The prompt for the assistant's next turn. Special tokens that a message's text spells are ordinary text
  // in it: only the template's own text can give orders.
  Result<std::vector<std::int32_t>> prompt(const std::vector<ChatMessage>& messages,
                                           const Tokenizer& tokenizer) const;
  // The same as text, with the template's variables as JSON on top of bos_token and its kin.
  Result<std::string> render_json(std::string_view variables) const;

 private:
  ChatFormat(ChatTemplate found, jinja::Dict special_tokens)
      : template_(std::move(found)), special_tokens_(std::move(special_tokens)) {}
  ChatTemplate template_;
  jinja::Dict special_tokens_;  // bos_token, eos_token, ...: their texts
};

}  // namespace st
