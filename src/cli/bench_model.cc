#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/memory.h"
#include "base/parallel.h"
#include "cli/bench.h"
#include "cli/engine_options.h"
#include "cli/exit_codes.h"
#include "cli/load_options.h"
#include "cli/model_bench.h"
#include "cli/progress.h"
#include "model/registry.h"

namespace st::cli {
namespace {

constexpr std::int64_t kUsualPrefill = 512;

struct ModelOptions {
  std::string model;
  model::LoadOptions load;
  std::vector<std::int64_t> prefill;
  std::int64_t decode_tokens = 16;
  std::int64_t context = 0;
  std::string key_type = "f16", value_type = "f16";
  std::int64_t chunk_tokens = 256;
  std::size_t threads = default_job_count();
  double machine_seconds = 1.0;
  bool json = false;
};

Result<ModelBenchSetting> setting_of(const ModelOptions& options) {
  ModelBenchSetting setting;
  setting.chunk_tokens = options.chunk_tokens;
  ST_ASSIGN_OR_RETURN(setting.key_type, kv_type("--key-type", options.key_type));
  ST_ASSIGN_OR_RETURN(setting.value_type, kv_type("--value-type", options.value_type));
  return setting;
}

// Prints the measurements of one model as they are made.
class ModelSeries {
 public:
  ModelSeries(const ModelOptions& options, const ModelBenchSetting& setting,
              const kernels::KernelContext& context, const kernels::MachinePeaks& peaks,
              const model::Decoder& decoder)
      : options_(options), setting_(setting), context_(context), peaks_(peaks), decoder_(decoder) {}

  Status run_all() {
    const std::int64_t context = options_.context > 0 ? options_.context : decoder_.spec().context_tokens;
    const std::int64_t n_decoded = options_.decode_tokens + 1;  // with the one that warms up
    std::vector<std::int64_t> lengths = options_.prefill;
    if (lengths.empty()) lengths = {std::min(kUsualPrefill, context)};
    ST_RETURN_IF_ERROR(decode("decode at the start", 0));
    for (const std::int64_t n_tokens : lengths) ST_RETURN_IF_ERROR(prefill(n_tokens));
    if (context <= n_decoded)
      return usage_error(
          fmt::format("a context of {} tokens holds no {} behind others", context, n_decoded));
    return decode("decode at the end", context - n_decoded);
  }

 private:
  // A learned table of positions ends where the model says; others go on.
  Status check_fits(const std::string& what, std::int64_t n_tokens) const {
    const model::BlockSpec& spec = decoder_.spec();
    if (spec.position == model::PositionKind::kLearned && n_tokens > spec.context_tokens)
      return usage_error(
          fmt::format("{} needs {} positions; the model has {}", what, n_tokens, spec.context_tokens));
    const std::int64_t needed =
        kv_cache_bytes(decoder_.kv_layout(setting_.key_type, setting_.value_type), n_tokens);
    const auto available = static_cast<std::int64_t>(available_memory_bytes());
    if (available > 0 && needed > available)
      return resource_error(fmt::format("{}: keys and values of {} tokens need {}, {} are free", what,
                                        n_tokens, bytes_text(static_cast<double>(needed)),
                                        bytes_text(static_cast<double>(available))));
    return {};
  }

  Status prefill(std::int64_t n_tokens) {
    ST_RETURN_IF_ERROR(check_fits("prefill", n_tokens));
    ProgressBar bar(fmt::format("prefill of {} tokens", n_tokens));
    ST_ASSIGN_OR_RETURN(const ModelMeasurement measured,
                        measure_prefill(context_, decoder_, setting_, n_tokens, bar.listener()));
    print("prefill", 0, measured);
    return {};
  }

  Status decode(const std::string& what, std::int64_t n_before) {
    ST_RETURN_IF_ERROR(check_fits(what, n_before + options_.decode_tokens + 1));
    ST_ASSIGN_OR_RETURN(const ModelMeasurement measured,
                        measure_decode(context_, decoder_, setting_, n_before, options_.decode_tokens));
    print(what, n_before, measured);
    return {};
  }

  void print(const std::string& what, std::int64_t n_before, const ModelMeasurement& m) {
    const bool is_prefill = what == "prefill";
    const double gflop = m.n_flop / m.seconds * 1e-9, gb = m.n_bytes / m.seconds * 1e-9;
    const double share = is_prefill ? gflop / peaks_.f32_gflop_per_s : gb / peaks_.read_gb_per_s;
    const double per_second = static_cast<double>(m.n_tokens) / m.seconds;
    if (options_.json) {
      const nlohmann::ordered_json line = {{"what", "model"},
                                           {"form", is_prefill ? "prefill" : "decode"},
                                           {"n_tokens", m.n_tokens},
                                           {"n_before", n_before},
                                           {"key_type", name(setting_.key_type)},
                                           {"value_type", name(setting_.value_type)},
                                           {"seconds", m.seconds},
                                           {"tokens_per_s", per_second},
                                           {"gflop_per_s", gflop},
                                           {"gb_per_s", gb},
                                           {"share_of_peak", share},
                                           {"peak_bytes", m.peak_bytes},
                                           {"cache_bytes", m.cache_bytes},
                                           {"weight_bytes", decoder_.weight_bytes()}};
      fmt::print("{}\n", line.dump());
    } else {
      if (!begun_) {
        fmt::print("{:<20} {:>8} {:>8} {:>9} {:>10} {:>9} {:>7} {:>8}  {:>11} {:>10}\n", "", "behind",
                   "tokens", "seconds", "tokens/s", "GFLOP/s", "GB/s", "of peak", "peak memory",
                   "KV cache");
      }
      fmt::print("{:<20} {:>8} {:>8} {:>9.3g} {:>10.1f} {:>9.2f} {:>7.2f} {:>7.0f}%  {:>11} {:>10}\n", what,
                 n_before, m.n_tokens, m.seconds, per_second, gflop, gb, 100 * share,
                 bytes_text(static_cast<double>(m.peak_bytes)),
                 bytes_text(static_cast<double>(m.cache_bytes)));
    }
    begun_ = true;
    std::fflush(stdout);
  }

  const ModelOptions& options_;
  const ModelBenchSetting& setting_;
  const kernels::KernelContext& context_;
  const kernels::MachinePeaks& peaks_;
  const model::Decoder& decoder_;
  bool begun_ = false;
};

Result<std::unique_ptr<model::DecoderModel>> open_model(const ModelOptions& options) {
  ProgressBar bar("loading the model");
  model::LoadOptions load = options.load;
  load.jobs = options.threads;
  load.progress = bar.listener();
  ST_ASSIGN_OR_RETURN(auto opened, model::open_decoder(options.model, load));
  for (const std::string& note : opened->decoder.load_notes()) fmt::print(stderr, "note: {}\n", note);
  return opened;
}

Result<int> bench_model(const ModelOptions& options) {
  ST_ASSIGN_OR_RETURN(const ModelBenchSetting setting, setting_of(options));
  ST_ASSIGN_OR_RETURN(const auto opened, open_model(options));
  ST_ASSIGN_OR_RETURN(const kernels::Isa isa, kernels::choose_isa());
  kernels::ThreadPool pool(options.threads);
  const kernels::KernelContext context{&pool, isa};
  ST_ASSIGN_OR_RETURN(const kernels::MachinePeaks peaks,
                      kernels::measure_machine(context, options.machine_seconds));
  fmt::print("{}\n", options.json ? machine_json(peaks, isa).dump() : machine_text(peaks, isa) + "\n");
  if (!options.json)
    fmt::print("Weights: {}\n", bytes_text(static_cast<double>(opened->decoder.weight_bytes())));
  ST_RETURN_IF_ERROR(ModelSeries(options, setting, context, peaks, opened->decoder).run_all());
  return kExitDone;
}

}  // namespace

void add_bench_model(CLI::App& bench, ChosenCommand& chosen) {
  auto options = std::make_shared<ModelOptions>();
  CLI::App* command = bench.add_subcommand(
      "model", "Speed and memory of a model: prefill, decoding at the start and at the end of the context");
  command->footer(
      "Decoding at the end of the context reads a cache that is filled with drawn numbers: it takes as "
      "long as\n"
      "with computed ones. Shares are of the f32 peak in prefill and of the reading speed in decoding, "
      "where\n"
      "more than 100% means that weights and cache fit the processor's caches. Peak memory is what the "
      "cache\n"
      "and the work space take beyond the weights.\n\n"
      "Example:\n  storytransformer bench model --model model.gguf --prefill 512,4096\n"
      "  storytransformer bench model --model config.json --random-init --weights q8_0 --context 32768");
  command->add_option("--model", options->model, "A GGUF file or a model folder")->required();
  add_load_options(*command, options->load);
  command->add_option("--prefill", options->prefill, "Lengths to read; without it 512 tokens")
      ->delimiter(',')
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 24));
  command->add_option("--decode-tokens", options->decode_tokens, "Tokens to make at each place")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command->add_option("--context", options->context, "Where the context ends; without it the model's")
      ->check(CLI::Range(std::int64_t{2}, std::int64_t{1} << 24));
  command->add_option("--chunk", options->chunk_tokens, "Tokens a step of a prefill")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  command->add_option("--key-type", options->key_type, "How keys are kept: f32, f16, bf16, q8_0, q4_0")
      ->capture_default_str();
  command->add_option("--value-type", options->value_type, "How values are kept")->capture_default_str();
  command->add_option("--threads", options->threads, "Threads")->check(CLI::Range(1, 1024));
  command
      ->add_option("--machine-seconds", options->machine_seconds, "How long to measure the machine itself")
      ->check(CLI::Range(0.01, 600.0))
      ->capture_default_str();
  command->add_flag("--json", options->json,
                    "Print a line of JSON for the machine and one for each measurement");
  command->callback([options, &chosen] { chosen.run = [options] { return bench_model(*options); }; });
}

}  // namespace st::cli
