#include "import/csv_table.h"

#include <algorithm>

#include "import/characters.h"

namespace st {
namespace {

constexpr std::size_t kMaxDamagedBytes = std::size_t{1} << 20;

// Reads rows one after the other.
class RowReader {
 public:
  RowReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  // The row at `at`, which moves past the row's line end.
  CsvRow read(std::size_t& at) const {
    CsvRow row;
    while (true) {
      row.cells.push_back(read_cell(at, row.is_damaged));
      if (at >= text_.size()) return row;
      if (text_[at++] == '\n') return row;
    }
  }

 private:
  std::string read_cell(std::size_t& at, bool& damaged) const {
    std::size_t quote = at;
    while (quote < text_.size() && text_[quote] == ' ') ++quote;
    if (quote < text_.size() && text_[quote] == '"') {
      at = quote;
      return read_quoted(at, damaged);
    }
    const std::size_t start = at;
    while (!ends_cell(at)) ++at;
    return std::string(text_.substr(start, at - start));
  }

  std::string read_quoted(std::size_t& at, bool& damaged) const {
    std::string cell;
    for (++at; at < text_.size(); ++at) {
      if (text_[at] != '"') {
        cell += text_[at];
      } else if (at + 1 < text_.size() && text_[at + 1] == '"') {
        cell += text_[++at];
      } else {
        ++at;
        add_rest(cell, at, damaged);
        return cell;
      }
    }
    damaged = true;
    return cell;
  }

  // What stands between a closing quote and the next delimiter: nothing, in a sound file.
  void add_rest(std::string& cell, std::size_t& at, bool& damaged) const {
    const std::size_t start = at;
    while (!ends_cell(at)) ++at;
    const std::string_view rest = trim(text_.substr(start, at - start));
    if (rest.empty()) return;
    damaged = true;
    cell += rest;
  }

  bool ends_cell(std::size_t at) const {
    return at >= text_.size() || text_[at] == delimiter_ || text_[at] == '\n';
  }

  std::string_view text_;
  char delimiter_;
};

bool is_empty(const CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(),
                     [](const std::string& cell) { return trim(cell).empty(); });
}

std::string_view first_line(std::string_view text) {
  return text.substr(0, std::min(text.find('\n'), text.size()));
}

bool is_separator_line(std::string_view line) {
  return line.size() == 5 && line.substr(0, 4) == "sep=";
}

class TableReader {
 public:
  TableReader(std::string_view text, CsvRowTest& test)
      : text_(text), test_(test), work_left_(16 * (text.size() + kMaxDamagedBytes)) {}

  CsvTable read() {
    const std::string_view head = first_line(text_);
    table_.delimiter = is_separator_line(head) ? head.back() : detect_delimiter(text_);
    std::size_t at = is_separator_line(head) ? std::min(head.size() + 1, text_.size()) : 0;
    const RowReader reader(text_, table_.delimiter);
    table_.header = reader.read(at).cells;
    for (std::string& name : table_.header) name = one_line(name);
    test_.set_header(table_.header);
    while (at < text_.size()) read_row(reader, at);
    return std::move(table_);
  }

 private:
  void read_row(const RowReader& reader, std::size_t& at) {
    const std::size_t start = at;
    CsvRow row = reader.read(at);
    row.line = line_at(start);
    if (is_empty(row)) return;
    const std::size_t end = at;
    const std::size_t first_end = text_.find('\n', start);
    const bool spans_lines = first_end != text_.npos && first_end + 1 < end;
    if (spans_lines && (row.is_damaged || row.cells.size() != table_.header.size())) {
      if (recover(start, end, at)) return;
    }
    table_.rows.push_back(std::move(row));
  }

  // Looks for the row that a damaged one swallowed. True: the damaged row ends before `at` and is reported.
  bool recover(std::size_t start, std::size_t end, std::size_t& at) {
    const std::size_t limit = std::min(end, start + kMaxDamagedBytes);
    const RowReader ahead(text_.substr(0, std::min(text_.size(), start + 2 * kMaxDamagedBytes)),
                          table_.delimiter);
    for (std::size_t line = text_.find('\n', start); line < limit; line = text_.find('\n', line + 1)) {
      std::size_t next = line + 1;
      const CsvRow row = ahead.read(next);
      if (next - line > work_left_) return false;
      work_left_ -= next - line;
      const bool sound = !row.is_damaged && row.cells.size() == table_.header.size();
      if (!sound || !test_.starts_row(row.cells)) continue;
      save_damaged(start, line);
      at = line + 1;
      return true;
    }
    return false;
  }

  // The damaged row's own text, up to the next row: kept where its first cells can still be read.
  void save_damaged(std::size_t start, std::size_t end) {
    const RowReader own(text_.substr(0, end), table_.delimiter);
    std::size_t at = start;
    CsvRow row = own.read(at);
    row.line = line_at(start);
    row.is_damaged = true;
    if (test_.starts_row(row.cells)) {
      table_.rows.push_back(std::move(row));
    } else {
      table_.losses.push_back({row.line,
                               "the row's quotes don't match; expected a row with as many cells as the "
                               "header; the rows around it came in"});
    }
  }

  std::size_t line_at(std::size_t offset) {
    line_ +=
        static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                            text_.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    counted_ = offset;
    return line_;
  }

  std::string_view text_;
  CsvRowTest& test_;
  std::size_t work_left_;  // bytes that may still be read again for damaged rows
  CsvTable table_;
  std::size_t counted_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

char detect_delimiter(std::string_view text) {
  const std::string_view line = first_line(text);
  char best = ',';
  std::size_t most = 1;
  for (const char delimiter : {',', ';', '\t', '|'}) {
    std::size_t at = 0;
    const std::size_t cells = RowReader(line, delimiter).read(at).cells.size();
    if (cells > most) {
      most = cells;
      best = delimiter;
    }
  }
  return best;
}

std::vector<std::string> csv_header(std::string_view text) {
  std::string_view head = first_line(text);
  if (is_separator_line(head)) {
    const char delimiter = head.back();
    const std::string_view rest = text.substr(std::min(head.size() + 1, text.size()));
    std::size_t at = 0;
    return RowReader(first_line(rest), delimiter).read(at).cells;
  }
  std::size_t at = 0;
  return RowReader(head, detect_delimiter(text)).read(at).cells;
}

CsvTable read_csv(std::string_view text, CsvRowTest& test) {
  return TableReader(text, test).read();
}

}  // namespace st
