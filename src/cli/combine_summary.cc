#include "cli/combine_summary.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace st::cli {

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
  return text + fmt::format("Written: {0}/state.html, {0}/state.md, {0}/state.json\n", folder);
}

std::string summary_json(const combine::Combined& combined, std::size_t unreadable,
                         const std::string& folder) {
  const Document& document = combined.document;
  const Accounting& sum = document.accounting;
  const nlohmann::ordered_json json = {{"stories", document.backlog.stories},
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
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace st::cli
