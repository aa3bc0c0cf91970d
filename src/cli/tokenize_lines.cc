#include "cli/tokenize_lines.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "cli/input_lines.h"
#include "cli/tokenize_json.h"

namespace st::cli {
namespace {

constexpr std::size_t kBytesAtOnce = std::size_t{1} << 20;

struct Line {
  std::string text;
  std::string where;
  Encoding row = {};
  std::optional<Error> error = std::nullopt;
};

Result<Encoding> encoded(const Tokenizer& tokenizer, const Line& line, const EncodeOptions& options) {
  ST_ASSIGN_OR_RETURN(const TokenizeLine parsed, parse_tokenize_line(line.text, line.where));
  Result<Encoding> row = parsed.pair ? tokenizer.encode_pair(parsed.text, *parsed.pair, options)
                                     : tokenizer.encode(parsed.text, options);
  if (!row.ok()) return row.error().in(line.where);
  return row;
}

class LineEncoder {
 public:
  LineEncoder(const Tokenizer& tokenizer, const LinePlan& plan)
      : tokenizer_(tokenizer), plan_(plan), at_terminal_(::isatty(STDIN_FILENO) != 0) {}

  Status add(const std::string& text, const std::string& where) {
    lines_.push_back({text, where});
    n_bytes_ += text.size();
    return is_full() ? flush() : Status();
  }

  Status flush() {
    const std::size_t n_good = encode();
    pad_batches(n_good);
    print(n_good);
    Status status;
    if (n_good < lines_.size()) status = *lines_[n_good].error;
    lines_.clear();
    n_bytes_ = 0;
    return status;
  }

 private:
  // Only where a batch ends: its rows are padded to the longest of them.
  bool is_full() const {
    if (plan_.padded_together == 0 || lines_.size() % plan_.padded_together != 0) return false;
    return at_terminal_ || n_bytes_ >= kBytesAtOnce;
  }

  // The number of lines before the first that failed.
  std::size_t encode() {
    parallel_for(lines_.size(), plan_.jobs, [&](std::size_t i) {
      Result<Encoding> row = encoded(tokenizer_, lines_[i], plan_.encode);
      if (row.ok()) {
        lines_[i].row = *std::move(row);
      } else {
        lines_[i].error = row.error();
      }
    });
    const auto failed =
        std::find_if(lines_.begin(), lines_.end(), [](const Line& line) { return line.error.has_value(); });
    return static_cast<std::size_t>(failed - lines_.begin());
  }

  void pad_batches(std::size_t n_good) {
    if (!plan_.padding) return;
    const std::size_t step =
        plan_.padded_together == 0 ? std::max<std::size_t>(n_good, 1) : plan_.padded_together;
    for (std::size_t begin = 0; begin < n_good; begin += step) {
      std::vector<Encoding> batch;
      const auto rows = std::span(lines_).subspan(begin, std::min(step, n_good - begin));
      for (Line& line : rows) batch.push_back(std::move(line.row));
      pad(batch, *plan_.padding);
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i].row = std::move(batch[i]);
    }
  }

  void print(std::size_t n_good) {
    parallel_for(n_good, plan_.jobs, [&](std::size_t i) {
      lines_[i].text = encoding_line(lines_[i].row, plan_.overflow) + "\n";
    });
    for (std::size_t i = 0; i < n_good; ++i)
      std::fwrite(lines_[i].text.data(), 1, lines_[i].text.size(), stdout);
  }

  const Tokenizer& tokenizer_;
  const LinePlan& plan_;
  bool at_terminal_;
  std::vector<Line> lines_;
  std::size_t n_bytes_ = 0;
};

}  // namespace

Status encode_input_lines(const Tokenizer& tokenizer, const LinePlan& plan) {
  LineEncoder encoder(tokenizer, plan);
  ST_RETURN_IF_ERROR(each_input_line(
      [&](const std::string& line, const std::string& where) { return encoder.add(line, where); }));
  return encoder.flush();
}

}  // namespace st::cli
