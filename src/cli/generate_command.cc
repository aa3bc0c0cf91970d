#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "base/file.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/exit_codes.h"
#include "cli/generate_output.h"
#include "cli/progress.h"
#include "cli/prompt_ids.h"
#include "cli/terminal_text.h"
#include "engine/beam_search.h"
#include "engine/scheduler.h"

namespace st::cli {
namespace {

constexpr std::size_t kMostGrammarBytes = std::size_t{1} << 20;
constexpr std::size_t kMostAnswers = 64;

struct GenerateOptions {
  EngineCall engine;
  PromptChoice prompt;
  SamplerOptions sampler;
  std::vector<std::string> stop;
  std::string schema_file, grammar_file;
  std::size_t max_tokens = 128;
  std::size_t n_answers = 1;
  std::size_t draft_tokens = 0;
  std::size_t beams = 0;
  double length_penalty = 1.0;
  bool ignore_end = false;
  bool logprobs = false;
  bool json = false;
};

Status check(const GenerateOptions& options) {
  if (const auto sampler = Sampler::create(options.sampler); !sampler.ok()) return sampler.error();
  if (const auto stops = StopStrings::create(options.stop); !stops.ok()) return stops.error();
  if (options.n_answers < 1 || options.n_answers > kMostAnswers)
    return usage_error(fmt::format("--n {}: expected 1 to {}", options.n_answers, kMostAnswers));
  if (options.beams == 0) return {};
  const bool draws = options.sampler.temperature != 0.0 || options.draft_tokens > 0 || options.logprobs;
  const bool bounded =
      !options.schema_file.empty() || !options.grammar_file.empty() || !options.stop.empty();
  if (draws || bounded) {
    return usage_error(
        "--beams ranks whole answers by their probability; it goes with none of --temperature, --draft, "
        "--logprobs, --schema, --grammar and --stop");
  }
  if (options.n_answers > options.beams)
    return usage_error(
        fmt::format("--n {} of {} beams; expected at most as many", options.n_answers, options.beams));
  return {};
}

Result<AnswerGrammar> read_grammar(const GenerateOptions& options) {
  AnswerGrammar grammar;
  if (!options.schema_file.empty()) {
    ST_ASSIGN_OR_RETURN(grammar.json_schema, read_file(options.schema_file, kMostGrammarBytes));
  }
  if (!options.grammar_file.empty()) {
    ST_ASSIGN_OR_RETURN(grammar.bnf, read_file(options.grammar_file, kMostGrammarBytes));
  }
  return grammar;
}

// What a model writes must not move a person's cursor; a pipe gets it as it is.
void print_now(const std::string& answer) {
  const std::string text = ::isatty(STDOUT_FILENO) == 1 ? terminal_lines(answer) : answer;
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

// Ids as they are, where there is no tokenizer to make text of them.
std::string text_of(const Engine& engine, const std::vector<std::int32_t>& prompt,
                    const std::vector<std::int32_t>& ids) {
  const Result<const Tokenizer*> tokenizer = engine.tokenizer();
  std::string text;
  if (!tokenizer.ok()) {
    for (const std::int32_t id : ids) text += (text.empty() ? "" : " ") + std::to_string(id);
    return text;
  }
  // The prompt's tokens decide about the space before the first word.
  StreamingDecoder decoder(**tokenizer);
  for (const std::int32_t id : prompt) decoder.push(static_cast<TokenId>(id));
  for (const std::int32_t id : ids) text += decoder.push(static_cast<TokenId>(id));
  return text + decoder.finish();
}

GenerationRequest request_for(const GenerateOptions& options, const AnswerGrammar& grammar,
                              std::vector<std::int32_t> prompt, std::size_t index) {
  GenerationRequest request;
  request.prompt = std::move(prompt);
  request.max_tokens = options.max_tokens;
  request.sampler = options.sampler;
  request.sampler.stream = index;
  request.stop = options.stop;
  request.grammar = grammar;
  request.ignore_end = options.ignore_end;
  request.draft_tokens = options.draft_tokens;
  return request;
}

Result<GenerateReport> sample_answers(const GenerateOptions& options, Engine& engine,
                                      const std::vector<std::int32_t>& prompt) {
  ST_ASSIGN_OR_RETURN(const AnswerGrammar grammar, read_grammar(options));
  const bool streams = !options.json && options.n_answers == 1 && engine.tokenizer().ok();
  GenerateReport report;
  std::vector<std::unique_ptr<Generation>> all;
  std::int64_t needed = 0;
  for (std::size_t i = 0; i < options.n_answers; ++i) {
    GenerationRequest request = request_for(options, grammar, prompt, i);
    if (streams) request.on_text = print_now;
    ST_ASSIGN_OR_RETURN(all.emplace_back(), Generation::create(engine, std::move(request)));
    needed += all.back()->cache_tokens();
  }
  report.planned_bytes = engine.plan(needed, prompt).total();
  ST_RETURN_IF_ERROR(load_engine(engine, needed, prompt));
  Scheduler scheduler(engine);
  for (const auto& one : all) ST_RETURN_IF_ERROR(scheduler.add(one.get()));
  {
    ProgressBar bar("reading the prompt");
    ST_RETURN_IF_ERROR(scheduler.run(bar.listener()));
  }
  report.steps = scheduler.decode_steps();
  report.decode_seconds = scheduler.decode_seconds();
  for (const auto& one : all) {
    report.answers.push_back(one->take_result());
    Generated& answer = report.answers.back();
    report.prefill_seconds += answer.prefill_seconds;
    if (!engine.tokenizer().ok()) answer.text = text_of(engine, prompt, answer.ids);
  }
  report.under_grammar = !options.schema_file.empty() || !options.grammar_file.empty();
  return report;
}

Result<GenerateReport> search_beams(const GenerateOptions& options, Engine& engine,
                                    const std::vector<std::int32_t>& prompt) {
  BeamRequest request;
  request.prompt = prompt;
  request.max_tokens = options.max_tokens;
  request.beams = options.beams;
  request.length_penalty = options.length_penalty;
  request.ignore_end = options.ignore_end;
  ST_RETURN_IF_ERROR(check_beams(request));
  GenerateReport report;
  const std::int64_t needed = beam_tokens_needed(engine, request);
  report.planned_bytes = engine.plan(needed, prompt).total();
  ST_RETURN_IF_ERROR(load_engine(engine, needed, prompt));
  ProgressBar bar("reading the prompt");
  ST_ASSIGN_OR_RETURN(BeamAnswers found, beam_search(engine, request, bar.listener()));
  report.steps = found.steps;
  report.prefill_seconds = found.prefill_seconds;
  report.decode_seconds = found.decode_seconds;
  found.answers.resize(std::min(options.n_answers, found.answers.size()));
  for (BeamAnswer& beam : found.answers) {
    Generated& answer = report.answers.emplace_back();
    answer.ids = beam.ids;
    answer.text = text_of(engine, prompt, beam.ids);
    answer.finish = beam.finish;
    answer.prompt_tokens = found.prompt_tokens;
    answer.cached_tokens = found.cached_tokens;
    report.beams.push_back(std::move(beam));
  }
  if (report.answers.empty()) report.answers.emplace_back().prompt_tokens = prompt.size();
  return report;
}

void print_text(const GenerateReport& report, bool streamed) {
  if (streamed) return print_now("\n");
  for (std::size_t i = 0; i < report.answers.size(); ++i)
    print_now((i == 0 ? "" : "---\n") + report.answers[i].text + "\n");
}

Result<int> generate(const GenerateOptions& options) {
  ST_RETURN_IF_ERROR(check(options));
  ST_ASSIGN_OR_RETURN(const std::unique_ptr<Engine> engine, describe_engine(options.engine));
  ST_ASSIGN_OR_RETURN(const std::vector<std::int32_t> prompt, prompt_ids(options.prompt, *engine));
  Result<GenerateReport> found =
      options.beams > 0 ? search_beams(options, *engine, prompt) : sample_answers(options, *engine, prompt);
  ST_ASSIGN_OR_RETURN(GenerateReport report, std::move(found));
  report.with_logprobs = options.logprobs;
  report.draft_tokens = options.draft_tokens;
  report.peak_bytes = static_cast<std::int64_t>(peak_resident_bytes());
  if (options.json) {
    print_now(generate_json(report) + "\n");
  } else {
    print_text(report, options.beams == 0 && options.n_answers == 1 && engine->tokenizer().ok());
  }
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
  command
      .add_option("--frequency-penalty", sampler.frequency_penalty,
                  "The same, once for each time that the answer has them")
      ->capture_default_str();
  command.add_option("--seed", sampler.seed, "The same seed draws the same tokens")->capture_default_str();
}

void add_answer_options(CLI::App& command, GenerateOptions& options) {
  command.add_option("--max-tokens", options.max_tokens, "Stop after so many new tokens")
      ->capture_default_str();
  command.add_option("--stop", options.stop, "End before this text; may be given several times")
      ->allow_extra_args(false);
  command.add_option("--schema", options.schema_file, "A file with a JSON Schema that the answer follows");
  command.add_option("--grammar", options.grammar_file, "A file with a grammar that the answer follows");
  command.add_option("--n", options.n_answers, "So many answers, drawn side by side")
      ->capture_default_str();
  command
      .add_option(
          "--draft", options.draft_tokens,
          "Guess up to so many tokens (7 at most) from what stands in the prompt, and check them in "
          "one step: the same answer in fewer steps where it copies")
      ->capture_default_str();
  command.add_option("--beams", options.beams,
                     "Search for the most probable answer among so many beginnings");
  command
      .add_option("--length-penalty", options.length_penalty,
                  "With --beams: answers rank by log-probability / length ^ this")
      ->capture_default_str();
  command.add_flag("--ignore-end", options.ignore_end, "Go on behind the model's end-of-text token");
}

}  // namespace

void add_generate_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<GenerateOptions>();
  CLI::App* command = app.add_subcommand("generate", "Continue a prompt with a local model");
  command->footer(
      "The text comes out as it is made; with --json one object at the end. Where the model has no "
      "tokenizer, give\n"
      "--ids and ids come out. What the model will take in memory is told before it is loaded.\n\n"
      "Examples:\n"
      "  storytransformer generate --model model.gguf --prompt \"As a user, I want\" --max-tokens 50\n"
      "  storytransformer generate --model model.gguf --prompt-file p.txt --schema edit.schema.json "
      "--json\n"
      "  storytransformer generate --model model.gguf --prompt \"Once\" --n 4 --temperature 0.8 --seed 7\n"
      "  storytransformer generate --model model.gguf --prompt \"Once\" --beams 4");
  add_engine_options(*command, options->engine);
  add_prompt_options(*command, options->prompt);
  add_answer_options(*command, *options);
  add_sampler_options(*command, options->sampler);
  CLI::Option* logprobs =
      command->add_option("--logprobs", options->sampler.top_logprobs,
                          "With --json: log-probabilities, and of so many other tokens");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options, logprobs, &chosen] {
    options->logprobs = logprobs->count() > 0;
    chosen.run = [options] { return generate(*options); };
  });
}

}  // namespace st::cli
