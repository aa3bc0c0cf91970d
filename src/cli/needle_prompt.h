#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/needle_text.h"
#include "tokenizer/tokenizer.h"

namespace st::cli {

// The text in which needles are hidden, as long as a prompt asks for. Thread rule: one thread.
class Haystack {
 public:
  // `text` is repeated where a prompt needs more; empty: neutral_text of the seed. kInput where it has
  // nothing but white space.
  static Result<Haystack> create(std::string text, std::uint64_t seed);

  // Its beginning, of at most n_tokens as it stands there alone.
  Result<std::string> first_tokens(const Tokenizer& tokenizer, std::size_t n_tokens);

 private:
  Haystack() = default;
  void grow_to(std::size_t n_bytes);

  std::string given_, text_;
  std::uint64_t seed_ = 0;
};

// One text of the test.
struct DocumentRequest {
  std::size_t length_tokens = 0;   // of everything, the answer too
  std::size_t answer_tokens = 32;  // kept free for it
  std::size_t extra_tokens = 0;    // kept free for what a chat template adds
  std::vector<double> depths;      // of the needles, ascending
  std::uint64_t seed = 0;
  std::uint64_t first_needle = 0;  // draws of make_needle from here on
  // Where not 0: every run of so many bytes from before the answer to its end stands in the document once.
  // A finder with computed weights needs it.
  std::size_t key_bytes = 0;
};

struct NeedleDocument {
  std::string text;  // the intro, the haystack with the needles in it
  std::vector<PlacedNeedle> needles;

  // The text with a needle's question behind it, and the beginning of the answer where asked for.
  std::string prompt(const NeedleWords& words, std::size_t needle, bool with_answer_start) const;
};

// A document whose prompts have at most length_tokens less what is kept free, and only a few less. No key
// and no value stands in the haystack by itself. kUsage where the length does not even hold the question.
Result<NeedleDocument> make_document(const Tokenizer& tokenizer, const NeedleWords& words,
                                     Haystack& haystack, const DocumentRequest& request);

}  // namespace st::cli
