#include "cli/needle_prompt.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/unicode.h"

namespace st::cli {
namespace {

// Needles are drawn again so often, where one stands in the text already.
constexpr std::uint64_t kMostDraws = 64;
constexpr int kMostFittings = 8;
constexpr std::size_t kMostBytes = std::size_t{1} << 30;

std::size_t times_in(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; ++at) ++n;
  return n;
}

Result<std::size_t> count(const Tokenizer& tokenizer, const std::string& text) {
  ST_ASSIGN_OR_RETURN(const Encoding encoding, tokenizer.encode(text));
  return encoding.size();
}

// What a finder reads and writes from the end of the question on: each run of key_bytes is a key.
bool keys_are_unique(const NeedleDocument& document, const NeedleWords& words, std::size_t key_bytes) {
  for (const PlacedNeedle& placed : document.needles) {
    const std::string start = filled_in(words.answer_start, placed.needle);
    const std::string needle = filled_in(words.needle, placed.needle);
    const std::size_t answer = needle.find(placed.needle.value);
    if (start.size() < key_bytes || answer == std::string::npos) return false;
    // The answer begins where the needle goes on after the answer's start.
    const std::size_t at = needle.find(start.substr(start.size() - key_bytes));
    if (at == std::string::npos) return false;
    for (std::size_t i = at; i + key_bytes <= answer + placed.needle.value.size(); ++i)
      if (times_in(document.text, std::string_view(needle).substr(i, key_bytes)) != 1) return false;
  }
  return true;
}

bool are_new(const std::vector<PlacedNeedle>& needles, const std::string& haystack) {
  for (std::size_t i = 0; i < needles.size(); ++i) {
    const Needle& needle = needles[i].needle;
    if (times_in(haystack, needle.key) + times_in(haystack, needle.value) > 0) return false;
    for (std::size_t j = 0; j < i; ++j)
      if (needles[j].needle.key == needle.key || needles[j].needle.value == needle.value) return false;
  }
  return true;
}

std::vector<PlacedNeedle> draw_needles(const DocumentRequest& request, std::uint64_t attempt) {
  constexpr std::uint64_t kAttemptStride = std::uint64_t{1} << 40;
  std::vector<PlacedNeedle> needles;
  for (std::size_t i = 0; i < request.depths.size(); ++i)
    needles.push_back({make_needle(request.seed, request.first_needle + i + attempt * kAttemptStride),
                       request.depths[i]});
  return needles;
}

// The prompt with the most tokens.
Result<std::size_t> longest_prompt(const Tokenizer& tokenizer, const NeedleWords& words,
                                   const NeedleDocument& document) {
  // Questions differ by a name only; the document is long, so that it is counted once.
  ST_ASSIGN_OR_RETURN(const std::size_t text, count(tokenizer, document.text));
  std::size_t longest = 0;
  for (const PlacedNeedle& placed : document.needles) {
    const std::string question =
        filled_in(words.question, placed.needle) + filled_in(words.answer_start, placed.needle);
    ST_ASSIGN_OR_RETURN(const std::size_t tokens, count(tokenizer, question));
    longest = std::max(longest, tokens);
  }
  return text + longest;
}

// The longest document that fits, with these needles.
Result<NeedleDocument> fitted(const Tokenizer& tokenizer, const NeedleWords& words, Haystack& haystack,
                              const DocumentRequest& request, std::vector<PlacedNeedle> needles) {
  const std::size_t kept = request.answer_tokens + request.extra_tokens;
  NeedleDocument document{with_needles("", words, needles), std::move(needles)};
  document.text = words.intro + document.text;
  ST_ASSIGN_OR_RETURN(const std::size_t least, longest_prompt(tokenizer, words, document));
  if (least + kept >= request.length_tokens)
    return usage_error(
        fmt::format("--lengths {}: the question, {} needles and the answer take {} tokens; "
                    "expected room for a text around them",
                    request.length_tokens, document.needles.size(), least + kept));
  std::size_t budget = request.length_tokens - least - kept;
  for (int i = 0; i < kMostFittings; ++i) {
    ST_ASSIGN_OR_RETURN(const std::string text, haystack.first_tokens(tokenizer, budget));
    document.text = words.intro + with_needles(text, words, document.needles);
    ST_ASSIGN_OR_RETURN(const std::size_t tokens, longest_prompt(tokenizer, words, document));
    if (tokens + kept <= request.length_tokens) return document;
    budget -= std::min(budget, tokens + kept - request.length_tokens);
  }
  return input_error(fmt::format("--lengths {}: no text could be cut to it", request.length_tokens));
}

}  // namespace

Result<Haystack> Haystack::create(std::string text, std::uint64_t seed) {
  if (!text.empty() && text.find_first_not_of(" \t\r\n") == std::string::npos)
    return input_error("the haystack has nothing but white space; expected a text");
  Haystack haystack;
  haystack.given_ = std::move(text);
  haystack.seed_ = seed;
  return haystack;
}

void Haystack::grow_to(std::size_t n_bytes) {
  if (text_.size() >= n_bytes) return;
  if (given_.empty()) {
    text_ = neutral_text(seed_, n_bytes);
    return;
  }
  while (text_.size() < n_bytes) text_ += given_ + "\n\n";
}

Result<std::string> Haystack::first_tokens(const Tokenizer& tokenizer, std::size_t n_tokens) {
  for (std::size_t n_bytes = std::max<std::size_t>(256, 6 * n_tokens); n_bytes <= kMostBytes;
       n_bytes *= 2) {
    grow_to(n_bytes);
    // A cut through a character would be no text.
    std::size_t end = std::min(n_bytes, text_.size());
    while (end < text_.size() && is_continuation(text_[end])) --end;
    EncodeOptions plain;
    plain.add_special_tokens = false;
    ST_ASSIGN_OR_RETURN(const Encoding encoding,
                        tokenizer.encode(std::string_view(text_).substr(0, end), plain));
    if (encoding.size() > n_tokens) return text_.substr(0, encoding.offsets[n_tokens].start);
  }
  return input_error(
      fmt::format("the haystack: {} tokens of it are more than {} bytes; expected a text that "
                  "the tokenizer does not leave out",
                  n_tokens, kMostBytes));
}

std::string NeedleDocument::prompt(const NeedleWords& words, std::size_t needle,
                                   bool with_answer_start) const {
  std::string made = text + filled_in(words.question, needles[needle].needle);
  if (with_answer_start) made += filled_in(words.answer_start, needles[needle].needle);
  return made;
}

Result<NeedleDocument> make_document(const Tokenizer& tokenizer, const NeedleWords& words,
                                     Haystack& haystack, const DocumentRequest& request) {
  for (std::uint64_t attempt = 0; attempt < kMostDraws; ++attempt) {
    ST_ASSIGN_OR_RETURN(NeedleDocument document,
                        fitted(tokenizer, words, haystack, request, draw_needles(request, attempt)));
    ST_ASSIGN_OR_RETURN(const std::string bare, haystack.first_tokens(tokenizer, request.length_tokens));
    if (!are_new(document.needles, bare)) continue;
    if (request.key_bytes == 0 || keys_are_unique(document, words, request.key_bytes)) return document;
  }
  return input_error(
      "the haystack holds every needle that was drawn for it; expected another --haystack, "
      "--needle or --seed");
}

}  // namespace st::cli
