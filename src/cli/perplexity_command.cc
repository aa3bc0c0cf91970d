#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/file.h"
#include "base/parallel.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/exit_codes.h"
#include "cli/load_options.h"
#include "cli/progress.h"
#include "cli/tokenize_json.h"
#include "engine/engine.h"
#include "model/text_score.h"

namespace st::cli {
namespace {

constexpr std::size_t kMostTextBytes = std::size_t{1} << 32;
constexpr std::int64_t kUsualContext = 2048;  // where the user names none and the model has more

struct PerplexityOptions {
  EngineCall engine;
  std::string against, file, ids;
  std::int64_t context = 0, stride = 0;
  bool json = false;
};

// What is scored: ids, and how many bytes of text the scored ones stand for (0 where there is no text).
struct Text {
  std::vector<std::int32_t> ids;
  std::size_t scored_bytes = 0;
};

Result<Text> read_text(const PerplexityOptions& options, const Engine& engine) {
  std::vector<TokenId> ids;
  Text text;
  if (!options.ids.empty()) {
    ST_ASSIGN_OR_RETURN(ids, parse_id_list(options.ids, "--ids"));
  } else {
    ST_ASSIGN_OR_RETURN(const std::string bytes, read_file(options.file, kMostTextBytes));
    ST_ASSIGN_OR_RETURN(const Tokenizer* tokenizer, engine.tokenizer());
    ST_ASSIGN_OR_RETURN(const Encoding encoding, tokenizer->encode(bytes));
    ids = encoding.ids;
    // The first token is predicted by nothing: its bytes, if it has any, are not scored.
    if (ids.size() > 1) text.scored_bytes = bytes.size() - encoding.offsets[1].start;
  }
  for (const TokenId id : ids) {
    if (static_cast<std::int64_t>(id) >= engine.n_vocab())
      return input_error(
          fmt::format("the text has the id {}; the model's ids are 0 to {}", id, engine.n_vocab() - 1));
    text.ids.push_back(static_cast<std::int32_t>(id));
  }
  if (text.ids.size() < 2)
    return input_error(fmt::format("the text has {} tokens; expected two at least", text.ids.size()));
  return text;
}

Result<model::ScoreOptions> score_options(const PerplexityOptions& options, const Engine& engine) {
  model::ScoreOptions made;
  const std::int64_t most = engine.context_tokens();
  made.context = options.context > 0 ? options.context : std::min(most, kUsualContext);
  made.stride = options.stride > 0 ? options.stride : std::max<std::int64_t>(1, made.context / 2);
  if (made.context < 2 || made.context > most)
    return usage_error(fmt::format("--context {}: the model's context holds {}", made.context, most));
  if (made.stride > made.context)
    return usage_error(
        fmt::format("--stride {}: expected at most the context, {}", made.stride, made.context));
  made.key_type = engine.options().key_type;
  made.value_type = engine.options().value_type;
  return made;
}

Result<std::unique_ptr<model::DecoderModel>> open_against(const PerplexityOptions& options,
                                                          std::int64_t n_vocab) {
  if (options.against.empty()) return std::unique_ptr<model::DecoderModel>();
  ProgressBar bar("loading the other model");
  model::LoadOptions load;
  load.progress = bar.listener();
  ST_ASSIGN_OR_RETURN(auto against, model::open_decoder(options.against, load));
  const std::int64_t other = against->decoder.spec().n_vocab;
  if (other == n_vocab) return against;
  return model_error(
      fmt::format("{}: has {} tokens in its vocabulary, --model has {}", options.against, other, n_vocab));
}

void print(const PerplexityOptions& options, const model::TextScore& score, const Text& text) {
  const auto n = static_cast<double>(score.n_scored);
  const double nats = score.nats / n;
  nlohmann::ordered_json line = {
      {"tokens", score.n_scored}, {"nats_per_token", nats}, {"perplexity", std::exp(nats)}};
  line["bits_per_byte"] = nullptr;
  if (text.scored_bytes > 0)
    line["bits_per_byte"] = score.nats / std::log(2.0) / static_cast<double>(text.scored_bytes);
  if (!options.against.empty()) {
    line["kl_mean"] = score.divergence_nats / n;
    line["top1_agreement"] = static_cast<double>(score.n_agreed) / n;
  }
  if (options.json) return fmt::print("{}\n", line.dump());
  fmt::print("Perplexity {:.4f}: {:.5f} nats a token over {} tokens", std::exp(nats), nats, score.n_scored);
  if (text.scored_bytes > 0) fmt::print(", {:.5f} bits a byte", line["bits_per_byte"].get<double>());
  fmt::print("\n");
  if (options.against.empty()) return;
  fmt::print(
      "Against {}: KL divergence {:.3g} nats a token, the same most probable token {:.2f}% of the time\n",
      options.against, line["kl_mean"].get<double>(), 100.0 * line["top1_agreement"].get<double>());
}

Result<int> perplexity(const PerplexityOptions& options) {
  ST_ASSIGN_OR_RETURN(const std::unique_ptr<Engine> engine, describe_engine(options.engine));
  ST_ASSIGN_OR_RETURN(const model::ScoreOptions how, score_options(options, *engine));
  ST_ASSIGN_OR_RETURN(const Text text, read_text(options, *engine));
  ST_RETURN_IF_ERROR(load_weights(*engine, how.context));
  ST_ASSIGN_OR_RETURN(const auto against, open_against(options, engine->n_vocab()));
  ST_ASSIGN_OR_RETURN(const kernels::Isa isa, kernels::choose_isa());
  kernels::ThreadPool pool(options.engine.engine.threads > 0 ? options.engine.engine.threads
                                                             : default_job_count());
  ProgressBar bar("reading the text");
  ST_ASSIGN_OR_RETURN(const model::TextScore score, model::score_text({&pool, isa}, engine->decoder(),
                                                                      against ? &against->decoder : nullptr,
                                                                      text.ids, how, bar.listener()));
  ST_RETURN_IF_ERROR(engine->store().check_unchanged());
  print(options, score, text);
  return kExitDone;
}

}  // namespace

void add_perplexity_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<PerplexityOptions>();
  options->engine.key_type = options->engine.value_type = options->engine.kv_type;
  CLI::App* command = app.add_subcommand("perplexity", "Measure how well a model predicts a text");
  command->footer(
      "The text is read in windows of --context tokens, each begun --stride after the one before; a token "
      "is\n"
      "scored once, by the first window that reaches it. With --against the model is also held against "
      "another\n"
      "one of the same vocabulary, so that a quantisation shows its cost.\n\n"
      "Example:\n  storytransformer perplexity --model model.gguf --file text.txt --context 2048 --stride "
      "1024\n"
      "  storytransformer perplexity --model folder --weights q4_k --against folder --file text.txt "
      "--json");
  command->add_option("--model", options->engine.engine.model, "A GGUF file or a model folder")->required();
  add_load_options(*command, options->engine.engine.load);
  CLI::Option_group* group = command->add_option_group("text");
  group->add_option("--file", options->file, "The text");
  group->add_option("--ids", options->ids, "A JSON list of token ids instead");
  group->require_option(1);
  command->add_option("--context", options->context,
                      "Tokens a window; without it the model's context, 2048 at most");
  command->add_option("--stride", options->stride,
                      "Tokens from window to window; without it half the context");
  command->add_option("--against", options->against, "Another model: KL divergence and agreement with it");
  command
      ->add_option("--key-type", options->engine.key_type, "How keys are kept: f32, f16, bf16, q8_0, q4_0")
      ->capture_default_str();
  command->add_option("--value-type", options->engine.value_type, "How values are kept")
      ->capture_default_str();
  add_threads_option(*command, options->engine.engine.threads);
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options, &chosen] { chosen.run = [options] { return perplexity(*options); }; });
}

}  // namespace st::cli
