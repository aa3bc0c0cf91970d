#include "import/json_records.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "import/json_values.h"

namespace st {
namespace {

constexpr std::size_t kMaxDepth = 512;
constexpr std::size_t kMaxWrappers = 24;
constexpr std::size_t kMaxRecordBytes = std::size_t{1} << 26;  // what is larger can only be a wrapper

// One past the string's closing quote, from its opening one; npos where it doesn't end as JSON has it.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    } else if (static_cast<unsigned char>(text[at]) < 0x20) {
      return text.npos;
    }
  }
  return text.npos;
}

bool may_stand_outside_strings(char c) {
  return std::strchr(" \t\r\n:,0123456789+-.eEtrufalsn", c) != nullptr && c != '\0';
}

// One past the object's closing brace; npos where brackets don't match or where text stands outside
// strings, which is how a lost quote shows itself soon. `at` ends where the look ended.
std::size_t object_end(std::string_view text, std::size_t& at) {
  std::string open;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      const std::size_t end = string_end(text, at);
      if (end == text.npos) return end;
      at = end;
      continue;
    }
    ++at;
    if (c == '{' || c == '[') {
      open += c == '{' ? '}' : ']';
      if (open.size() > kMaxDepth) return text.npos;
    } else if (c == '}' || c == ']') {
      if (open.back() != c) return text.npos;
      open.pop_back();
      if (open.empty()) return at;
    } else if (!may_stand_outside_strings(c)) {
      return text.npos;
    }
  }
  return text.npos;
}

// Counts lines as a cursor moves forward.
class LineCounter {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}
  std::size_t line_at(std::size_t offset) {
    line_ +=
        static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                            text_.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    at_ = offset;
    return line_;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

class RecordScanner {
 public:
  RecordScanner(const simdjson::padded_string& text, std::string_view mark, const JsonRecordTest& test)
      : text_(text.data(), text.size()),
        mark_(mark),
        test_(test),
        lines_(text_),
        budget_(64 * text_.size() + 65536) {}

  JsonScan scan() {
    std::size_t at = text_.find('{');
    while (at != text_.npos) {
      close_wrappers(at);
      const std::size_t next = step(at);
      at = text_.find('{', next);
    }
    report_gap(text_.size());
    close_wrappers(text_.size());
    sort_losses();
    return std::move(scan_);
  }

 private:
  // An object that is no record but may hold some.
  struct Wrapper {
    std::size_t start = 0;
    std::size_t end = 0;
    std::size_t records_before = 0;
    bool is_json = true;
    bool follows_item = false;  // an element of the list that holds the records, as far as one can tell
  };

  // Looks at the object at `at`; answers where to go on.
  std::size_t step(std::size_t at) {
    if (budget_ == 0) return give_up(at);
    std::size_t looked_at = at;
    const std::size_t end = object_end(text_, looked_at);
    budget_ -= std::min(budget_, looked_at - at);
    if (end == text_.npos) {
      broken_.push_back(at);
      is_damaged_ = true;
      return at + 1;
    }
    const std::optional<int> kind = parse(at, end);
    if (kind && *kind >= 0 && !swallows_records(at)) {
      accept(at, end, *kind);
      return end;
    }
    if (wrappers_.size() >= kMaxWrappers) return end;
    const bool is_json = kind.has_value() || end - at > kMaxRecordBytes;
    wrappers_.push_back({at, end, scan_.records.size(), is_json, only_commas_between(last_item_end_, at)});
    return at + 1;
  }

  // In a damaged text a stray bracket can make one record hold all those after it. The parser's object is
  // still the one at `at`.
  bool swallows_records(std::size_t at) {
    if (!is_damaged_) return false;
    simdjson::dom::object record;
    if (last_parsed_.get(record) != simdjson::SUCCESS || !holds_alike(last_parsed_, record, 0))
      return false;
    broken_.push_back(at);
    return true;
  }

  // Is there an object in a list under `element` that is a record too and has at least half of `record`'s
  // keys?
  bool holds_alike(simdjson::dom::element element, simdjson::dom::object record, int depth) const {
    if (depth > 64) return false;
    simdjson::dom::array list;
    if (element.get(list) == simdjson::SUCCESS) {
      for (const simdjson::dom::element item : list) {
        simdjson::dom::object object;
        if (item.get(object) == simdjson::SUCCESS && is_alike(object, record)) return true;
        if (holds_alike(item, record, depth + 1)) return true;
      }
    }
    simdjson::dom::object members;
    if (element.get(members) != simdjson::SUCCESS) return false;
    for (const auto member : members) {
      if (holds_alike(member.value, record, depth + 1)) return true;
    }
    return false;
  }

  bool is_alike(simdjson::dom::object object, simdjson::dom::object record) const {
    std::size_t keys = 0;
    std::size_t shared = 0;
    for (const auto member : record) {
      ++keys;
      shared += object.at_key(member.key).error() == simdjson::SUCCESS ? 1 : 0;
    }
    return shared * 2 >= keys && test_(object) >= 0;
  }

  std::size_t give_up(std::size_t at) {
    add_loss(at, "too many objects that don't end; expected JSON; nothing after this place was read");
    broken_.clear();
    return text_.size();
  }

  // The test's answer; nothing where the object is no JSON or too large for a record.
  std::optional<int> parse(std::size_t at, std::size_t end) {
    if (end - at > kMaxRecordBytes) return std::nullopt;
    simdjson::dom::object object;
    const std::optional<JsonElement> parsed = parse_padded(parser_, text_.data() + at, end - at);
    if (parsed) last_parsed_ = *parsed;
    if (!parsed || last_parsed_.get(object) != simdjson::SUCCESS) return std::nullopt;
    return test_(object);
  }

  void accept(std::size_t at, std::size_t end, int kind) {
    report_gap(at);
    if (!unplaced_.empty() && only_commas_between(unplaced_.back().end, at)) {
      for (const Wrapper& item : unplaced_) report_item(item);
    }
    unplaced_.clear();
    scan_.records.push_back({at, end - at, lines_.line_at(at), kind});
    gap_start_ = last_item_end_ = end;
  }

  // Between two records, or after the last: tells of a record there that doesn't end. Before the first
  // record only the mark tells it from a wrapper that doesn't end.
  void report_gap(std::size_t gap_end) {
    const std::string_view gap = text_.substr(gap_start_, gap_end - gap_start_);
    const std::size_t mark = scan_.records.empty() ? gap.find(mark_) : 0;
    if (!broken_.empty() && mark != gap.npos) {
      const auto after = std::upper_bound(broken_.begin(), broken_.end(), gap_start_ + mark);
      const std::size_t at = after == broken_.begin() ? broken_.front() : *(after - 1);
      add_loss(at, "the item can't be read as JSON; expected a whole object; the items around it came in");
    }
    broken_.clear();
  }

  void close_wrappers(std::size_t at) {
    while (!wrappers_.empty() && wrappers_.back().end <= at) {
      const Wrapper wrapper = wrappers_.back();
      wrappers_.pop_back();
      if (wrapper.records_before != scan_.records.size()) continue;
      if (wrapper.follows_item) {
        report_item(wrapper);
        last_item_end_ = wrapper.end;
        continue;
      }
      if (!unplaced_.empty() && !only_commas_between(unplaced_.back().end, wrapper.start))
        unplaced_.clear();
      unplaced_.push_back(wrapper);
    }
  }

  void report_item(const Wrapper& item) {
    add_loss(item.start, item.is_json
                             ? "the item has neither a title nor fields; expected a work item"
                             : "the item can't be read as JSON; expected a whole object; the items around "
                               "it came in");
  }

  bool only_commas_between(std::size_t from, std::size_t to) const {
    if (from == 0 || from > to) return false;
    return text_.substr(from, to - from).find_first_not_of(" \t\r\n,") == text_.npos;
  }

  void add_loss(std::size_t at, std::string what) {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    scan_.losses.push_back({static_cast<std::size_t>(line), std::move(what)});
  }

  void sort_losses() {
    std::stable_sort(scan_.losses.begin(), scan_.losses.end(),
                     [](const JsonLoss& a, const JsonLoss& b) { return a.line < b.line; });
  }

  std::string_view text_;
  std::string_view mark_;
  const JsonRecordTest& test_;
  LineCounter lines_;
  std::size_t budget_;  // bytes that may still be looked at: keeps hostile nesting linear
  simdjson::dom::parser parser_;
  simdjson::dom::element last_parsed_;
  bool is_damaged_ = false;  // an object was met that doesn't end
  JsonScan scan_;
  std::vector<Wrapper> wrappers_;
  std::vector<Wrapper> unplaced_;    // neighbours without a record in them; items where a record follows
  std::vector<std::size_t> broken_;  // braces since the last record whose object doesn't end
  std::size_t gap_start_ = 0;
  std::size_t last_item_end_ = 0;  // 0: none yet
};

}  // namespace

JsonScan scan_json_records(const simdjson::padded_string& text, std::string_view mark,
                           const JsonRecordTest& test) {
  return RecordScanner(text, mark, test).scan();
}

}  // namespace st
