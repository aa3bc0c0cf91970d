#include "cli/wrong_call.h"

#include <algorithm>
#include <string>
#include <vector>

#include "cli/closest_name.h"

namespace st::cli {
namespace {

// The parser's own messages may run over several lines; the contract promises one.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::string chosen_command(const CLI::App& app) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  return chosen.empty() ? std::string() : chosen.front()->get_name();
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(sub->get_name());
  }
  return names;
}

std::string unknown_option(const CLI::App& command, const std::string& argument) {
  const std::string name = argument.substr(0, argument.find('='));
  const std::size_t dashes = name.find_first_not_of('-');
  const std::string bare = dashes == std::string::npos ? std::string() : name.substr(dashes);
  std::string hint = did_you_mean(bare, long_option_names(command));
  const std::size_t at = hint.find("mean ");
  if (at != std::string::npos) hint.insert(at + 5, "--");
  return "unknown option " + name + hint;
}

bool looks_like_option(const std::string& argument) {
  return argument.size() > 1 && argument[0] == '-';
}

// What the parser could not place. Its other complaints come from this: an unknown command leaves all that
// follows unplaced, and an unknown option its value.
std::string unexpected_argument(const CLI::App& app, const CLI::App& command) {
  const std::vector<std::string> unplaced = app.remaining(true);
  if (unplaced.empty()) return {};
  const auto option = std::find_if(unplaced.begin(), unplaced.end(), looks_like_option);
  const auto other = std::find_if_not(unplaced.begin(), unplaced.end(), looks_like_option);
  const bool no_command = &command == &app;
  if (no_command && other != unplaced.end()) {
    return "unknown command " + *other + did_you_mean(*other, command_names(app));
  }
  if (option != unplaced.end()) return unknown_option(command, *option);
  return "unexpected argument " + *other;
}

}  // namespace

Error wrong_call(const CLI::App& app, const CLI::ParseError& refusal) {
  const std::string name = chosen_command(app);
  const CLI::App& command = name.empty() ? app : *app.get_subcommands().front();
  if (dynamic_cast<const CLI::ConfigError*>(&refusal) != nullptr) {
    const auto files = app.get_config_ptr()->as<std::vector<std::string>>();
    const std::string file = files.empty() ? "the configuration file" : files.front();
    return usage_error(one_line(file + ": " + refusal.what()));
  }
  if (dynamic_cast<const CLI::FileError*>(&refusal) != nullptr)
    return usage_error(one_line(refusal.what()));
  std::string what = unexpected_argument(app, command);
  if (what.empty() && name.empty()) what = "no command given";
  if (what.empty()) what = refusal.what();
  const std::string help = " storytransformer " + (name.empty() ? "" : name + " ") + "--help";
  return usage_error(one_line(what) + (what.back() == '?' ? " See" : "; see") + help);
}

}  // namespace st::cli
