#pragma once

#include <string>

#include "base/result.h"
#include "engine/jinja/value.h"
#include "tokenizer/tokenizer.h"
#include "weights/weight_store.h"

namespace st {

// A checkpoint's chat template as it was found, and the special tokens that templates name.
struct ChatSource {
  std::string text;
  std::string where;           // file, and the name inside it
  jinja::Dict special_tokens;  // "bos_token" and its kin: strings
};

// See ChatFormat::find.
Result<ChatSource> find_chat_source(const WeightStore& store, const Tokenizer& tokenizer,
                                    const std::string& file);

}  // namespace st
