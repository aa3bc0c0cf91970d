#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "base/file.h"
#include "base/parallel.h"
#include "cli/attention_bench.h"
#include "cli/bench.h"
#include "cli/engine_options.h"
#include "cli/exit_codes.h"
#include "cli/line_chart.h"
#include "kernels/attention/attention.h"

namespace st::cli {
namespace {

struct AttentionOptions {
  std::vector<std::int64_t> lengths{1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072};
  std::int64_t heads = 2;
  std::int64_t kv_heads = 1;
  std::int64_t head_dim = 64;
  std::string key_type = "f16";
  std::string value_type = "f16";
  double memory_gb = 4.0;
  double seconds = 50.0;
  std::size_t threads = default_job_count();
  double machine_seconds = 1.0;
  std::string svg;
  bool json = false;
};

constexpr const char* kSkipped = "note: {} over {} tokens skipped: ";

std::string name_of(const AttentionRun& run) {
  return fmt::format("{} {}", run.is_flash ? "flash" : "naive", run.is_decode ? "decode" : "prefill");
}

Result<AttentionSetting> setting_of(const AttentionOptions& options) {
  if (options.heads % options.kv_heads != 0) {
    return usage_error(
        fmt::format("--heads {} must be a multiple of --kv-heads {}", options.heads, options.kv_heads));
  }
  AttentionSetting setting{{options.heads, options.kv_heads, options.head_dim}, {}, {}};
  for (const auto& [option, type, place] :
       {std::tuple{"--key-type", &options.key_type, &setting.key_type},
        std::tuple{"--value-type", &options.value_type, &setting.value_type}}) {
    ST_ASSIGN_OR_RETURN(*place, kv_type(option, *type));
    if (options.head_dim % static_cast<std::int64_t>(info(*place).block_elements) != 0) {
      return usage_error(fmt::format("{}: {} needs --head-dim to be a multiple of {}", option, *type,
                                     info(*place).block_elements));
    }
  }
  return setting;
}

// The measurements of one call, and what was left out.
class Series {
 public:
  Series(const AttentionOptions& options, const AttentionSetting& setting,
         const kernels::KernelContext& context, const kernels::MachinePeaks& peaks)
      : options_(options), setting_(setting), context_(context), peaks_(peaks) {}

  Status run_all() {
    for (const std::int64_t n_tokens : options_.lengths) {
      for (const AttentionRun& run :
           {AttentionRun{true, false, n_tokens}, AttentionRun{false, false, n_tokens},
            AttentionRun{true, true, n_tokens}}) {
        ST_RETURN_IF_ERROR(measure(run));
      }
    }
    return {};
  }

  const std::vector<AttentionMeasurement>& all() const { return measured_; }

 private:
  // Reasons to leave a run out are told on standard error: a table with holes must not look complete.
  Status measure(const AttentionRun& run) {
    const std::int64_t needed = planned_bytes(setting_, run, context_.pool->size());
    if (static_cast<double>(needed) > options_.memory_gb * 1e9) {
      fmt::print(stderr, kSkipped, name_of(run), run.n_tokens);
      fmt::print(stderr, "it needs {}, and --memory is {} GB\n", bytes_text(static_cast<double>(needed)),
                 options_.memory_gb);
      return {};
    }
    const double expected = expected_seconds(run);
    if (elapsed() + expected > options_.seconds) {
      fmt::print(stderr, kSkipped, name_of(run), run.n_tokens);
      fmt::print(stderr, "it would take about {:.0f} s, and --seconds is {:.0f} in all\n", expected,
                 options_.seconds);
      return {};
    }
    ST_ASSIGN_OR_RETURN(const AttentionMeasurement measured, measure_attention(context_, setting_, run));
    measured_.push_back(measured);
    print(measured);
    return {};
  }

  // From the last run of the same form: a prefill grows with the square of its length.
  double expected_seconds(const AttentionRun& run) const {
    for (auto last = measured_.rbegin(); last != measured_.rend(); ++last) {
      if (last->run.is_flash != run.is_flash || last->run.is_decode != run.is_decode) continue;
      const double growth = static_cast<double>(run.n_tokens) / static_cast<double>(last->run.n_tokens);
      return last->seconds * growth * (run.is_decode ? 1.0 : growth);
    }
    return 0.0;
  }

  double elapsed() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  // Of what bounds the run: arithmetic in a prefill, reading the keys and values in decoding.
  double share_of_peak(const AttentionMeasurement& m) const {
    if (m.run.is_decode) return m.n_kv_bytes / m.seconds * 1e-9 / peaks_.read_gb_per_s;
    return m.n_flop / m.seconds * 1e-9 / peaks_.f32_gflop_per_s;
  }

  void print(const AttentionMeasurement& m) {
    if (options_.json) return print_json(m);
    if (measured_.size() == 1) {
      fmt::print("{:>8}  {:<14} {:>10} {:>9} {:>7} {:>8}  {:>11}  {:>10}\n", "tokens", "form", "seconds",
                 "GFLOP/s", "GB/s", "of peak", "peak memory", "work space");
    }
    fmt::print("{:>8}  {:<14} {:>10.3g} {:>9.1f} {:>7.2f} {:>7.0f}%  {:>11}  {:>10}\n", m.run.n_tokens,
               name_of(m.run), m.seconds, m.n_flop / m.seconds * 1e-9, m.n_kv_bytes / m.seconds * 1e-9,
               100 * share_of_peak(m), bytes_text(static_cast<double>(m.peak_bytes)),
               bytes_text(static_cast<double>(m.scratch_bytes)));
    std::fflush(stdout);
  }

  void print_json(const AttentionMeasurement& m) const {
    const nlohmann::ordered_json line = {{"what", "attention"},
                                         {"form", m.run.is_flash ? "flash" : "naive"},
                                         {"phase", m.run.is_decode ? "decode" : "prefill"},
                                         {"n_tokens", m.run.n_tokens},
                                         {"n_heads", setting_.shape.n_heads},
                                         {"n_kv_heads", setting_.shape.n_kv_heads},
                                         {"head_dim", setting_.shape.head_dim},
                                         {"key_type", name(setting_.key_type)},
                                         {"value_type", name(setting_.value_type)},
                                         {"seconds", m.seconds},
                                         {"gflop_per_s", m.n_flop / m.seconds * 1e-9},
                                         {"gb_per_s", m.n_kv_bytes / m.seconds * 1e-9},
                                         {"share_of_peak", share_of_peak(m)},
                                         {"peak_bytes", m.peak_bytes},
                                         {"scratch_bytes", m.scratch_bytes}};
    fmt::print("{}\n", line.dump());
  }

  const AttentionOptions& options_;
  const AttentionSetting& setting_;
  const kernels::KernelContext& context_;
  const kernels::MachinePeaks& peaks_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::vector<AttentionMeasurement> measured_;
};

// The example that makes people look for flash attention: 40 heads, scores in bf16, one layer.
std::string classic_example(std::size_t n_threads) {
  constexpr std::int64_t kHeads = 40, kHeadDim = 128, kScoreBytes = 2;
  const auto score_bytes = [](std::int64_t n) {
    return static_cast<double>(kHeads * kScoreBytes) * static_cast<double>(n) * static_cast<double>(n);
  };
  const auto gib = [](double n_bytes) { return n_bytes / (1024.0 * 1024.0 * 1024.0); };
  const kernels::AttentionShape shape{kHeads, kHeads, kHeadDim};
  const kernels::AttentionExtent extent{100000, 0, 100000};
  const kernels::AttentionPlan plan = kernels::plan_attention(shape, {}, std::span(&extent, 1));
  const std::size_t flash_bytes = kernels::flash_scratch_bytes(shape, plan, n_threads);
  return fmt::format(
      "With {} heads in bf16, one layer's scores of 16,000 tokens need {:.1f} GiB, of 100,000 tokens "
      "{:.0f} GiB "
      "({}); flash attention's work space stays at {} for either.",
      kHeads, gib(score_bytes(16000)), gib(score_bytes(100000)), bytes_text(score_bytes(100000)),
      bytes_text(static_cast<double>(flash_bytes)));
}

LineChart chart_of(const std::vector<AttentionMeasurement>& measured, bool of_memory) {
  LineChart chart;
  chart.title = of_memory ? "Peak memory" : "Time of one layer";
  chart.x_label = "tokens";
  chart.y_label = of_memory ? "bytes" : "seconds";
  chart.series = {{"naive", "#c2410c", {}}, {"flash", "#0f766e", {}}};
  chart.x_text = [](double value) { return fmt::format("{:.0f}k", value / 1024); };
  chart.y_text = of_memory ? [](double value) { return bytes_text(value); }
                           : [](double value) { return fmt::format("{:g} s", value); };
  for (const AttentionMeasurement& m : measured) {
    if (m.run.is_decode) continue;
    const double y = of_memory ? static_cast<double>(m.peak_bytes) : m.seconds;
    if (y > 0)
      chart.series[m.run.is_flash ? 1 : 0].points.emplace_back(static_cast<double>(m.run.n_tokens), y);
  }
  return chart;
}

Status write_chart(const AttentionOptions& options, const std::vector<AttentionMeasurement>& measured,
                   const kernels::MachinePeaks& peaks) {
  if (measured.empty()) return usage_error("--svg: nothing was measured; raise --memory or --seconds");
  const std::string caption = fmt::format(
      "Causal prefill, {} heads, {} KV heads of {}, keys {}, values {}; {} threads, f32 peak {:.0f} "
      "GFLOP/s",
      options.heads, options.kv_heads, options.head_dim, options.key_type, options.value_type,
      peaks.threads, peaks.f32_gflop_per_s);
  return write_file(options.svg,
                    charts_svg({chart_of(measured, false), chart_of(measured, true)}, caption));
}

Result<int> bench_attention(const AttentionOptions& options) {
  ST_ASSIGN_OR_RETURN(const AttentionSetting setting, setting_of(options));
  ST_ASSIGN_OR_RETURN(const kernels::Isa isa, kernels::choose_isa());
  kernels::ThreadPool pool(options.threads);
  const kernels::KernelContext context{&pool, isa};
  ST_ASSIGN_OR_RETURN(const kernels::MachinePeaks peaks,
                      kernels::measure_machine(context, options.machine_seconds));
  fmt::print("{}\n", options.json ? machine_json(peaks, isa).dump() : machine_text(peaks, isa) + "\n");
  Series series(options, setting, context, peaks);
  ST_RETURN_IF_ERROR(series.run_all());
  if (!options.json) fmt::print("\n{}\n", classic_example(options.threads));
  if (!options.svg.empty()) ST_RETURN_IF_ERROR(write_chart(options, series.all(), peaks));
  return kExitDone;
}

}  // namespace

void add_bench_attention(CLI::App& bench, ChosenCommand& chosen) {
  auto options = std::make_shared<AttentionOptions>();
  CLI::App* command = bench.add_subcommand(
      "attention",
      "Time and peak memory of one layer's attention: flash against the form that stores its scores");
  command->footer(
      "Each length is measured as prefill (causal, all tokens at once) and as decoding (one token over "
      "that many\n"
      "cached ones). Shares are of the f32 peak in prefill and of the reading speed in decoding, where "
      "more\n"
      "than 100% means that keys and values fit the caches.\n\n"
      "Example:\n  storytransformer bench attention --heads 8 --kv-heads 2 --lengths 1024,4096,16384 --svg "
      "attention.svg");
  command->add_option("--lengths", options->lengths, "Numbers of tokens, ascending")
      ->delimiter(',')
      ->check(CLI::Range(std::int64_t{2}, std::int64_t{1} << 24));
  command->add_option("--heads", options->heads, "Query heads")->check(CLI::Range(1, 1024));
  command->add_option("--kv-heads", options->kv_heads, "Key and value heads")->check(CLI::Range(1, 1024));
  command->add_option("--head-dim", options->head_dim, "Values a head")->check(CLI::Range(1, 256));
  command->add_option("--key-type", options->key_type, "How keys are stored: f32, f16, bf16, q8_0 or q4_0");
  command->add_option("--value-type", options->value_type, "How values are stored");
  command->add_option("--memory", options->memory_gb, "GB that a run may take; what needs more is left out")
      ->check(CLI::Range(0.001, 1e6));
  command
      ->add_option("--seconds", options->seconds,
                   "For all runs together; what would take longer is left out")
      ->check(CLI::Range(0.1, 1e6));
  command->add_option("--threads", options->threads, "Threads")->check(CLI::Range(1, 1024));
  command
      ->add_option("--machine-seconds", options->machine_seconds, "How long to measure the machine itself")
      ->check(CLI::Range(0.01, 600.0))
      ->capture_default_str();
  command->add_option("--svg", options->svg, "Write both charts to this file");
  command->add_flag("--json", options->json,
                    "Print a line of JSON for the machine and one for each measurement");
  command->callback([options, &chosen] { chosen.run = [options] { return bench_attention(*options); }; });
}

}  // namespace st::cli
