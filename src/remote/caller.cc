#include "remote/caller.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <optional>
#include <random>
#include <thread>
#include <utility>

#include "remote/bounded_json.h"
#include "remote/replies.h"

#include <nlohmann/json.hpp>

namespace st::remote {
namespace {

// Jitter only: nothing that is written depends on it.
double draw() {
  thread_local std::minstd_rand source(std::random_device{}());
  return std::uniform_real_distribution<double>(0.0, 1.0)(source);
}

bool refuses_only_this(int status) {
  constexpr std::array kRefusals = {400, 404, 405, 413, 415, 422, 501};
  return std::find(kRefusals.begin(), kRefusals.end(), status) != kRefusals.end();
}

bool is_json_type(const std::string& type) {
  return type.empty() || type == "application/json" ||
         (type.starts_with("application/") && type.ends_with("+json"));
}

}  // namespace

struct Caller::Attempt {
  std::optional<Answer> answer;
  std::string failure;  // where there is no answer
  bool may_pass = false;
  std::string retry_after;
};

Caller::Caller(const RemoteOptions& options)
    : options_(options),
      client_(HttpSettings{options.key, options.limits, options.address.loopback(), options.ca_file}) {}

Error Caller::error(const std::string& what) const {
  return model_error(options_.address.text() + ": " + options_.key.redact(what));
}

Caller::Attempt Caller::judge(HttpReply reply) const {
  if (reply.status == 200) {
    if (!is_json_type(reply.content_type)) {
      return {{},
              fmt::format("answered {} where application/json was expected; is it an API server?",
                          options_.key.redact(reply.content_type.substr(0, 60))),
              false,
              {}};
    }
    if (!parse_bounded_json(reply.body)) return {{}, "the answer is no whole JSON", true, {}};
    return {Answer{false, 200, std::move(reply.body)}, {}, false, {}};
  }
  const std::string message = server_message(reply.body, options_.key);
  const bool of_form = reply.status == 500 && (tells_of_form(message) || tells_of_window(message));
  if (refuses_only_this(reply.status) || of_form)
    return {Answer{true, reply.status, message}, {}, false, {}};
  if (reply.status >= 300 && reply.status < 400) {
    return {{},
            fmt::format("answered {}, a redirect, and none is followed; give the address it leads to",
                        reply.status),
            false,
            {}};
  }
  if (reply.status == 401 || reply.status == 403) {
    return {
        {},
        fmt::format(
            "answered {} ({}); is the key right? It comes from STORYTRANSFORMER_LLM_KEY or --llm-key-file",
            reply.status, message),
        false,
        {}};
  }
  return {{},
          fmt::format("answered {} ({})", reply.status, message),
          status_may_pass(reply.status),
          std::move(reply.retry_after)};
}

Caller::Attempt Caller::attempt(const std::string& url, const std::string* json, bool fresh) {
  HttpOutcome outcome = json == nullptr ? client_.get(url) : client_.post(url, *json, fresh);
  if (auto* failure = std::get_if<HttpFailure>(&outcome)) return {{}, failure->what, failure->may_pass, {}};
  return judge(std::get<HttpReply>(std::move(outcome)));
}

void Caller::wait(int tried, const std::string& retry_after) {
  const auto asked = retry_after_ms(retry_after, std::time(nullptr));
  const std::int64_t pause = wait_ms(options_.retry, tried, draw(), asked);
  if (options_.sleep_ms) return options_.sleep_ms(pause);
  std::this_thread::sleep_for(std::chrono::milliseconds(pause));
}

Result<Answer> Caller::call(const std::string& url, const std::string* json) {
  for (int tried = 1;; ++tried) {
    Attempt now = attempt(url, json, tried > 1);
    if (now.answer) return *std::move(now.answer);
    if (!now.may_pass) return error(now.failure);
    const auto asked = retry_after_ms(now.retry_after, std::time(nullptr));
    if (asked.value_or(0) > options_.retry.longest_retry_after_ms) {
      return error(
          fmt::format("{}; it asks to come back in {} s, too long to wait", now.failure, *asked / 1000));
    }
    if (tried >= options_.retry.tries) {
      return error(
          fmt::format("{}, {} tries; once it is back, run again: with --project the work goes on where it "
                      "stopped",
                      now.failure, tried));
    }
    wait(tried, now.retry_after);
  }
}

Result<Answer> Caller::try_once(const std::string& url, const std::string* json) {
  Attempt now = attempt(url, json, false);
  if (now.answer) return *std::move(now.answer);
  return error(now.failure);
}

}  // namespace st::remote
