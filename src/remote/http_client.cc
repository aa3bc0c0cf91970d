#include "remote/http_client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

namespace st::remote {
namespace {

struct ListCloser {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListCloser>;

using Clock = std::chrono::steady_clock;

// One call on its way: what the callbacks write to.
struct Transfer {
  HttpReply reply;
  HttpLimits limits;
  Clock::time_point begun = Clock::now();
  bool too_large = false;
  bool silent_too_long = false;
  bool left_the_machine = false;
  bool began = false;  // the answer's first byte is here
};

void add_header(HeaderList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return;
  (void)list.release();
  list.reset(longer);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.began = true;
  const std::string_view line(data, size * count);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return line.size();
  const std::string name = lower(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "retry-after") transfer.reply.retry_after = value;
  if (name == "content-type")
    transfer.reply.content_type = lower(trimmed(value.substr(0, value.find(';'))));
  return line.size();
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t bytes = size * count;
  if (transfer.reply.body.size() + bytes > transfer.limits.reply_bytes) {
    transfer.too_large = true;
    return 0;
  }
  transfer.reply.body.append(data, bytes);
  return bytes;
}

int on_tick(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(user);
  const auto waited =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - transfer.begun).count();
  transfer.silent_too_long = !transfer.began && waited > transfer.limits.first_byte_ms;
  return transfer.silent_too_long ? 1 : 0;
}

bool is_loopback(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(address);
    return (ntohl(four.sin_addr.s_addr) >> 24) == 127;
  }
  if (address.sa_family == AF_INET6) {
    return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
  }
  return false;
}

// The last word on where a connection goes: after names are resolved, before anything is sent.
curl_socket_t open_loopback_socket(void* user, curlsocktype, curl_sockaddr* address) {
  if (!is_loopback(address->addr)) {
    static_cast<Transfer*>(user)->left_the_machine = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

HttpFailure failure_of(CURLcode code, const Transfer& transfer, const HttpLimits& limits) {
  if (transfer.left_the_machine)
    return {"the name leads to another machine; that needs --allow-remote", false};
  if (transfer.too_large) {
    return {"the answer is larger than " + std::to_string(limits.reply_bytes >> 20) + " MiB", false};
  }
  if (transfer.silent_too_long) {
    return {"no answer began within " + std::to_string(limits.first_byte_ms / 1000.0).substr(0, 5) + " s",
            true};
  }
  switch (code) {
    case CURLE_COULDNT_CONNECT:
      return {"connection refused", true};
    case CURLE_COULDNT_RESOLVE_HOST:
      return {"the host's name is not known", false};
    case CURLE_OPERATION_TIMEDOUT:
      return {transfer.began ? "the answer did not end in time" : "no connection or answer in time", true};
    case CURLE_PARTIAL_FILE:
      return {"the answer broke off in the middle", true};
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return {"the connection broke off", true};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return {"the server's certificate can't be trusted", false};
    default:
      return {std::string("HTTP failed: ") + curl_easy_strerror(code), false};
  }
}

void set_safety(CURL* handle, const HttpSettings& settings, Transfer& transfer) {
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_NETRC, CURL_NETRC_IGNORED);
  if (!settings.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, settings.ca_file.c_str());
  if (!settings.loopback_only) return;
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_loopback_socket);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &transfer);
}

void set_limits(CURL* handle, const HttpLimits& limits, Transfer& transfer) {
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, limits.connect_ms);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, limits.total_ms);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_tick);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
}

void set_request(CURL* handle, const std::string& url, const std::string* json) {
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  if (json == nullptr) {
    curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
    return;
  }
  curl_easy_setopt(handle, CURLOPT_POST, 1L);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json->size()));
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, json->data());
}

HeaderList headers_of(const ApiKey& key, bool with_body) {
  HeaderList list;
  add_header(list, "Accept: application/json");
  add_header(list, "Expect:");  // no round trip before the body
  if (with_body) add_header(list, "Content-Type: application/json");
  if (!key.empty()) add_header(list, key.header());
  return list;
}

}  // namespace

struct HttpClient::Pool {
  struct Closer {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  using Handle = std::unique_ptr<CURL, Closer>;

  std::mutex mutex;
  std::vector<Handle> idle;

  Handle take() {
    const std::lock_guard<std::mutex> lock(mutex);
    if (idle.empty()) return Handle(curl_easy_init());
    Handle handle = std::move(idle.back());
    idle.pop_back();
    return handle;
  }
  void give_back(Handle handle) {
    curl_easy_reset(handle.get());  // keeps live connections, forgets the key and every option
    const std::lock_guard<std::mutex> lock(mutex);
    idle.push_back(std::move(handle));
  }
};

HttpClient::HttpClient(HttpSettings settings)
    : settings_(std::move(settings)), pool_(std::make_unique<Pool>()) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

HttpClient::~HttpClient() = default;

HttpOutcome HttpClient::send(const std::string& url, const std::string* json, bool fresh) {
  Pool::Handle handle = pool_->take();
  if (!handle) return HttpFailure{"out of memory", false};
  Transfer transfer;
  transfer.limits = settings_.limits;
  const HeaderList headers = headers_of(settings_.key, json != nullptr);
  set_safety(handle.get(), settings_, transfer);
  set_limits(handle.get(), settings_.limits, transfer);
  set_request(handle.get(), url, json);
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle.get(), CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
  const CURLcode code = curl_easy_perform(handle.get());
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  pool_->give_back(std::move(handle));
  if (code != CURLE_OK) return failure_of(code, transfer, settings_.limits);
  transfer.reply.status = static_cast<int>(status);
  return std::move(transfer.reply);
}

}  // namespace st::remote
