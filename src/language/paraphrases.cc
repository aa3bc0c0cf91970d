#include "language/paraphrases.h"

#include "language/embedded_data.h"

namespace st {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::pair<std::string_view, std::string_view> parted(std::string_view line, std::string_view mark) {
  const std::size_t at = line.find(mark);
  if (at == line.npos) return {trimmed(line), {}};
  return {trimmed(line.substr(0, at)), trimmed(line.substr(at + mark.size()))};
}

}  // namespace

Paraphrases::Paraphrases(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    if (!line.empty() && line.front() != '#') read_line(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

const Paraphrases& Paraphrases::english() {
  static const Paraphrases list(embedded_paraphrases());
  return list;
}

Paraphrases::Entry& Paraphrases::entry(std::string_view phrase) {
  Entry& found = entries_[phrase];
  if (found.key == 0) {
    found.key = next_++;
    if (const std::size_t space = phrase.find(' '); space != phrase.npos)
      first_words_[phrase.substr(0, space)] = true;
  }
  return found;
}

void Paraphrases::read_line(std::string_view line) {
  if (const auto [a, b] = parted(line, "<>"); !b.empty()) {
    const std::uint32_t key_a = entry(a).key, key_b = entry(b).key;
    entry(a).opposites.push_back(key_b);
    entry(b).opposites.push_back(key_a);
    return;
  }
  if (const auto [broad, narrow] = parted(line, ">"); !narrow.empty()) {
    const std::uint32_t key = entry(broad).key;
    entry(broad).groups.push_back(key);
    entry(narrow).broader.push_back(key);
    return;
  }
  const std::uint32_t group = next_++;
  while (!line.empty()) {
    const auto [phrase, rest] = parted(line, "|");
    entry(phrase).groups.push_back(group);
    line = rest;
  }
}

const Paraphrases::Entry* Paraphrases::find(std::string_view phrase) const {
  const auto found = entries_.find(phrase);
  return found == entries_.end() ? nullptr : &found->second;
}

std::span<const std::uint32_t> Paraphrases::groups(std::string_view phrase) const {
  const Entry* found = find(phrase);
  return found ? std::span<const std::uint32_t>(found->groups) : std::span<const std::uint32_t>();
}

std::span<const std::uint32_t> Paraphrases::broader(std::string_view phrase) const {
  const Entry* found = find(phrase);
  return found ? std::span<const std::uint32_t>(found->broader) : std::span<const std::uint32_t>();
}

std::span<const std::uint32_t> Paraphrases::opposites(std::string_view phrase) const {
  const Entry* found = find(phrase);
  return found ? std::span<const std::uint32_t>(found->opposites) : std::span<const std::uint32_t>();
}

std::uint32_t Paraphrases::key(std::string_view phrase) const {
  const Entry* found = find(phrase);
  return found ? found->key : 0;
}

bool Paraphrases::begins_phrase(std::string_view lemma) const {
  return first_words_.contains(lemma);
}

}  // namespace st
