#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "guard/finding.h"

namespace st::guard {
namespace {

// Ways of which a requirement means one and no other: how a message goes out, what form a file has, by what
// means one pays. A word of a way stands for it alone; "message" or "file" stands for none.
struct Way {
  std::array<std::string_view, 8> names;
};
constexpr std::array kMessages = std::to_array<Way>({
    {{"e-mail", "email", "mail", "e-mails", "emails"}},
    {{"sms", "text", "texts", "texted", "text message"}},
    {{"push", "push message", "push notification"}},
    {{"phone", "telephone", "call", "calls", "ring", "phoned", "hotline"}},
    {{"letter", "post", "posted", "letters", "envelope"}},
    {{"fax", "faxed"}},
    {{"radio", "wireless", "walkie-talkie"}},
    {{"chat", "messenger", "whatsapp", "slack"}},
    {{"loudspeaker", "loudspeakers", "siren", "intercom"}},
});
constexpr std::array kFiles = std::to_array<Way>({
    {{"pdf"}},
    {{"csv"}},
    {{"excel", "xlsx", "xls", "spreadsheet"}},
    {{"json"}},
    {{"xml"}},
    {{"html"}},
    {{"word", "docx"}},
    {{"png", "jpeg", "jpg"}},
    {{"markdown"}},
    {{"yaml"}},
    {{"paper", "printed", "print"}},
});
constexpr std::array kPayments = std::to_array<Way>({
    {{"cash", "coins"}},
    {{"card", "cards"}},
    {{"invoice"}},
    {{"cheque", "check", "cheques"}},
    {{"paypal"}},
    {{"voucher", "vouchers"}},
    {{"transfer", "transfers"}},
    {{"debit"}},
});

// "word" and "check" and the like mean a way only in company: after "by", "as", "to", "via", "in", "with".
bool in_company(const Reading& reading, std::size_t i) {
  for (std::size_t back = 1; back <= 3 && back <= i; ++back) {
    const Word& left = reading.words[i - back];
    if (left.is("by") || left.is("as") || left.is("via") || left.is("to") || left.is("over") ||
        left.is("in") || left.is("per") || left.is("through") || left.is("with") || left.is("and") ||
        left.is("or") || left.is("an") || left.is("a")) {
      return true;
    }
    if (left.part == PartOfSpeech::kVerb || left.part == PartOfSpeech::kPunctuation) return false;
  }
  return false;
}

std::optional<std::size_t> way_at(const Reading& reading, std::size_t i, std::span<const Way> ways) {
  for (std::size_t w = 0; w < ways.size(); ++w) {
    for (const std::string_view name : ways[w].names) {
      if (!name.empty() && reading.words[i].lower == name) return w;
    }
  }
  return std::nullopt;
}

// "Notices go by mail. The post is for cards only": told as "notices go by post", the thing stands only in
// sentences with another way.
std::optional<std::string> of_another_way(const Case& c, std::size_t said, std::span<const Way> ways) {
  for (std::size_t i = 0; i < c.statement.words.size(); ++i) {
    const auto second = way_at(c.statement, i, ways);
    if (second && *second != said) return std::nullopt;
  }
  for (const Unit& unit : c.alignment.units) {
    if (!unit.exact() || c.statement.words[unit.word].part != PartOfSpeech::kNoun || unit.weight < 0.9 ||
        way_at(c.statement, unit.word, ways))
      continue;
    bool own = false, other = false, neither = false;
    for (const Match& match : unit.matches) {
      if (match.nearness < 0.8) continue;
      const Reading& passage = c.evidence[match.passage];
      if (passage.story && passage.story->role.holds(match.word)) return std::nullopt;
      const std::size_t sentence = passage.clause_of(match.word).sentence;
      bool here_own = false, here_other = false;
      for (std::size_t j = 0; j < passage.words.size(); ++j) {
        if (passage.clause_of(j).sentence != sentence || passage.purpose[j]) continue;
        const auto told = way_at(passage, j, ways);
        here_own |= told && *told == said;
        here_other |= told && *told != said && in_company(passage, j);
      }
      own |= here_own;
      other |= here_other;
      neither |= !here_own && !here_other;
    }
    if (other && !own && !neither) return c.statement.words[unit.word].lower;
  }
  return std::nullopt;
}

std::optional<Finding> ask_ways(const Case& c, std::span<const Way> ways) {
  for (std::size_t i = 0; i < c.statement.words.size(); ++i) {
    const auto said = way_at(c.statement, i, ways);
    if (!said || c.statement.purpose[i] || !in_company(c.statement, i)) continue;
    bool same = false, in_purpose = false;
    std::string other;
    for (const Reading& passage : c.evidence) {
      for (std::size_t j = 0; j < passage.words.size(); ++j) {
        const auto told = way_at(passage, j, ways);
        if (told && *told == *said && !passage.purpose[j]) same = true;
        in_purpose |= told && *told == *said && passage.purpose[j];
        if (told && *told != *said && !passage.purpose[j] && in_company(passage, j))
          other = passage.words[j].lower;
      }
    }
    if (same) {
      if (const auto thing = of_another_way(c, *said, ways))
        return Finding{0.6, "the evidence names another way than '" + c.statement.words[i].lower +
                                "' for '" + *thing + "'"};
      continue;
    }
    const std::string name = "'" + c.statement.words[i].lower + "'";
    if (in_purpose) return Finding{0.55, "the evidence names " + name + " only as what is to be spared"};
    if (!other.empty())
      return Finding{0.65, "the statement says " + name + "; the evidence says '" + other + "'"};
    return Finding{0.3, "the evidence does not say that it is by " + name};
  }
  return std::nullopt;
}

}  // namespace

Findings ask_channel(const Case& c) {
  Findings findings;
  for (const std::span<const Way> ways :
       {std::span<const Way>(kMessages), std::span<const Way>(kFiles), std::span<const Way>(kPayments)}) {
    if (auto finding = ask_ways(c, ways)) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace st::guard
