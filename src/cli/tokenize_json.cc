#include "cli/tokenize_json.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/unicode.h"

namespace st::cli {
namespace {

using nlohmann::json;

void append_number(std::string& out, std::uint64_t value) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

// Most tokens hold nothing that JSON writes in another way.
void append_json_string(std::string& out, std::string_view text) {
  bool plain = true, ascii = true;
  for (const char c : text) {
    plain = plain && static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  }
  if (plain && (ascii || is_valid_utf8(text))) {
    out.append("\"").append(text).append("\"");
  } else {
    out += json(repair_utf8(text)).dump();
  }
}

template <typename List, typename Write>
void append_list(std::string& out, std::string_view name, const List& list, Write write) {
  out.append(out.size() > 1 ? ", \"" : "\"").append(name).append("\": [");
  bool first = true;
  for (const auto& item : list) {
    if (!first) out += ", ";
    first = false;
    write(item);
  }
  out += ']';
}

}  // namespace

Result<TokenizeLine> parse_tokenize_line(std::string_view line, const std::string& where) {
  const json value = json::parse(line, nullptr, false);
  if (value.is_discarded())
    return input_error(where + ": is not JSON in UTF-8; expected a string or {\"text\", \"pair\"}");
  TokenizeLine out;
  if (value.is_string()) {
    out.text = value.get<std::string>();
    return out;
  }
  const bool good = value.is_object() && value.contains("text") && value["text"].is_string() &&
                    (!value.contains("pair") || value["pair"].is_string() || value["pair"].is_null());
  if (!good)
    return input_error(where + ": expected a JSON string, or an object with strings \"text\" and \"pair\"");
  out.text = value["text"].get<std::string>();
  if (value.contains("pair") && value["pair"].is_string()) out.pair = value["pair"].get<std::string>();
  return out;
}

Result<std::vector<TokenId>> parse_id_list(std::string_view line, const std::string& where) {
  const json value = json::parse(line, nullptr, false);
  if (!value.is_array()) return input_error(where + ": expected a JSON list of ids");
  std::vector<TokenId> ids;
  for (const json& id : value) {
    if (!id.is_number_unsigned() || id.get<std::uint64_t>() > UINT32_MAX) {
      return input_error(where + ": expected a list of whole numbers from 0; found " +
                         id.dump(-1, ' ', true));
    }
    ids.push_back(id.get<TokenId>());
  }
  return ids;
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string encoding_line(const Encoding& encoding, bool overflow) {
  std::string out = "{";
  out.reserve(encoding.size() * 40);
  append_list(out, "ids", encoding.ids, [&](TokenId id) { append_number(out, id); });
  append_list(out, "tokens", encoding.tokens,
              [&](const std::string& token) { append_json_string(out, token); });
  append_list(out, "offsets", encoding.offsets, [&](ByteSpan span) {
    out += '[';
    append_number(out, span.start);
    out += ", ";
    append_number(out, span.end);
    out += ']';
  });
  append_list(out, "type_ids", encoding.type_ids, [&](std::uint8_t type) { append_number(out, type); });
  append_list(out, "attention_mask", encoding.attention_mask,
              [&](std::uint8_t mask) { append_number(out, mask); });
  if (overflow) {
    append_list(out, "overflowing", encoding.overflowing,
                [&](const Encoding& part) { out += encoding_line(part); });
  }
  out += '}';
  return out;
}

}  // namespace st::cli
