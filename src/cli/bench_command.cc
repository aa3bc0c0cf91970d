#include <fmt/format.h>
#include <malloc.h>

#include <fstream>
#include <memory>

#include "base/parallel.h"
#include "cli/bench.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"

namespace st::cli {
namespace {

// A field of /proc/self/status in bytes: the system writes kB.
std::int64_t status_bytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  std::string name;
  while (status >> name) {
    std::int64_t kilobytes = 0;
    if (name == field + ":" && status >> kilobytes) return kilobytes * 1024;
    std::string rest;
    std::getline(status, rest);
  }
  return 0;
}

struct MachineOptions {
  std::size_t threads = default_job_count();
  double seconds = 2.0;
  bool json = false;
};

Result<int> bench_machine(const MachineOptions& options) {
  ST_ASSIGN_OR_RETURN(const kernels::Isa isa, kernels::choose_isa());
  kernels::ThreadPool pool(options.threads);
  ST_ASSIGN_OR_RETURN(const kernels::MachinePeaks peaks,
                      kernels::measure_machine({&pool, isa}, options.seconds));
  const std::string line = options.json ? machine_json(peaks, isa).dump() : machine_text(peaks, isa);
  fmt::print("{}\n", line);
  return kExitDone;
}

}  // namespace

void PeakMemory::start() {
  malloc_trim(0);                               // what was freed before must not hide what is taken now
  std::ofstream("/proc/self/clear_refs") << 5;  // resets the peak to what is taken now
  before_bytes_ = status_bytes("VmRSS");
}

std::int64_t PeakMemory::peak_bytes() const {
  const std::int64_t peak = status_bytes("VmHWM") - before_bytes_;
  return peak > 0 ? peak : 0;
}

std::string bytes_text(double n_bytes) {
  constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  while (n_bytes >= 999.5 && unit + 1 < std::size(kUnits)) {
    n_bytes /= 1000.0;
    ++unit;
  }
  return fmt::format("{:.3g} {}", n_bytes, kUnits[unit]);
}

nlohmann::ordered_json machine_json(const kernels::MachinePeaks& peaks, kernels::Isa isa) {
  return {{"what", "machine"},
          {"f32_gflop_per_s", peaks.f32_gflop_per_s},
          {"bf16_gflop_per_s", peaks.bf16_gflop_per_s},
          {"int8_gop_per_s", peaks.int8_gop_per_s},
          {"read_gb_per_s", peaks.read_gb_per_s},
          {"threads", peaks.threads},
          {"isa", kernels::isa_name(isa)}};
}

std::string machine_text(const kernels::MachinePeaks& peaks, kernels::Isa isa) {
  return fmt::format(
      "This machine's measured peak on {} {} with {}: f32 {:.0f} GFLOP/s, bf16 {:.0f} GFLOP/s, int8 {:.0f} "
      "GOP/s, "
      "reading memory {:.1f} GB/s",
      peaks.threads, peaks.threads == 1 ? "thread" : "threads", kernels::isa_name(isa),
      peaks.f32_gflop_per_s, peaks.bf16_gflop_per_s, peaks.int8_gop_per_s, peaks.read_gb_per_s);
}

void add_bench_machine(CLI::App& bench, ChosenCommand& chosen) {
  auto options = std::make_shared<MachineOptions>();
  CLI::App* command = bench.add_subcommand("machine", "Measure the most this machine can compute and read");
  command->footer("Example:\n  storytransformer bench machine --threads 1");
  command->add_option("--threads", options->threads, "Threads")->check(CLI::Range(1, 1024));
  command->add_option("--seconds", options->seconds, "How long to measure")->check(CLI::Range(0.1, 600.0));
  command->add_flag("--json", options->json, "Print a line of JSON");
  command->callback([options, &chosen] { chosen.run = [options] { return bench_machine(*options); }; });
}

void add_bench_command(CLI::App& app, ChosenCommand& chosen) {
  CLI::App* bench = app.add_subcommand(
      "bench", "Measure speed and memory, absolute and as shares of this machine's peak");
  bench->require_subcommand(1);
  bench->footer("Example:\n  storytransformer bench attention --svg attention.svg");
  add_bench_machine(*bench, chosen);
  add_bench_attention(*bench, chosen);
  add_bench_model(*bench, chosen);
}

}  // namespace st::cli
