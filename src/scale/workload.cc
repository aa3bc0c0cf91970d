#include "scale/workload.h"

#include <algorithm>

namespace st::scale {

void Workload::add_call(double prompt, double cached, double answer) {
  calls += 1;
  prompt_tokens += prompt;
  cached_tokens += cached;
  answer_tokens += answer;
  longest_call = std::max(longest_call, prompt + answer);
  score_pairs += (prompt * (prompt + 1) - cached * (cached + 1)) / 2;
  keys_read += answer * prompt + answer * (answer + 1) / 2;
}

Workload read_once(const BacklogSize& size) {
  Workload work;
  work.name = "read once";
  if (size.stories > 0)
    work.add_call(static_cast<double>(size.story_tokens), 0, static_cast<double>(size.document_tokens));
  return work;
}

Workload rewrite_per(std::int64_t batch, const BacklogSize& size) {
  Workload work;
  work.name = batch == 1 ? "rewrite per story" : "rewrite per " + std::to_string(batch);
  const auto all = static_cast<double>(size.stories);
  for (std::int64_t read = 0; read < size.stories;) {
    const std::int64_t now = std::min(size.stories, read + batch);
    const double before = static_cast<double>(read) / all, after = static_cast<double>(now) / all;
    const double document = static_cast<double>(size.document_tokens);
    work.add_call(before * document + (after - before) * static_cast<double>(size.story_tokens), 0,
                  after * document);
    read = now;
  }
  return work;
}

}  // namespace st::scale
