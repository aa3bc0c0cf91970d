#include "combine/segment.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/unicode.h"
#include "combine/gherkin.h"
#include "language/sentences.h"

namespace st::combine {
namespace {

bool has_letter(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (is_letter(point.value)) return true;
    at += point.size_bytes;
  }
  return false;
}

// Bullets and numbers at the start of an item are layout, not words: "- ", "* ", "(1) ", "2. ".
std::size_t skip_bullet(std::string_view text, SentenceSpan span) {
  const std::string_view body = text.substr(span.start, span.end - span.start);
  std::size_t at = 0;
  if (body.starts_with("- ") || body.starts_with("* ") || body.starts_with("+ ")) at = 2;
  if (body.starts_with("\u2022 ") || body.starts_with("\u2013 ")) at = 4;
  std::size_t digits = body[0] == '(' ? 1 : 0;
  const std::size_t first = digits;
  while (digits < body.size() && digits < first + 2 &&
         std::isdigit(static_cast<unsigned char>(body[digits])))
    ++digits;
  if (digits > first && digits + 1 < body.size() && (body[digits] == ')' || body[digits] == '.') &&
      body[digits + 1] == ' ') {
    at = digits + 2;
  }
  return at < body.size() ? span.start + at : span.start;
}

// Collects claims of one story; numbers them in the order they are added.
class Collector {
 public:
  explicit Collector(const Story& story) : story_(story) {}

  void add(const StoryField& field, SentenceSpan span, ClaimKind kind, const std::string& heading) {
    const std::string_view quote = std::string_view(field.text).substr(span.start, span.end - span.start);
    if (!has_letter(quote)) return;
    SegmentedClaim claim;
    claim.claim.id = story_.id + "#" + std::to_string(claims_.size() + 1);
    claim.claim.span = {story_.id, field.name, span.start, span.end};
    claim.claim.quote = std::string(quote);
    claim.kind = kind;
    claim.heading = heading;
    claims_.push_back(std::move(claim));
  }

  // A sentence, in parts where it is too long for one statement.
  void add_sentence(const StoryField& field, SentenceSpan span, ClaimKind kind,
                    const std::string& heading) {
    span.start = skip_bullet(field.text, span);
    for (const SentenceSpan& part : split_long(field.text, span, kMaxStatementWords)) {
      add(field, part, kind, heading);
    }
  }

  std::vector<SegmentedClaim> take() { return std::move(claims_); }
  bool empty() const { return claims_.empty(); }

 private:
  const Story& story_;
  std::vector<SegmentedClaim> claims_;
};

void segment_gherkin(const StoryField& field, Collector& out) {
  const GherkinFeature feature = parse_gherkin(field.text);
  for (const GherkinBlock& block : feature.blocks) {
    const SentenceSpan span{block.start, block.end};
    switch (block.kind) {
      case GherkinBlock::Kind::kScenario:
        out.add(field, span, ClaimKind::kScenario, feature.title);
        break;
      case GherkinBlock::Kind::kNarrative:
        out.add(field, span, ClaimKind::kWant, feature.title);
        break;
      case GherkinBlock::Kind::kBackground:
      case GherkinBlock::Kind::kRule:
        out.add(field, span, ClaimKind::kSentence, feature.title);
        break;
    }
  }
}

ClaimKind kind_of(std::string_view field_name, std::string_view sentence) {
  if (opens_like_user_story(sentence)) return ClaimKind::kWant;
  return field_name == "acceptance_criteria" ? ClaimKind::kCriterion : ClaimKind::kSentence;
}

// A line that only announces what follows: "Remarks:", "Solution:".
bool is_heading(std::string_view sentence) {
  return sentence.ends_with(":") && count_words(sentence) <= 4;
}

void segment_prose(const StoryField& field, Collector& out) {
  std::string heading;
  for (const SentenceSpan& span : split_sentences(field.text)) {
    const std::string_view sentence =
        std::string_view(field.text).substr(span.start, span.end - span.start);
    if (is_heading(sentence)) heading = std::string(sentence.substr(0, sentence.size() - 1));
    out.add_sentence(field, span, kind_of(field.name, sentence), heading);
  }
}

}  // namespace

bool opens_like_user_story(std::string_view text) {
  const std::string head = to_lower(text.substr(0, 160));
  if (!head.starts_with("as ")) return false;
  for (const std::string_view article : {"as a ", "as an ", "as the ", "as any ", "as some", "as one "}) {
    if (head.starts_with(article)) return true;
  }
  for (const std::string_view wish :
       {" i want", " i need", " i'd like", " i would like", " i can ", " i must "}) {
    if (head.find(wish) != std::string::npos) return true;
  }
  return false;
}

std::vector<SegmentedClaim> segment(const Story& story) {
  Collector out(story);
  for (const StoryField& field : story.fields) {
    if (field.name == "title") continue;
    if (is_gherkin(field.text)) {
      segment_gherkin(field, out);
    } else {
      segment_prose(field, out);
    }
  }
  const bool title_is_story = opens_like_user_story(story.title());
  if (out.empty() || title_is_story) {
    for (const StoryField& field : story.fields) {
      if (field.name != "title" || field.text.empty()) continue;
      for (const SentenceSpan& span : split_sentences(field.text)) {
        out.add_sentence(field, span,
                         title_is_story
                             ? kind_of(field.name, field.text.substr(span.start, span.end - span.start))
                             : ClaimKind::kTitle,
                         "");
      }
    }
  }
  return out.take();
}

}  // namespace st::combine
