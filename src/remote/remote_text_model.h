#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "lm/text_model.h"
#include "remote/http_client.h"
#include "remote/retry.h"
#include "remote/server_address.h"

namespace st::remote {

struct RemoteOptions {
  ServerAddress address;
  std::string model;  // empty: the only one that the server offers
  ApiKey key;
  HttpLimits limits;
  RetryPolicy retry;
  std::string ca_file;
  std::size_t context_tokens = 0;                   // 0: what the server says, else kAssumedContextTokens
  std::function<void(std::int64_t)> sleep_ms = {};  // for tests; empty: the thread sleeps
};

inline constexpr std::size_t kAssumedContextTokens = 8192;

// A model behind a server that speaks the OpenAI API: vLLM, text-generation-inference, llama.cpp's server,
// or a cluster of them behind one address.
//
// What may pass (refused and broken connections, time-outs, 408, 429, 5xx, half answers) is tried again
// with back-off; after the last try the error names the server and what it did. An answer under a grammar
// is checked here, whatever the server promised: Finish::kGrammar says that it fits. One that breaks its
// JSON schema is asked for again in the other forms that servers know (chat_request.h), at most three times
// a call, and then comes back as it is with Finish::kStop; one that was cut at max_tokens with
// Finish::kLength. count_tokens asks the server's /tokenize; a server without one gets estimate_tokens.
//
// Thread rule: every call is safe from several threads, and they are in flight at once. Errors are kModel.
// The key stands in no message.
class RemoteTextModel {
 public:
  // Asks the server which models it has. kModel where it can't be reached, or has no such model.
  static Result<std::unique_ptr<TextModel>> open(RemoteOptions options);
};

}  // namespace st::remote
