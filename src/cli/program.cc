#include "cli/program.h"

#include <csignal>
#include <cstdio>
#include <new>

#include "cli/commands.h"
#include "cli/exit_codes.h"

namespace st::cli {
namespace {

constexpr const char* kDescription =
    "Reads a team's user stories, oldest to newest, and combines them into one description of what the system does "
    "today.\n\nExample:\n  storytransformer combine stories.csv --out state";

int report(const Error& error) {
  std::fprintf(stderr, "error: %s\n", error.message.c_str());
  return static_cast<int>(error.kind);
}

// CLI11's own messages may run over several lines; the contract promises one.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

int parse_and_run(int argc, const char* const* argv) {
  CLI::App app(kDescription, "storytransformer");
  app.require_subcommand(1);
  app.set_version_flag("--version", "storytransformer " ST_VERSION);
  app.set_config("--config", "storytransformer.toml", "A file with defaults for the options, read where it exists");
  app.allow_config_extras(CLI::config_extras_mode::error);
  ChosenCommand chosen;
#define ST_ADD_COMMAND(name) add_##name##_command(app, chosen);
  ST_COMMANDS(ST_ADD_COMMAND)
#undef ST_ADD_COMMAND
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::Success& done) {
    return app.exit(done);
  } catch (const CLI::ParseError& wrong) {
    return report(usage_error(one_line(wrong.what()) + "; see storytransformer --help"));
  }
  const Result<int> result = chosen.run();
  if (!result.ok()) return report(result.error());
  if (std::fflush(stdout) != 0) return report(resource_error("standard output: can't be written"));
  return *result;
}

}  // namespace

int run_program(int argc, const char* const* argv) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return parse_and_run(argc, argv);
  } catch (const std::bad_alloc&) {
    return report(resource_error("out of memory; close other programs or give the command less at a time"));
  } catch (const std::exception& unexpected) {
    return report(Error{ErrorKind::kInput, std::string("unexpected: ") + unexpected.what()});
  }
}

}  // namespace st::cli
