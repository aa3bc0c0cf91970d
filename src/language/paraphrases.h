#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace st {

// The hand-written list data/paraphrases.txt: groups of phrases that mean the same in requirements. Read
// once. Group numbers begin at kFirstGroup, above all synset and lemma ids.
class Paraphrases {
 public:
  static constexpr std::uint32_t kFirstGroup = 0x80000000u;
  static constexpr std::size_t kLongest = 6;  // words of the longest phrase

  static const Paraphrases& english();

  // The groups that the phrase (lemmas joined by ' ') is in; empty where it is in none.
  std::span<const std::uint32_t> groups(std::string_view phrase) const;
  // Groups of broader phrases: who says this phrase has said those too.
  std::span<const std::uint32_t> broader(std::string_view phrase) const;
  // Phrases, as groups of one, that are this phrase's opposites; and the key under which others name it.
  std::span<const std::uint32_t> opposites(std::string_view phrase) const;
  std::uint32_t key(std::string_view phrase) const;  // 0 where the list does not name the phrase
  // Whether a phrase of several words begins with this word.
  bool begins_phrase(std::string_view lemma) const;

 private:
  explicit Paraphrases(std::string_view text);
  void read_line(std::string_view line);

  struct Entry {
    std::uint32_t key = 0;
    std::vector<std::uint32_t> groups, broader, opposites;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  Entry& entry(std::string_view phrase);
  const Entry* find(std::string_view phrase) const;

  std::unordered_map<std::string_view, Entry, Hash, std::equal_to<>>
      entries_;  // views of the embedded text
  std::unordered_map<std::string_view, bool, Hash, std::equal_to<>> first_words_;
  std::uint32_t next_ = kFirstGroup;
};

}  // namespace st
