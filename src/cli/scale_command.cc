#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>

#include <fmt/format.h>

#include "base/file.h"
#include "base/parallel.h"
#include "base/unicode.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/import_notes.h"
#include "cli/machine_speed.h"
#include "cli/progress.h"
#include "cli/scale_report.h"
#include "combine/pipeline.h"
#include "engine/gguf_tokenizer.h"
#include "engine/local_text_model.h"
#include "import/importer.h"
#include "kernels/attention/kv_view.h"
#include "ledger/ledger.h"
#include "lm/token_estimate.h"
#include "model/registry.h"
#include "scale/counting_model.h"
#include "weights/quantize.h"

namespace st::cli {
namespace {

constexpr std::size_t kMostTableBytes = 1 << 20;
constexpr std::size_t kMostRunBytes = std::size_t{64} << 20;
constexpr const char* kEstimate = "estimate";

// Of a model's answer, for each claim that is put to it. The right edits alone took 1.1 to 2.5 on five
// backlogs (scripts/measure_model_edits.py); a real model also says what was not needed.
constexpr double kAnswerTokensPerClaim = 3.0;

struct ScaleOptions {
  std::vector<std::string> inputs;
  std::string format;
  std::vector<std::string> tokenizers;
  std::vector<std::string> models;
  std::string table_file;
  std::string run_file;
  std::int64_t context_tokens = 16384;
  std::int64_t batch = 20;
  std::size_t window_tokens = combine::ModelOptions{}.window_tokens;
  std::size_t audit_claims = combine::ModelOptions{}.audit_claims;
  std::string weights = "q8_0", kv_type = "f16";
  DType weight_type = DType::kQ8_0, kv_dtype = DType::kF16;
  std::size_t threads = default_job_count();
  bool no_measure = false;
  bool print_table = false;
  bool json = false;
};

Status check(ScaleOptions& options) {
  const std::optional<DType> weights = find_dtype(options.weights);
  const std::vector<DType>& types = quantize_types();
  if (!weights || std::find(types.begin(), types.end(), *weights) == types.end())
    return usage_error("--weights '" + options.weights +
                       "': expected a type that 'quantize' writes, as q8_0 or q4_k");
  const std::optional<DType> kv = find_dtype(options.kv_type);
  if (!kv || !kernels::is_kv_type(*kv))
    return usage_error("--kv-type '" + options.kv_type + "': expected f32, f16, bf16, q8_0 or q4_0");
  options.weight_type = *weights;
  options.kv_dtype = *kv;
  return {};
}

Result<scale::ScaleTable> table_of(const ScaleOptions& options) {
  if (options.table_file.empty())
    return scale::read_table(scale::built_in_table(), "the program's own table");
  ST_ASSIGN_OR_RETURN(const std::string text, read_file(options.table_file, kMostTableBytes));
  return scale::read_table(text, options.table_file);
}

// A tokenizer by the name that it is told under.
struct Counter {
  std::string name;
  scale::CountTokens count;
};

// Those that are named, then the models' own, else an estimate.
Result<std::vector<Counter>> counters_of(const ScaleOptions& options) {
  std::vector<Counter> counters;
  const auto add = [&](const std::string& path) -> Status {
    ST_ASSIGN_OR_RETURN(Tokenizer opened, open_tokenizer(path));
    const auto tokenizer = std::make_shared<const Tokenizer>(std::move(opened));
    counters.push_back({model_name(path), [tokenizer](const std::string& text) -> Result<std::size_t> {
                          EncodeOptions how;
                          how.add_special_tokens = false;
                          ST_ASSIGN_OR_RETURN(const Encoding encoding, tokenizer->encode(text, how));
                          return encoding.size();
                        }});
    return {};
  };
  for (const std::string& path : options.tokenizers) ST_RETURN_IF_ERROR(add(path));
  if (options.tokenizers.empty()) {
    for (const std::string& path : options.models) {
      if (const Status added = add(path); !added.ok())
        fmt::print(stderr,
                   "note: {}: no tokenizer in it, so tokens are an estimate; --tokenizer names one\n",
                   path);
    }
  }
  if (counters.empty())
    counters.push_back(
        {kEstimate, [](const std::string& text) -> Result<std::size_t> { return estimate_tokens(text); }});
  return counters;
}

std::string text_of(const Story& story) {
  std::string text;
  for (const StoryField& field : story.fields) text += field.text + "\n";
  return text;
}

Result<std::size_t> count_stories(const std::vector<Story>& stories, const Counter& counter,
                                  std::size_t threads) {
  std::atomic<std::size_t> sum = 0;
  std::mutex turn;
  Status status;
  parallel_for(stories.size(), threads, [&](std::size_t i) {
    const Result<std::size_t> n = counter.count(text_of(stories[i]));
    if (n.ok()) {
      sum += *n;
      return;
    }
    const std::lock_guard<std::mutex> lock(turn);
    if (status.ok()) status = n.error().in(counter.name + ", story " + stories[i].id);
  });
  ST_RETURN_IF_ERROR(status);
  return sum.load();
}

// What a model that writes the whole document would write: sections and statements, no evidence or history.
std::string present_state(const Document& document) {
  std::string text;
  for (const Section& section : document.sections) {
    text += "## " + section.title + "\n\n";
    for (const Statement& statement : section.statements) text += "- " + statement.text + "\n";
    text += "\n";
  }
  return text;
}

// Runs the built-in combiner, with a model that only counts: the document's length and what `combine
// --model` would put to a model, batch by batch, are then no guesses.
Status rehearse(const std::vector<Story>& stories, const Counter& counter, const ScaleOptions& options,
                ScaleFindings& findings) {
  scale::CountingModel model(counter.count, options.window_tokens, R"({"edits": []})");
  combine::CombineOptions how;
  how.jobs = options.threads;
  how.model.model = &model;
  how.model.window_tokens = options.window_tokens;
  how.model.audit_claims = options.audit_claims;
  ST_ASSIGN_OR_RETURN(Ledger ledger, Ledger::temporary());
  ProgressBar bar("combining");
  ST_ASSIGN_OR_RETURN(const combine::Combined combined,
                      combine::combine(stories, how, ledger, bar.listener()));
  findings.words = combined.document.backlog.words;
  ST_ASSIGN_OR_RETURN(findings.document_tokens, counter.count(present_state(combined.document)));
  scale::Workload edits = model.workload();
  edits.name = "edits";
  edits.answer_tokens = kAnswerTokensPerClaim * static_cast<double>(combined.report.model.claims_asked);
  if (edits.calls > 0) edits.keys_read = edits.answer_tokens * edits.prompt_tokens / edits.calls;
  const scale::BacklogSize size{static_cast<std::int64_t>(findings.stories),
                                static_cast<std::int64_t>(findings.tokens.front().second),
                                static_cast<std::int64_t>(findings.document_tokens)};
  findings.ways = {scale::read_once(size), scale::rewrite_per(1, size),
                   scale::rewrite_per(options.batch, size), std::move(edits)};
  return {};
}

// The user's own models first, with what their tensors really take.
Result<std::vector<LocalModel>> models_of(const ScaleOptions& options, const scale::ScaleTable& table,
                                          std::int64_t all_tokens) {
  std::vector<LocalModel> models;
  const auto add = [&](scale::ModelShape shape) -> LocalModel& {
    LocalModel local{std::move(shape), {}, {}};
    for (const std::int64_t context : {options.context_tokens, all_tokens})
      local.footprints.push_back(
          scale::footprint_of(local.shape, context, options.kv_dtype, options.threads));
    return models.emplace_back(std::move(local));
  };
  for (const std::string& path : options.models) {
    model::LoadOptions load;
    if (model_name(path).ends_with(".json")) load.random = model::RandomWeights{};
    ST_ASSIGN_OR_RETURN(const model::DescribedModel described, model::describe_decoder(path, load));
    LocalModel& local = add(scale::shape_of(described.spec, model_name(path)));
    const auto at = [&](DType type) {
      return static_cast<double>(described.planned_weights(type).total());
    };
    for (scale::Footprint& print : local.footprints) {
      print.weights_f32 = at(DType::kF32);
      print.weights_bf16 = at(DType::kBF16);
      print.weights_q8_0 = at(DType::kQ8_0);
      print.weights_q4_k = at(DType::kQ4_K);
    }
  }
  for (const scale::ModelShape& shape : table.models) add(shape);
  return models;
}

double bits_of(DType type) {
  return 8.0 * static_cast<double>(info(type).block_bytes) / static_cast<double>(info(type).block_elements);
}

Status measure(const ScaleOptions& options, ScaleFindings& findings) {
  ST_ASSIGN_OR_RETURN(findings.speed,
                      measure_speed(options.weight_type, options.kv_dtype, options.threads));
  for (LocalModel& local : findings.models) {
    for (const scale::Workload& way : findings.ways)
      local.hours.push_back(scale::seconds_of(way, local.shape, bits_of(options.weight_type),
                                              options.kv_dtype, *findings.speed) /
                            3600);
  }
  return {};
}

Status read_backlog(const ScaleOptions& options, ScaleFindings& findings) {
  ST_ASSIGN_OR_RETURN(const std::vector<Counter> counters, counters_of(options));
  ImportOptions how;
  how.format = options.format;
  how.jobs = options.threads;
  ST_ASSIGN_OR_RETURN(const ImportResult imported, import_stories(options.inputs, how));
  tell_import(imported);
  findings.stories = imported.stories.size();
  for (const Story& story : imported.stories) {
    for (const StoryField& field : story.fields) findings.characters += count_characters(field.text);
  }
  for (const Counter& counter : counters) {
    ST_ASSIGN_OR_RETURN(const std::size_t n, count_stories(imported.stories, counter, options.threads));
    findings.tokens.emplace_back(counter.name, n);
  }
  return rehearse(imported.stories, counters.front(), options, findings);
}

Result<int> run_scale(ScaleOptions options) {
  if (options.print_table) {
    const std::string_view table = scale::built_in_table();
    std::fwrite(table.data(), 1, table.size(), stdout);
    return kExitDone;
  }
  ST_RETURN_IF_ERROR(check(options));
  ST_ASSIGN_OR_RETURN(const scale::ScaleTable table, table_of(options));
  ScaleFindings findings;
  findings.prices = table.prices;
  findings.threads = options.threads;
  findings.weight_type = options.weights;
  findings.kv_type = options.kv_type;
  if (!options.run_file.empty()) {
    ST_ASSIGN_OR_RETURN(const std::string text, read_file(options.run_file, kMostRunBytes));
    ST_ASSIGN_OR_RETURN(findings.run, read_run(text, options.run_file));
  }
  ST_RETURN_IF_ERROR(read_backlog(options, findings));
  ST_ASSIGN_OR_RETURN(findings.models,
                      models_of(options, table, static_cast<std::int64_t>(findings.tokens.front().second)));
  if (!options.no_measure) ST_RETURN_IF_ERROR(measure(options, findings));
  const std::string printed = options.json ? scale_json(findings) : scale_text(findings);
  std::fwrite(printed.data(), 1, printed.size(), stdout);
  return kExitDone;
}

constexpr const char* kFooter =
    "Counts the stories and reckons what it takes to combine them with a model: read once, the document "
    "written\n"
    "anew after every story or every few, and in edits, as 'combine --model' does it. The last is no "
    "guess: the\n"
    "combiner runs, and what it would put to a model is counted. Prices and shapes of models come from a "
    "table\n"
    "that can be printed, edited and given back; nothing is looked up anywhere.\n\n"
    "Examples:\n"
    "  storytransformer scale stories.csv\n"
    "  storytransformer scale stories.csv --tokenizer llama-3/tokenizer.json --tokenizer "
    "qwen2/tokenizer.json\n"
    "  storytransformer scale stories.csv --model model.gguf --weights q4_k --context 32768 --json\n"
    "  storytransformer scale --print-table > mine.toml     then edit it, and: scale stories.csv --table "
    "mine.toml\n"
    "  storytransformer combine stories.csv --out state --model model.gguf --json > run.json\n"
    "  storytransformer scale stories.csv --model model.gguf --after run.json     how far off the estimate "
    "was";

void add_what_is_reckoned(CLI::App& command, ScaleOptions& options) {
  command.add_option(
      "--tokenizer", options.tokenizers,
      "A tokenizer to count with (a file, a folder or a GGUF file), as often as you like; the first is "
      "reckoned with. Without one: the models' own, else an estimate");
  command.add_option("--model", options.models,
                     "A GGUF file, a model folder or a config.json, told beside the table's models");
  command.add_option("--table", options.table_file,
                     "A TOML file with prices and shapes of models, in place of ours");
  command.add_flag("--print-table", options.print_table,
                   "Print the table that is in the program, and stop");
  command
      .add_option("--context", options.context_tokens,
                  "Tokens that keys and values are told for, beside all stories")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 30))
      ->capture_default_str();
  command.add_option("--batch", options.batch, "Stories between two rewritings")
      ->check(CLI::Range(2, 1'000'000))
      ->capture_default_str();
  command.add_option("--window-tokens", options.window_tokens, "As in 'combine'")
      ->check(CLI::Range(1024, 1 << 20))
      ->capture_default_str();
  command.add_option("--audit", options.audit_claims, "As in 'combine'")
      ->check(CLI::Range(0, 10'000))
      ->capture_default_str();
  command.add_option("--after", options.run_file,
                     "What 'combine --json' printed, to hold the estimate against");
}

}  // namespace

void add_scale_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<ScaleOptions>();
  CLI::App* command = app.add_subcommand("scale", "How big a backlog is, and what combining it would cost");
  command->footer(kFooter);
  CLI::Option* input = command->add_option("input", options->inputs, "Files and folders with stories");
  command->add_option("--format", options->format,
                      "Read every input as this format instead of looking at its content");
  add_what_is_reckoned(*command, *options);
  command->add_option("--weights", options->weights, "Type of the weights that time is told for")
      ->capture_default_str();
  command->add_option("--kv-type", options->kv_type, "Type of keys and values")->capture_default_str();
  command->add_option("--threads", options->threads, "Threads")->check(CLI::Range(1, 1024));
  command->add_flag("--no-measure", options->no_measure, "Don't measure this machine; no times then");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options, input, &chosen] {
    if (input->count() == 0 && !options->print_table) throw CLI::RequiredError("input");
    chosen.run = [options] { return run_scale(*options); };
  });
}

}  // namespace st::cli
