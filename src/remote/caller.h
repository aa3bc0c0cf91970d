#pragma once

#include <string>

#include "base/result.h"
#include "remote/remote_text_model.h"

namespace st::remote {

// A reply that came whole: 200, or the server's refusal of just this request (400, 404, 405, 413, 415, 422,
// 501), which another form of it may mend.
struct Answer {
  bool refused = false;
  int status = 0;
  std::string body;  // of a refusal: the server's message, one line, without the key
};

// Calls with tries: sends, waits, sends again, as RetryPolicy says. `usable` looks at a 200's body; one
// that is no answer (cut off in the middle) counts as what may pass. Errors name the server and the tries.
// Thread rule: safe from several threads.
class Caller {
 public:
  explicit Caller(const RemoteOptions& options);

  Result<Answer> post(const std::string& url, const std::string& json) { return call(url, &json); }
  Result<Answer> get(const std::string& url) { return call(url, nullptr); }
  // One try only: for routes that a server may not have.
  Result<Answer> try_once(const std::string& url, const std::string* json);

  Error error(const std::string& what) const;

 private:
  struct Attempt;
  Result<Answer> call(const std::string& url, const std::string* json);
  Attempt attempt(const std::string& url, const std::string* json, bool fresh);
  Attempt judge(HttpReply reply) const;
  void wait(int tried, const std::string& retry_after);

  const RemoteOptions& options_;
  HttpClient client_;
};

}  // namespace st::remote
