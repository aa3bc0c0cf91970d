#include "model/settings.h"

#include <cmath>

#include "weights/bounded_json.h"

namespace st::model {
namespace {

constexpr double kLargestWhole = 1099511627776.0;  // 2^40: more than any count in a model

}  // namespace

class JsonFlattener {
 public:
  explicit JsonFlattener(Settings& settings) : settings_(settings) {}

  void add(const std::string& name, const nlohmann::json& value) {
    if (value.is_object()) {
      for (const auto& [key, inner] : value.items()) add(name.empty() ? key : name + "." + key, inner);
    } else if (value.is_boolean()) {
      settings_.values_[name] = value.get<bool>();
    } else if (value.is_number()) {
      settings_.values_[name] = value.get<double>();
    } else if (value.is_string()) {
      settings_.values_[name] = value.get<std::string>();
    } else if (value.is_array()) {
      add_list(name, value);
    }  // null says nothing, as a missing key
  }

 private:
  void add_list(const std::string& name, const nlohmann::json& list) {
    std::vector<double> numbers;
    std::vector<std::string> texts;
    for (const nlohmann::json& item : list) {
      if (item.is_number()) numbers.push_back(item.get<double>());
      if (item.is_string()) texts.push_back(item.get<std::string>());
    }
    if (numbers.size() == list.size()) settings_.values_[name] = std::move(numbers);
    if (!texts.empty() && texts.size() == list.size()) settings_.values_[name] = std::move(texts);
  }

  Settings& settings_;
};

Result<Settings> Settings::from_json(std::string_view text, const std::string& where) {
  ST_ASSIGN_OR_RETURN(const nlohmann::json json, parse_json_object(text, where));
  Settings settings;
  settings.where_ = where;
  JsonFlattener(settings).add("", json);
  return settings;
}

Settings Settings::from_gguf(const GgufMetadata& metadata, const std::string& architecture,
                             const std::string& where) {
  Settings settings;
  settings.where_ = where;
  const std::string prefix = architecture + ".";
  for (const GgufMetadata::Entry& entry : metadata.entries()) {
    if (entry.key.starts_with("tokenizer.")) continue;
    const std::string name(entry.key.starts_with(prefix) ? entry.key.substr(prefix.size()) : entry.key);
    if (const auto flag = entry.value.boolean())
      settings.values_[name] = *flag;
    else if (const auto number = entry.value.number())
      settings.values_[name] = *number;
    else if (const auto text = entry.value.text())
      settings.values_[name] = std::string(*text);
    else if (const auto list = metadata.numbers(entry.key); list.ok())
      settings.values_[name] = std::vector<double>(list->begin(), list->end());
    else if (const auto flags = metadata.integers(entry.key); flags.ok())
      settings.values_[name] = std::vector<double>(flags->begin(), flags->end());
  }
  return settings;
}

bool Settings::is_list(const std::string& name) const {
  const auto found = values_.find(name);
  return found != values_.end() && std::holds_alternative<std::vector<double>>(found->second);
}

std::string Settings::first_of(const std::vector<std::string>& names) const {
  for (const std::string& name : names) {
    if (has(name)) return name;
  }
  return names.back();
}

void Settings::refuse(const std::string& what) const {
  if (!error_) error_ = model_error(where_ + ": " + what);
}

Status Settings::status() const {
  if (error_) return *error_;
  return {};
}

template <typename T>
const T* Settings::find(const std::string& name, const char* expected) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return nullptr;
  const T* value = std::get_if<T>(&found->second);
  if (value == nullptr) refuse("'" + name + "' is not " + expected);
  return value;
}

std::int64_t Settings::whole(const std::string& name) const {
  if (!has(name)) refuse("'" + name + "' is missing");
  return whole(name, 1);
}

std::int64_t Settings::whole(const std::string& name, std::int64_t fallback) const {
  const double* value = find<double>(name, "a number");
  if (value == nullptr) return fallback;
  if (!(*value >= 0.0 && *value <= kLargestWhole) || *value != std::floor(*value)) {
    refuse("'" + name + "' is no whole number from 0 to 2^40");
    return fallback;
  }
  return static_cast<std::int64_t>(*value);
}

double Settings::number(const std::string& name) const {
  if (!has(name)) refuse("'" + name + "' is missing");
  return number(name, 1.0);
}

double Settings::number(const std::string& name, double fallback) const {
  const double* value = find<double>(name, "a number");
  return value == nullptr ? fallback : *value;
}

bool Settings::flag(const std::string& name, bool fallback) const {
  const bool* value = find<bool>(name, "true or false");
  return value == nullptr ? fallback : *value;
}

std::string Settings::text(const std::string& name, const std::string& fallback) const {
  const std::string* value = find<std::string>(name, "a text");
  return value == nullptr ? fallback : *value;
}

std::vector<double> Settings::numbers(const std::string& name) const {
  const auto* value = find<std::vector<double>>(name, "a list of numbers");
  return value == nullptr ? std::vector<double>() : *value;
}

std::vector<std::string> Settings::texts(const std::string& name) const {
  const auto* value = find<std::vector<std::string>>(name, "a list of texts");
  return value == nullptr ? std::vector<std::string>() : *value;
}

}  // namespace st::model
