// The grammar of "As a <role> I want <wish> so that <benefit>" (Mike Cohn, User Stories Applied, 2004).
#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/unicode.h"
#include "combine/phrases.h"
#include "combine/wording.h"
#include "language/words.h"

namespace st::combine {
namespace {

// What the sentence is made of, as byte ranges in it.
struct UserStory {
  std::string role;      // "patient who needs a check-up", without the article
  std::string article;   // "a", "the", "" ("someone")
  std::string wish;      // what follows "I want"
  bool negated = false;  // "I don't want"
};

std::string trim(std::string text) {
  const auto junk = [](char c) { return c == ' ' || c == ','; };
  while (!text.empty() && junk(text.back())) text.pop_back();
  std::size_t first = 0;
  while (first < text.size() && junk(text[first])) ++first;
  return text.substr(first);
}

struct Wants {
  std::string_view phrase;
  bool negated;
};

constexpr std::array<Wants, 20> kWants = {{{"i don't want", true},     {"i do not want", true},
                                           {"i want", false},          {"i would like", false},
                                           {"i'd like", false},        {"i would love", false},
                                           {"i need", false},          {"i wish", false},
                                           {"i must be able", false},  {"i should be able", false},
                                           {"i shall be able", false}, {"i can", false},
                                           {"i may", false},           {"i am able", false},
                                           {"i'm able", false},        {"i want,", false},
                                           {"i'd love", false},        {"i don't want,", true},
                                           {"i expect", false},        {"i could", false}}};

// Where the benefit begins: what follows is a reason, not a rule.
std::size_t benefit_start(std::string_view lower) {
  constexpr std::array<std::string_view, 12> kReasons = {
      ", so that ",    " so that ",  ", so i ",   " so i ",   ", so ",     ", in order to ",
      " in order to ", ", because ", " because ", ", since ", " so they ", " so my "};
  std::size_t first = std::string_view::npos;
  for (const std::string_view reason : kReasons) first = std::min(first, lower.find(reason));
  return first;
}

std::optional<UserStory> parse(std::string_view sentence) {
  const std::string lower = to_lower(sentence);
  if (lower.size() != sentence.size()) return std::nullopt;  // offsets must agree
  const std::size_t as = find_phrase(lower, "as");
  if (as == std::string::npos || as > 200) return std::nullopt;
  std::size_t at = std::string::npos;
  Wants chosen{};
  for (const Wants& wants : kWants) {
    const std::size_t found = find_phrase(lower, wants.phrase, as);
    if (found < at) {
      at = found;
      chosen = wants;
    }
  }
  if (at == std::string::npos || at < as + 3) return std::nullopt;
  UserStory story;
  story.negated = chosen.negated;
  story.role = trim(std::string(sentence.substr(as + 3, at - as - 3)));
  for (const std::string_view article : {"a ", "an ", "the ", "any "}) {
    if (!to_lower(story.role).starts_with(article)) continue;
    story.article = std::string(article.substr(0, article.size() - 1));
    story.role = story.role.substr(article.size());
    break;
  }
  std::size_t start = at + chosen.phrase.size();
  // "I can VP", "I must be able to VP": the same as "I want to VP"
  const bool bare = chosen.phrase == "i can" || chosen.phrase == "i may" || chosen.phrase == "i could";
  std::string wish = trim(std::string(sentence.substr(start)));
  const std::size_t reason = benefit_start(to_lower(wish));
  if (reason != std::string::npos) wish = wish.substr(0, reason);
  while (!wish.empty() &&
         (wish.back() == '.' || wish.back() == ' ' || wish.back() == ',' || wish.back() == ';'))
    wish.pop_back();
  story.wish = bare ? "to " + wish : wish;
  if (story.role.empty() || story.wish.empty()) return std::nullopt;
  return story;
}

std::string plural(const std::string& noun) {
  const std::string lower = to_lower(noun);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kIrregular = {
      {{"person", "people"},
       {"child", "children"},
       {"man", "men"},
       {"woman", "women"},
       {"staff", "staff"},
       {"people", "people"}}};
  for (const auto& [one, many] : kIrregular) {
    if (lower.ends_with(one)) return noun.substr(0, noun.size() - one.size()) + std::string(many);
  }
  const auto ends = [&](std::string_view tail) { return lower.ends_with(tail); };
  if (ends("s") && !ends("ss") && !ends("us")) return noun;  // plural already
  if (ends("s") || ends("x") || ends("z") || ends("ch") || ends("sh")) return noun + "es";
  if (ends("y") && noun.size() > 1 &&
      std::string_view("aeiou").find(lower[lower.size() - 2]) == std::string_view::npos) {
    return noun.substr(0, noun.size() - 1) + "ies";
  }
  return noun + "s";
}

bool is_indefinite(std::string_view lower) {
  return lower.starts_with("someone") || lower.starts_with("somebody") || lower.starts_with("anyone") ||
         lower.starts_with("anybody");
}

// The end of the noun that heads the role: before "who", "with", "of", a comma or a bracket.
std::size_t head_end(const std::string& role) {
  const std::string lower = to_lower(role);
  std::size_t end = lower.size();
  for (const std::string_view stop :
       {" who", " that ",  " which", " with",  " in ",         " of ",     " at ",   " from ",
        " on ", " for ",   ",",      " (",     " whose",       " without", " like ", " and ",
        " or ", " new to", "/",      " using", " responsible", " - "}) {
    end = std::min(end, lower.find(stop));
  }
  return end;
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

struct Subject {
  std::string text;
  bool plural = true;
};

std::optional<Subject> subject_of(const UserStory& story) {
  const std::string lower = to_lower(story.role);
  if (std::count(lower.begin(), lower.end(), ' ') > 14) return std::nullopt;
  if (has_phrase(lower, "i") || has_phrase(lower, "so that"))
    return std::nullopt;  // no role: the parse ran over it
  if (is_indefinite(lower)) return Subject{capitalised(story.role), false};
  if (story.article == "the") return Subject{"The " + story.role, false};
  // "A customer who buys ...": the clause agrees with its noun, so both stay singular.
  for (const std::string_view relative : {" who ", " that ", " which ", " whose "}) {
    if (lower.find(relative) == std::string::npos) continue;
    const bool vowel = std::string_view("aeiou").find(lower[0]) != std::string_view::npos;
    const std::string article = story.article.empty() ? (vowel ? "an" : "a") : story.article;
    return Subject{capitalised(article + " " + story.role), false};
  }
  const std::size_t end = head_end(story.role);
  if (end == 0) return std::nullopt;
  std::string head = story.role.substr(0, end);
  const std::size_t last = head.rfind(' ');
  const std::size_t noun = last == std::string::npos ? 0 : last + 1;
  head = head.substr(0, noun) + plural(head.substr(noun));
  std::string rest = story.role.substr(end);
  return Subject{capitalised(head + rest), true};
}

// The speaker's own words turned to the third person: "my visit" becomes "their visit".
std::string third_person(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kPronouns = {
      {{"i'm", "they are"},
       {"i've", "they have"},
       {"i'll", "they will"},
       {"i'd", "they would"},
       {"i am", "they are"},
       {"i was", "they were"},
       {"myself", "themselves"},
       {"mine", "theirs"},
       {"my", "their"},
       {"me", "them"},
       {"i", "they"},
       {"i wasn't", "they weren't"},
       {"i\u2019m", "they are"}}};
  std::string out(text);
  for (const auto& [first, third] : kPronouns) {
    std::size_t at = 0;
    for (;;) {
      const std::string lower = to_lower(out);
      if (lower.size() != out.size()) return out;
      at = find_phrase(lower, first, at);
      if (at == std::string::npos) break;
      const bool roman = first == "i" && at + 1 < out.size() && (out[at + 1] == '.' || out[at + 1] == '/');
      if (!roman) out.replace(at, first.size(), third);
      at += roman ? 1 : third.size();
    }
  }
  return out;
}

// A verb relation in the third person plural needs repair after "they": "they needs" does not arise, since
// the speaker's "I need" is already the bare form.
std::optional<std::string> predicate(const UserStory& story, bool plural_subject) {
  const std::string lower = to_lower(story.wish);
  const std::string be = plural_subject ? "are" : "is";
  const auto rest_after = [&](std::string_view opening) { return story.wish.substr(opening.size()); };
  if (story.negated) {
    if (lower.starts_with("to be ")) return be + " not " + rest_after("to be ");
    return std::nullopt;
  }
  for (const std::string_view opening : {"to be able to ", "the ability to ", "the possibility to ",
                                         "an option to ", "the option to ", "to have the ability to "}) {
    if (lower.starts_with(opening)) return "can " + rest_after(opening);
  }
  if (lower.starts_with("not to be ") || lower.starts_with("to not be "))
    return be + " not " + story.wish.substr(10);
  if (lower.starts_with("to be ")) return be + " " + rest_after("to be ");
  if (lower.starts_with("to not ") || lower.starts_with("not to ")) return std::nullopt;
  if (lower.starts_with("to ")) return "can " + rest_after("to ");
  // "I want a reminder": a thing, where no other clause hangs on it ("I want the app to lead me")
  for (const std::string_view article : {"a ", "an ", "my ", "one ", "twice ", "more "}) {
    if (!lower.starts_with(article)) continue;
    if (find_phrase(lower, "to") != std::string::npos && lower.find(" to ") < 40) return std::nullopt;
    return (plural_subject ? "get " : "gets ") + story.wish;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> user_story_as_statement(std::string_view sentence) {
  const std::optional<UserStory> story = parse(sentence);
  if (!story) return std::nullopt;
  const std::optional<Subject> subject = subject_of(*story);
  if (!subject) return std::nullopt;
  const std::optional<std::string> told = predicate(*story, subject->plural);
  if (!told) return std::nullopt;
  return third_person(subject->text) + " " + third_person(*told) + ".";
}

std::optional<std::string> user_story_subject(std::string_view sentence) {
  const std::optional<UserStory> story = parse(sentence);
  if (!story) return std::nullopt;
  const std::optional<Subject> subject = subject_of(*story);
  if (!subject || !subject->plural) return std::nullopt;
  return subject->text;
}

}  // namespace st::combine
