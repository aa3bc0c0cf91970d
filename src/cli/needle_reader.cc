#include "cli/needle_reader.h"

#include <algorithm>

namespace st::cli {
namespace {

// The line of the answer is over: something stands in it, and a line end behind that.
bool has_whole_line(const std::string& text) {
  const std::size_t begun = text.find_first_not_of(" \t\r\n");
  return begun != std::string::npos && text.find('\n', begun) != std::string::npos;
}

}  // namespace

Result<std::unique_ptr<NeedleReader>> NeedleReader::open(EngineOptions options, std::size_t context_tokens,
                                                         bool chat) {
  std::unique_ptr<NeedleReader> reader(new NeedleReader());
  ST_ASSIGN_OR_RETURN(reader->model_, LocalTextModel::open(std::move(options), context_tokens));
  reader->chat_ = chat;
  return reader;
}

void NeedleReader::count(std::size_t prompt_tokens, std::size_t cached_tokens) {
  cached_tokens_ += cached_tokens;
  read_tokens_ += prompt_tokens - cached_tokens;
}

Result<NeedleAnswer> NeedleReader::answer(const std::string& prompt, std::size_t most_tokens,
                                          const Progress& progress) {
  if (!chat_) return continued(prompt, most_tokens, progress);
  CompletionLimits limits;
  limits.max_tokens = most_tokens;
  ST_ASSIGN_OR_RETURN(Completion done, model_->complete_chat({{"user", prompt}}, {}, limits));
  count(done.prompt_tokens, done.cached_tokens);
  return NeedleAnswer{std::move(done.text), done.prompt_tokens};
}

// Through a session of its own rather than through the door: a long prompt shows how far it is.
Result<NeedleAnswer> NeedleReader::continued(const std::string& prompt, std::size_t most_tokens,
                                             const Progress& progress) {
  ST_ASSIGN_OR_RETURN(const Tokenizer* tokenizer, engine().tokenizer());
  ST_ASSIGN_OR_RETURN(const Encoding encoding, tokenizer->encode(prompt));
  std::vector<std::int32_t> ids(encoding.ids.begin(), encoding.ids.end());
  ST_RETURN_IF_ERROR(engine().check_prompt(ids));
  std::vector<float> logits(static_cast<std::size_t>(engine().n_vocab()));
  Session session(engine());
  session.begin(std::move(ids));
  count(encoding.size(), static_cast<std::size_t>(session.n_cached()));
  ST_RETURN_IF_ERROR(session.prefill(logits, progress));
  ST_ASSIGN_OR_RETURN(std::string text, decode(*tokenizer, most_tokens, session, logits));
  return NeedleAnswer{std::move(text), encoding.size()};
}

bool NeedleReader::ends_answer(std::int32_t id) {
  const auto& ends = engine().end_ids();
  return std::find(ends.begin(), ends.end(), id) != ends.end();
}

Result<std::string> NeedleReader::decode(const Tokenizer& tokenizer, std::size_t most_tokens,
                                         Session& session, std::span<float> logits) {
  std::vector<TokenId> made;
  for (;;) {
    const auto best = std::max_element(logits.begin(), logits.end());
    const auto id = static_cast<std::int32_t>(best - logits.begin());
    if (ends_answer(id)) break;
    made.push_back(static_cast<TokenId>(id));
    if (made.size() >= most_tokens || has_whole_line(tokenizer.decode(made, true))) break;
    const model::SequenceStep step = session.append({id});
    ST_RETURN_IF_ERROR(engine().forward({&step, 1}, logits));
    session.keep(1);
  }
  return tokenizer.decode(made, true);
}

}  // namespace st::cli
