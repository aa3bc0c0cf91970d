#include "engine/chat_template.h"

#include <algorithm>
#include <ctime>

#include "base/file.h"
#include "base/unicode.h"
#include "engine/chat_source.h"
#include "engine/jinja/interpreter.h"
#include "engine/jinja/parser.h"

namespace st {
namespace {

// Stands inside a special token's spelling that came with a message, and parts it for the tokenizer. No
// text may hold it: U+FDD0 is a noncharacter.
constexpr std::string_view kSplit = "\uFDD0";
constexpr std::size_t kMostTemplateBytes = std::size_t{4} << 20;

jinja::Value strftime_now(const jinja::Arguments& arguments) {
  const std::string format = jinja::to_text(arguments.at(0, "format", "%Y-%m-%d"));
  const std::time_t now = std::time(nullptr);
  std::tm local = {};
  ::localtime_r(&now, &local);
  std::string text(256, '\0');
  text.resize(std::strftime(text.data(), text.size(), format.c_str(), &local));
  return text;
}

std::vector<std::string> special_spellings(const Tokenizer& tokenizer) {
  std::vector<std::string> spellings;
  for (const AddedToken& token : tokenizer.added_tokens()) {
    if (token.special && token.content.size() > 1) spellings.push_back(token.content);
  }
  return spellings;
}

// The text with every special token's spelling parted behind its first character.
std::string defused(const std::string& text, const std::vector<std::string>& spellings) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text.compare(at, kSplit.size(), kSplit) == 0) {
      out += "\uFFFD";
      at += kSplit.size();
      continue;
    }
    const std::size_t size = decode_utf8(text, at).size_bytes;
    out.append(text, at, size);
    const bool spelt = std::any_of(spellings.begin(), spellings.end(), [&](const std::string& spelling) {
      return text.compare(at, spelling.size(), spelling) == 0;
    });
    if (spelt) out += kSplit;
    at += size;
  }
  return out;
}

jinja::Value messages_value(const std::vector<ChatMessage>& messages,
                            const std::vector<std::string>& spellings) {
  jinja::List list;
  for (const ChatMessage& message : messages) {
    list.emplace_back(
        jinja::Dict{{jinja::Value("role"), jinja::Value(message.role)},
                    {jinja::Value("content"), jinja::Value(defused(message.text, spellings))}});
  }
  return list;
}

// Piece by piece: no piece holds a whole special token that came with a message.
Result<std::vector<std::int32_t>> encode_pieces(const std::string& text, const Tokenizer& tokenizer) {
  EncodeOptions options;
  options.add_special_tokens = false;  // the template writes them
  std::vector<std::int32_t> ids;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(kSplit, at), text.size());
    ST_ASSIGN_OR_RETURN(const Encoding piece, tokenizer.encode(text.substr(at, end - at), options));
    ids.insert(ids.end(), piece.ids.begin(), piece.ids.end());
    at = end + kSplit.size();
  }
  return ids;
}

}  // namespace

Result<ChatTemplate> ChatTemplate::parse(std::string_view source, std::string where) {
  if (source.size() > kMostTemplateBytes) return model_error(where + ": a chat template over 4 MiB");
  try {
    auto block = std::make_shared<const jinja::Block>(jinja::parse(source));
    return ChatTemplate(std::move(block), std::move(where));
  } catch (const jinja::TemplateError& error) {
    return model_error(where + ": " + error.what());
  }
}

Result<std::string> ChatTemplate::render(const jinja::Dict& variables) const {
  jinja::Dict all = {{jinja::Value("strftime_now"), jinja::Value(jinja::Function(strftime_now))}};
  all.insert(all.end(), variables.begin(), variables.end());
  try {
    return jinja::Interpreter(jinja::RenderLimits{}).run(*block_, all);
  } catch (const jinja::TemplateError& error) {
    std::string what = error.what();
    if (what.starts_with("line 0: ")) what.erase(0, 8);
    return model_error(where_ + ": " + what);
  }
}

Result<ChatFormat> ChatFormat::find(const WeightStore& store, const Tokenizer& tokenizer,
                                    const std::string& file) {
  ST_ASSIGN_OR_RETURN(const ChatSource source, find_chat_source(store, tokenizer, file));
  ST_ASSIGN_OR_RETURN(ChatTemplate parsed, ChatTemplate::parse(source.text, source.where));
  return ChatFormat(std::move(parsed), source.special_tokens);
}

Result<ChatFormat> ChatFormat::from_file(const std::string& file) {
  ST_ASSIGN_OR_RETURN(const std::string text, read_file(file, kMostTemplateBytes));
  ST_ASSIGN_OR_RETURN(ChatTemplate parsed, ChatTemplate::parse(text, file));
  return ChatFormat(std::move(parsed), {});
}

Result<std::vector<std::int32_t>> ChatFormat::prompt(const std::vector<ChatMessage>& messages,
                                                     const Tokenizer& tokenizer) const {
  jinja::Dict variables = special_tokens_;
  variables.emplace_back(jinja::Value("messages"), messages_value(messages, special_spellings(tokenizer)));
  variables.emplace_back(jinja::Value("add_generation_prompt"), jinja::Value(true));
  ST_ASSIGN_OR_RETURN(const std::string text, template_.render(variables));
  return encode_pieces(text, tokenizer);
}

Result<std::string> ChatFormat::render_json(std::string_view json) const {
  jinja::Dict variables = special_tokens_;
  try {
    const jinja::Value given = jinja::from_json(json);
    if (!given.is_dict()) return input_error("the template's variables: expected a JSON object");
    variables.insert(variables.end(), given.dict().begin(), given.dict().end());
  } catch (const jinja::TemplateError& error) {
    return input_error(std::string("the template's variables: ") + error.what());
  }
  return template_.render(variables);
}

}  // namespace st
