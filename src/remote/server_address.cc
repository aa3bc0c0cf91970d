#include "remote/server_address.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace st::remote {
namespace {

constexpr std::size_t kMostUrlBytes = 2048;

struct UrlCloser {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlCloser>;

std::string part(const Url& url, CURLUPart what) {
  char* text = nullptr;
  if (curl_url_get(url.get(), what, &text, 0) != CURLUE_OK) return {};
  std::string copy = text;
  curl_free(text);
  return copy;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

bool is_loopback(const std::string& host) {
  if (lower(host) == "localhost") return true;
  in_addr four{};
  if (inet_pton(AF_INET, host.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  if (host.size() < 2 || host.front() != '[') return false;
  in6_addr six{};
  const std::string inside = host.substr(1, host.size() - 2);
  return inet_pton(AF_INET6, inside.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

std::string without_slashes_at_end(std::string path) {
  while (!path.empty() && path.back() == '/') path.pop_back();
  return path;
}

// The URL is not repeated where it may hold a password.
Status check_parts(const Url& url) {
  const std::string scheme = part(url, CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") {
    return usage_error("--llm: '" + scheme +
                       ":' is no scheme of an API server; expected http:// or https://");
  }
  if (!part(url, CURLUPART_USER).empty() || !part(url, CURLUPART_PASSWORD).empty()) {
    return usage_error(
        "--llm: the address holds a user name or password; give the key in STORYTRANSFORMER_LLM_KEY or "
        "with "
        "--llm-key-file");
  }
  if (!part(url, CURLUPART_QUERY).empty() || !part(url, CURLUPART_FRAGMENT).empty()) {
    return usage_error(
        "--llm: the address has a '?' or '#'; expected a form like http://127.0.0.1:8000/v1");
  }
  return {};
}

}  // namespace

Result<ServerAddress> parse_server_address(const std::string& url, bool allow_remote) {
  const Url parsed(curl_url());
  if (!parsed) return resource_error("out of memory");
  if (url.size() > kMostUrlBytes || url.find("://") == std::string::npos ||
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    return usage_error("--llm: this is no address; expected a form like http://127.0.0.1:8000/v1");
  }
  ST_RETURN_IF_ERROR(check_parts(parsed));
  const std::string host = part(parsed, CURLUPART_HOST);
  ServerAddress address;
  address.loopback_ = is_loopback(host);
  if (!address.loopback_ && !allow_remote) {
    return usage_error(
        "--llm: " + host +
        " is not this machine (localhost, 127.0.0.0/8, [::1]), and stories would leave it; give "
        "--allow-remote where that is meant");
  }
  const std::string port = part(parsed, CURLUPART_PORT);
  const std::string path = without_slashes_at_end(part(parsed, CURLUPART_PATH));
  address.root_ = part(parsed, CURLUPART_SCHEME) + "://" + host + (port.empty() ? "" : ":" + port);
  const bool names_version = path.size() >= 3 && path.ends_with("/v1");
  address.root_ += names_version ? path.substr(0, path.size() - 3) : path;
  address.api_ = address.root_ + "/v1";
  return address;
}

}  // namespace st::remote
