#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace st {

struct CsvRow {
  std::vector<std::string> cells;
  std::size_t line = 0;     // 1-based, the row's first line
  bool is_damaged = false;  // a quote in it has no partner, or text follows a closing quote
};

struct CsvLoss {
  std::size_t line = 0;
  std::string what;
};

struct CsvTable {
  char delimiter = ',';
  std::vector<std::string> header;
  std::vector<CsvRow> rows;     // no empty rows
  std::vector<CsvLoss> losses;  // rows that could not be read
};

// The delimiter of the header line: of comma, semicolon, tab and bar the one that parts it into most cells.
char detect_delimiter(std::string_view text);

// The cells of the first row.
std::vector<std::string> csv_header(std::string_view text);

// Reads RFC 4180 as it is met: quotes over lines, doubled quotes, a "sep=;" line, quotes inside bare cells,
// rows that are too short or too long. A lost or stray quote would swallow the rows after it: a row that is
// damaged, or that spans lines and has not the header's number of cells, is read again from each of its
// later lines; the first one from which `starts_row` holds and a sound row of the header's size can be read
// ends it. Rows lost so are in `losses`. A damaged row looks at most 1 MiB ahead,
// all of them together at most 16 times the text's size.
class CsvRowTest {
 public:
  virtual ~CsvRowTest() = default;
  virtual void set_header(const std::vector<std::string>& header) = 0;
  virtual bool starts_row(const std::vector<std::string>& cells) const = 0;
};
CsvTable read_csv(std::string_view text, CsvRowTest& test);

}  // namespace st
