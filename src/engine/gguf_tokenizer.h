#pragma once

#include <string>

#include "base/result.h"
#include "tokenizer/tokenizer.h"
#include "weights/gguf.h"

namespace st {

// The tokenizer that a GGUF file carries in its metadata.
Result<Tokenizer> tokenizer_of_gguf(const GgufFile& file);

// A tokenizer from anything: a folder, a tokenizer's own file, or a GGUF file. A path that is not there is
// kUsage.
Result<Tokenizer> open_tokenizer(const std::string& path);

}  // namespace st
