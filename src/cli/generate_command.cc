#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/file.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/load_options.h"
#include "cli/model_session.h"
#include "cli/progress.h"
#include "cli/tokenize_json.h"
#include "engine/sampler.h"

namespace st::cli {
namespace {

constexpr std::size_t kMostPromptBytes = std::size_t{1} << 30;

struct GenerateOptions {
  SessionOptions session;
  SamplerOptions sampler;
  std::string prompt, prompt_file, ids;
  bool has_prompt = false;
  std::string kv_type = "f16";
  std::size_t max_tokens = 128;
  bool ignore_end = false;
  bool logprobs = false;
  bool json = false;
};

// What comes out, besides the text that was streamed.
struct Answer {
  std::vector<std::int32_t> ids;
  std::vector<SampledToken> tokens;
  std::string text;
  bool stopped = false;
  std::size_t prompt_tokens = 0;
  double prefill_seconds = 0.0, decode_seconds = 0.0;
  std::int64_t planned_bytes = 0, peak_bytes = 0;
};

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// The most memory this process has held so far.
std::int64_t peak_resident_bytes() {
  struct rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

Result<std::vector<std::int32_t>> prompt_ids(const GenerateOptions& options, const ModelSession& session) {
  std::vector<TokenId> ids;
  if (!options.ids.empty()) {
    ST_ASSIGN_OR_RETURN(ids, parse_id_list(options.ids, "--ids"));
  } else {
    std::string text = options.prompt;
    if (!options.has_prompt) {
      ST_ASSIGN_OR_RETURN(text, read_file(options.prompt_file, kMostPromptBytes));
    }
    ST_ASSIGN_OR_RETURN(const Tokenizer* tokenizer, session.tokenizer());
    ST_ASSIGN_OR_RETURN(const Encoding encoding, tokenizer->encode(text));
    ids = encoding.ids;
  }
  std::vector<std::int32_t> prompt;
  // An id beyond the type is outside every vocabulary: check_prompt says so.
  for (const TokenId id : ids) prompt.push_back(id > 0x7FFFFFFF ? -1 : static_cast<std::int32_t>(id));
  ST_RETURN_IF_ERROR(session.check_prompt(prompt));
  return prompt;
}

// Hands text out as it becomes certain: to standard output, or into the answer for --json.
class TextSink {
 public:
  TextSink(const Tokenizer* tokenizer, bool stream, Answer& answer) : stream_(stream), answer_(answer) {
    if (tokenizer != nullptr) decoder_.emplace(*tokenizer);
  }
  // The prompt's tokens decide about the space before the first word of the answer.
  void skip(std::span<const std::int32_t> ids) {
    if (!decoder_) return;
    for (const std::int32_t id : ids) decoder_->push(static_cast<TokenId>(id));
  }
  void push(std::int32_t id) {
    if (decoder_)
      give(decoder_->push(static_cast<TokenId>(id)));
    else
      give((answer_.ids.size() > 1 ? " " : "") + std::to_string(id));
  }
  void finish() {
    if (decoder_) give(decoder_->finish());
    if (stream_) std::fputc('\n', stdout);
  }

 private:
  void give(const std::string& text) {
    answer_.text += text;
    if (!stream_ || text.empty()) return;
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  }
  bool stream_;
  Answer& answer_;
  std::optional<StreamingDecoder> decoder_;
};

bool ends(const GenerateOptions& options, const ModelSession& session, std::int32_t id) {
  const auto& ends = session.end_ids();
  return !options.ignore_end && std::find(ends.begin(), ends.end(), id) != ends.end();
}

Status decode(const GenerateOptions& options, ModelSession& session, std::size_t most, Sampler& sampler,
              std::vector<float>& logits, TextSink& sink, Answer& answer) {
  while (answer.ids.size() < most) {
    ST_ASSIGN_OR_RETURN(const SampledToken token, sampler.sample(logits));
    const auto id = static_cast<std::int32_t>(token.id);
    if (ends(options, session, id)) {
      answer.stopped = true;
      return {};
    }
    answer.ids.push_back(id);
    if (options.logprobs) answer.tokens.push_back(token);
    sink.push(id);
    if (answer.ids.size() == most) return {};
    ST_RETURN_IF_ERROR(session.run({&id, 1}, model::LogitsOf::kLastToken, logits));
  }
  return {};
}

Status prefill(ModelSession& session, std::span<const std::int32_t> prompt, std::span<float> logits) {
  ProgressBar bar("reading the prompt");
  return session.run(prompt, model::LogitsOf::kLastToken, logits, bar.listener());
}

Result<Answer> answer_prompt(const GenerateOptions& options, ModelSession& session,
                             const std::vector<std::int32_t>& prompt) {
  Answer answer;
  answer.prompt_tokens = prompt.size();
  const std::int64_t resident_before = peak_resident_bytes();
  // The last token of the answer is never run, so the answer may reach one past the context.
  const auto context = static_cast<std::size_t>(session.context_tokens());
  const std::size_t most = std::min(options.max_tokens, context - prompt.size() + 1);
  const auto n_tokens = static_cast<std::int64_t>(prompt.size() + most);
  answer.planned_bytes = session.planned_bytes(n_tokens);
  ST_RETURN_IF_ERROR(session.reserve(n_tokens));
  ST_ASSIGN_OR_RETURN(Sampler sampler, Sampler::create(options.sampler));
  sampler.observe_prompt(std::vector<std::uint32_t>(prompt.begin(), prompt.end()));

  std::vector<float> logits(static_cast<std::size_t>(session.n_vocab()));
  const double begun = now_seconds();
  ST_RETURN_IF_ERROR(prefill(session, prompt, logits));
  const double prefilled = now_seconds();
  const Result<const Tokenizer*> tokenizer = session.tokenizer();
  TextSink sink(tokenizer.ok() ? *tokenizer : nullptr, !options.json, answer);
  sink.skip(prompt);
  ST_RETURN_IF_ERROR(decode(options, session, most, sampler, logits, sink, answer));
  sink.finish();
  answer.prefill_seconds = prefilled - begun;
  answer.decode_seconds = now_seconds() - prefilled;
  answer.peak_bytes = peak_resident_bytes() - resident_before;
  return answer;
}

nlohmann::ordered_json logprobs_json(const std::vector<SampledToken>& tokens) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const SampledToken& token : tokens) {
    nlohmann::ordered_json entry = {{"id", token.id}, {"logprob", token.logprob}};
    entry["top"] = nlohmann::ordered_json::array();
    for (const TokenLogprob& other : token.top)
      entry["top"].push_back({{"id", other.id}, {"logprob", other.logprob}});
    list.push_back(std::move(entry));
  }
  return list;
}

void print_json(const Answer& answer, bool logprobs) {
  const auto rate = [](std::size_t n, double seconds) {
    return seconds > 0.0 ? static_cast<double>(n) / seconds : 0.0;
  };
  nlohmann::ordered_json object = {{"text", answer.text},
                                   {"ids", answer.ids},
                                   {"prompt_tokens", answer.prompt_tokens},
                                   {"cached_tokens", 0},
                                   {"finish", answer.stopped ? "stop" : "length"}};
  if (logprobs) object["logprobs"] = logprobs_json(answer.tokens);
  object["prefill_tokens_per_s"] = rate(answer.prompt_tokens, answer.prefill_seconds);
  object["decode_tokens_per_s"] = rate(answer.ids.size(), answer.decode_seconds);
  object["peak_bytes"] = answer.peak_bytes;
  object["planned_bytes"] = answer.planned_bytes;
  const std::string line =
      object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  std::fwrite(line.data(), 1, line.size(), stdout);
}

Result<int> generate(GenerateOptions options) {
  const std::optional<DType> kv_type = find_dtype(options.kv_type);
  if (!kv_type)
    return usage_error("--kv-type '" + options.kv_type + "': expected f32, f16, bf16, q8_0 or q4_0");
  options.session.kv_type = *kv_type;
  ST_RETURN_IF_ERROR(Sampler::create(options.sampler).ok() ? Status()
                                                           : Sampler::create(options.sampler).error());
  ST_ASSIGN_OR_RETURN(ModelSession session, open_session(options.session));
  ST_ASSIGN_OR_RETURN(const std::vector<std::int32_t> prompt, prompt_ids(options, session));
  ST_ASSIGN_OR_RETURN(const Answer answer, answer_prompt(options, session, prompt));
  if (options.json) print_json(answer, options.logprobs);
  return kExitDone;
}

void add_sampler_options(CLI::App& command, SamplerOptions& sampler) {
  command.add_option("--temperature", sampler.temperature, "0 takes the most probable token")
      ->capture_default_str();
  command.add_option("--top-k", sampler.top_k, "Draw from so many tokens; 0 is all")->capture_default_str();
  command.add_option("--top-p", sampler.top_p, "Draw from the tokens that hold this share")
      ->capture_default_str();
  command
      .add_option("--min-p", sampler.min_p,
                  "Leave out tokens below this share of the best one's probability")
      ->capture_default_str();
  command
      .add_option("--repetition-penalty", sampler.repetition_penalty,
                  "Above 1: tokens that were there count less")
      ->capture_default_str();
  command
      .add_option("--presence-penalty", sampler.presence_penalty, "Taken from tokens that the answer has")
      ->capture_default_str();
  command.add_option("--seed", sampler.seed, "The same seed draws the same tokens")->capture_default_str();
}

}  // namespace

void add_generate_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<GenerateOptions>();
  CLI::App* command = app.add_subcommand("generate", "Continue a prompt with a local model");
  command->footer(
      "The text comes out as it is made; with --json one object at the end. Where the model has no "
      "tokenizer, give\n"
      "--ids and ids come out.\n\n"
      "Example:\n  storytransformer generate --model model.gguf --prompt \"As a user, I want\" "
      "--max-tokens 50");
  command->add_option("--model", options->session.model, "A GGUF file or a model folder")->required();
  add_load_options(*command, options->session.load);
  CLI::Option_group* group = command->add_option_group("prompt");
  CLI::Option* prompt = group->add_option("--prompt", options->prompt, "The text to continue");
  group->add_option("--prompt-file", options->prompt_file, "A file with the text to continue");
  group->add_option("--ids", options->ids, "A JSON list of token ids to continue");
  group->require_option(1);
  command->add_option("--max-tokens", options->max_tokens, "Stop after so many new tokens")
      ->capture_default_str();
  add_sampler_options(*command, options->sampler);
  CLI::Option* logprobs =
      command->add_option("--logprobs", options->sampler.top_logprobs,
                          "With --json: log-probabilities, and of so many other tokens");
  command->add_flag("--ignore-end", options->ignore_end, "Go on behind the model's end-of-text token");
  command
      ->add_option("--kv-type", options->kv_type,
                   "How keys and values are kept: f32, f16, bf16, q8_0, q4_0")
      ->capture_default_str();
  command->add_option("--threads", options->session.threads, "0: as many as there are")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options, prompt, logprobs, &chosen] {
    options->has_prompt = prompt->count() > 0;
    options->logprobs = logprobs->count() > 0;
    chosen.run = [options] { return generate(*options); };
  });
}

}  // namespace st::cli
