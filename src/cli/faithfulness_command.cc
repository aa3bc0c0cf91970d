#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/parallel.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/document_claims.h"
#include "cli/exit_codes.h"
#include "cli/progress.h"
#include "cli/terminal_text.h"
#include "import/importer.h"
#include "language/sentences.h"

namespace st::cli {
namespace {

// A passage is a line or a paragraph; one that is longer than this is taken sentence by sentence.
constexpr std::size_t kLongestPassageWords = 120;

struct FaithfulnessOptions {
  std::string document;
  std::vector<std::string> sources;
  std::string format;
  std::size_t jobs = default_job_count();
  bool all = false;
  bool json = false;
};

void add_passages(const Story& story, const StoryField& field, std::vector<SourcePassage>& out) {
  std::string_view rest = field.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.find_first_not_of(" \t") == line.npos) continue;
    if (count_words(line) <= kLongestPassageWords) {
      out.push_back({story.id, std::string(line)});
      continue;
    }
    for (const SentenceSpan& span : split_sentences(line))
      out.push_back({story.id, std::string(line.substr(span.start, span.end - span.start))});
  }
}

// By the day they came true, so that a later rule is known to be later.
std::vector<SourcePassage> passages_of(std::vector<Story> stories) {
  std::stable_sort(stories.begin(), stories.end(), [](const Story& a, const Story& b) {
    return (a.closed.empty() ? a.created : a.closed) < (b.closed.empty() ? b.created : b.closed);
  });
  std::vector<SourcePassage> passages;
  for (const Story& story : stories) {
    for (const StoryField& field : story.fields) add_passages(story, field, passages);
  }
  return passages;
}

std::vector<ClaimFaithfulness> check_all(const FaithfulnessChecker& checker,
                                         const std::vector<CitedClaim>& claims, std::size_t jobs) {
  std::vector<ClaimFaithfulness> found(claims.size());
  ProgressBar bar("checking");
  const Progress progress = bar.listener();
  std::mutex telling;
  std::size_t done = 0;
  parallel_for(claims.size(), jobs, [&](std::size_t i) {
    found[i] = checker.check(claims[i]);
    const std::lock_guard<std::mutex> one_at_a_time(telling);
    report_progress(progress, ++done, claims.size());
  });
  return found;
}

void print_json(const std::vector<CitedClaim>& claims, const std::vector<ClaimFaithfulness>& found,
                const FaithfulnessScore& score) {
  nlohmann::ordered_json out;
  out["claims"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < claims.size(); ++i) {
    nlohmann::ordered_json citations = nlohmann::ordered_json::array();
    for (std::size_t c = 0; c < claims[i].cited.size(); ++c)
      citations.push_back(
          {{"source", claims[i].cited[c]}, {"good", static_cast<bool>(found[i].citation_good[c])}});
    out["claims"].push_back({{"text", claims[i].text},
                             {"supported", found[i].verdict.supported},
                             {"score", found[i].verdict.score},
                             {"reasons", found[i].verdict.reasons},
                             {"sources", found[i].sources},
                             {"supported_by_cited", found[i].supported_by_cited},
                             {"citations", std::move(citations)}});
  }
  out["supported"] = score.supported;
  out["faithfulness"] = score.faithfulness();
  out["citation_precision"] = score.citation_precision();
  out["citation_recall"] = score.citation_recall();
  fmt::print("{}\n", out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print_text(const std::vector<CitedClaim>& claims, const std::vector<ClaimFaithfulness>& found,
                const FaithfulnessScore& score, bool all) {
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const Verdict& verdict = found[i].verdict;
    if (verdict.supported && !all) continue;
    fmt::print("{}  {:.2f}  {}\n", verdict.supported ? "ok  " : "NOT ", verdict.score,
               terminal_text(claims[i].text));
    if (!verdict.supported && !verdict.reasons.empty())
      fmt::print("            {}\n", terminal_text(verdict.reasons.front()));
    if (!found[i].sources.empty())
      fmt::print("            {}: {}\n", verdict.supported ? "by" : "nearest",
                 terminal_text(fmt::format("{}", fmt::join(found[i].sources, ", "))));
  }
  fmt::print("{} of {} claims are supported by the sources ({:.1f}%)\n", score.supported, score.claims,
             100 * score.faithfulness());
  if (score.citations == 0) {
    fmt::print("The text cites none of the sources.\n");
    return;
  }
  fmt::print("citation recall     {:.3f}  claims that are supported by what they cite\n",
             score.citation_recall());
  fmt::print("citation precision  {:.3f}  of {} citations\n", score.citation_precision(), score.citations);
}

Result<int> run_faithfulness(const FaithfulnessOptions& options) {
  ST_ASSIGN_OR_RETURN(const std::string text, read_file(options.document));
  ImportOptions import_options;
  import_options.format = options.format;
  import_options.jobs = options.jobs;
  ST_ASSIGN_OR_RETURN(ImportResult imported, import_stories(options.sources, import_options));
  for (const Unreadable& item : imported.unreadable) fmt::print(stderr, "warning: {}\n", item.text());
  const FaithfulnessChecker checker(passages_of(std::move(imported.stories)));
  ST_ASSIGN_OR_RETURN(const std::vector<CitedClaim> claims,
                      claims_of_document(text, options.document,
                                         [&](const std::string& name) { return checker.knows(name); }));
  if (claims.empty())
    return input_error(options.document + ": no sentence in it; expected a text with claims");
  const std::vector<ClaimFaithfulness> found = check_all(checker, claims, options.jobs);
  const FaithfulnessScore score = score_faithfulness(found);
  if (options.json) {
    print_json(claims, found, score);
  } else {
    print_text(claims, found, score, options.all);
  }
  return score.supported == score.claims ? kExitDone : kExitNeedsReview;
}

}  // namespace

void add_faithfulness_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<FaithfulnessOptions>();
  CLI::App* command =
      app.add_subcommand("faithfulness", "Tell how much of a generated text its sources support");
  command->footer(
      "The text may come from anywhere: a summary by a model, a page of a wiki, a state.md or state.json.\n"
      "It is split into claims; each is held against the sources by the guard, without a model. Names of\n"
      "stories in the text are its citations. Exit code 1: something is not supported.\n\n"
      "Examples:\n"
      "  storytransformer faithfulness summary.md stories.csv\n"
      "  storytransformer faithfulness state/state.json stories.csv --json");
  command->add_option("document", options->document, "The text: Markdown, plain text or a state.json")
      ->required();
  command->add_option("sources", options->sources, "Files and folders with the stories it should rest on")
      ->required();
  command->add_option("--format", options->format,
                      "Read every source as this format instead of looking at its content");
  command->add_option("--jobs", options->jobs, "Threads; the answer is the same on any number")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--all", options->all, "List supported claims too");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options, &chosen] { chosen.run = [options] { return run_faithfulness(*options); }; });
}

}  // namespace st::cli
