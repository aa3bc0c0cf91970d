#include "render/json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace st {
namespace {

using Json = nlohmann::ordered_json;

Json day_or_null(const std::string& day) {
  return day.empty() ? Json(nullptr) : Json(day);
}

// Four places are all that a guard's score means; the shortest form of the rounded value keeps the file
// readable.
double rounded_score(double score) {
  return std::isfinite(score) ? std::round(score * 1e4) / 1e4 : 0.0;
}

Json to_json(const Evidence& evidence) {
  return {{"story", evidence.span.story_id},
          {"field", evidence.span.field},
          {"start", evidence.span.start},
          {"end", evidence.span.end},
          {"quote", evidence.quote}};
}

template <typename Evidences>
Json evidence_array(const Evidences& evidence) {
  Json array = Json::array();
  for (const Evidence& item : evidence) array.push_back(to_json(item));
  return array;
}

Json to_json(const StatementVersion& version) {
  return {{"text", version.text},
          {"evidence", evidence_array(version.evidence)},
          {"since", day_or_null(version.since)},
          {"until", day_or_null(version.until)},
          {"reason", version.reason}};
}

Json to_json(const Statement& statement) {
  Json history = Json::array();
  for (const StatementVersion& version : statement.history) history.push_back(to_json(version));
  return {{"id", statement.id},
          {"text", statement.text},
          {"mode", statement.mode == StatementMode::kVerbatim ? "verbatim" : "paraphrase"},
          {"support", rounded_score(statement.support)},
          {"since", day_or_null(statement.since)},
          {"evidence", evidence_array(statement.evidence)},
          {"history", std::move(history)}};
}

Json to_json(const Section& section) {
  Json statements = Json::array();
  for (const Statement& statement : section.statements) statements.push_back(to_json(statement));
  Json json = {{"title", section.title}};
  if (!section.area.empty()) json["area"] = section.area;
  if (!section.introduction.empty()) {
    json["introduction"] = {{"text", section.introduction}, {"rests_on", section.introduction_rests_on}};
  }
  json["statements"] = std::move(statements);
  return json;
}

Json to_json(const ReviewItem& item) {
  return {
      {"id", item.id}, {"text", item.text}, {"evidence", evidence_array(item.evidence)}, {"why", item.why}};
}

Json to_json(const SetAside& item) {
  Json json = {{"story", item.story_id}, {"reason", item.reason}};
  if (!item.detail.empty()) json["detail"] = item.detail;
  return json;
}

Json to_json(const RetiredStatement& statement) {
  return {{"id", statement.id},
          {"text", statement.text},
          {"evidence", evidence_array(statement.evidence)},
          {"since", day_or_null(statement.since)},
          {"until", day_or_null(statement.until)},
          {"retired_by", statement.retired_by ? to_json(*statement.retired_by) : Json(nullptr)}};
}

Json to_json(const TimelineEntry& entry) {
  return {{"id", entry.statement_id},
          {"section", entry.section},
          {"text", entry.text},
          {"since", day_or_null(entry.since)},
          {"until", day_or_null(entry.until)}};
}

Json to_json(const Accounting& accounting) {
  return {{"statements", accounting.statements},    {"in_force", accounting.in_force},
          {"duplicate", accounting.duplicate},      {"superseded", accounting.superseded},
          {"retired", accounting.retired},          {"set_aside", accounting.set_aside},
          {"needs_review", accounting.needs_review}};
}

template <typename Item>
Json array_of(const std::vector<Item>& items) {
  Json array = Json::array();
  for (const Item& item : items) array.push_back(to_json(item));
  return array;
}

}  // namespace

std::string render_json(const Document& document) {
  const Json json = {
      {"format", "storytransformer/state@1"},
      {"as_of", day_or_null(document.as_of)},
      {"made_by", document.made_by},
      {"backlog", {{"stories", document.backlog.stories}, {"words", document.backlog.words}}},
      {"sections", array_of(document.sections)},
      {"needs_review", array_of(document.needs_review)},
      {"set_aside", array_of(document.set_aside)},
      {"accounting", to_json(document.accounting)},
      {"retired", array_of(document.retired)},
      {"timeline", array_of(document.timeline)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace st
