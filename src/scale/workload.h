#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace st::scale {

// How much there is to read and how much is written of it, in tokens of one vocabulary.
struct BacklogSize {
  std::int64_t stories = 0;
  std::int64_t story_tokens = 0;     // of all stories together
  std::int64_t document_tokens = 0;  // of the document that tells the present state
};

// What one way of using a model asks of it. Doubles: the rewritings of a large backlog pass 2^53 pairs, and
// a millionth more or less does not matter here.
struct Workload {
  std::string name;  // "read once", "rewrite per story", ...
  double calls = 0;
  double prompt_tokens = 0;
  double cached_tokens = 0;  // of these, still held from the call before
  double answer_tokens = 0;
  double longest_call = 0;  // prompt and answer of one call
  double score_pairs = 0;   // of a new token and one that it sees, in prompts: what attention costs
  double keys_read = 0;     // by all answer tokens: each reads the keys and values before it

  // One more call: `cached` of its `prompt` tokens are still held.
  void add_call(double prompt, double cached, double answer);
};

// All stories in one prompt, the document as its answer.
Workload read_once(const BacklogSize& size);

// The document so far and the next `batch` stories in, the whole document out, until all are read. The
// document is taken to grow evenly. With 1: after each story.
Workload rewrite_per(std::int64_t batch, const BacklogSize& size);

}  // namespace st::scale
