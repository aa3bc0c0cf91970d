#include "remote/remote_text_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/grammar.h"
#include "engine/grammar_matcher.h"
#include "lm/token_estimate.h"
#include "remote/bounded_json.h"
#include "remote/caller.h"
#include "remote/chat_request.h"
#include "remote/replies.h"
#include "remote/schema_check.h"

namespace st::remote {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostAsks = 3;  // a call, for answers that break the schema

// What stands around the JSON of a server that was asked in words only: space and a code fence.
std::string without_fence(std::string text) {
  const auto trim = [&] {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return text.clear();
    text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  };
  trim();
  const std::size_t line = text.find('\n');
  if (text.starts_with("```") && text.ends_with("```") && line != std::string::npos &&
      text.size() >= line + 4) {
    text = text.substr(line + 1, text.size() - line - 4);
    trim();
  }
  return text;
}

// A long answer is fed in pieces, so that the matcher's table of states stays small.
bool fits_bnf(const std::string& text, std::shared_ptr<const GrammarProgram> program) {
  constexpr std::size_t kPiece = 1024;
  GrammarMatcher matcher(std::move(program), nullptr);
  for (std::size_t at = 0; at < text.size(); at += kPiece) {
    if (!matcher.accept_bytes(std::string_view(text).substr(at, kPiece))) return false;
  }
  return matcher.may_end();
}

// The servers' ways to be asked for a count, and where.
struct TokenizeForm {
  const char* route;
  const char* field;
  bool names_model;
};
constexpr std::array kTokenizeForms = {
    TokenizeForm{"/tokenize", "prompt", true},                // vLLM
    TokenizeForm{"/tokenize", "content", false},              // llama.cpp's server
    TokenizeForm{"/tokenize", "inputs", false},               // text-generation-inference
    TokenizeForm{"/extras/tokenize/count", "input", false}};  // llama-cpp-python

class Model : public TextModel {
 public:
  explicit Model(RemoteOptions options) : options_(std::move(options)), caller_(options_) {}

  Status connect();

  std::string name() const override { return options_.model; }
  std::size_t context_tokens() const override { return options_.context_tokens; }

  Result<Completion> complete(const std::string& prompt, const AnswerGrammar& grammar,
                              const CompletionLimits& limits) override {
    return complete_chat({{"user", prompt}}, grammar, limits);
  }
  Result<Completion> complete_chat(const std::vector<ChatMessage>& messages, const AnswerGrammar& grammar,
                                   const CompletionLimits& limits) override;
  Result<std::vector<double>> score(const std::string& prompt,
                                    const std::vector<std::string>& continuations) override;
  Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts) override;
  Result<std::size_t> count_tokens(const std::string& text) override;

 private:
  struct Request {
    const std::vector<ChatMessage>& messages;
    const AnswerGrammar& grammar;
    const CompletionLimits& limits;
  };
  Status choose_model(const std::vector<OfferedModel>& offered);
  void find_window();
  Result<Completion> complete_json(const Request& request);
  Result<Completion> complete_bnf(const Request& request, std::shared_ptr<const GrammarProgram> program);
  Result<std::optional<Completion>> ask(const Request& request, AnswerForm form, std::string& refusal);
  Completion counted(Completion completion, const Request& request) const;
  std::size_t first_form() const { return form_.load(); }

  RemoteOptions options_;
  Caller caller_;
  std::atomic<std::size_t> form_{0};      // of kAnswerForms: those before it were refused or not kept
  std::atomic<bool> form_proven_{false};  // an answer in that form was right once
  std::atomic<std::size_t> tokenize_form_{0};
};

Status Model::choose_model(const std::vector<OfferedModel>& offered) {
  if (options_.model.empty()) {
    if (offered.size() != 1) {
      return caller_.error(fmt::format("offers {} models; name one with --llm-model", offered.size()));
    }
    options_.model = offered.front().id;
  }
  const auto found = std::find_if(offered.begin(), offered.end(),
                                  [&](const OfferedModel& model) { return model.id == options_.model; });
  if (found != offered.end()) {
    if (options_.context_tokens == 0) options_.context_tokens = found->context_tokens;
    return {};
  }
  if (offered.empty()) return {};  // it loads a model when it is asked for
  std::string names;
  for (std::size_t i = 0; i < std::min<std::size_t>(offered.size(), 5); ++i) {
    names += (i == 0 ? "" : ", ") + offered[i].id.substr(0, 80);
  }
  return caller_.error(fmt::format("has no model '{}'; it offers {}", options_.model, names));
}

// A server that does not say stays with what is assumed: the call itself is then refused by the server,
// with its reason.
void Model::find_window() {
  for (const char* route : {"/props", "/info"}) {
    if (options_.context_tokens != 0) return;
    const auto answer = caller_.try_once(options_.address.root(route), nullptr);
    if (answer.ok() && !answer->refused) options_.context_tokens = read_window(answer->body);
  }
  if (options_.context_tokens == 0) options_.context_tokens = kAssumedContextTokens;
}

Status Model::connect() {
  ST_ASSIGN_OR_RETURN(const Answer answer, caller_.get(options_.address.api("/models")));
  if (answer.refused) {
    if (options_.model.empty()) {
      return caller_.error(
          fmt::format("does not list its models ({}); name one with --llm-model", answer.body));
    }
  } else {
    const auto offered = read_models(answer.body);
    if (!offered.ok()) return caller_.error(offered.error().message);
    ST_RETURN_IF_ERROR(choose_model(*offered));
  }
  find_window();
  return {};
}

Completion Model::counted(Completion completion, const Request& request) const {
  if (completion.prompt_tokens == 0) {
    for (const ChatMessage& message : request.messages) {
      completion.prompt_tokens += estimate_tokens(message.text);
    }
  }
  if (completion.answer_tokens == 0) completion.answer_tokens = estimate_tokens(completion.text);
  return completion;
}

// One question in one form; nothing where the server refuses the form, with its reason in `refusal`.
Result<std::optional<Completion>> Model::ask(const Request& request, AnswerForm form,
                                             std::string& refusal) {
  const std::string body =
      chat_request(options_.model, request.messages, request.grammar, request.limits, form);
  ST_ASSIGN_OR_RETURN(const Answer answer, caller_.post(options_.address.api("/chat/completions"), body));
  if (answer.refused && (tells_of_window(answer.body) || answer.status == 413)) {
    return caller_.error("prompt and answer do not fit the model's window: " + answer.body);
  }
  if (answer.refused) {
    refusal = fmt::format("refused the request with {} ({})", answer.status, answer.body);
    return std::optional<Completion>();
  }
  Result<Completion> completion = read_chat_reply(answer.body);
  if (!completion.ok()) return caller_.error(completion.error().message);
  return std::optional<Completion>(counted(*std::move(completion), request));
}

Result<Completion> Model::complete_json(const Request& request) {
  const auto schema = parse_bounded_json(request.grammar.json_schema);
  if (!schema) return input_error("the schema is nested too deep");
  std::string refused;
  std::optional<Completion> broken;
  int asks = 0;
  for (std::size_t i = first_form(); i < kAnswerForms.size() && asks < kMostAsks; ++i) {
    std::string refusal;
    ST_ASSIGN_OR_RETURN(std::optional<Completion> completion, ask(request, kAnswerForms[i], refusal));
    if (!completion) {
      if (refused.empty()) refused = refusal;
      continue;
    }
    ++asks;
    if (completion->finish == Completion::Finish::kLength) return *std::move(completion);
    completion->text = without_fence(std::move(completion->text));
    const auto value = parse_bounded_json(completion->text);
    if (value && schema_breach(*value, *schema).empty()) {
      // What worked is kept; a form that has worked is not given up for one bad answer.
      if (!form_proven_.exchange(true)) form_ = i;
      completion->finish = Completion::Finish::kGrammar;
      return *std::move(completion);
    }
    broken = std::move(completion);
  }
  if (!broken) return caller_.error(refused);
  return *std::move(broken);
}

Result<Completion> Model::complete_bnf(const Request& request,
                                       std::shared_ptr<const GrammarProgram> program) {
  std::string refusal;
  ST_ASSIGN_OR_RETURN(std::optional<Completion> completion, ask(request, AnswerForm::kPromptOnly, refusal));
  if (!completion) return caller_.error(refusal);
  if (completion->finish == Completion::Finish::kLength) return *std::move(completion);
  if (fits_bnf(completion->text, std::move(program))) completion->finish = Completion::Finish::kGrammar;
  return *std::move(completion);
}

Result<Completion> Model::complete_chat(const std::vector<ChatMessage>& messages,
                                        const AnswerGrammar& grammar, const CompletionLimits& limits) {
  // What the local engine refuses is refused here in the same words.
  ST_ASSIGN_OR_RETURN(std::shared_ptr<const GrammarProgram> program, compile_grammar(grammar));
  const Request request{messages, grammar, limits};
  if (!grammar.json_schema.empty()) return complete_json(request);
  if (program != nullptr) return complete_bnf(request, std::move(program));
  std::string refusal;
  ST_ASSIGN_OR_RETURN(std::optional<Completion> completion, ask(request, AnswerForm::kPromptOnly, refusal));
  if (!completion) return caller_.error(refusal);
  return *std::move(completion);
}

Result<std::vector<double>> Model::score(const std::string& prompt,
                                         const std::vector<std::string>& continuations) {
  std::vector<double> scores;
  for (const std::string& continuation : continuations) {
    const std::string text = prompt + continuation;
    ST_ASSIGN_OR_RETURN(const Answer answer, caller_.post(options_.address.api("/completions"),
                                                          echo_request(options_.model, text)));
    if (answer.refused) {
      return caller_.error(
          fmt::format("can't score texts: it answered {} ({})", answer.status, answer.body));
    }
    const Result<double> sum = read_echo(answer.body, text, prompt.size());
    if (!sum.ok()) return caller_.error(sum.error().message);
    scores.push_back(*sum);
  }
  return scores;
}

Result<std::vector<std::vector<float>>> Model::embed(const std::vector<std::string>& texts) {
  if (texts.empty()) return std::vector<std::vector<float>>();
  ST_ASSIGN_OR_RETURN(const Answer answer, caller_.post(options_.address.api("/embeddings"),
                                                        embedding_request(options_.model, texts)));
  if (answer.refused) {
    return caller_.error(fmt::format("can't embed texts: it answered {} ({})", answer.status, answer.body));
  }
  auto vectors = read_embeddings(answer.body, texts.size());
  if (!vectors.ok()) return caller_.error(vectors.error().message);
  return vectors;
}

Result<std::size_t> Model::count_tokens(const std::string& text) {
  for (std::size_t i = tokenize_form_; i < kTokenizeForms.size(); ++i) {
    const TokenizeForm& form = kTokenizeForms[i];
    Json body = {{form.field, text}};
    if (form.names_model) body["model"] = options_.model;
    const std::string json = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    ST_ASSIGN_OR_RETURN(const Answer answer, caller_.post(options_.address.root(form.route), json));
    const auto count = answer.refused ? std::nullopt : read_token_count(answer.body);
    // llama.cpp's server takes any field and finds nothing in it: a text that counts to nothing was not
    // read.
    if (count && (*count > 0 || text.empty())) {
      tokenize_form_ = i;
      return *count;
    }
  }
  tokenize_form_ = kTokenizeForms.size();
  return estimate_tokens(text);
}

}  // namespace

Result<std::unique_ptr<TextModel>> RemoteTextModel::open(RemoteOptions options) {
  auto model = std::make_unique<Model>(std::move(options));
  ST_RETURN_IF_ERROR(model->connect());
  return std::unique_ptr<TextModel>(std::move(model));
}

}  // namespace st::remote
