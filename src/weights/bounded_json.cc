#include "weights/bounded_json.h"

#include <unordered_set>

#include "base/unicode.h"

namespace st {
namespace {

// The parser tells each event; what is too deep is dropped while it is read, so nothing deep is ever built.
class Watcher {
 public:
  explicit Watcher(int depth_limit) : depth_limit_(depth_limit) {}

  bool operator()(int depth, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
    using Event = nlohmann::json::parse_event_t;
    if (depth >= depth_limit_) {
      too_deep_ = true;
      return false;
    }
    if (event == Event::object_start && depth == 1) inner_keys_.clear();
    if (event == Event::key && (depth == 1 || depth == 2)) {
      const auto& key = parsed.get_ref<const std::string&>();
      auto& keys = depth == 1 ? outer_keys_ : inner_keys_;
      if (!keys.insert(key).second && duplicate_.empty()) duplicate_ = "key '" + key + "' is there twice";
    }
    return true;
  }

  bool too_deep() const { return too_deep_; }
  const std::string& duplicate() const { return duplicate_; }

 private:
  int depth_limit_;
  bool too_deep_ = false;
  std::string duplicate_;
  std::unordered_set<std::string> outer_keys_, inner_keys_;
};

}  // namespace

Result<nlohmann::json> parse_json_object(std::string_view text, const std::string& where, int depth_limit) {
  if (!is_valid_utf8(text)) return model_error(where + ": is not UTF-8");
  Watcher watcher(depth_limit);
  nlohmann::json value;
  try {
    value = nlohmann::json::parse(text.begin(), text.end(), std::ref(watcher));
  } catch (const nlohmann::json::parse_error& wrong) {
    return model_error(where + ": is no JSON at byte " + std::to_string(wrong.byte));
  } catch (const nlohmann::json::out_of_range&) {  // 1e999: well formed, and no double holds it
    return model_error(where + ": has a number that is too large; expected at most 1.8e308");
  }
  if (watcher.too_deep()) {
    return model_error(where + ": is nested deeper than " + std::to_string(depth_limit) + " levels");
  }
  if (!watcher.duplicate().empty()) {
    return model_error(where + ": " + watcher.duplicate() + "; each may stand once");
  }
  if (!value.is_object()) return model_error(where + ": is JSON, but no object");
  return value;
}

}  // namespace st
