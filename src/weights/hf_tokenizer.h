#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "weights/gguf_writer.h"
#include "weights/model_folder.h"

namespace st {

// Adds a folder's tokenizer to GGUF metadata: tokenizer.json as it is (tokenizer.huggingface.json), and for
// its BPE models the vocabulary, token types, merges or scores, and special token ids as readers of GGUF
// expect them. Where there is no tokenizer.json, or another kind of model in it, a note says so and the
// file is written without. kModel where tokenizer.json is broken.
Status add_hf_tokenizer(const ModelFolder& folder, const nlohmann::json& config, std::uint32_t n_vocab,
                        GgufHeader& header, std::vector<std::string>& notes);

}  // namespace st
