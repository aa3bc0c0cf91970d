#include "cli/document_claims.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/unicode.h"
#include "import/markup.h"
#include "language/sentences.h"

namespace st::cli {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20;
constexpr std::size_t kLongestName = 200;

bool is_name_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || byte >= 0x80 || c == '-' || c == '_' || c == '#' || c == '/' ||
         c == '.';
}

// A run of name bytes, and where it stands.
struct NamedPlace {
  std::size_t start = 0, end = 0;
  std::string name;
};

std::vector<NamedPlace> names_in(std::string_view text, const IsSource& is_source) {
  std::vector<NamedPlace> names;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_name_byte(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_name_byte(text[end])) ++end;
    std::size_t stop = end;
    while (stop > at && text[stop - 1] == '.') --stop;
    std::string name(text.substr(at, stop - at));
    if (name.size() > 1 && name.front() == '#' && !is_source(name))
      name.erase(0, 1);  // "#15" of GitHub and Azure
    if (name.size() <= kLongestName && is_source(name)) names.push_back({at, stop, std::move(name)});
    at = end;
  }
  return names;
}

bool is_number(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Nothing but names, "and n more", days and marks: a citation and no part of the sentence.
bool only_names(std::string_view text, const IsSource& is_source) {
  std::string rest(text);
  const std::vector<NamedPlace> names = names_in(text, is_source);
  if (names.empty()) return false;
  for (auto name = names.rbegin(); name != names.rend(); ++name)
    rest.erase(name->start, name->end - name->start);
  for (const std::string_view word : {"since", "and", "see", "more", "source", "sources", "cf"}) {
    for (std::size_t found = rest.find(word); found != rest.npos; found = rest.find(word))
      rest.erase(found, word.size());
  }
  return std::none_of(rest.begin(), rest.end(),
                      [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; });
}

// The brackets "[...]" or "(...)" about [start, end) of the text, without them; nothing where there are
// none.
std::optional<std::string_view> brackets_about(std::string_view text, std::size_t start, std::size_t end) {
  const std::size_t open = text.find_last_of("[(", start);
  if (open == text.npos) return std::nullopt;
  const std::size_t close = text.find(text[open] == '[' ? ']' : ')', open);
  if (close == text.npos || close < end) return std::nullopt;
  return text.substr(open + 1, close - open - 1);
}

// The names in the text that cite. Azure DevOps and GitHub number their items, and most numbers in a
// sentence name none: a bare number is a citation in brackets that hold only names, and there not as "and 2
// more".
std::vector<NamedPlace> citations_in(std::string_view text, const IsSource& is_source) {
  std::vector<NamedPlace> names = names_in(text, is_source);
  std::erase_if(names, [&](const NamedPlace& place) {
    if (!is_number(text.substr(place.start, place.end - place.start))) return false;
    if (text.substr(place.end).starts_with(" more")) return true;
    const auto inside = brackets_about(text, place.start, place.end);
    return !inside || !only_names(*inside, is_source);
  });
  return names;
}

// Takes "[US-14, US-3]" and "(US-14)" out of the text.
std::string without_bracketed_names(std::string text, const IsSource& is_source) {
  for (std::size_t open = text.find_first_of("[("); open != text.npos;
       open = text.find_first_of("[(", open)) {
    const std::size_t close = text.find(text[open] == '[' ? ']' : ')', open);
    if (close == text.npos) break;
    if (only_names(std::string_view(text).substr(open + 1, close - open - 1), is_source)) {
      const std::size_t from = open > 0 && text[open - 1] == ' ' ? open - 1 : open;
      text.erase(from, close + 1 - from);
      open = from;
    } else {
      ++open;
    }
    if (open >= text.size()) break;
  }
  return text;
}

void cite(const std::vector<NamedPlace>& names, CitedClaim& claim) {
  for (const NamedPlace& name : names) {
    if (std::find(claim.cited.begin(), claim.cited.end(), name.name) == claim.cited.end())
      claim.cited.push_back(name.name);
  }
}

bool has_letter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
  });
}

void add_block(const TextBlock& block, const IsSource& is_source, std::vector<CitedClaim>& claims) {
  bool first = true;
  for (const SentenceSpan& span : split_sentences(block.text)) {
    const std::string_view sentence =
        std::string_view(block.text).substr(span.start, span.end - span.start);
    const std::vector<NamedPlace> names = citations_in(sentence, is_source);
    // A citation that stands behind the full stop belongs to the sentence before it.
    if (!names.empty() && only_names(sentence, is_source)) {
      if (!first) cite(names, claims.back());
      continue;
    }
    CitedClaim claim;
    claim.text = without_bracketed_names(std::string(sentence), is_source);
    if (!has_letter(claim.text)) continue;
    cite(names, claim);
    claims.push_back(std::move(claim));
    first = false;
  }
}

// Our own state.json; nothing where the text is none.
std::vector<CitedClaim> claims_of_state(std::string_view text) {
  std::vector<CitedClaim> claims;
  const nlohmann::json state = nlohmann::json::parse(text, nullptr, false);
  if (!state.is_object() || state.value("format", nlohmann::json()) != "storytransformer/state@1")
    return claims;
  for (const auto& section : state.value("sections", nlohmann::json::array())) {
    for (const auto& statement : section.value("statements", nlohmann::json::array())) {
      CitedClaim claim;
      claim.text = statement.value("text", "");
      for (const auto& evidence : statement.value("evidence", nlohmann::json::array())) {
        const std::string story = evidence.value("story", "");
        if (std::find(claim.cited.begin(), claim.cited.end(), story) == claim.cited.end())
          claim.cited.push_back(story);
      }
      claims.push_back(std::move(claim));
    }
  }
  return claims;
}

// "... <sub>US-14 · since 2023-05-02</sub>" with brackets, which part the sources from a sentence without a
// stop. Nothing where the line does not end so.
std::optional<std::string> statement_line(std::string_view line) {
  constexpr std::string_view kOpen = "<sub>", kClose = "</sub>";
  const std::size_t open = line.rfind(kOpen);
  if (!line.starts_with("- ") || !line.ends_with(kClose) || open == line.npos) return std::nullopt;
  const std::size_t inside = open + kOpen.size();
  std::string text(line.substr(0, open));
  text.append("(").append(line.substr(inside, line.size() - kClose.size() - inside)).append(")");
  return text;
}

// Of our own state.md the lines that tell what holds: statements with their sources, and introductions.
// Contents, histories and what was set aside are no claims of it. Other texts stay as they are.
std::string told_lines(std::string_view text) {
  constexpr std::string_view kOwnMark = "\nWritten by StoryTransformer (";
  const std::size_t mark = text.find(kOwnMark);
  if (!text.starts_with("# ") || mark == text.npos) return std::string(text);
  std::string told;
  bool in_details = false;
  for (std::size_t at = std::min(text.find('\n', mark + 1), text.size()); at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("<details>")) in_details = true;
    const auto statement = statement_line(line);
    const bool paragraph = !line.starts_with("- ") && line.find_first_of("#|<") != 0;
    if (!in_details && statement) told.append(*statement).append("\n");
    if (!in_details && paragraph) told.append(line).append("\n");
    if (line.starts_with("</details>")) in_details = false;
  }
  return told;
}

}  // namespace

Result<std::vector<CitedClaim>> claims_of_document(std::string_view text, const std::string& where,
                                                   const IsSource& is_source) {
  if (text.size() > kMostBytes) return input_error(where + ": is larger than 64 MiB");
  if (!is_valid_utf8(text))
    return input_error(where + ": is not UTF-8; expected Markdown, plain text or a state.json");
  if (const std::size_t start = text.find_first_not_of(" \t\r\n");
      start != text.npos && text[start] == '{') {
    try {
      std::vector<CitedClaim> claims = claims_of_state(text);
      if (!claims.empty()) return claims;
    } catch (const nlohmann::json::exception&) {
      return input_error(where + ": is no state.json; expected sections with statements");
    }
  }
  std::vector<CitedClaim> claims;
  for (const TextBlock& block : blocks_of(told_lines(text), Markup::kMarkdown)) {
    if (block.kind != BlockKind::kHeading) add_block(block, is_source, claims);
  }
  return claims;
}

}  // namespace st::cli
