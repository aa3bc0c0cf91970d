#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace st::cli {

// The words of the test. "{key}" and "{value}" stand for what differs from needle to needle.
struct NeedleWords {
  std::string intro =
      "Some secret numbers are hidden in the following text. Remember them. You will be asked for "
      "them.\n\n";
  std::string needle = "The secret number of {key}: {value}.";
  std::string question = "\n\nWhat is the secret number of {key}? Answer with the number only.\n";
  // Begins the answer where the model continues text; a chat answers the question by itself.
  std::string answer_start = "The secret number of {key}:";
};

// A made-up name of three syllables and a number of seven digits: draw `index` under `seed`.
struct Needle {
  std::string key;
  std::string value;
};
Needle make_needle(std::uint64_t seed, std::uint64_t index);

// The words with the needle's key and value in them.
std::string filled_in(std::string_view words, const Needle& needle);

// At least n_bytes of plain English sentences about nothing in particular, without digits: the same for the
// same seed, and a longer text begins with the shorter one.
std::string neutral_text(std::uint64_t seed, std::size_t n_bytes);

// The last place at or before `wanted` where a sentence ends (behind its full stop, question mark or
// exclamation mark and before white space), or a line; 0 where there is none, text.size() for the end.
std::size_t sentence_end(std::string_view text, std::size_t wanted);

struct PlacedNeedle {
  Needle needle;
  double depth = 0.0;  // share of the text that stands before it
};

// `text` with the needles in it, each at the end of a sentence and apart from its neighbours. `needles` in
// the order of their depths.
std::string with_needles(std::string_view text, const NeedleWords& words,
                         const std::vector<PlacedNeedle>& needles);

enum class Scoring : std::uint8_t {
  kExact,  // the answer begins with the value, and the value ends there; what comes after it does not count
  kLenient,  // the value stands somewhere in the answer, as a number of its own; commas within are no
             // matter
};
bool is_found(Scoring scoring, std::string_view answer, std::string_view value);

}  // namespace st::cli
