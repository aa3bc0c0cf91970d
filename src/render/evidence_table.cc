#include "render/evidence_table.h"

#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/unicode.h"
#include "render/text_escape.h"

namespace st {
namespace {

using Json = nlohmann::json;

bool is_boundary(std::string_view text, std::size_t at) {
  return at == text.size() || !is_continuation(text[at]);
}

}  // namespace

EvidenceTable::EvidenceTable(const Document& document, std::span<const Story> stories) : stories_(stories) {
  for (std::size_t i = 0; i < stories.size(); ++i) story_numbers_.emplace(stories[i].id, i);
  for (const Section& section : document.sections) {
    for (const Statement& statement : section.statements) {
      for (const Evidence& item : statement.evidence) add(item);
      for (const StatementVersion& version : statement.history) {
        for (const Evidence& item : version.evidence) add(item);
      }
    }
  }
  for (const ReviewItem& item : document.needs_review) {
    for (const Evidence& evidence : item.evidence) add(evidence);
  }
  for (const RetiredStatement& statement : document.retired) {
    for (const Evidence& item : statement.evidence) add(item);
    if (statement.retired_by) add(*statement.retired_by);
  }
}

void EvidenceTable::add(const Evidence& evidence) {
  const bool is_new = numbers_.try_emplace({evidence.span, evidence.quote}, entries_.size()).second;
  if (is_new) entries_.push_back({evidence, place_of(evidence)});
}

std::size_t EvidenceTable::number_of(const Evidence& evidence) const {
  const auto at = numbers_.find({evidence.span, evidence.quote});
  ST_CHECK_MSG(at != numbers_.end(), evidence.span.story_id);
  return at->second;
}

std::optional<std::size_t> EvidenceTable::story_number(std::string_view story_id) const {
  const auto at = story_numbers_.find(story_id);
  if (at == story_numbers_.end()) return std::nullopt;
  return at->second;
}

std::string_view EvidenceTable::title_of(std::string_view story_id) const {
  const auto number = story_number(story_id);
  return number ? stories_[*number].title() : std::string_view{};
}

std::optional<EvidenceTable::Place> EvidenceTable::place_of(const Evidence& evidence) const {
  const auto story = story_number(evidence.span.story_id);
  if (!story) return std::nullopt;
  const auto& fields = stories_[*story].fields;
  for (std::size_t field = 0; field < fields.size(); ++field) {
    const std::string_view text = fields[field].text;
    const auto [start, end] = std::pair(evidence.span.start, evidence.span.end);
    if (fields[field].name != evidence.span.field) continue;
    if (start > end || end > text.size() || !is_boundary(text, start) || !is_boundary(text, end))
      return std::nullopt;
    if (text.substr(start, end - start) != evidence.quote) return std::nullopt;
    const std::size_t start_units = utf16_length(text.substr(0, start));
    return Place{*story, field, start_units, start_units + utf16_length(evidence.quote)};
  }
  return std::nullopt;
}

std::string EvidenceTable::to_json() const {
  Json json = Json::array();
  for (const Entry& entry : entries_) {
    if (entry.place) {
      json.push_back(
          {entry.place->story, entry.place->field, entry.place->start_units, entry.place->end_units});
    } else {
      const TextSpan& span = entry.evidence.span;
      json.push_back(
          {repair_utf8(span.story_id), repair_utf8(span.field), repair_utf8(entry.evidence.quote)});
    }
  }
  return json.dump();
}

std::string stories_json(std::span<const Story> stories) {
  Json json = Json::array();
  for (const Story& story : stories) {
    Json fields = Json::array();
    for (const StoryField& field : story.fields) {
      fields.push_back(Json::array({repair_utf8(field.name), repair_utf8(field.text)}));
    }
    json.push_back({repair_utf8(story.id), repair_utf8(story.type), repair_utf8(story.state_text),
                    repair_utf8(story.created), repair_utf8(story.closed), repair_utf8(story.area),
                    std::move(fields)});
  }
  return json.dump();
}

}  // namespace st
