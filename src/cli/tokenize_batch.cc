#include "cli/tokenize_batch.h"

#include <charconv>

namespace st::cli {
namespace {

constexpr std::uint64_t kMostTokens = std::uint64_t{1} << 24;

Side side_of(const std::string& name) {
  return name == "left" ? Side::kLeft : Side::kRight;
}

Status set_length(const std::string& text, PaddingOptions& padding) {
  if (text == "longest") return {};
  std::uint64_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool good = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (!good || count == 0 || count > kMostTokens) {
    return usage_error("--pad: expected 'longest' or a number of tokens from 1 to " +
                       std::to_string(kMostTokens) + ", found '" + text + "'");
  }
  padding.fixed_tokens = count;
  return {};
}

Status set_token(const std::string& named, const Tokenizer& tokenizer, PaddingOptions& padding) {
  if (named.empty() && tokenizer.padding()) {
    padding.pad_id = tokenizer.padding()->pad_id;
    padding.pad_token = tokenizer.padding()->pad_token;
    padding.pad_type_id = tokenizer.padding()->pad_type_id;
    return {};
  }
  if (!named.empty()) {
    const auto id = tokenizer.id_of(named);
    if (!id) return usage_error("--pad-token: the tokenizer has no token '" + named + "'");
    padding.pad_id = *id;
    padding.pad_token = named;
    return {};
  }
  for (const char* usual : {"[PAD]", "<pad>"}) {
    const auto id = tokenizer.id_of(usual);
    if (!id) continue;
    padding.pad_id = *id;
    padding.pad_token = usual;
    return {};
  }
  return usage_error("--pad: the tokenizer has no padding token; name one of its tokens with --pad-token");
}

}  // namespace

Result<std::optional<TruncationOptions>> truncation_of(const BatchOptions& options) {
  if (options.max_length == 0) return std::optional<TruncationOptions>();
  if (options.stride >= options.max_length) {
    return usage_error("--stride: must be less than --max-length, which is " +
                       std::to_string(options.max_length));
  }
  TruncationOptions truncation;
  truncation.max_tokens = options.max_length;
  truncation.stride_tokens = options.stride;
  truncation.side = side_of(options.truncation_side);
  if (options.strategy == "only_first") truncation.strategy = TruncationStrategy::kOnlyFirst;
  if (options.strategy == "only_second") truncation.strategy = TruncationStrategy::kOnlySecond;
  return std::optional(truncation);
}

Result<std::optional<PaddingOptions>> padding_of(const BatchOptions& options, const Tokenizer& tokenizer) {
  if (options.pad.empty()) return std::optional<PaddingOptions>();
  PaddingOptions padding;
  ST_RETURN_IF_ERROR(set_length(options.pad, padding));
  ST_RETURN_IF_ERROR(set_token(options.pad_token, tokenizer, padding));
  padding.multiple_of = options.pad_multiple;
  const Side usual = tokenizer.padding() ? tokenizer.padding()->side : Side::kRight;
  padding.side = options.pad_side.empty() ? usual : side_of(options.pad_side);
  return std::optional(padding);
}

void add_batch_options(CLI::App& command, BatchOptions& options) {
  CLI::Option* longest =
      command
          .add_option("--max-length", options.max_length,
                      "Cut what has more tokens than this, those of the template counted")
          ->check(CLI::Range(std::uint64_t{1}, kMostTokens));
  command
      .add_option("--truncation", options.strategy,
                  "Which of a text and its pair is cut: the longer, or one")
      ->check(CLI::IsMember({"longest_first", "only_first", "only_second"}))
      ->needs(longest);
  command.add_option("--truncation-side", options.truncation_side, "The end that is cut off")
      ->check(CLI::IsMember({"left", "right"}))
      ->needs(longest);
  command.add_option("--stride", options.stride, "Tokens that each window of what is cut off repeats")
      ->needs(longest);
  command
      .add_flag("--overflow", options.overflow,
                "With --jsonl: what is cut off, in windows, as \"overflowing\" beside the ids")
      ->needs(longest);
  CLI::Option* pad = command.add_option(
      "--pad", options.pad, "Pad to the batch's longest row (longest), or to a number of tokens");
  command
      .add_option("--pad-multiple", options.pad_multiple,
                  "Round the padded length up to a multiple of this")
      ->check(CLI::Range(std::uint64_t{1}, kMostTokens))
      ->needs(pad);
  command
      .add_option("--pad-side", options.pad_side,
                  "The end that is padded: the tokenizer's own choice, else right")
      ->check(CLI::IsMember({"left", "right"}))
      ->needs(pad);
  command
      .add_option("--pad-token", options.pad_token, "The token to pad with, where the tokenizer names none")
      ->needs(pad);
  command
      .add_option("--batch", options.batch_lines, "Lines of one batch; without it the whole input is one")
      ->check(CLI::Range(std::uint64_t{1}, kMostTokens))
      ->needs(pad);
}

}  // namespace st::cli
