#pragma once

#include "tokenizer/load/json_reader.h"
#include "tokenizer/tokenizer.h"

namespace st {

// The stages of a tokenizer.json, each from its object, by its "type".
Result<NormalizerPtr> read_normalizer(JsonElement element, const std::string& where);
Result<PreTokenizerPtr> read_pre_tokenizer(JsonElement element, const std::string& where);
Result<DecoderPtr> read_decoder(JsonElement element, const std::string& where);
Result<PostProcessorPtr> read_post_processor(JsonElement element, const Vocabulary& vocabulary,
                                             const std::string& where);

// `byte_level`: the words that reach the model stand for bytes.
Result<TokenModelPtr> read_model(JsonElement element, bool byte_level, const std::string& where);

// Whether the pre-tokenizer, or one in its sequence, is ByteLevel.
bool has_byte_level(JsonElement pre_tokenizer);

}  // namespace st
