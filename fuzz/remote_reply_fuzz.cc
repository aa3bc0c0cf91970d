// A server's reply from a stranger: an answer or an Error of one line, and no judgement of a schema falls
// over.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/check.h"
#include "remote/bounded_json.h"
#include "remote/replies.h"
#include "remote/schema_check.h"

namespace {

const nlohmann::ordered_json& schema() {
  static const auto kSchema = nlohmann::ordered_json::parse(R"({"type": "object", "required": ["edits"],
    "additionalProperties": {"$ref": "#"}, "properties": {"edits": {"type": "array", "maxItems": 9, "items": {"$ref": "#/$defs/e"}}},
    "$defs": {"e": {"anyOf": [{"enum": ["add", 1, null]}, {"type": "string", "maxLength": 4, "pattern": "^[a-z]+$"},
                              {"type": ["array", "integer"], "items": {"$ref": "#/$defs/e"}}]}}})");
  return kSchema;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto reply = st::remote::read_chat_reply(body);
  if (!reply.ok()) ST_CHECK(reply.error().message.find('\n') == std::string::npos);
  const std::string message = st::remote::server_message(body, {});
  ST_CHECK(message.size() <= 300 && message.find('\n') == std::string::npos);
  (void)st::remote::read_models(body);
  (void)st::remote::read_window(body);
  (void)st::remote::read_token_count(body);
  (void)st::remote::read_echo(body, "some text", 4);
  for (std::size_t count = 1; count < 4; ++count) (void)st::remote::read_embeddings(body, count);
  if (const auto value = st::remote::parse_bounded_json(body))
    (void)st::remote::schema_breach(*value, schema());
  return 0;
}
