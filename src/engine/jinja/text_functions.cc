#include "engine/jinja/text_functions.h"

#include <utf8proc.h>

#include <algorithm>

#include "base/unicode.h"

namespace st::jinja {
namespace {

constexpr std::size_t kLongestText = std::size_t{64} << 20;

// str.isspace: White_Space and the four separators of ASCII.
bool is_python_space(char32_t point) {
  return is_space(point) || (point >= 0x1C && point <= 0x1F);
}

struct Characters {
  std::vector<char32_t> points;
  std::vector<std::size_t> starts;  // one more than points
};

Characters characters_of(const std::string& text) {
  Characters all;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    all.points.push_back(point.value);
    all.starts.push_back(at);
    at += point.size_bytes;
  }
  all.starts.push_back(text.size());
  return all;
}

char32_t upper(char32_t point) {
  return static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(point)));
}
char32_t lower(char32_t point) {
  return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(point)));
}

template <typename Change>
std::string changed(const std::string& text, const Change& change) {
  std::string out;
  bool in_word = false;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    append_utf8(out, change(point.value, in_word, at == 0));
    in_word = is_letter(point.value);
    at += point.size_bytes;
  }
  return out;
}

}  // namespace

std::string strip(const std::string& text, const std::optional<std::string>& characters, bool left,
                  bool right) {
  const Characters all = characters_of(text);
  std::vector<char32_t> set;
  if (characters) set = characters_of(*characters).points;
  const auto goes = [&](char32_t point) {
    return characters ? std::find(set.begin(), set.end(), point) != set.end() : is_python_space(point);
  };
  std::size_t first = 0, last = all.points.size();
  while (left && first < last && goes(all.points[first])) ++first;
  while (right && last > first && goes(all.points[last - 1])) --last;
  return text.substr(all.starts[first], all.starts[last] - all.starts[first]);
}

std::string to_upper_text(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (point.value == 0xDF) {
      out += "SS";
    } else {
      append_utf8(out, upper(point.value));
    }
    at += point.size_bytes;
  }
  return out;
}

std::string title_text(const std::string& text) {
  return changed(text,
                 [](char32_t point, bool in_word, bool) { return in_word ? lower(point) : upper(point); });
}

std::string capitalize_text(const std::string& text) {
  return changed(text,
                 [](char32_t point, bool, bool first) { return first ? upper(point) : lower(point); });
}

namespace {

List split_at_space(const std::string& text, std::int64_t most, bool from_right) {
  const Characters all = characters_of(text);
  std::vector<std::pair<std::size_t, std::size_t>> words;
  for (std::size_t i = 0; i < all.points.size();) {
    while (i < all.points.size() && is_python_space(all.points[i])) ++i;
    const std::size_t first = i;
    while (i < all.points.size() && !is_python_space(all.points[i])) ++i;
    if (i > first) words.emplace_back(all.starts[first], all.starts[i]);
  }
  List parts;
  const std::size_t n = words.size();
  const std::size_t cuts = most < 0 ? n : std::min(n, static_cast<std::size_t>(most));
  if (n > cuts && !from_right) {
    for (std::size_t i = 0; i < cuts; ++i)
      parts.emplace_back(text.substr(words[i].first, words[i].second - words[i].first));
    parts.emplace_back(strip(text.substr(words[cuts].first), std::nullopt, false, true));
    return parts;
  }
  if (n > cuts) {
    parts.emplace_back(strip(text.substr(0, words[n - cuts - 1].second), std::nullopt, true, false));
    for (std::size_t i = n - cuts; i < n; ++i)
      parts.emplace_back(text.substr(words[i].first, words[i].second - words[i].first));
    return parts;
  }
  for (const auto& [first, last] : words) parts.emplace_back(text.substr(first, last - first));
  return parts;
}

}  // namespace

List split_text(const std::string& text, const Value& separator, std::int64_t most, bool from_right) {
  if (separator.is_none() || separator.is_undefined()) return split_at_space(text, most, from_right);
  if (!separator.is_string() || separator.string().empty())
    throw TemplateError("split: expected a separator");
  const std::string& mark = separator.string();
  std::vector<std::size_t> places;
  if (from_right) {
    for (std::size_t end = text.size(); most < 0 || static_cast<std::int64_t>(places.size()) < most;) {
      if (end < mark.size()) break;
      const std::size_t found = text.rfind(mark, end - mark.size());
      if (found == std::string::npos) break;
      places.push_back(found);
      end = found;
    }
    std::reverse(places.begin(), places.end());
  } else {
    for (std::size_t at = text.find(mark); at != std::string::npos;
         at = text.find(mark, at + mark.size())) {
      if (most >= 0 && static_cast<std::int64_t>(places.size()) >= most) break;
      places.push_back(at);
    }
  }
  List parts;
  std::size_t from = 0;
  for (const std::size_t place : places) {
    parts.emplace_back(text.substr(from, place - from));
    from = place + mark.size();
  }
  parts.emplace_back(text.substr(from));
  return parts;
}

List split_lines_of(const std::string& text) {
  List lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    lines.emplace_back(text.substr(at, end - at));
    at = end + (text.compare(end, 2, "\r\n") == 0 ? 2 : 1);
  }
  return lines;
}

std::string replace_text(const std::string& text, const std::string& from, const std::string& to,
                         std::int64_t most) {
  std::string out;
  std::int64_t n = 0;
  const auto grown = [&]() -> std::string& {
    if (out.size() > kLongestText) throw TemplateError("a text over 64 MiB");
    return out;
  };
  if (from.empty()) {
    for (std::size_t at = 0; at <= text.size();) {
      if (most < 0 || n++ < most) grown() += to;
      if (at == text.size()) break;
      const std::size_t size = decode_utf8(text, at).size_bytes;
      out.append(text, at, size);
      at += size;
    }
    return out;
  }
  std::size_t at = 0;
  for (std::size_t found = text.find(from); found != std::string::npos && (most < 0 || n < most);
       found = text.find(from, at), ++n) {
    grown().append(text, at, found - at).append(to);
    at = found + from.size();
  }
  return out.append(text, at);
}

}  // namespace st::jinja
