#include "engine/jinja/percent_format.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "base/unicode.h"

namespace st::jinja {
namespace {

constexpr std::size_t kWidest = 65536;
constexpr int kMostDigits = 400;

struct Conversion {
  bool left = false, zero = false, plus = false, space = false, alternate = false;
  std::size_t width = 0;
  int precision = -1;
  char type = 's';
};

// "0x", "ff" and the like: sign and prefix stay in front of padding zeros.
struct Number {
  std::string sign;
  std::string digits;
};

std::string first_characters(const std::string& text, std::size_t count) {
  std::size_t at = 0;
  for (; count > 0 && at < text.size(); --count) at += decode_utf8(text, at).size_bytes;
  return text.substr(0, at);
}

class Formatter {
 public:
  Formatter(const std::string& format, const Value& values) : format_(format), values_(values) {}

  std::string run() {
    std::string out;
    while (at_ < format_.size()) {
      const std::size_t percent = std::min(format_.find('%', at_), format_.size());
      out.append(format_, at_, percent - at_);
      at_ = percent + 1;
      if (percent < format_.size()) out += one();
    }
    const bool left_over =
        values_.is_tuple() ? used_ < values_.list().size() : used_ == 0 && !values_.is_dict();
    if (left_over) throw TemplateError("not all arguments converted during string formatting");
    return out;
  }

 private:
  std::string one() {
    const Value* named = peek() == '(' ? &by_name() : nullptr;
    Conversion conversion = flags();
    conversion.width = size(kWidest);
    if (peek() == '.') {
      ++at_;
      conversion.precision = static_cast<int>(size(kMostDigits));
    }
    while (peek() == 'h' || peek() == 'l' || peek() == 'L') ++at_;
    if (at_ >= format_.size()) throw TemplateError("incomplete format");
    conversion.type = format_[at_++];
    if (conversion.type == '%') return "%";
    return written(conversion, named != nullptr ? *named : next());
  }

  char peek() const { return at_ < format_.size() ? format_[at_] : '\0'; }

  const Value& by_name() {
    const std::size_t end = format_.find(')', at_);
    if (end == format_.npos) throw TemplateError("incomplete format key");
    const std::string name = format_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    if (!values_.is_dict()) throw TemplateError("format requires a mapping");
    const Value* found = values_.find(Value(name));
    if (found == nullptr) throw TemplateError("the format's '" + name + "' is not given");
    return *found;
  }

  Conversion flags() {
    Conversion conversion;
    for (;; ++at_) {
      if (peek() == '-') {
        conversion.left = true;
      } else if (peek() == '0') {
        conversion.zero = true;
      } else if (peek() == '+') {
        conversion.plus = true;
      } else if (peek() == ' ') {
        conversion.space = true;
      } else if (peek() == '#') {
        conversion.alternate = true;
      } else {
        return conversion;
      }
    }
  }

  // Digits, or '*' for the next value; 0 where there is neither.
  std::size_t size(std::size_t most) {
    std::int64_t count = 0;
    if (peek() == '*') {
      ++at_;
      count = next().integer();
    } else {
      const char* begin = format_.data() + at_;
      const auto read = std::from_chars(begin, format_.data() + format_.size(), count);
      if (read.ec == std::errc::result_out_of_range) count = INT64_MAX;
      at_ += static_cast<std::size_t>(read.ptr - begin);
    }
    if (count < 0 || static_cast<std::size_t>(count) > most) throw TemplateError("a format too wide");
    return static_cast<std::size_t>(count);
  }

  const Value& next() {
    const std::size_t count = values_.is_tuple() ? values_.list().size() : 1;
    if (used_ >= count) throw TemplateError("not enough arguments for format string");
    ++used_;
    return values_.is_tuple() ? values_.list()[used_ - 1] : values_;
  }

  static std::string written(const Conversion& conversion, const Value& value) {
    switch (conversion.type) {
      case 's':
      case 'r': {
        std::string text = conversion.type == 's' ? to_text(value) : to_repr(value);
        if (conversion.precision >= 0)
          text = first_characters(text, static_cast<std::size_t>(conversion.precision));
        return padded(conversion, {"", std::move(text)}, false);
      }
      case 'c':
        return padded(conversion, {"", character(value)}, false);
      case 'd':
      case 'i':
      case 'u':
      case 'o':
      case 'x':
      case 'X':
        return padded(conversion, whole(conversion, value), true);
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
        return padded(conversion, real(conversion, value), true);
      default:
        throw TemplateError(std::string("unsupported format character '") + conversion.type + "'");
    }
  }

  static std::string character(const Value& value) {
    std::string text;
    if (value.is_string() && count_characters(value.string()) == 1) return value.string();
    if (!value.is_integer() || value.integer() < 0 || value.integer() > 0x10FFFF)
      throw TemplateError("%c requires a character or its number");
    append_utf8(text, static_cast<char32_t>(value.integer()));
    return text;
  }

  static std::string sign_of(const Conversion& conversion, bool negative) {
    if (negative) return "-";
    if (conversion.plus) return "+";
    return conversion.space ? " " : "";
  }

  static std::int64_t whole_value(const Conversion& conversion, const Value& value) {
    const std::string what = std::string("%") + conversion.type + " format: ";
    if (!value.is_number()) throw TemplateError(what + "a number is required, not " + value.type_name());
    if (!value.is_float()) return value.integer();
    const bool hexadecimal = conversion.type == 'x' || conversion.type == 'X' || conversion.type == 'o';
    if (hexadecimal) throw TemplateError(what + "an integer is required, not float");
    const double number = std::trunc(value.number());
    if (!(std::fabs(number) < 9.2e18)) throw TemplateError(what + "a number too large");
    return static_cast<std::int64_t>(number);
  }

  static Number whole(const Conversion& conversion, const Value& value) {
    const std::int64_t number = whole_value(conversion, value);
    auto magnitude = static_cast<std::uint64_t>(number);
    if (number < 0) magnitude = 0 - magnitude;
    const bool octal = conversion.type == 'o';
    const bool upper = conversion.type == 'X';
    const bool hexadecimal = conversion.type == 'x' || upper;
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude,
                                   octal         ? 8
                                   : hexadecimal ? 16
                                                 : 10);
    Number out{sign_of(conversion, number < 0), std::string(buffer, end.ptr)};
    if (upper) std::transform(out.digits.begin(), out.digits.end(), out.digits.begin(), to_upper_ascii);
    if (conversion.precision > static_cast<int>(out.digits.size()))
      out.digits.insert(0, static_cast<std::size_t>(conversion.precision) - out.digits.size(), '0');
    if (conversion.alternate && octal) out.sign += "0o";
    if (conversion.alternate && hexadecimal) out.sign += upper ? "0X" : "0x";
    return out;
  }

  static char to_upper_ascii(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

  static Number real(const Conversion& conversion, const Value& value) {
    if (!value.is_number())
      throw TemplateError(std::string("%") + conversion.type + " format: a number is required, not " +
                          value.type_name());
    const double number = value.number();
    const std::string form = std::string("%") + (conversion.alternate ? "#" : "") + ".*" + conversion.type;
    char buffer[kMostDigits + 400];
    const int size = std::snprintf(buffer, sizeof buffer, form.c_str(),
                                   conversion.precision < 0 ? 6 : conversion.precision, std::fabs(number));
    return {sign_of(conversion, std::signbit(number) && !std::isnan(number)),
            std::string(buffer, static_cast<std::size_t>(size))};
  }

  static std::string padded(const Conversion& conversion, const Number& number, bool zeros_may_fill) {
    const std::size_t size = number.sign.size() + count_characters(number.digits);
    const std::size_t missing = conversion.width > size ? conversion.width - size : 0;
    if (conversion.left) return number.sign + number.digits + std::string(missing, ' ');
    if (conversion.zero && zeros_may_fill) return number.sign + std::string(missing, '0') + number.digits;
    return std::string(missing, ' ') + number.sign + number.digits;
  }

  const std::string& format_;
  const Value& values_;
  std::size_t at_ = 0;
  std::size_t used_ = 0;
};

}  // namespace

std::string percent_format(const std::string& format, const Value& values) {
  return Formatter(format, values).run();
}

}  // namespace st::jinja
