#pragma once

#include <httplib.h>

#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

namespace st::remote::testing {

// A server in the test's own process, on a loopback port of the system's choice, that answers as the test
// says. For tests only. Gone when it goes out of scope.
class FakeServer {
 public:
  using Json = nlohmann::ordered_json;
  using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

  FakeServer() {
    server_.new_task_queue = [] { return new httplib::ThreadPool(8); };
    server_.set_keep_alive_timeout(1);
    on_get("/v1/models",
           [this](const auto&, auto& reply) { reply.set_content(models_, "application/json"); });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ~FakeServer() { stop(); }

  // From here on connections are refused.
  void stop() {
    if (!thread_.joinable()) return;
    server_.stop();
    thread_.join();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  // What it answers to the question for its models. Before it is asked.
  void offer(std::string models) { models_ = std::move(models); }

  void on_get(const std::string& route, Handler handler) {
    server_.Get(route, recording(std::move(handler)));
  }
  void on_post(const std::string& route, Handler handler) {
    server_.Post(route, recording(std::move(handler)));
  }
  void on_chat(Handler handler) { on_post("/v1/chat/completions", std::move(handler)); }

  struct Seen {
    std::string path;
    std::string authorization;
    std::string body;
  };
  std::vector<Seen> seen(const std::string& path) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<Seen> found;
    for (const Seen& one : seen_) {
      if (one.path == path) found.push_back(one);
    }
    return found;
  }
  std::vector<Json> chats() const {
    std::vector<Json> bodies;
    for (const Seen& one : seen("/v1/chat/completions")) bodies.push_back(Json::parse(one.body));
    return bodies;
  }

 private:
  Handler recording(Handler handler) {
    return [this, handler = std::move(handler)](const httplib::Request& request, httplib::Response& reply) {
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        seen_.push_back({request.path, request.get_header_value("Authorization"), request.body});
      }
      handler(request, reply);
    };
  }

  std::string models_ = R"({"data": [{"id": "fake", "max_model_len": 4096}]})";
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::vector<Seen> seen_;
};

// A chat completion as servers send it.
inline void say(httplib::Response& reply, const std::string& text, const std::string& finish = "stop") {
  const nlohmann::ordered_json body = {{"id", "1"},
                                       {"object", "chat.completion"},
                                       {"choices",
                                        {{{"index", 0},
                                          {"message", {{"role", "assistant"}, {"content", text}}},
                                          {"finish_reason", finish}}}},
                                       {"usage",
                                        {{"prompt_tokens", 11},
                                         {"completion_tokens", 7},
                                         {"prompt_tokens_details", {{"cached_tokens", 5}}}}}};
  reply.set_content(body.dump(), "application/json");
}

inline void refuse(httplib::Response& reply, int status, const std::string& message) {
  reply.status = status;
  const nlohmann::ordered_json body = {{"error", {{"message", message}}}};
  reply.set_content(body.dump(), "application/json");
}

// Promises `promised` bytes, sends the text and hangs up.
inline void break_off(httplib::Response& reply, const std::string& text, std::size_t promised) {
  reply.set_content_provider(promised, "application/json",
                             [text](std::size_t at, std::size_t, httplib::DataSink& sink) {
                               if (at >= text.size()) return false;
                               return sink.write(text.data() + at, text.size() - at);
                             });
}

}  // namespace st::remote::testing
