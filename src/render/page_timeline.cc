#include "render/page_timeline.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/unicode.h"

namespace st {
namespace {

using Json = nlohmann::ordered_json;
using EvidenceOfText = std::map<std::string_view, const std::vector<Evidence>*>;

EvidenceOfText earlier_evidence(const Document& document) {
  EvidenceOfText evidence;
  for (const Section& section : document.sections) {
    for (const Statement& statement : section.statements) {
      for (const StatementVersion& version : statement.history)
        evidence.emplace(version.text, &version.evidence);
    }
  }
  for (const RetiredStatement& statement : document.retired)
    evidence.emplace(statement.text, &statement.evidence);
  return evidence;
}

// Section titles to numbers: the document's own first, then those in which nothing is in force any more.
class PartNumbers {
 public:
  explicit PartNumbers(const Document& document) {
    for (const Section& section : document.sections) {
      numbers_.emplace(section.title, titles_.size());
      titles_.push_back(repair_utf8(section.title));
    }
  }
  std::size_t of(const std::string& title) {
    const auto [at, is_new] = numbers_.try_emplace(title, titles_.size());
    if (is_new) titles_.push_back(repair_utf8(title));
    return at->second;
  }
  const Json& titles() const { return titles_; }

 private:
  std::map<std::string, std::size_t> numbers_;
  Json titles_ = Json::array();
};

}  // namespace

std::string timeline_json(const Document& document, const EvidenceTable& table, const RoleFinder& roles) {
  const EvidenceOfText evidence = earlier_evidence(document);
  PartNumbers parts(document);
  Json past = Json::array();
  for (const TimelineEntry& entry : document.timeline) {
    if (entry.until.empty()) continue;
    Json numbers = Json::array();
    if (const auto at = evidence.find(entry.text); at != evidence.end()) {
      for (const Evidence& item : *at->second) numbers.push_back(table.number_of(item));
    }
    past.push_back({{"id", repair_utf8(entry.statement_id)},
                    {"part", parts.of(entry.section)},
                    {"text", repair_utf8(entry.text)},
                    {"since", repair_utf8(entry.since)},
                    {"until", repair_utf8(entry.until)},
                    {"e", std::move(numbers)},
                    {"r", fmt::format("{}", fmt::join(roles.roles_in(entry.text), " "))}});
  }
  return Json{{"parts", parts.titles()}, {"past", std::move(past)}}.dump();
}

}  // namespace st
