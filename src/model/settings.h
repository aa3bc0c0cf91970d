#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "weights/gguf_metadata.h"

namespace st::model {

// What a checkpoint says about itself, from config.json or from GGUF metadata, under flat names: an
// object's member is "rope_scaling.factor". Getters return the fallback (or 1) for a value that is missing
// or of another kind, and keep the first such error: read everything, then ask status(). Thread rule: one
// thread.
class Settings {
 public:
  // The bytes of a config.json; kModel where it is none.
  static Result<Settings> from_json(std::string_view text, const std::string& where);
  // The keys that begin with `architecture` and a point, without it, and all others as they are; no tokens.
  // A list of flags is a list of 0 and 1.
  static Settings from_gguf(const GgufMetadata& metadata, const std::string& architecture,
                            const std::string& where);

  bool has(const std::string& name) const { return values_.count(name) > 0; }
  bool is_list(const std::string& name) const;  // of numbers
  // The first of the names that is there; the last one where none is.
  std::string first_of(const std::vector<std::string>& names) const;

  std::int64_t whole(const std::string& name) const;  // must be there; 0 to 2^40
  std::int64_t whole(const std::string& name, std::int64_t fallback) const;
  double number(const std::string& name) const;  // must be there
  double number(const std::string& name, double fallback) const;
  bool flag(const std::string& name, bool fallback) const;
  std::string text(const std::string& name, const std::string& fallback) const;
  std::vector<double> numbers(const std::string& name) const;  // empty where it is missing
  std::vector<std::string> texts(const std::string& name) const;

  // Keeps `what` as the error, unless there is one already.
  void refuse(const std::string& what) const;
  Status status() const;
  const std::string& where() const { return where_; }

 private:
  using Value = std::variant<bool, double, std::string, std::vector<double>, std::vector<std::string>>;
  friend class JsonFlattener;

  template <typename T>
  const T* find(const std::string& name, const char* expected) const;

  std::string where_;
  std::map<std::string, Value> values_;
  mutable std::optional<Error> error_;
};

}  // namespace st::model
