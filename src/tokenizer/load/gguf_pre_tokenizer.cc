#include <array>

#include "tokenizer/load/load.h"
#include "tokenizer/load/patterns.h"

namespace st {
namespace {

// What each step of a recipe is.
enum class Step { kPattern, kDigits, kEachDigit, kGpt2, kPunctuation, kThreeDigits };

struct Recipe {
  std::string_view name;
  std::string_view pattern;
  std::array<Step, 4> steps;
  std::size_t count;
};

constexpr std::array kRecipes = {
    Recipe{"", kGpt2Pattern, {Step::kGpt2}, 1},
    Recipe{"default", kGpt2Pattern, {Step::kGpt2}, 1},
    Recipe{"gpt-2", kGpt2Pattern, {Step::kGpt2}, 1},
    Recipe{"mpt", kGpt2Pattern, {Step::kGpt2}, 1},
    Recipe{"olmo", kGpt2Pattern, {Step::kGpt2}, 1},
    Recipe{"phi-2", kGpt2Pattern, {Step::kGpt2}, 1},
    Recipe{"roberta-bpe", kGpt2Pattern, {Step::kGpt2}, 1},
    Recipe{"starcoder", kGpt2Pattern, {Step::kEachDigit, Step::kGpt2}, 2},
    Recipe{"refact", kGpt2Pattern, {Step::kEachDigit, Step::kGpt2}, 2},
    Recipe{"command-r", kGpt2Pattern, {Step::kEachDigit, Step::kGpt2}, 2},
    Recipe{"smollm", kGpt2Pattern, {Step::kEachDigit, Step::kGpt2}, 2},
    Recipe{"codeshell", kGpt2Pattern, {Step::kEachDigit, Step::kGpt2}, 2},
    Recipe{"falcon", kGpt2Pattern, {Step::kPunctuation, Step::kGpt2, Step::kDigits, Step::kThreeDigits}, 4},
    Recipe{"llama-bpe", kLlama3Pattern, {Step::kPattern}, 1},
    Recipe{"llama3", kLlama3Pattern, {Step::kPattern}, 1},
    Recipe{"dbrx", kLlama3Pattern, {Step::kPattern}, 1},
    Recipe{"smaug-bpe", kLlama3Pattern, {Step::kPattern}, 1},
    Recipe{"qwen2", kQwen2Pattern, {Step::kPattern}, 1},
    Recipe{"stablelm2", kQwen2Pattern, {Step::kPattern}, 1},
    Recipe{"deepseek-r1-qwen", kQwen2Pattern, {Step::kPattern}, 1},
    Recipe{"gpt-4o", kGpt4oPattern, {Step::kPattern}, 1},
    Recipe{"llama4", kGpt4oPattern, {Step::kPattern}, 1},
};

Status add_step(Step step, std::string_view pattern, std::vector<PreTokenizerPtr>& steps) {
  switch (step) {
    case Step::kGpt2:
      steps.push_back(make_byte_level(false, true));
      return {};
    case Step::kDigits:
      steps.push_back(make_digits(false));
      return {};
    case Step::kEachDigit:
      steps.push_back(make_digits(true));
      return {};
    case Step::kPunctuation:
      steps.push_back(make_punctuation(SplitBehavior::kContiguous));
      return {};
    case Step::kThreeDigits:
      pattern = "[0-9][0-9][0-9]";
      break;
    case Step::kPattern:
      break;
  }
  if (PreTokenizerPtr known = make_known_split(pattern, SplitBehavior::kIsolated, false)) {
    steps.push_back(std::move(known));
    return {};
  }
  ST_ASSIGN_OR_RETURN(Regex regex, Regex::compile(pattern));
  steps.push_back(make_regex_split(std::move(regex), SplitBehavior::kIsolated, false));
  return {};
}

}  // namespace

Result<PreTokenizerPtr> gguf_pre_tokenizer(const std::string& pre) {
  std::string known;
  for (const Recipe& recipe : kRecipes) {
    if (recipe.name == pre) {
      std::vector<PreTokenizerPtr> steps;
      bool bytes = false;
      for (std::size_t i = 0; i < recipe.count; ++i) {
        ST_RETURN_IF_ERROR(add_step(recipe.steps[i], recipe.pattern, steps));
        bytes = bytes || recipe.steps[i] == Step::kGpt2;
      }
      if (!bytes) steps.push_back(make_byte_level(false, false));
      return make_sequence(std::move(steps));
    }
    if (!recipe.name.empty()) known += (known.empty() ? "" : ", ") + std::string(recipe.name);
  }
  return model_error("tokenizer.ggml.pre: '" + pre + "' is not known; expected one of " + known);
}

}  // namespace st
