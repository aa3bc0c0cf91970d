#include "cli/combine_summary.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace st::cli {
namespace {

std::string model_text(const combine::ModelReport& model) {
  std::string text = fmt::format(
      "{}: {} calls for {} batches; {} tokens read ({} of them cached), {} new; {} "
      "written\n",
      model.name, model.calls, model.batches, model.prompt_tokens, model.cached_tokens,
      model.prompt_tokens - model.cached_tokens, model.answer_tokens);
  text += fmt::format("  {:>7}  claims put to it, {} left to the built-in combiner\n", model.claims_asked,
                      model.claims_left);
  text += fmt::format("  {:>7}  edits taken, {} refused and sent back, {} of those refused again\n",
                      model.edits_taken, model.edits_refused, model.edits_fallen_back);
  if (model.claims_too_long > 0)
    text += fmt::format("  {:>7}  claims not put to it: their stories are larger than the window\n",
                        model.claims_too_long);
  if (model.broken_answers > 0)
    text += fmt::format("  {:>7}  answers broken or cut off\n", model.broken_answers);
  if (model.sections_phrased > 0)
    text += fmt::format("  {:>7}  sections phrased\n", model.sections_phrased);
  const combine::GateAudit& audit = model.audit;
  if (audit.sampled > 0) {
    text += fmt::format(
        "  {:>7}  of {} claims left out were looked at again: {} missed, {:.1f}% or less with "
        "95% confidence\n",
        audit.sampled, audit.population, audit.misses, 100 * audit.upper_bound);
  }
  return text;
}

nlohmann::ordered_json model_json(const combine::CombineReport& report) {
  const combine::ModelReport& model = report.model;
  nlohmann::ordered_json refused = nlohmann::ordered_json::array();
  for (const combine::RefusedEdit& edit : model.refused)
    refused.push_back({{"edit", edit.edit}, {"story", edit.story_id}, {"why", edit.why}});
  const combine::GateAudit& audit = model.audit;
  return {{"name", model.name},
          {"batches", model.batches},
          {"calls", model.calls},
          {"prompt_tokens", model.prompt_tokens},
          {"cached_tokens", model.cached_tokens},
          {"new_tokens", model.prompt_tokens - model.cached_tokens},
          {"answer_tokens", model.answer_tokens},
          {"claims_asked", model.claims_asked},
          {"claims_left", model.claims_left},
          {"claims_too_long", model.claims_too_long},
          {"edits_taken", model.edits_taken},
          {"edits_refused", model.edits_refused},
          {"edits_fallen_back", model.edits_fallen_back},
          {"broken_answers", model.broken_answers},
          {"sections_phrased", model.sections_phrased},
          {"seconds", report.seconds},
          {"refused", std::move(refused)},
          {"audit",
           {{"population", audit.population},
            {"sampled", audit.sampled},
            {"misses", audit.misses},
            {"miss_rate", audit.miss_rate},
            {"upper_bound_95", audit.upper_bound}}}};
}

}  // namespace

std::string summary_text(const combine::Combined& combined, std::size_t unreadable,
                         const std::string& folder) {
  const Document& document = combined.document;
  const Accounting& sum = document.accounting;
  std::string text = fmt::format("{} stories, {} words: {} statements found\n", document.backlog.stories,
                                 document.backlog.words, sum.statements);
  text += fmt::format("  {:>7}  in force, in {} sections\n", sum.in_force, document.sections.size());
  text += fmt::format("  {:>7}  said twice\n", sum.duplicate);
  text += fmt::format("  {:>7}  superseded by later ones\n", sum.superseded);
  text += fmt::format("  {:>7}  taken back\n", sum.retired);
  text += fmt::format("  {:>7}  set aside, with reasons\n", sum.set_aside);
  text += fmt::format("  {:>7}  for a person to review\n", sum.needs_review);
  if (unreadable > 0)
    text += fmt::format("  {:>7}  records could not be read (see the warnings)\n", unreadable);
  if (combined.report.reused_batches > 0) {
    text += fmt::format("{} of {} steps were known from earlier runs\n", combined.report.reused_batches,
                        combined.report.batches);
  }
  if (!combined.report.model.name.empty()) text += model_text(combined.report.model);
  return text + fmt::format("Written: {0}/state.html, {0}/state.md, {0}/state.json\n", folder);
}

std::string summary_json(const combine::Combined& combined, std::size_t unreadable,
                         const std::string& folder) {
  const Document& document = combined.document;
  const Accounting& sum = document.accounting;
  nlohmann::ordered_json json = {{"stories", document.backlog.stories},
                                 {"words", document.backlog.words},
                                 {"sections", document.sections.size()},
                                 {"accounting",
                                  {{"statements", sum.statements},
                                   {"in_force", sum.in_force},
                                   {"duplicate", sum.duplicate},
                                   {"superseded", sum.superseded},
                                   {"retired", sum.retired},
                                   {"set_aside", sum.set_aside},
                                   {"needs_review", sum.needs_review}}},
                                 {"unreadable", unreadable},
                                 {"steps", combined.report.batches},
                                 {"steps_reused", combined.report.reused_batches},
                                 {"out", folder}};
  if (!combined.report.model.name.empty()) json["model"] = model_json(combined.report);
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace st::cli
