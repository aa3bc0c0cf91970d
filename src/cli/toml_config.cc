#include "cli/toml_config.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <optional>
#include <sstream>

#include "cli/closest_name.h"

namespace st::cli {
namespace {

constexpr std::size_t kFileLimitBytes = 1 << 20;

[[noreturn]] void fail(const toml::source_position& place, const std::string& what) {
  throw CLI::ConfigError(fmt::format("line {}: {}", place.line, what));
}

std::optional<std::string> scalar_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  if (const auto* whole = node.as_integer()) return fmt::format("{}", whole->get());
  if (const auto* real = node.as_floating_point()) return fmt::format("{}", real->get());
  if (const auto* day = node.as_date()) {
    return fmt::format("{:04}-{:02}-{:02}", day->get().year, day->get().month, day->get().day);
  }
  return std::nullopt;
}

std::vector<std::string> values_of(const toml::node& node, std::string_view name) {
  std::vector<std::string> values;
  const auto add = [&](const toml::node& one) {
    const std::optional<std::string> text = scalar_text(one);
    if (!text)
      fail(one.source().begin, fmt::format("{}: expected text, a number, true, false or a day", name));
    values.push_back(*text);
  };
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& one : *list) add(one);
  } else {
    add(node);
  }
  return values;
}

// One table of the file, and the command that it speaks of.
class TableReader {
 public:
  TableReader(const CLI::App& command, std::vector<std::string> path, std::vector<CLI::ConfigItem>& items)
      : command_(command), path_(std::move(path)), items_(items) {}

  void read(const toml::table& table) const {
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      if (const toml::table* inner = node.as_table()) {
        read_table(name, *inner);
      } else {
        read_option(name, node);
      }
    }
  }

 private:
  void read_table(const std::string& name, const toml::table& inner) const {
    std::vector<std::string> names;
    for (const CLI::App* sub : command_.get_subcommands([](const CLI::App*) { return true; })) {
      if (sub->get_name() == name) {
        std::vector<std::string> path = path_;
        path.push_back(name);
        TableReader(*sub, std::move(path), items_).read(inner);
        return;
      }
      names.push_back(sub->get_name());
    }
    fail(inner.source().begin, fmt::format("[{}] is no command{}", name, did_you_mean(name, names)));
  }

  void read_option(const std::string& name, const toml::node& node) const {
    if (path_.empty()) {
      fail(node.source().begin,
           fmt::format("{}: expected inside a command's table, such as [combine]", name));
    }
    const CLI::Option* option = command_.get_option_no_throw("--" + name);
    if (option == nullptr || !option->get_configurable()) {
      fail(node.source().begin, fmt::format("{} is no option of '{}'{}", name, command_.get_name(),
                                            did_you_mean(name, long_option_names(command_))));
    }
    CLI::ConfigItem item;
    item.parents = path_;
    item.name = name;
    item.inputs = values_of(node, name);
    items_.push_back(std::move(item));
  }

  const CLI::App& command_;
  std::vector<std::string> path_;
  std::vector<CLI::ConfigItem>& items_;
};

}  // namespace

std::vector<CLI::ConfigItem> TomlConfig::from_config(std::istream& input) const {
  std::string bytes(kFileLimitBytes + 1, '\0');
  input.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(input.gcount()));
  if (bytes.size() > kFileLimitBytes) throw CLI::ConfigError("line 1: the file is larger than 1 MiB");
  std::vector<CLI::ConfigItem> found;
  try {
    TableReader(app_, {}, found).read(toml::parse(bytes));
  } catch (const toml::parse_error& wrong) {
    fail(wrong.source().begin, std::string(wrong.description()));
  }
  return found;
}

}  // namespace st::cli
