#include "render/role_finder.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/unicode.h"

namespace st {
namespace {

constexpr std::size_t kMostWords = 3;  // "community booking clerk"; longer phrases are sentences gone wrong

using Words = std::vector<std::string>;

// Lower-case words of letters, with inner hyphens and apostrophes; anything else parts them and stands as
// ",".
Words words_of(std::string_view text) {
  Words words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  };
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    const bool inner = (point.value == '-' || point.value == '\'') && !word.empty();
    if (is_letter(point.value) || inner) {
      word.append(text.substr(at, point.size_bytes));
    } else {
      end_word();
      if (!is_space(point.value) && (words.empty() || words.back() != ",")) words.emplace_back(",");
    }
    at += point.size_bytes;
  }
  end_word();
  for (std::string& each : words) each = to_lower(each);
  return words;
}

bool is_one_of(const std::string& word, const std::set<std::string>& set) {
  return set.count(word) != 0;
}

const std::set<std::string>& articles() {
  static const std::set<std::string> listed = {"a",   "an",  "the", "only", "each", "every",
                                               "any", "all", "no",  "both", "our",  "these"};
  return listed;
}

const std::set<std::string>& modals() {
  static const std::set<std::string> listed = {"can", "cannot", "may", "must", "might", "should", "shall"};
  return listed;
}

// Where a role's name ends in "As a <name> ...".
const std::set<std::string>& name_ends() {
  static const std::set<std::string> listed = {",",   "i",    "who", "that", "which", "whose", "on",
                                               "of",  "in",   "at",  "with", "to",    "we",    "my",
                                               "for", "from", "by",  "and",  "or",    "when"};
  return listed;
}

// Words that can stand before "can" at the start of a sentence and name nobody.
const std::set<std::string>& no_names() {
  static const std::set<std::string> listed = {
      "it",    "they", "this", "that", "you",   "we",     "he",     "she",      "there",
      "i",     "one",  "when", "if",   "after", "before", "once",   "while",    "where",
      "until", "in",   "on",   "at",   "for",   "from",   "with",   "as",       "to",
      "of",    "and",  "or",   "but",  "what",  "which",  "nobody", "everyone", "who"};
  return listed;
}

std::string singular(const std::string& word) {
  if (word == "people") return "person";
  if (word == "children") return "child";
  if (word.ends_with("men")) return word.substr(0, word.size() - 2) + "an";
  if (word.size() < 4 || !word.ends_with('s') || word.ends_with("ss") || word.ends_with("us") ||
      word.ends_with("is")) {
    return word;
  }
  if (word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
  for (const char* ending : {"sses", "xes", "ches", "shes"}) {
    if (word.ends_with(ending)) return word.substr(0, word.size() - 2);
  }
  return word.substr(0, word.size() - 1);
}

std::string plural(const std::string& word) {
  if (word == "person") return "people";
  if (word == "child") return "children";
  if (word.ends_with("man")) return word.substr(0, word.size() - 2) + "en";
  const bool vowel_before_y =
      word.size() > 1 && std::string_view("aeiou").find(word[word.size() - 2]) != std::string_view::npos;
  if (word.ends_with('y') && !vowel_before_y) return word.substr(0, word.size() - 1) + "ies";
  for (const char* ending : {"s", "x", "ch", "sh"}) {
    if (word.ends_with(ending)) return word + "es";
  }
  return word + "s";
}

// The words [first, last) as a role's key: joined by spaces, the last one in the singular. Nothing where no
// name is.
std::optional<std::string> key_of(const Words& words, std::size_t first, std::size_t last) {
  if (first >= last || last - first > kMostWords) return std::nullopt;
  std::string key;
  for (std::size_t i = first; i < last; ++i) {
    if (words[i] == "," || is_one_of(words[i], no_names()) || is_one_of(words[i], articles()))
      return std::nullopt;
    if (!key.empty()) key += ' ';
    key += i + 1 == last ? singular(words[i]) : words[i];
  }
  return key;
}

void collect_story_roles(const Story& story, std::set<std::string>& keys) {
  for (const StoryField& field : story.fields) {
    const Words words = words_of(field.text);
    for (std::size_t i = 0; i + 2 < words.size(); ++i) {
      const bool opens =
          words[i] == "as" && (words[i + 1] == "a" || words[i + 1] == "an" || words[i + 1] == "the");
      if (!opens) continue;
      std::size_t end = i + 2;
      while (end < words.size() && !is_one_of(words[end], name_ends())) ++end;
      // "as a result, ..." has no wish behind it; "As a clerk who ..., I want" has.
      const bool wish =
          std::find(words.begin() + static_cast<std::ptrdiff_t>(end),
                    words.begin() + static_cast<std::ptrdiff_t>(std::min(end + 14, words.size())),
                    "i") != words.begin() + static_cast<std::ptrdiff_t>(std::min(end + 14, words.size()));
      if (auto key = key_of(words, i + 2, end); wish && key) keys.insert(*key);
    }
  }
}

// "Only consultants can overbook": consultant. "A session can be overbooked" names no one who acts.
std::optional<std::string> actor_of(const Words& words) {
  std::size_t first = 0;
  while (first < words.size() && is_one_of(words[first], articles())) ++first;
  std::size_t modal = first;
  while (modal < words.size() && modal <= first + kMostWords && !is_one_of(words[modal], modals())) ++modal;
  if (modal + 1 >= words.size() || !is_one_of(words[modal], modals())) return std::nullopt;
  const std::size_t after = modal + (words[modal + 1] == "not" || words[modal + 1] == "only" ? 2 : 1);
  if (after < words.size() && words[after] == "be") return std::nullopt;
  return key_of(words, first, modal);
}

std::string label_of(const std::string& key) {
  const std::size_t last = key.rfind(' ') == std::string::npos ? 0 : key.rfind(' ') + 1;
  std::string label = key.substr(0, last) + plural(key.substr(last));
  if (label[0] >= 'a' && label[0] <= 'z') label[0] = static_cast<char>(label[0] - 'a' + 'A');
  return label;
}

template <typename Known, typename Found>
void each_known(const Words& words, const Known& known, const Found& found) {
  for (std::size_t first = 0; first < words.size(); ++first) {
    for (std::size_t last = first + 1; last <= words.size() && last - first <= kMostWords; ++last) {
      if (words[last - 1] == ",") break;
      const auto key = key_of(words, first, last);
      if (!key) break;
      if (const auto at = known.find(*key); at != known.end()) found(*at);
    }
  }
}

}  // namespace

RoleFinder::RoleFinder(const Document& document, std::span<const Story> stories) {
  std::set<std::string> keys;
  for (const Story& story : stories) collect_story_roles(story, keys);
  std::map<std::string, std::size_t> actors;
  std::vector<Words> statements;
  for (const Section& section : document.sections) {
    for (const Statement& statement : section.statements) {
      statements.push_back(words_of(statement.text));
      if (const auto actor = actor_of(statements.back())) ++actors[*actor];
    }
  }
  // One sentence may begin with anything; a name that acts three times is somebody.
  for (const auto& [actor, count] : actors) {
    if (count >= 3) keys.insert(actor);
  }

  std::map<std::string, std::size_t> named;
  for (const Words& words : statements) {
    std::set<std::string> here;
    each_known(words, keys, [&](const std::string& key) { here.insert(key); });
    for (const std::string& key : here) ++named[key];
  }
  std::vector<std::pair<std::string, std::size_t>> ranked(named.begin(), named.end());
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [key, count] : ranked) {
    known_[key] = labels_.size();
    labels_.push_back(label_of(key));
  }
}

std::vector<std::size_t> RoleFinder::roles_in(std::string_view text) const {
  std::set<std::size_t> found;
  each_known(words_of(text), known_, [&](const auto& entry) { found.insert(entry.second); });
  return {found.begin(), found.end()};
}

}  // namespace st
