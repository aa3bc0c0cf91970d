#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <variant>

#include "remote/api_key.h"

namespace st::remote {

struct HttpLimits {
  long connect_ms = 10'000;
  long first_byte_ms =
      600'000;  // from the start of the call to the answer's first byte: a long prompt is read in between
  long total_ms = 3'600'000;
  std::size_t reply_bytes = std::size_t{16} << 20;
};

struct HttpReply {
  int status = 0;
  std::string content_type;  // lower case, without parameters
  std::string retry_after;   // the header's text
  std::string body;
};

// No reply came, or not all of one.
struct HttpFailure {
  std::string what;       // "connection refused"
  bool may_pass = false;  // another try may end better
};

using HttpOutcome = std::variant<HttpReply, HttpFailure>;

struct HttpSettings {
  ApiKey key;
  HttpLimits limits;
  bool loopback_only = true;  // no connection leaves this machine, whatever a name resolves to; no proxy
  std::string ca_file;        // PEM, for a server with a certificate of one's own; empty: the system's
};

// HTTP over libcurl. Follows no redirect, keeps no cookie, reads no .netrc. Thread rule: safe from several
// threads, each call has a connection of its own; connections are kept and used again.
class HttpClient {
 public:
  explicit HttpClient(HttpSettings settings);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpOutcome get(const std::string& url) { return send(url, nullptr, false); }
  // JSON out. `fresh`: over a new connection, so that a cluster's front may choose another server.
  HttpOutcome post(const std::string& url, const std::string& json, bool fresh = false) {
    return send(url, &json, fresh);
  }

 private:
  HttpOutcome send(const std::string& url, const std::string* json, bool fresh);

  struct Pool;
  HttpSettings settings_;
  std::unique_ptr<Pool> pool_;
};

}  // namespace st::remote
