#include "cli/needle_run.h"

#include <algorithm>
#include <chrono>

namespace st::cli {
namespace {

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Of reading a prompt: a part that grows with its tokens, a part that grows with their square.
std::size_t cost_of(std::size_t length_tokens) {
  return length_tokens / 64 + length_tokens * (length_tokens / 64) / 8192 + 1;
}

class CellRunner {
 public:
  CellRunner(const NeedleRun& run, const Tokenizer& tokenizer, Haystack& haystack,
             const AnswerPrompt& answer, NeedleTable& table, const Progress& progress)
      : run_(run),
        tokenizer_(tokenizer),
        haystack_(haystack),
        answer_(answer),
        table_(table),
        progress_(progress) {
    for (std::size_t length = 0; length < table.lengths.size(); ++length) {
      for (std::size_t depth = 0; depth < table.depths.size(); ++depth)
        total_ += table.at(length, depth) ? 0 : cell_cost(length);
    }
  }

  Status run_cell(std::size_t length, std::size_t depth) {
    const double begun = now_seconds();
    ST_ASSIGN_OR_RETURN(const NeedleDocument document, document_of(length, depth));
    NeedleCell cell;
    cell.length_tokens = table_.lengths[length];
    cell.depth = table_.depths[depth];
    const std::size_t first = run_.together ? depth : 0;
    const std::size_t n = run_.together ? 1 : run_.n_needles;
    for (std::size_t i = first; i < first + n; ++i) ST_RETURN_IF_ERROR(ask(document, i, cell));
    cell.exact /= static_cast<double>(n);
    cell.lenient /= static_cast<double>(n);
    cell.found = (run_.scoring == Scoring::kExact ? cell.exact : cell.lenient) >= 1.0;
    cell.seconds = now_seconds() - begun;
    table_.at(length, depth) = std::move(cell);
    return {};
  }

 private:
  std::size_t cell_cost(std::size_t length) const {
    return cost_of(table_.lengths[length]) * (run_.together ? 1 : run_.n_needles);
  }

  Result<NeedleDocument> document_of(std::size_t length, std::size_t depth) {
    DocumentRequest request;
    request.length_tokens = table_.lengths[length];
    request.answer_tokens = run_.answer_tokens;
    request.extra_tokens = run_.extra_tokens;
    request.seed = run_.seed;
    request.key_bytes = run_.key_bytes;
    const std::size_t n = run_.n_needles;
    if (run_.together) {
      request.depths = table_.depths;
      request.first_needle = length * table_.depths.size();
    } else {
      request.first_needle = (length * table_.depths.size() + depth) * n;
      const double first = table_.depths[depth];
      for (std::size_t i = 0; i < n; ++i)
        request.depths.push_back(first + (1.0 - first) * static_cast<double>(i) / static_cast<double>(n));
    }
    return make_document(tokenizer_, run_.words, haystack_, request);
  }

  Status ask(const NeedleDocument& document, std::size_t i, NeedleCell& cell) {
    const std::string prompt = document.prompt(run_.words, i, run_.with_answer_start);
    const std::size_t cost = cost_of(cell.length_tokens);
    const Progress listener = [&](std::size_t done, std::size_t of) {
      report_progress(progress_, done_ + (of > 0 ? cost * done / (of + 1) : 0), total_);
    };
    ST_ASSIGN_OR_RETURN(const NeedleAnswer answer, answer_(prompt, run_.answer_tokens, listener));
    done_ += cost;
    report_progress(progress_, done_, total_);
    const std::string& value = document.needles[i].needle.value;
    cell.exact += is_found(Scoring::kExact, answer.text, value) ? 1.0 : 0.0;
    cell.lenient += is_found(Scoring::kLenient, answer.text, value) ? 1.0 : 0.0;
    cell.prompt_tokens = std::max(cell.prompt_tokens, answer.prompt_tokens);
    cell.expected.push_back(value);
    cell.answers.push_back(answer.text);
    return {};
  }

  const NeedleRun& run_;
  const Tokenizer& tokenizer_;
  Haystack& haystack_;
  const AnswerPrompt& answer_;
  NeedleTable& table_;
  const Progress& progress_;
  std::size_t done_ = 0, total_ = 0;
};

}  // namespace

Status run_cells(const NeedleRun& run, const Tokenizer& tokenizer, Haystack& haystack,
                 const AnswerPrompt& answer, const std::function<Status()>& keep, NeedleTable& table,
                 const Progress& progress) {
  CellRunner runner(run, tokenizer, haystack, answer, table, progress);
  for (std::size_t length = 0; length < table.lengths.size(); ++length) {
    for (std::size_t depth = 0; depth < table.depths.size(); ++depth) {
      if (table.at(length, depth)) continue;
      ST_RETURN_IF_ERROR(runner.run_cell(length, depth));
      ST_RETURN_IF_ERROR(keep());
    }
  }
  return {};
}

}  // namespace st::cli
