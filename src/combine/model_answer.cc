#include "combine/model_answer.h"

#include <nlohmann/json.hpp>

namespace st::combine {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostEdits = 4000;
constexpr std::size_t kDeepest = 5;
constexpr std::size_t kLongestText = 400;  // characters, as the schema says it to the model

// Collects objects of strings and lists of strings that lie at one depth. Stops at what is too deep or too
// much; what was whole by then is kept.
class Collector : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Collector(std::size_t depth) : depth_wanted_(depth) {}

  struct Object {
    std::vector<std::pair<std::string, std::string>> texts;
    std::vector<std::pair<std::string, std::vector<std::string>>> lists;
  };
  const std::vector<Object>& objects() const { return objects_; }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool binary(binary_t&) override { return false; }
  bool string(string_t& value) override {
    if (depth_ == depth_wanted_) current_.texts.emplace_back(key_, value);
    if (depth_ == depth_wanted_ + 1 && !current_.lists.empty())
      current_.lists.back().second.push_back(value);
    return true;
  }
  bool key(string_t& value) override {
    if (depth_ == depth_wanted_) key_ = value;
    return true;
  }
  bool start_object(std::size_t) override { return open(); }
  bool start_array(std::size_t) override {
    if (depth_ == depth_wanted_) current_.lists.emplace_back(key_, std::vector<std::string>());
    return open();
  }
  bool end_object() override {
    if (depth_ == depth_wanted_) {
      if (objects_.size() >= kMostEdits) return false;
      objects_.push_back(std::move(current_));
      current_ = {};
    }
    --depth_;
    return true;
  }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool open() {
    ++depth_;
    if (depth_ == depth_wanted_) current_ = {};
    return depth_ <= kDeepest;
  }

  std::size_t depth_wanted_;
  std::size_t depth_ = 0;
  std::string key_;
  Object current_;
  std::vector<Object> objects_;
};

// The JSON in a text that may have words, or a fence, around it.
std::string_view json_in(std::string_view text) {
  const std::size_t first = text.find('{');
  if (first == std::string_view::npos) return {};
  const std::size_t last = text.rfind('}');
  return last == std::string_view::npos || last < first ? text.substr(first)
                                                        : text.substr(first, last - first + 1);
}

bool collect(std::string_view text, Collector& collector) {
  if (text.size() > kLongestAnswer) return false;
  const std::string_view json = json_in(text);
  if (json.empty()) return false;
  return nlohmann::json::sax_parse(json.begin(), json.end(), &collector);
}

RawEdit edit_of(const Collector::Object& object) {
  RawEdit edit;
  for (const auto& [key, value] : object.texts) {
    if (key == "do") edit.what = value;
    if (key == "claim") edit.claim = value;
    if (key == "of") edit.target = value;
    if (key == "text") edit.text = value;
  }
  for (const auto& [key, values] : object.lists) {
    if (key == "rests_on") edit.rests_on = values;
  }
  return edit;
}

Json list_of(const std::string& ids, std::size_t most) {
  return {{"type", "array"}, {"items", {{"$ref", "#/$defs/" + ids}}}, {"maxItems", most}};
}

// An edit of one of these kinds; `touches`: it names what it touches.
Json edit_schema(const std::vector<std::string>& kinds, bool touches) {
  Json properties = {{"do", {{"enum", kinds}}}, {"claim", {{"$ref", "#/$defs/claim"}}}};
  Json required = {"do", "claim"};
  if (touches) {
    properties["of"] = {{"$ref", "#/$defs/target"}};
    required.push_back("of");
  }
  properties["text"] = {{"type", "string"}, {"maxLength", kLongestText}};
  properties["rests_on"] = list_of("source", kMostRests);
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

}  // namespace

std::string answer_schema(const AnswerIds& ids) {
  Json forms = Json::array({edit_schema({"add", "nothing"}, false)});
  Json definitions = {{"claim", {{"enum", ids.claims}}}, {"source", {{"enum", ids.sources}}}};
  if (!ids.targets.empty()) {
    forms.push_back(edit_schema({"revise", "merge", "retire", "exception"}, true));
    definitions["target"] = {{"enum", ids.targets}};
  }
  const Json edits = {
      {"type", "array"}, {"items", {{"anyOf", std::move(forms)}}}, {"maxItems", 2 * ids.claims.size()}};
  const Json schema = {{"type", "object"},
                       {"properties", {{"edits", edits}}},
                       {"required", {"edits"}},
                       {"additionalProperties", false},
                       {"$defs", std::move(definitions)}};
  return schema.dump();
}

Answer read_answer(std::string_view text) {
  Collector collector(3);
  Answer answer;
  answer.whole = collect(text, collector);
  for (const Collector::Object& object : collector.objects()) answer.edits.push_back(edit_of(object));
  return answer;
}

std::string to_json(const RawEdit& edit) {
  Json json = {{"do", edit.what}, {"claim", edit.claim}};
  if (!edit.target.empty()) json["of"] = edit.target;
  if (!edit.text.empty()) json["text"] = edit.text;
  if (!edit.rests_on.empty()) json["rests_on"] = edit.rests_on;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string section_schema(const std::vector<std::string>& statements) {
  const Json schema = {{"type", "object"},
                       {"properties",
                        {{"title", {{"type", "string"}, {"maxLength", 60}}},
                         {"text", {{"type", "string"}, {"maxLength", kLongestText}}},
                         {"rests_on", list_of("statement", kMostRests)}}},
                       {"required", {"title", "text", "rests_on"}},
                       {"additionalProperties", false},
                       {"$defs", {{"statement", {{"enum", statements}}}}}};
  return schema.dump();
}

SectionAnswer read_section_answer(std::string_view text) {
  Collector collector(1);
  SectionAnswer answer;
  collect(text, collector);
  if (collector.objects().empty()) return answer;
  const Collector::Object& object = collector.objects().front();
  for (const auto& [key, value] : object.texts) {
    if (key == "title") answer.title = value;
    if (key == "text") answer.text = value;
  }
  for (const auto& [key, values] : object.lists) {
    if (key == "rests_on") answer.rests_on = values;
  }
  return answer;
}

}  // namespace st::combine
