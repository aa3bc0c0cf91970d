#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace st::cli {

// Reads storytransformer.toml (TOML 1.0) as defaults for options: a table a command, a key an option
// without its dashes. Values are strings, numbers, booleans, days, or lists of them. What the command line
// says wins.
//
//   [combine]
//   jobs = 4
//   topic = ["booking", "cancellation"]
//
// A file that is no TOML, or a name that is no command or option, is a CLI::ConfigError "line 3: what; what
// to do".
class TomlConfig : public CLI::Config {
 public:
  // `app` names the commands and options that exist; it must outlive this.
  explicit TomlConfig(const CLI::App& app) : app_(app) {}

  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

  // Nothing here writes configuration files.
  std::string to_config(const CLI::App*, bool, bool, std::string) const override { return {}; }

 private:
  const CLI::App& app_;
};

}  // namespace st::cli
