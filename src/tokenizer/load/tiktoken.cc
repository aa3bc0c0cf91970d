#include <algorithm>
#include <charconv>

#include "tokenizer/load/base64.h"
#include "tokenizer/load/load.h"
#include "tokenizer/load/merges_text.h"
#include "tokenizer/load/patterns.h"
#include "tokenizer/model/bpe.h"
#include "tokenizer/text/byte_chars.h"

namespace st {
namespace {

struct Line {
  std::string
      token;  // its bytes as printable characters, as every other file of byte-level BPE writes them
  TokenId rank = 0;
};

std::optional<Line> parse_line(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto bytes = decode_base64(line.substr(0, space));
  if (!bytes || bytes->empty()) return std::nullopt;
  Line out;
  append_byte_chars(*bytes, out.token);
  const std::string_view rank = line.substr(space + 1);
  const auto read = std::from_chars(rank.data(), rank.data() + rank.size(), out.rank);
  if (read.ec != std::errc() || read.ptr != rank.data() + rank.size()) return std::nullopt;
  return out;
}

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Result<Vocabulary> read_lines(std::string_view bytes) {
  Vocabulary vocabulary;
  const auto lines = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n')) + 1;
  vocabulary.reserve(lines, bytes.size() / 2);
  for (std::size_t number = 1; !bytes.empty(); ++number) {
    const std::string_view text = take_line(bytes);
    if (text.empty()) continue;
    const auto line = parse_line(text);
    const std::string where = "tiktoken file, line " + std::to_string(number);
    if (!line) return model_error(where + ": expected a base64 token, a space and its rank");
    const Status added = vocabulary.add(line->token, line->rank);
    if (!added.ok()) return added.error().in(where);
  }
  if (vocabulary.size() == 0) return model_error("tiktoken file: holds no tokens");
  return vocabulary;
}

// Llama-3's special tokens, by its reference code; they follow the vocabulary.
void add_llama3_tokens(TokenId first, TokenizerParts& parts) {
  std::vector<std::string> names = {"<|begin_of_text|>",
                                    "<|end_of_text|>",
                                    "<|reserved_special_token_0|>",
                                    "<|reserved_special_token_1|>",
                                    "<|reserved_special_token_2|>",
                                    "<|reserved_special_token_3|>",
                                    "<|start_header_id|>",
                                    "<|end_header_id|>",
                                    "<|reserved_special_token_4|>",
                                    "<|eot_id|>"};
  constexpr std::size_t kSpecialTokens = 256;
  for (int i = 5; names.size() < kSpecialTokens; ++i)
    names.push_back("<|reserved_special_token_" + std::to_string(i) + "|>");
  for (const std::string& name : names) {
    AddedToken token;
    token.content = name;
    token.id = first++;
    token.special = true;
    parts.added_tokens.push_back(std::move(token));
  }
}

void add_one_token(const std::string& content, TokenId id, TokenizerParts& parts) {
  AddedToken token;
  token.content = content;
  token.id = id;
  token.special = true;
  parts.added_tokens.push_back(std::move(token));
}

// What the file does not say goes by the number of its tokens.
void set_family(std::size_t count, TokenizerParts& parts) {
  std::vector<PreTokenizerPtr> steps;
  std::string_view pattern = kLlama3Pattern;
  const auto end = static_cast<TokenId>(count);
  if (count == 50256) {
    pattern = kGpt2Pattern;
    add_one_token("<|endoftext|>", end, parts);
  } else if (count == 100256) {
    pattern = kCl100kPattern;
    add_one_token("<|endoftext|>", 100257, parts);
  } else if (count == 151643) {
    parts.normalizer = make_unicode_form(UnicodeForm::kNfc);
    pattern = kQwen2Pattern;
    for (const char* name : {"<|endoftext|>", "<|im_start|>", "<|im_end|>"}) {
      add_one_token(name, static_cast<TokenId>(count + parts.added_tokens.size()), parts);
    }
  } else if (count == 128000) {
    add_llama3_tokens(end, parts);
    const TemplatePiece bos{-1, {{"<|begin_of_text|>", end}}, 0};
    const TemplatePiece bos_of_pair{-1, {{"<|begin_of_text|>", end}}, 1};
    parts.post_processor = make_template({bos, {0, {}, 0}}, {bos, {0, {}, 0}, bos_of_pair, {1, {}, 1}});
  }
  steps.push_back(make_known_split(pattern, SplitBehavior::kIsolated, false));
  steps.push_back(make_byte_level(false, false));
  parts.pre_tokenizer = make_sequence(std::move(steps));
}

}  // namespace

bool looks_like_tiktoken(std::string_view bytes) {
  return parse_line(take_line(bytes)).has_value();
}

Result<Tokenizer> read_tiktoken(std::string_view bytes) {
  ST_ASSIGN_OR_RETURN(Vocabulary vocabulary, read_lines(bytes));
  TokenizerParts parts;
  set_family(vocabulary.size(), parts);
  MergeTable merges = merges_of_splits(vocabulary, true, [](TokenId id) { return id; });
  BpeOptions options;
  options.byte_level = true;
  options.ignore_merges = true;
  ST_ASSIGN_OR_RETURN(parts.model, Bpe::make(std::move(vocabulary), std::move(merges), std::move(options)));
  parts.decoder = make_byte_level_decoder();
  return Tokenizer::assemble(std::move(parts));
}

}  // namespace st
