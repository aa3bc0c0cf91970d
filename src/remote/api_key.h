#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace st::remote {

// The server's key. It goes into one header of the request and nowhere else: there is no way to print one,
// and everything that a server sends back is passed through redact() before anybody sees it.
class ApiKey {
 public:
  ApiKey() = default;  // none

  bool empty() const { return secret_.empty(); }
  // "Authorization: Bearer ...", for the HTTP client only.
  std::string header() const { return "Authorization: Bearer " + secret_; }
  // The text with every copy of the key replaced by "[key]".
  std::string redact(std::string text) const;

 private:
  friend Result<ApiKey> make_api_key(std::string text, const std::string& where);
  explicit ApiKey(std::string secret) : secret_(std::move(secret)) {}
  std::string secret_;
};

// White space at both ends is dropped. kUsage where nothing is left, where it is longer than 4 KiB, and
// where a byte is no printable ASCII, which no header can carry.
Result<ApiKey> make_api_key(std::string text, const std::string& where);

// The file's key, else that of the environment variable STORYTRANSFORMER_LLM_KEY, else none.
Result<ApiKey> find_api_key(const std::string& key_file);

}  // namespace st::remote
