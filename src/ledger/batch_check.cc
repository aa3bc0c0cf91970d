#include "ledger/batch_check.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "base/hash.h"
#include "ledger/names.h"

namespace st::ledger {
namespace {

void add_span(Fingerprint& print, const TextSpan& span, std::string_view quote) {
  print.add(span.story_id).add(span.field).add(quote);
  print.add_number(static_cast<std::int64_t>(span.start)).add_number(static_cast<std::int64_t>(span.end));
}

void add_edit(Fingerprint& print, const Edit& edit) {
  print.add(word_of(edit.kind))
      .add(edit.claim_id)
      .add(edit.statement_id)
      .add(edit.text)
      .add(word_of(edit.mode));
  print.add(std::string_view(reinterpret_cast<const char*>(&edit.support), sizeof edit.support));
  print.add(edit.successor_id).add(edit.topic).add(edit.reason);
  print.add_number(static_cast<std::int64_t>(edit.evidence.size()));
  for (const Evidence& item : edit.evidence) add_span(print, item.span, item.quote);
}

bool fits(const TextSpan& span, const std::string& quote) {
  return span.start <= span.end && span.end - span.start == quote.size();
}

bool makes_or_words_a_statement(EditKind kind) {
  return kind == EditKind::kAdd || kind == EditKind::kRevise || kind == EditKind::kReview;
}

bool fits(const Edit& edit) {
  const bool complete = !edit.statement_id.empty() && !edit.evidence.empty();
  return (complete || !makes_or_words_a_statement(edit.kind)) &&
         std::all_of(edit.evidence.begin(), edit.evidence.end(),
                     [](const Evidence& item) { return fits(item.span, item.quote); });
}

}  // namespace

std::string batch_fingerprint(const EditBatch& batch) {
  Fingerprint print;
  print.add(batch.input_hash).add(batch.day).add_number(static_cast<std::int64_t>(batch.claims.size()));
  for (const Claim& claim : batch.claims) add_span(print.add(claim.id), claim.span, claim.quote);
  print.add_number(static_cast<std::int64_t>(batch.edits.size()));
  for (const Edit& edit : batch.edits) add_edit(print, edit);
  return print.hex();
}

bool fits_together(const EditBatch& batch) {
  std::set<std::string_view> claims;
  for (const Claim& claim : batch.claims) {
    if (!fits(claim.span, claim.quote)) return false;
    claims.insert(claim.id);
  }
  return std::all_of(batch.edits.begin(), batch.edits.end(),
                     [&](const Edit& edit) { return fits(edit) && claims.contains(edit.claim_id); });
}

}  // namespace st::ledger
