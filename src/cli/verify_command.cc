#include <cstdio>
#include <iostream>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/parallel.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/progress.h"
#include "cli/verify_pairs.h"

namespace st::cli {
namespace {

struct VerifyOptions {
  std::string pairs;
  std::size_t jobs = default_job_count();
};

Result<std::string> read_input(const std::string& path) {
  if (path != "-") return read_file(path);
  return std::string(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
}

Result<int> verify(const VerifyOptions& options) {
  ST_ASSIGN_OR_RETURN(const std::string text, read_input(options.pairs));
  const std::string where = options.pairs == "-" ? "standard input" : options.pairs;
  ST_ASSIGN_OR_RETURN(const std::vector<VerifyPair> pairs, parse_verify_pairs(text, where));
  std::vector<std::string> lines(pairs.size());
  {
    ProgressBar bar("verifying");
    const Progress progress = bar.listener();
    std::mutex telling;
    std::size_t done = 0;
    const Guard guard;
    parallel_for(pairs.size(), options.jobs, [&](std::size_t i) {
      lines[i] = verdict_line(pairs[i], guard.check(pairs[i].statement, pairs[i].evidence));
      const std::lock_guard<std::mutex> one_at_a_time(telling);
      report_progress(progress, ++done, pairs.size());
    });
  }
  for (const std::string& line : lines) std::fwrite(line.data(), 1, line.size(), stdout);
  return kExitDone;
}

}  // namespace

void add_verify_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* command =
      app.add_subcommand("verify", "Tell which statements their evidence supports, and why not");
  command->footer(
      "Each input line is {\"id\", \"statement\", \"evidence\": [texts]}; each output line is\n"
      "{\"id\", \"supported\", \"score\", \"reasons\"}, in the same order.\n\n"
      "Example:\n  storytransformer verify --pairs pairs.jsonl > verdicts.jsonl");
  command->add_option("--pairs", options->pairs, "File with a pair a line; - reads standard input")
      ->required();
  command->add_option("--jobs", options->jobs, "Threads; the answer is the same on any number")
      ->check(CLI::Range(1, 1024));
  command->callback([options, &chosen] { chosen.run = [options] { return verify(*options); }; });
}

}  // namespace st::cli
