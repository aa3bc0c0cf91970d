#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "base/result.h"
#include "cli/command.h"
#include "kernels/machine/machine_peaks.h"

namespace st::cli {

// What the subcommands of `bench` share. Each adds itself to the parser, as commands do.
void add_bench_machine(CLI::App& bench, ChosenCommand& chosen);
void add_bench_attention(CLI::App& bench, ChosenCommand& chosen);
void add_bench_model(CLI::App& bench, ChosenCommand& chosen);

// The line {"what": "machine", ...} that every `bench --json` begins with.
nlohmann::ordered_json machine_json(const kernels::MachinePeaks& peaks, kernels::Isa isa);
// The same for people, one line.
std::string machine_text(const kernels::MachinePeaks& peaks, kernels::Isa isa);

// How much memory this process takes at most from start() on, beyond what it took then. Pages that are
// handed out but never touched don't count. Zero where the system does not tell.
class PeakMemory {
 public:
  void start();
  std::int64_t peak_bytes() const;

 private:
  std::int64_t before_bytes_ = 0;
};

// "512 B", "20.5 GB": three digits, powers of 1000.
std::string bytes_text(double n_bytes);

}  // namespace st::cli
