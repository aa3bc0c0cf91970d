#pragma once

#include <simdjson.h>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace st {

// One object of a JSON text that its format's reader takes for a work item.
struct JsonRecord {
  std::size_t start = 0;  // bytes
  std::size_t size = 0;
  std::size_t line = 0;  // 1-based
  int kind = 0;          // what the test answered
};

// A place where a record seems to have been and could not be read.
struct JsonLoss {
  std::size_t line = 0;
  std::string what;
};

struct JsonScan {
  std::vector<JsonRecord> records;
  std::vector<JsonLoss> losses;
};

// 0 and more: the object is a record of that kind; -1: it is none (it may hold records).
using JsonRecordTest = std::function<int(simdjson::dom::object)>;

// Finds the records of a JSON text: an array, an object that wraps one at any depth, several texts one
// after the other, or one object a line. Each record is found and parsed by itself, so what is broken in
// one takes none of the others along. `mark` is a key that every record has, with its quotes; it tells
// where one was lost. Linear in the text, but for wrappers, of which it follows at most 24 levels.
JsonScan scan_json_records(const simdjson::padded_string& text, std::string_view mark,
                           const JsonRecordTest& test);

}  // namespace st
