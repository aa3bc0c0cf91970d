#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/file.h"
#include "base/memory.h"
#include "cli/chat_lines.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/conversation.h"
#include "cli/engine_options.h"
#include "cli/exit_codes.h"
#include "cli/line_editor.h"
#include "cli/progress.h"
#include "cli/terminal_text.h"

namespace st::cli {
namespace {

constexpr std::int64_t kWidestByDefault = 32'768;

struct ChatOptions {
  EngineCall call;
  SamplerOptions sampler;
  std::string system;
  std::string load;
  std::string render;
  std::int64_t context_tokens = 0;
  std::size_t max_tokens = 1024;
  bool json = false;
};

// Ctrl-C ends the answer while there is one; at the prompt it ends the program as everywhere.
class InterruptedAnswer {
 public:
  explicit InterruptedAnswer(Engine& engine) {
    running = &engine;
    engine.resume();
    struct sigaction action = {};
    action.sa_handler = [](int) { running->cancel(); };
    action.sa_flags = SA_RESTART;  // a slow terminal still gets what was written
    ::sigaction(SIGINT, &action, &before_);
  }
  ~InterruptedAnswer() {
    ::sigaction(SIGINT, &before_, nullptr);
    running->resume();
  }
  InterruptedAnswer(const InterruptedAnswer&) = delete;
  InterruptedAnswer& operator=(const InterruptedAnswer&) = delete;

 private:
  static inline Engine* running = nullptr;
  struct sigaction before_ = {};
};

constexpr const char* kHelp =
    "/undo          take the last question and its answer back\n"
    "/reset         begin anew\n"
    "/system TEXT   what the model is told first; without a text, shows it\n"
    "/save FILE     write the conversation as JSON\n"
    "/load FILE     go on with one that was saved\n"
    "/help          this list\n"
    "/quit          end; so does Ctrl-D\n"
    "A line that ends in \\ goes on in the next; \"\"\" on a line of its own begins and ends many lines.\n"
    "The arrows move in the line and bring earlier ones back. Ctrl-C ends an answer.\n";

// The terminal's side of a conversation.
class ChatLoop {
 public:
  ChatLoop(Engine& engine, Conversation& conversation, bool json)
      : engine_(&engine), conversation_(&conversation), json_(json) {}

  Result<int> run() {
    const bool terminal = ::isatty(STDIN_FILENO) == 1;
    const bool edits = terminal && !json_ && LineEditor::possible();
    const auto next_line = [&](const char* prompt) -> std::optional<std::string> {
      if (edits) return editor_.read(prompt);
      if (terminal && !json_) fmt::print(stderr, "{}", prompt);
      return plain_line();
    };
    if (terminal && !json_) fmt::print(stderr, "/help lists what there is; Ctrl-D ends.\n");
    while (const auto text = read_chat_input(next_line)) {
      if (text->find_first_not_of(" \t\n") == text->npos) continue;
      if (const auto command = parse_chat_command(*text)) {
        if (command->name == "quit" || command->name == "exit") break;
        obey(*command);
        continue;
      }
      const Status answered = answer(text->starts_with("//") ? text->substr(1) : *text);
      // A person can go on after a wrong turn; a pipe's next line would answer another question.
      if (!answered.ok() && !terminal) return answered.error();
      if (!answered.ok()) fmt::print(stderr, "{}\n", answered.error().message);
    }
    return kExitDone;
  }

 private:
  static std::optional<std::string> plain_line() {
    std::string line;
    if (!std::getline(std::cin, line)) return std::nullopt;
    if (line.ends_with('\r')) line.pop_back();
    return line;
  }

  void obey(const ChatCommand& command) {
    Status done;
    if (command.name == "help") {
      fmt::print(stderr, "{}", kHelp);
    } else if (command.name == "undo") {
      fmt::print(stderr, "{}\n", conversation_->undo() ? "taken back" : "there is nothing to take back");
    } else if (command.name == "reset") {
      conversation_->set_turns({});
    } else if (command.name == "system") {
      if (command.rest.empty()) {
        fmt::print(stderr, "{}\n", conversation_->system());
      } else {
        conversation_->set_system(command.rest);
      }
    } else if ((command.name == "save" || command.name == "load") && command.rest.empty()) {
      fmt::print(stderr, "/{} needs the name of a file\n", command.name);
    } else if (command.name == "save") {
      done = write_file(command.rest, conversation_json(*conversation_));
    } else if (command.name == "load") {
      done = read_conversation(command.rest, *conversation_);
    } else {
      fmt::print(stderr, "/{} is not known; /help lists what is\n", command.name);
    }
    if (!done.ok()) fmt::print(stderr, "{}\n", done.error().message);
  }

  Status answer(const std::string& question) {
    const auto on_text = [this](const std::string& text) {
      if (json_) return;
      const std::string shown = shows_ ? terminal_lines(text) : text;
      std::fwrite(shown.data(), 1, shown.size(), stdout);
      std::fflush(stdout);
    };
    const InterruptedAnswer interrupted(*engine_);
    std::optional<ProgressBar> bar(std::in_place, "reading");
    const Progress listener = bar->listener();
    const Result<Generated> answered = conversation_->ask(
        question,
        [&](const std::string& text) {
          bar.reset();  // the answer begins
          on_text(text);
        },
        [&](std::size_t read, std::size_t all) {
          if (bar) report_progress(listener, read, all);
        });
    bar.reset();
    if (!answered.ok() && !engine_->cancelled()) return answered.error();
    if (json_) {
      print_json(answered);
    } else {
      fmt::print("\n");
      if (!answered.ok()) fmt::print(stderr, "(stopped)\n");
    }
    std::fflush(stdout);
    return {};
  }

  void print_json(const Result<Generated>& answered) const {
    nlohmann::ordered_json line = {{"role", "assistant"}};
    line["content"] = answered.ok() ? answered->text : conversation_->turns().back().text;
    if (answered.ok()) {
      line["prompt_tokens"] = answered->prompt_tokens;
      line["cached_tokens"] = answered->cached_tokens;
      line["answer_tokens"] = answered->ids.size();
      line["finish"] = answered->finish == Completion::Finish::kLength ? "length" : "stop";
    } else {
      line["finish"] = "interrupted";
    }
    fmt::print("{}\n", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }

  Engine* engine_;
  Conversation* conversation_;
  bool json_;
  bool shows_ = ::isatty(STDOUT_FILENO) == 1;
  LineEditor editor_;
};

Result<int> render_prompt(const ChatOptions& options) {
  if (options.call.engine.chat_template.empty())
    return usage_error("--render needs --chat-template FILE; see storytransformer chat --help");
  ST_ASSIGN_OR_RETURN(const ChatFormat format, ChatFormat::from_file(options.call.engine.chat_template));
  ST_ASSIGN_OR_RETURN(const std::string variables, read_file(options.render, std::size_t{64} << 20));
  ST_ASSIGN_OR_RETURN(const std::string text, format.render_json(variables));
  fmt::print("{}", text);
  return kExitDone;
}

Result<int> chat(const ChatOptions& options) {
  if (!options.render.empty()) return render_prompt(options);
  if (options.call.engine.model.empty())
    return usage_error("--model is required; see storytransformer chat --help");
  ST_ASSIGN_OR_RETURN(const std::unique_ptr<Engine> engine, describe_engine(options.call));
  if (const auto format = engine->chat_format(); !format.ok()) return format.error();
  const std::int64_t window = options.context_tokens > 0
                                  ? std::min(options.context_tokens, engine->context_tokens())
                                  : std::min(engine->context_tokens(), kWidestByDefault);
  ST_RETURN_IF_ERROR(load_engine(*engine, window));
  Conversation conversation(*engine, options.sampler, options.max_tokens);
  if (!options.load.empty()) ST_RETURN_IF_ERROR(read_conversation(options.load, conversation));
  if (!options.system.empty()) conversation.set_system(options.system);
  return ChatLoop(*engine, conversation, options.json).run();
}

}  // namespace

void add_chat_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<ChatOptions>();
  CLI::App* command = app.add_subcommand("chat", "Talk with a model on this machine");
  command->footer(
      "The model's own chat template lays the conversation out. Questions come from the terminal, or from "
      "a\n"
      "pipe, a line each. Ctrl-C ends an answer, Ctrl-D the conversation; /help lists the rest.\n\n"
      "Examples:\n"
      "  storytransformer chat --model qwen3-4b.gguf --system \"Answer in one sentence.\"\n"
      "  echo \"What is a ledger?\" | storytransformer chat --model models/qwen3 --json\n"
      "  storytransformer chat --chat-template template.jinja --render messages.json    the prompt as "
      "text");
  add_engine_options(*command, options->call);
  command->get_option("--model")->required(false);  // --render needs none
  command->add_option("--system", options->system, "What the model is told first");
  command->add_option("--load", options->load, "Go on with a conversation that /save wrote");
  command->add_option("--chat-template", options->call.engine.chat_template,
                      "A Jinja file to use instead of the checkpoint's own template");
  command->add_option(
      "--render", options->render,
      "Print the prompt that the template makes of this JSON object with \"messages\", and end");
  command->add_option("--max-tokens", options->max_tokens, "The most tokens of an answer")
      ->capture_default_str();
  command->add_option("--context", options->context_tokens,
                      "Tokens that a conversation may have; 0: the model's context, at most 32,768");
  SamplerOptions& sampler = options->sampler;
  command->add_option("--temperature", sampler.temperature, "0 takes the most probable token")
      ->capture_default_str();
  command->add_option("--top-k", sampler.top_k, "Draw from so many tokens; 0 is all");
  command->add_option("--top-p", sampler.top_p, "Draw from the tokens that hold this share");
  command->add_option("--min-p", sampler.min_p, "Leave out tokens under this share of the best one");
  command->add_option("--repetition-penalty", sampler.repetition_penalty,
                      "Over 1: against what was said already");
  command->add_option("--seed", sampler.seed, "The same seed draws the same tokens");
  command->add_flag("--json", options->json, "Print an answer as one JSON object a line");
  command->callback([options, &chosen] { chosen.run = [options] { return chat(*options); }; });
}

}  // namespace st::cli
