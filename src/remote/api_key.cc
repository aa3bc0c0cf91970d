#include "remote/api_key.h"

#include <algorithm>
#include <cstdlib>

#include "base/file.h"

namespace st::remote {
namespace {

constexpr std::size_t kMostKeyBytes = 4096;
constexpr const char* kVariable = "STORYTRANSFORMER_LLM_KEY";

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

std::string ApiKey::redact(std::string text) const {
  if (secret_.empty()) return text;
  for (std::size_t at = text.find(secret_); at != std::string::npos; at = text.find(secret_, at)) {
    text.replace(at, secret_.size(), "[key]");
    at += 5;
  }
  return text;
}

Result<ApiKey> make_api_key(std::string text, const std::string& where) {
  const std::string secret = trimmed(text);
  if (secret.empty()) return usage_error(where + ": holds no key; expected one line with the server's key");
  const bool printable =
      std::all_of(secret.begin(), secret.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (!printable || secret.size() > kMostKeyBytes) {
    return usage_error(where + ": is no key; expected one line of printable ASCII, 4096 bytes at most");
  }
  return ApiKey(secret);
}

Result<ApiKey> find_api_key(const std::string& key_file) {
  if (!key_file.empty()) {
    ST_ASSIGN_OR_RETURN(const std::string text, read_file(key_file, kMostKeyBytes + 2));
    return make_api_key(text, key_file);
  }
  const char* given = std::getenv(kVariable);
  if (given == nullptr || *given == '\0') return ApiKey();
  return make_api_key(given, kVariable);
}

}  // namespace st::remote
