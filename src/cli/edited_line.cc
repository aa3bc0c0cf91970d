#include "cli/edited_line.h"

#include <locale.h>
#include <wchar.h>

#include <algorithm>

#include "base/unicode.h"
#include "cli/terminal_text.h"

namespace st::cli {
namespace {

constexpr char kEscape = '\x1b';

constexpr char control(char letter) {
  return static_cast<char>(letter - 'A' + 1);
}

std::size_t character_bytes(char first) {
  const auto byte = static_cast<unsigned char>(first);
  if (byte >= 0xF0) return 4;
  if (byte >= 0xE0) return 3;
  return byte >= 0xC0 ? 2 : 1;
}

// Columns by the system's table, whatever the person's locale.
std::size_t columns_of(char32_t value) {
  static const locale_t utf8 = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  const locale_t before = utf8 != nullptr ? ::uselocale(utf8) : nullptr;
  const int width = ::wcwidth(static_cast<wchar_t>(value));
  if (utf8 != nullptr) ::uselocale(before);
  return width < 0 ? 1 : static_cast<std::size_t>(width);
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    columns += columns_of(point.value);
    at += point.size_bytes;
  }
  return columns;
}

// The longest beginning that takes at most `n_columns`.
std::string_view fitting(std::string_view text, std::size_t n_columns) {
  std::size_t at = 0, columns = 0;
  while (at < text.size()) {
    const CodePoint point = decode_utf8(text, at);
    columns += columns_of(point.value);
    if (columns > n_columns) break;
    at += point.size_bytes;
  }
  return text.substr(0, at);
}

}  // namespace

EditedLine::EditedLine(std::vector<std::string> history) : lines_(std::move(history)) {
  lines_.emplace_back();
  index_ = lines_.size() - 1;
}

std::size_t EditedLine::before(std::size_t at) const {
  while (at > 0 && is_continuation(text_[--at])) {
  }
  return at;
}

std::size_t EditedLine::after(std::size_t at) const {
  if (at < text_.size()) ++at;
  while (at < text_.size() && is_continuation(text_[at])) ++at;
  return at;
}

std::size_t EditedLine::word_before() const {
  std::size_t at = cursor_;
  while (at > 0 && text_[at - 1] == ' ') --at;
  while (at > 0 && text_[at - 1] != ' ') --at;
  return at;
}

std::size_t EditedLine::word_after() const {
  std::size_t at = cursor_;
  while (at < text_.size() && text_[at] == ' ') ++at;
  while (at < text_.size() && text_[at] != ' ') ++at;
  return at;
}

void EditedLine::erase(std::size_t first, std::size_t last) {
  text_.erase(first, last - first);
  cursor_ = first;
}

void EditedLine::recall(std::size_t index) {
  if (index >= lines_.size()) return;
  lines_[index_] = text_;
  index_ = index;
  text_ = lines_[index];
  cursor_ = text_.size();
}

EditedLine::Outcome EditedLine::press(std::string_view key) {
  if (key.empty()) return Outcome::kTyping;
  if (key[0] == '\r' || key[0] == '\n') return Outcome::kEntered;
  if (key[0] == control('D') && text_.empty()) return Outcome::kEnded;
  if (key[0] == kEscape) {
    follow(key.substr(1));
  } else if (key[0] != '\t' && (static_cast<unsigned char>(key[0]) < 0x20 || key[0] == 0x7F)) {
    move_or_erase(key[0]);
  } else {
    text_.insert(cursor_, key);
    cursor_ += key.size();
  }
  return Outcome::kTyping;
}

// The keys that a shell's line has.
void EditedLine::move_or_erase(char key) {
  switch (key) {
    case control('A'):
      cursor_ = 0;
      break;
    case control('B'):
      cursor_ = before(cursor_);
      break;
    case control('D'):
      erase(cursor_, after(cursor_));
      break;
    case control('E'):
      cursor_ = text_.size();
      break;
    case control('F'):
      cursor_ = after(cursor_);
      break;
    case control('H'):
    case 0x7F:
      erase(before(cursor_), cursor_);
      break;
    case control('K'):
      erase(cursor_, text_.size());
      break;
    case control('N'):
      recall(index_ + 1);
      break;
    case control('P'):
      recall(index_ - 1);
      break;  // below 0 there is none
    case control('U'):
      erase(0, cursor_);
      break;
    case control('W'):
      erase(word_before(), cursor_);
      break;
    default:
      break;
  }
}

void EditedLine::follow(std::string_view sequence) {
  if (sequence == "[A" || sequence == "OA") recall(index_ - 1);
  if (sequence == "[B" || sequence == "OB") recall(index_ + 1);
  if (sequence == "[C" || sequence == "OC") cursor_ = after(cursor_);
  if (sequence == "[D" || sequence == "OD") cursor_ = before(cursor_);
  if (sequence == "[H" || sequence == "OH" || sequence == "[1~" || sequence == "[7~") cursor_ = 0;
  if (sequence == "[F" || sequence == "OF" || sequence == "[4~" || sequence == "[8~")
    cursor_ = text_.size();
  if (sequence == "[3~") erase(cursor_, after(cursor_));
  if (sequence == "[1;5C" || sequence == "f") cursor_ = word_after();
  if (sequence == "[1;5D" || sequence == "b") cursor_ = word_before();
}

std::size_t key_bytes(std::string_view pending) {
  if (pending.empty()) return 0;
  if (pending[0] != kEscape) {
    const std::size_t whole = character_bytes(pending[0]);
    return pending.size() >= whole ? whole : 0;
  }
  if (pending.size() < 2) return 0;
  if (pending[1] == 'O') return pending.size() >= 3 ? 3 : 0;
  if (pending[1] != '[') return 2;
  for (std::size_t at = 2; at < pending.size(); ++at) {
    if (pending[at] >= '@' && pending[at] <= '~') return at + 1;
  }
  return 0;
}

std::string row_of(std::string_view prompt, const EditedLine& line, std::size_t n_columns) {
  const std::size_t taken = columns_of(prompt) + 1;  // the cursor may stand behind the last character
  const std::size_t room = n_columns > taken ? n_columns - taken : 1;
  const std::string head = terminal_text(std::string_view(line.text()).substr(0, line.cursor()));
  const std::string tail = terminal_text(std::string_view(line.text()).substr(line.cursor()));
  std::string_view shown = head;
  std::size_t column = columns_of(shown);
  while (column > room) {
    const CodePoint first = decode_utf8(shown, 0);
    column -= columns_of(first.value);
    shown.remove_prefix(first.size_bytes);
  }
  std::string row = "\r" + std::string(prompt) + std::string(shown);
  row += fitting(tail, room - column);
  row += "\x1b[K\r";
  if (const std::size_t right = columns_of(prompt) + column; right > 0)
    row += "\x1b[" + std::to_string(right) + "C";
  return row;
}

}  // namespace st::cli
