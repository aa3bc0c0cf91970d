#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/number_text.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/engine_options.h"
#include "cli/exit_codes.h"
#include "cli/heat_map.h"
#include "cli/load_options.h"
#include "cli/needle_cells.h"
#include "cli/needle_reader.h"
#include "cli/progress.h"
#include "cli/short_folder.h"
#include "model/finder/finder.h"

namespace st::cli {
namespace {

constexpr std::size_t kMostHaystackBytes = std::size_t{1} << 30;
constexpr std::size_t kMostRecordBytes = std::size_t{64} << 20;
constexpr std::size_t kMostCells = 10000;
constexpr std::size_t kChatTokens = 96;  // that a chat template may add

struct NeedleOptions {
  EngineOptions engine;
  NeedleRun run;
  std::string computed;  // a finder's name, or empty
  std::string write_model;
  bool is_computed = false;
  std::vector<std::size_t> lengths = {1024, 4096, 16384};
  std::vector<double> depths = {0.0, 0.25, 0.5, 0.75, 1.0};
  std::string haystack_file;
  std::string kv_type = "f16";
  std::string attention = "flash";
  std::string prefix_cache = "on";
  std::string scoring = "exact";
  double bar = -1.0;  // below 0: none was given
  std::string out;
  bool chat = false;
  bool json = false;

  model::FinderKind finder() const {
    return computed == "alibi" ? model::FinderKind::kAlibi : model::FinderKind::kRope;
  }
  std::string model_name() const {
    return is_computed ? "computed, " + computed : std::filesystem::path(engine.model).filename().string();
  }
};

Status check(NeedleOptions& options) {
  ST_ASSIGN_OR_RETURN(options.engine.key_type, kv_type("--kv-type", options.kv_type));
  options.engine.value_type = options.engine.key_type;
  options.engine.naive_attention = options.attention == "naive";
  options.engine.prefix_cache = options.prefix_cache == "on";
  options.run.with_answer_start = !options.chat;
  options.run.extra_tokens = options.chat ? kChatTokens : 0;
  options.run.scoring = options.scoring == "exact" ? Scoring::kExact : Scoring::kLenient;
  if (options.lengths.size() * options.depths.size() > kMostCells || options.lengths.size() > 200 ||
      options.depths.size() > 200)
    return usage_error("--lengths and --depths: at most 200 of each and 10000 cells");
  for (const double depth : options.depths)
    if (!(depth >= 0.0 && depth <= 1.0))
      return usage_error(fmt::format("--depths {}: expected shares of the text from 0 to 1", depth));
  if (options.run.together && options.run.n_needles > 1)
    return usage_error("--together: hides one needle at each depth; expected no --needles beside it");
  const NeedleWords& words = options.run.words;
  if (words.needle.find("{key}") == std::string::npos || words.needle.find("{value}") == std::string::npos)
    return usage_error("--needle: expected {key} and {value} in it");
  if (words.question.find("{key}") == std::string::npos)
    return usage_error("--question: expected {key} in it");
  return {};
}

// Whatever changes an answer. The model is told by its name and its tensors' sizes, not by all its bytes.
std::string settings_of(const NeedleOptions& options, NeedleReader& reader, const std::string& haystack) {
  const NeedleRun& run = options.run;
  const model::BlockSpec& spec = reader.engine().decoder().spec();
  Fingerprint print;
  print.add(options.model_name()).add(options.kv_type).add(options.attention).add(options.scoring);
  print.add(run.words.intro).add(run.words.needle).add(run.words.question).add(run.words.answer_start);
  print.add(sha256_hex(haystack));
  const model::LoadOptions& load = options.engine.load;
  print.add(load.matrix_type ? std::string(info(*load.matrix_type).name) : "as it is");
  print.add_number(load.random ? static_cast<std::int64_t>(load.random->seed) + 1 : 0);
  for (const std::int64_t number :
       {static_cast<std::int64_t>(run.seed), static_cast<std::int64_t>(run.n_needles),
        std::int64_t{options.chat}, std::int64_t{run.together},
        static_cast<std::int64_t>(run.answer_tokens), spec.n_layers, spec.d_model, spec.n_vocab,
        reader.engine().plan(1).weights})
    print.add_number(number);
  for (const std::size_t length : options.lengths) print.add_number(static_cast<std::int64_t>(length));
  for (const double depth : options.depths) print.add(depth_text(depth));
  return print.hex();
}

std::string path_in(const NeedleOptions& options, const char* name) {
  return (std::filesystem::path(options.out) / name).string();
}

Status open_output(const NeedleOptions& options, const std::string& settings, NeedleTable& table) {
  if (options.out.empty()) return {};
  std::error_code failed;
  std::filesystem::create_directories(options.out, failed);
  if (failed) return usage_error(options.out + ": can't be made: " + failed.message());
  const std::string record = path_in(options, "progress.json");
  if (!std::filesystem::exists(record)) return {};
  ST_ASSIGN_OR_RETURN(const std::string text, read_file(record, kMostRecordBytes));
  return read_progress(text, settings, record, table);
}

HeatMap heat_map_of(const NeedleOptions& options, const NeedleTable& table) {
  HeatMap map;
  map.title = "Needle in a haystack: " + options.model_name();
  map.subtitle =
      fmt::format("score {:.2f}: {} of {} cells found, {} scoring, KV {}, {} attention", table.score(),
                  table.n_found(), table.cells.size(), options.scoring, options.kv_type, options.attention);
  map.x_title = "length in tokens";
  map.y_title = "depth";
  map.word_for_one = "found";
  map.word_for_nothing = "missed";
  for (const std::size_t length : table.lengths) map.columns.push_back(number_with_commas(length));
  for (std::size_t depth = 0; depth < table.depths.size(); ++depth) {
    map.rows.push_back(depth_text(table.depths[depth]));
    map.shares.emplace_back();
    for (std::size_t length = 0; length < table.lengths.size(); ++length) {
      const std::optional<NeedleCell>& cell = table.at(length, depth);
      std::optional<double> share;
      if (cell) share = options.run.scoring == Scoring::kExact ? cell->exact : cell->lenient;
      map.shares.back().push_back(share);
    }
  }
  return map;
}

Status write_results(const NeedleOptions& options, const NeedleTable& table) {
  if (options.out.empty()) return {};
  const Picture picture = heat_map_picture(heat_map_of(options, table));
  ST_ASSIGN_OR_RETURN(const std::string png, png_of(picture));
  const std::string svg = svg_of(picture), json = needle_json(table);
  return write_files({{path_in(options, "needle.json"), json},
                      {path_in(options, "heatmap.svg"), svg},
                      {path_in(options, "heatmap.png"), png}});
}

// How the run went, on standard error.
void report(const NeedleReader& reader, double seconds) {
  struct rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  const std::string line = fmt::format(
      "{} prompt tokens read and {} taken from the prefix cache in {:.1f} s; at most {} of memory\n",
      number_with_commas(reader.read_tokens()), number_with_commas(reader.cached_tokens()), seconds,
      byte_text(static_cast<std::uint64_t>(usage.ru_maxrss) * 1024));
  std::fwrite(line.data(), 1, line.size(), stderr);
}

double seconds_of(const NeedleTable& table) {
  double seconds = 0.0;
  for (const auto& cell : table.cells) seconds += cell ? cell->seconds : 0.0;
  return seconds;
}

Result<int> needle(NeedleOptions options) {
  ST_RETURN_IF_ERROR(check(options));
  ShortFolder folder;
  if (options.is_computed) {
    if (options.write_model.empty()) ST_RETURN_IF_ERROR(folder.make("the computed model"));
    options.engine.model = options.write_model.empty() ? folder.path() : options.write_model;
    ST_RETURN_IF_ERROR(model::write_finder(options.finder(), options.engine.model));
    options.run.key_bytes = static_cast<std::size_t>(model::finder_key_bytes(options.finder()));
    if (options.bar < 0.0) options.bar = 1.0;
  }
  std::string text;
  if (!options.haystack_file.empty()) {
    ST_ASSIGN_OR_RETURN(text, read_file(options.haystack_file, kMostHaystackBytes));
  }
  const std::size_t longest = *std::max_element(options.lengths.begin(), options.lengths.end());
  ST_ASSIGN_OR_RETURN(const std::unique_ptr<NeedleReader> reader,
                      NeedleReader::open(options.engine, longest, options.chat));
  NeedleTable table = empty_table(options.lengths, options.depths);
  const std::string settings = settings_of(options, *reader, text);
  ST_RETURN_IF_ERROR(open_output(options, settings, table));
  ST_ASSIGN_OR_RETURN(Haystack haystack, Haystack::create(std::move(text), options.run.seed));
  ST_ASSIGN_OR_RETURN(const Tokenizer* tokenizer, reader->engine().tokenizer());
  const double seconds_before = seconds_of(table);
  {
    ProgressBar bar("needles");
    const AnswerPrompt answer = [&](const std::string& prompt, std::size_t most, const Progress& progress) {
      return reader->answer(prompt, most, progress);
    };
    const auto keep = [&]() -> Status {
      if (options.out.empty()) return {};
      return write_file(path_in(options, "progress.json"), progress_json(table, settings));
    };
    ST_RETURN_IF_ERROR(run_cells(options.run, *tokenizer, haystack, answer, keep, table, bar.listener()));
  }
  ST_RETURN_IF_ERROR(write_results(options, table));
  const std::string printed = options.json ? needle_json(table) : needle_text(table);
  std::fwrite(printed.data(), 1, printed.size(), stdout);
  report(*reader, seconds_of(table) - seconds_before);
  return table.score() < options.bar ? kExitNeedsReview : kExitDone;
}

constexpr const char* kFooter =
    "Hides a made-up name with a number at several depths of texts of several lengths, asks for the "
    "number,\n"
    "and tells where the model finds it. With --out: needle.json, heatmap.svg and heatmap.png; what is "
    "done\n"
    "already in that folder is not run again. --computed tests this program and no model: a finder whose\n"
    "weights are computed finds every needle unless the engine loses it.\n\n"
    "Examples:\n"
    "  storytransformer needle --model model.gguf --lengths 2048,8192,32768 --out needle-8b\n"
    "  storytransformer needle --computed alibi --lengths 4096 --depths 0,0.5,1 --kv-type q8_0 --json";

void add_what_is_asked(CLI::App& command, NeedleOptions& options) {
  command.add_option("--lengths", options.lengths, "Tokens of prompt and answer together, with commas")
      ->delimiter(',')
      ->check(CLI::PositiveNumber);
  command.add_option("--depths", options.depths, "Shares of the text before the needle, from 0 to 1")
      ->delimiter(',');
  command.add_option("--needles", options.run.n_needles, "So many in each text, asked for one by one")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command.add_flag(
      "--together", options.run.together,
      "One text a length with a needle at every depth: read once, where the prefix cache is on");
  command.add_option("--haystack", options.haystack_file,
                     "A text file to hide needles in; else neutral sentences");
  command.add_option("--needle", options.run.words.needle, "What is hidden, with {key} and {value}");
  command.add_option("--question", options.run.words.question, "What is asked, with {key}");
  command.add_option("--answer-start", options.run.words.answer_start,
                     "How the answer begins, with {key}; may be empty");
  command.add_flag("--chat", options.chat,
                   "Ask as a user in a conversation, without the answer's beginning");
  command
      .add_option("--scoring", options.scoring,
                  "exact: the answer begins with the number; lenient: the number stands in it")
      ->check(CLI::IsMember({"exact", "lenient"}))
      ->capture_default_str();
  command.add_option("--answer-tokens", options.run.answer_tokens, "Kept free for the answer")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  command.add_option("--seed", options.run.seed, "Another seed: other needles, other neutral sentences")
      ->capture_default_str();
}

void add_how_it_runs(CLI::App& command, NeedleOptions& options) {
  add_load_options(command, options.engine.load);
  command
      .add_option("--kv-type", options.kv_type, "How keys and values are kept: f32, f16, bf16, q8_0, q4_0")
      ->capture_default_str();
  command
      .add_option("--attention", options.attention,
                  "flash, or naive: the plain form that stores its scores")
      ->check(CLI::IsMember({"flash", "naive"}))
      ->capture_default_str();
  command.add_option("--prefix-cache", options.prefix_cache, "on: the same beginning is read once; off")
      ->check(CLI::IsMember({"on", "off"}))
      ->capture_default_str();
  add_threads_option(command, options.engine.threads);
  command.add_option("--bar", options.bar, "Exit code 1 where the score is below; 1 with --computed")
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--out", options.out, "A folder for the results and for going on after a stop");
  command.add_flag("--json", options.json, "Print one JSON object instead of the table");
}

}  // namespace

void add_needle_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<NeedleOptions>();
  CLI::App* command =
      app.add_subcommand("needle", "Needle in a haystack: what a model finds, and at which length");
  command->footer(kFooter);
  CLI::Option_group* group = command->add_option_group("model");
  group->add_option("--model", options->engine.model, "A GGUF file or a model folder");
  CLI::Option* computed =
      group->add_option("--computed", options->computed, "A finder with computed weights: rope or alibi")
          ->expected(0, 1)
          ->default_str("rope")
          ->check(CLI::IsMember({"rope", "alibi"}));
  group->require_option(1);
  command->add_option("--write-model", options->write_model, "Keep the computed model in this folder")
      ->needs(computed);
  add_what_is_asked(*command, *options);
  add_how_it_runs(*command, *options);
  command->callback([options, computed, &chosen] {
    options->is_computed = computed->count() > 0;
    if (options->is_computed && options->computed.empty()) options->computed = "rope";
    chosen.run = [options] { return needle(*options); };
  });
}

}  // namespace st::cli
