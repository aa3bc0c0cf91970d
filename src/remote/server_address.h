#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace st::remote {

// Where a server that speaks the OpenAI API stands. Only parse_server_address makes one, so an address that
// was not allowed can't be spoken to, and no password can hide in one.
class ServerAddress {
 public:
  // The address as messages show it: "http://127.0.0.1:8000/v1".
  const std::string& text() const { return api_; }
  // "/chat/completions" below the API, "/tokenize" below the server's root (where the servers' own routes
  // are).
  std::string api(std::string_view route) const { return api_ + std::string(route); }
  std::string root(std::string_view route) const { return root_ + std::string(route); }
  // The host is this machine by its very name or number, so a connection to anywhere else is a refused one.
  bool loopback() const { return loopback_; }

 private:
  friend Result<ServerAddress> parse_server_address(const std::string& url, bool allow_remote);
  std::string api_;
  std::string root_;
  bool loopback_ = false;
};

// http:// or https:// with host, port and path; a path that does not end in /v1 gets it. kUsage for
// anything else, for a user name or password in it (they would show in the list of processes), and for a
// host that is not localhost, 127.0.0.0/8 or [::1] without `allow_remote`.
Result<ServerAddress> parse_server_address(const std::string& url, bool allow_remote);

}  // namespace st::remote
