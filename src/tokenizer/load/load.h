#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/tokenizer.h"

namespace st {

// Readers of every file a tokenizer comes in. Each reads the file's tag and then parses that one form;
// every size, count and depth is bounded, and what is wrong is an Error{kModel} that names the place.

// A file or a folder. A folder: the first of tokenizer.json, tokenizer.model, spiece.model, vocab.json with
// merges.txt, vocab.txt that is there, with tokenizer_config.json beside it. A file: by its content.
Result<Tokenizer> load_tokenizer(const std::string& path);

// The bytes of tokenizer.json (HF tokenizers). `config` holds the bytes of tokenizer_config.json, or
// nothing.
Result<Tokenizer> read_tokenizer_json(std::string_view json, std::string_view config = {});

// SentencePiece's ModelProto (spiece.model, tokenizer.model). Its own special tokens are put around a text
// as `config` says; without one, a BPE model gets its <s> in front (Llama) and a Unigram model nothing.
Result<Tokenizer> read_sentencepiece(std::string_view bytes, std::string_view config = {});

// tiktoken's form: a line "base64 rank" a token. The pattern is not in the file; it goes by the number of
// tokens: 50,256 GPT-2, 100,256 cl100k, 151,643 Qwen2, anything else Llama-3, whose special tokens come
// with it at 128,000.
Result<Tokenizer> read_tiktoken(std::string_view bytes);
bool looks_like_tiktoken(std::string_view bytes);

// GPT-2's pair. `config` names the class: Qwen2, RoBERTa (or BART); otherwise a vocabulary with <s> and
// </s> but without <|endoftext|> is RoBERTa's, and any other GPT-2's.
Result<Tokenizer> read_vocab_and_merges(std::string_view vocab_json, std::string_view merges,
                                        std::string_view config = {});

// BERT's list, one token a line. Lower case where `config` says so (do_lower_case); without a word from it,
// where no token holds an upper-case ASCII letter outside brackets.
Result<Tokenizer> read_vocab_txt(std::string_view bytes, std::string_view config = {});

// What a GGUF file's metadata says about its vocabulary; whoever can read the file fills it in.
struct GgufVocabulary {
  std::string model;  // tokenizer.ggml.model: llama, gpt2, bert, t5
  std::string pre;    // tokenizer.ggml.pre
  std::vector<std::string> tokens;
  std::vector<float> scores;
  std::vector<std::int32_t>
      token_types;  // 1 normal, 2 unknown, 3 control, 4 user defined, 5 unused, 6 byte
  std::vector<std::string> merges;
  std::string chars_map;  // tokenizer.ggml.precompiled_charsmap
  std::optional<TokenId> bos, eos, unknown, separator, padding, cls, mask;
  std::optional<bool> add_bos, add_eos, add_space_prefix, remove_extra_whitespaces;
};
Result<Tokenizer> read_gguf_vocabulary(GgufVocabulary vocabulary);

// What a GGUF's tokenizer.ggml.pre means; an error that lists the known names where it is none of them.
Result<PreTokenizerPtr> gguf_pre_tokenizer(const std::string& pre);

}  // namespace st
