#include "cli/program.h"

#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <memory>
#include <new>
#include <system_error>

#include "base/mapped_file.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/interrupt.h"
#include "cli/toml_config.h"
#include "cli/wrong_call.h"

namespace st::cli {
namespace {

constexpr const char* kDescription =
    "Reads a team's user stories, oldest to newest, and combines them into one description of what the "
    "system does today.\n\nExample:\n  storytransformer combine stories.csv --out state";

// A path or a quote in the message may hold a line break; the contract promises one line.
int report(const Error& error) {
  std::string line = "error: " + error.message;
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  std::fprintf(stderr, "%s\n", line.c_str());
  return static_cast<int>(error.kind);
}

// As with `| head`, which closes the pipe when it has enough: no fault of anyone's.
bool reader_has_gone() {
  pollfd output = {STDOUT_FILENO, POLLOUT, 0};
  return ::poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

bool output_arrived() {
  std::cout.flush();
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good();
}

int parse_and_run(int argc, const char* const* argv) {
  CLI::App app(kDescription, "storytransformer");
  app.require_subcommand(1);
  app.set_version_flag("--version", "storytransformer " ST_VERSION);
  app.set_config("--config", "storytransformer.toml",
                 "A file with defaults for the options, read where it exists");
  app.config_formatter(std::make_shared<TomlConfig>(app));
  app.fallthrough();  // so that --config may stand after the command, too
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
    return report(wrong_call(app, wrong));
  }
  const Result<int> result = chosen.run();
  if (!result.ok()) return report(result.error());
  // Whatever the command made of it, it has read zeros where bytes had been.
  if (MappedFile::any_lost())
    return report(
        model_error("a file became shorter while it was read; what was printed is not to be used"));
  if (output_arrived() || reader_has_gone()) return *result;
  return report(resource_error("standard output: can't be written; is the disk full?"));
}

}  // namespace

int run_program(int argc, const char* const* argv) {
  handle_signals();
  try {
    return parse_and_run(argc, argv);
  } catch (const std::bad_alloc&) {
    return report(resource_error("out of memory; close other programs or give the command less at a time"));
  } catch (const std::system_error& refused) {
    // The standard library's answer where a thread or a lock can't be had.
    return report(resource_error(std::string("the system refuses: ") + refused.what()));
  } catch (const std::exception& unexpected) {
    return report(Error{ErrorKind::kInput, std::string("unexpected: ") + unexpected.what()});
  }
}

}  // namespace st::cli
