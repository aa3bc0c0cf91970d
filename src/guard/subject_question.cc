#include <algorithm>
#include <optional>

#include "guard/actor.h"
#include "guard/finding.h"

namespace st::guard {
namespace {

// What of [first, last) of the statement the evidence's clause says, 0 to 1, amounts included.
double said_in(const Case& c, std::size_t first, std::size_t last, std::uint32_t p, const Clause& told) {
  double total = 0.0, shared = 0.0;
  for (const Unit& unit : c.alignment.units) {
    if (unit.word < first || unit.word >= last) continue;
    total += unit.weight;
    for (const Match& match : unit.matches) {
      if (match.passage != p || !told.words.holds(match.word) || told.subject.holds(match.word)) continue;
      shared += unit.weight * match.nearness;
      break;
    }
  }
  return total > 0.5 ? shared / total : 0.0;
}

bool said_somewhere(const Case& c, std::uint32_t p, std::uint32_t word) {
  return c.alignment.said_of[p][word] >= kRelated;
}

// Whether the evidence's clause names the word at all, as its object perhaps.
bool names_in(const Case& c, std::uint32_t word, const Reading& passage, const Clause& told) {
  for (std::uint32_t i = static_cast<std::uint32_t>(told.words.first); i < told.words.last; ++i) {
    if (word_nearness(c.statement, word, passage, i) >= 0.8) return true;
  }
  return false;
}

// "Large parcels" against "small parcels": both subjects have the same head, each a mark that the other
// side's has not.
bool other_modifier(const Case& c, const Clause& said, std::size_t head, std::uint32_t p,
                    const Clause& told, std::size_t rival) {
  const Reading& passage = c.evidence[p];
  const auto lacks = [](const Reading& a, std::size_t first, std::size_t last, const Reading& b,
                        std::size_t from, std::size_t to) {
    for (std::size_t i = first; i < last; ++i) {
      if (!a.words[i].content()) continue;
      bool found = false;
      for (std::size_t j = from; j < to; ++j) {
        found |= word_nearness(a, i, b, j) >= kRelated;
      }
      if (!found) return true;
    }
    return false;
  };
  return lacks(c.statement, said.subject.first, head, passage, told.subject.first, told.subject.last) &&
         lacks(passage, told.subject.first, rival, c.statement, 0, c.statement.words.size());
}

}  // namespace

// "Expired bags are reported within an hour" where the evidence reports something else within an hour.
Findings ask_subject(const Case& c) {
  Findings findings;
  // In a statement that is worded anew another subject may say the same: "a fee is due" for "she pays a
  // fee".
  const double sureness = std::clamp((c.alignment.exact_share - 0.2) / 0.35, 0.0, 1.0);
  for (const Clause& said : c.statement.clauses) {
    if (said.role != ClauseRole::kMain || !said.verb || said.subject.empty()) continue;
    const auto head = head_noun(c.statement.words, said.subject);
    if (!head || c.statement.in_quantity[*head]) continue;
    double best = 0.6;
    bool right = false;
    std::optional<std::pair<std::uint32_t, std::uint32_t>> other;  // passage, word
    for (std::uint32_t p = 0; p < c.evidence.size(); ++p) {
      const Reading& passage = c.evidence[p];
      for (const Clause& told : passage.clauses) {
        const auto rival = head_noun(passage.words, told.subject);
        if (!rival || !told.verb || told.passive != said.passive || told.role == ClauseRole::kPurpose)
          continue;
        if (passage.story && passage.story->role.holds(*rival)) continue;
        const double overlap = said_in(c, *said.verb, said.words.last, p, told);
        const auto word = static_cast<std::uint32_t>(*rival);
        const double near = word_nearness(c.statement, *head, passage, word);
        right |= overlap >= 0.3 && near >= kRelated;
        if (near >= 0.9 && overlap >= best && other_modifier(c, said, *head, p, told, *rival)) {
          findings.push_back({0.55 * sureness, "the statement says it of '" +
                                                   c.statement.quote(said.subject.first, *head + 1) +
                                                   "'; the evidence says it of '" +
                                                   passage.quote(told.subject.first, *rival + 1) + "'"});
          return findings;
        }
        if (names_in(c, static_cast<std::uint32_t>(*head), passage, told)) continue;
        if (overlap < best || near >= kRelated || said_somewhere(c, p, word)) continue;
        best = overlap;
        other = {p, word};
      }
    }
    // In a statement that is worded anew another subject may say the same: "a fee is due" for "she pays a
    // fee".
    if (right || !other) continue;
    findings.push_back(
        {0.55 * sureness, "the statement says it of '" + c.statement.quote(*head, *head + 1) +
                              "'; the evidence says it of '" +
                              c.evidence[other->first].quote(other->second, other->second + 1) + "'"});
  }
  return findings;
}

}  // namespace st::guard
