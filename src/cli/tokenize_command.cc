#include <cstdio>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/input_lines.h"
#include "cli/tokenize_batch.h"
#include "cli/tokenize_json.h"
#include "cli/tokenize_lines.h"
#include "engine/gguf_tokenizer.h"

namespace st::cli {
namespace {

struct TokenizeOptions {
  std::string tokenizer;
  std::string text;
  bool has_text = false;
  bool jsonl = false;
  bool no_special_tokens = false;
  bool decode = false;
  bool show_steps = false;
  std::size_t jobs = default_job_count();
  BatchOptions batch;
};

Result<LinePlan> plan_of(const Tokenizer& tokenizer, const TokenizeOptions& options) {
  LinePlan plan;
  plan.encode.add_special_tokens = !options.no_special_tokens;
  plan.encode.token_texts = true;
  ST_ASSIGN_OR_RETURN(plan.encode.truncation, truncation_of(options.batch));
  ST_ASSIGN_OR_RETURN(plan.padding, padding_of(options.batch, tokenizer));
  if (plan.padding && !plan.padding->fixed_tokens) plan.padded_together = options.batch.batch_lines;
  plan.overflow = options.batch.overflow;
  plan.jobs = options.jobs;
  return plan;
}

void print(const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fputc('\n', stdout);
}

// A token or word for people: on one line, with its ends in sight.
std::string shown(std::string_view text) {
  return json_string(text);
}

void print_encoding(const Tokenizer& tokenizer, const Encoding& encoding) {
  for (std::size_t i = 0; i < encoding.size(); ++i) {
    const ByteSpan span = encoding.offsets[i];
    const std::string token =
        encoding.tokens.empty() ? std::string(tokenizer.token_of(encoding.ids[i])) : encoding.tokens[i];
    print(std::to_string(encoding.ids[i]) + "\t" + shown(token) + "\t" + std::to_string(span.start) + ".." +
          std::to_string(span.end));
  }
}

Status print_steps(const Tokenizer& tokenizer, const std::string& text, const EncodeOptions& options) {
  ST_ASSIGN_OR_RETURN(const EncodeSteps steps, tokenizer.encode_steps(text, options));
  for (const EncodeSteps::Part& part : steps.parts) {
    if (part.is_added_token) {
      print("added token\t" + shown(part.normalized));
      continue;
    }
    print("normalized\t" + shown(part.normalized));
    std::string words = "pre-tokens";
    for (const std::string& word : part.words) words += "\t" + shown(word);
    print(words);
  }
  print("id\ttoken\tbytes");
  print_encoding(tokenizer, steps.encoding);
  return {};
}

Status decode_line(const Tokenizer& tokenizer, const TokenizeOptions& options, const std::string& line,
                   const std::string& where) {
  ST_ASSIGN_OR_RETURN(const std::vector<TokenId> ids, parse_id_list(line, where));
  for (const TokenId id : ids) {
    if (tokenizer.token_of(id).empty())
      return input_error(where + ": the tokenizer has no id " + std::to_string(id));
  }
  print(json_string(tokenizer.decode(ids, options.no_special_tokens)));
  return {};
}

Status show_lines(const Tokenizer& tokenizer, const EncodeOptions& options) {
  return each_input_line([&](const std::string& line, const std::string& where) -> Status {
    ST_ASSIGN_OR_RETURN(const TokenizeLine parsed, parse_tokenize_line(line, where));
    if (!parsed.pair) return print_steps(tokenizer, parsed.text, options);
    ST_ASSIGN_OR_RETURN(const Encoding pair, tokenizer.encode_pair(parsed.text, *parsed.pair, options));
    print_encoding(tokenizer, pair);
    return {};
  });
}

Status decode_lines(const Tokenizer& tokenizer, const TokenizeOptions& options) {
  return each_input_line([&](const std::string& line, const std::string& where) {
    return decode_line(tokenizer, options, line, where);
  });
}

Status do_text(const Tokenizer& tokenizer, const TokenizeOptions& options, const LinePlan& plan) {
  const std::string text = options.has_text ? options.text
                                            : std::string(std::istreambuf_iterator<char>(std::cin),
                                                          std::istreambuf_iterator<char>());
  if (options.decode) {
    ST_ASSIGN_OR_RETURN(const std::vector<TokenId> ids,
                        parse_id_list(text, options.has_text ? "TEXT" : "standard input"));
    print(tokenizer.decode(ids, options.no_special_tokens));
    return {};
  }
  if (options.show_steps) return print_steps(tokenizer, text, plan.encode);
  std::vector<Encoding> rows(1);
  ST_ASSIGN_OR_RETURN(rows[0], tokenizer.encode(text, plan.encode));
  if (plan.padding) pad(rows, *plan.padding);
  print_encoding(tokenizer, rows[0]);
  return {};
}

Result<int> tokenize(const TokenizeOptions& options) {
  if (options.batch.overflow && !options.jsonl) return usage_error("--overflow: needs --jsonl");
  ST_ASSIGN_OR_RETURN(const Tokenizer tokenizer, open_tokenizer(options.tokenizer));
  ST_ASSIGN_OR_RETURN(const LinePlan plan, plan_of(tokenizer, options));
  if (!options.jsonl) {
    ST_RETURN_IF_ERROR(do_text(tokenizer, options, plan));
  } else if (options.decode) {
    ST_RETURN_IF_ERROR(decode_lines(tokenizer, options));
  } else if (options.show_steps) {
    ST_RETURN_IF_ERROR(show_lines(tokenizer, plan.encode));
  } else {
    ST_RETURN_IF_ERROR(encode_input_lines(tokenizer, plan));
  }
  return kExitDone;
}

}  // namespace

void add_tokenize_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<TokenizeOptions>();
  CLI::App* command =
      app.add_subcommand("tokenize", "Turn text into a model's tokens, or ids back into text");
  command->footer(
      "Without --jsonl the text is TEXT, or all of standard input, and a line a token comes out: id, "
      "token, bytes.\n"
      "With --jsonl each input line is a JSON string or {\"text\", \"pair\"}, each output line\n"
      "{\"ids\", \"tokens\", \"offsets\", \"type_ids\", \"attention_mask\"}, offsets in UTF-8 bytes of the "
      "input.\n"
      "--max-length cuts, --pad makes the rows of a batch one length: padding has 0 in the attention "
      "mask.\n"
      "With --decode each input line is a JSON list of ids; --no-special-tokens leaves special ones out of "
      "the text.\n\n"
      "Example:\n  storytransformer tokenize --tokenizer models/gpt2 --show-steps \"As a user, I want to "
      "log in.\"");
  command
      ->add_option("--tokenizer", options->tokenizer,
                   "A model's folder, a tokenizer's file, or a GGUF file")
      ->required();
  CLI::Option* text =
      command->add_option("TEXT", options->text, "What to tokenize; standard input where it is absent");
  command->add_flag("--jsonl", options->jsonl, "One JSON value a line on standard input, one a line out")
      ->excludes(text);
  command->add_flag("--no-special-tokens", options->no_special_tokens,
                    "Leave out what the template puts around a text");
  CLI::Option* decode = command->add_flag("--decode", options->decode, "Ids in, text out");
  command->add_flag("--show-steps", options->show_steps, "Show the normalised text and the pre-tokens too")
      ->excludes(decode);
  command
      ->add_option("--jobs", options->jobs, "With --jsonl: threads; the output is the same on any number")
      ->check(CLI::Range(1, 1024));
  add_batch_options(*command, options->batch);
  command->callback([options, text, &chosen] {
    options->has_text = text->count() > 0;
    chosen.run = [options] { return tokenize(*options); };
  });
}

}  // namespace st::cli
