#include "render/html_parts.h"

#include <fmt/format.h>

#include <map>

#include "base/number_text.h"
#include "render/report_words.h"
#include "render/text_escape.h"
#include "render/wording_diff.h"

namespace st {
namespace {

std::string element(std::string_view name, std::string_view classes, const std::string& inside) {
  return fmt::format("<{0} class=\"{1}\">{2}</{0}>", name, classes, inside);
}

std::string day_element(std::string_view day) {
  return fmt::format("<time datetime=\"{}\">{}</time>", escape_html(day), escape_html(long_day(day)));
}

std::string days_element(std::string_view since, std::string_view until) {
  if (since.empty() && until.empty()) return "";
  std::string inside;
  if (!since.empty()) inside += (until.empty() ? "since " : "from ") + day_element(since);
  if (!until.empty()) inside += (since.empty() ? "until " : " to ") + day_element(until);
  return element("span", "days", inside);
}

std::string struck_wording(const StatementVersion& version, std::string_view next) {
  std::string out;
  for (const WordingPart& part : mark_gone_words(version.text, next)) {
    const std::string text = escape_html(part.text);
    out += part.gone ? "<del>" + text + "</del>" : text;
  }
  return out;
}

std::string part_opening(const std::string& id, std::string_view classes, const std::string& title,
                         std::size_t count) {
  return fmt::format(
      "<section class=\"part {1}\" aria-labelledby=\"{0}\">\n<h2 id=\"{0}\"><bdi>{2}</bdi> <span "
      "class=\"n\">{3}</span></h2>\n",
      id, classes, escape_html(title), number_with_commas(count));
}

std::string contents_line(const std::string& id, const std::string& title, std::size_t count) {
  return fmt::format("<li><a href=\"#{}\"><bdi>{}</bdi> <span class=\"n\">{}</span></a></li>\n", id,
                     escape_html(title), number_with_commas(count));
}

}  // namespace

std::string HtmlWriter::tally() const {
  const Accounting& sum = document.accounting;
  std::string bar, legend;
  double at = 0;
  for (const AccountingPart& part : parts_of(sum)) {
    const double width = sum.statements == 0 ? 0
                                             : 1000.0 * static_cast<double>(part.count) /
                                                   static_cast<double>(sum.statements);
    if (width > 0) {
      bar += fmt::format("<rect class=\"k-{}\" x=\"{:.2f}\" y=\"0\" width=\"{:.2f}\" height=\"10\"/>",
                         part.key, at, width);
    }
    at += width;
    legend += fmt::format(
        "<li><span class=\"key k-{}\"></span><b>{}</b> {}</li>\n", part.key, number_with_commas(part.count),
        std::string(1, static_cast<char>(part.label[0] | 0x20)) + std::string(part.label.substr(1)));
  }
  return fmt::format(
      "<figure class=\"tally\" aria-label=\"Where the statements ended\">\n<svg viewBox=\"0 0 1000 10\" "
      "preserveAspectRatio=\"none\" "
      "aria-hidden=\"true\">{}</svg>\n"
      "<p>Of {} found in the stories:</p>\n<ul class=\"legend\">\n{}</ul>\n</figure>\n",
      bar, count_of(sum.statements, "statement"), legend);
}

std::string HtmlWriter::contents() const {
  std::string out = "<ol>\n";
  for (std::size_t i = 0; i < document.sections.size(); ++i) {
    const Section& section = document.sections[i];
    out += contents_line(fmt::format("part-{}", i), section.title, section.statements.size());
  }
  out += "</ol>\n<ol class=\"after\">\n";
  if (!document.needs_review.empty())
    out += contents_line("review", "Needs review", document.needs_review.size());
  if (!document.retired.empty()) out += contents_line("taken-back", "Taken back", document.retired.size());
  if (!document.set_aside.empty())
    out += contents_line("set-aside", "Set aside", document.set_aside.size());
  return out + contents_line("accounting", "Accounting", document.accounting.statements) + "</ol>\n";
}

std::string HtmlWriter::role_options() const {
  std::string out;
  for (std::size_t i = 0; i < roles.labels().size(); ++i) {
    out += fmt::format("<option value=\"{}\">{}</option>\n", i, escape_html(roles.labels()[i]));
  }
  return out;
}

std::string HtmlWriter::role_numbers(const std::string& text) const {
  return fmt::format("{}", fmt::join(roles.roles_in(text), " "));
}

// One button a story; it opens all quotes of the group with this story's first in view. A few are shown,
// the rest unfold.
std::string HtmlWriter::references(const std::vector<Evidence>& evidence) const {
  std::vector<std::pair<std::string_view, std::vector<std::size_t>>> by_story;
  std::map<std::string_view, std::size_t> place;
  for (const Evidence& item : evidence) {
    const auto [at, is_new] = place.try_emplace(item.span.story_id, by_story.size());
    if (is_new) by_story.push_back({item.span.story_id, {}});
    by_story[at->second].second.push_back(table.number_of(item));
  }
  std::string out;
  for (std::size_t i = 0; i < by_story.size(); ++i) {
    const auto& [id, numbers] = by_story[i];
    if (i == kShownReferences && by_story.size() > kShownReferences + 1) {
      out += fmt::format("<details class=\"rest\"><summary>{} more</summary>", by_story.size() - i);
    }
    out += fmt::format(
        "<button type=\"button\" class=\"ref\" data-e=\"{}\" aria-label=\"Evidence in "
        "{}\"><bdi>{}</bdi></button> ",
        fmt::join(numbers, " "), escape_html(id), escape_html(id));
  }
  if (by_story.size() > kShownReferences + 1) out += "</details>";
  return element("div", "refs", out);
}

// For paper and for browsers without script: the quotes themselves, save those that the statement already
// is.
std::string HtmlWriter::quotes(const std::vector<Evidence>& evidence, const std::string& text) const {
  std::string out;
  for (const Evidence& item : evidence) {
    if (item.quote == text) continue;
    out += fmt::format("<li><b>{}</b> <q>{}</q></li>", escape_html(item.span.story_id),
                       escape_html(item.quote));
  }
  return out.empty() ? out : "\n" + element("ul", "quotes", out);
}

std::string HtmlWriter::history(const Statement& statement) const {
  if (statement.history.empty()) return "";
  std::string items;
  std::string_view next = statement.text;
  for (const StatementVersion& version : statement.history) {
    const std::string reason =
        version.reason.empty() ? "" : " <span class=\"reason\">" + escape_html(version.reason) + "</span>";
    items += fmt::format(
        "<li class=\"past\"><p class=\"text\" dir=\"auto\">{}</p><div class=\"meta\">{}{}{}</div>{}</li>\n",
        struck_wording(version, next), references(version.evidence),
        days_element(version.since, version.until), reason, quotes(version.evidence, version.text));
    next = version.text;
  }
  return fmt::format("\n<details class=\"was\"><summary>{}</summary><ol>\n{}</ol></details>",
                     count_of(statement.history.size(), "earlier wording"), items);
}

std::string HtmlWriter::statement(const Statement& statement) const {
  const bool reworded = statement.mode == StatementMode::kParaphrase;
  const std::vector<Evidence>& evidence = statement.evidence.items();
  return fmt::format(
      "<li class=\"row s\" id=\"{}\" data-since=\"{}\" data-r=\"{}\" data-mode=\"{}\" "
      "data-support=\"{:.2f}\">"
      "<p class=\"text\" dir=\"auto\">{}</p>\n<div class=\"meta\">{}{}</div>{}{}</li>\n",
      escape_html(statement.id), escape_html(statement.since), role_numbers(statement.text),
      reworded ? "paraphrase" : "verbatim", statement.support, escape_html(statement.text),
      references(evidence), days_element(statement.since, ""), quotes(evidence, statement.text),
      history(statement));
}

std::string HtmlWriter::sections() const {
  std::string out;
  for (std::size_t i = 0; i < document.sections.size(); ++i) {
    const Section& section = document.sections[i];
    out += part_opening(fmt::format("part-{}", i), "section", section.title, section.statements.size());
    if (!section.introduction.empty())
      out += fmt::format("<p class=\"about introduction\" dir=\"auto\">{}</p>\n",
                         escape_html(section.introduction));
    out += "<ul class=\"rows\">\n";
    for (const Statement& each : section.statements) out += statement(each);
    out += "</ul>\n</section>\n";
  }
  return out;
}

std::string HtmlWriter::review() const {
  if (document.needs_review.empty()) return "";
  std::string out = part_opening("review", "late", "Needs review", document.needs_review.size());
  out +=
      "<p class=\"about\">These are not in the state above. A person has to decide; "
      "<code>storytransformer review</code> takes the decision.</p>\n<ul class=\"rows\">\n";
  for (const ReviewItem& item : document.needs_review) {
    out += fmt::format(
        "<li class=\"row v\" data-id=\"{}\" data-r=\"{}\"><p class=\"text\" dir=\"auto\">{}</p>\n<div "
        "class=\"meta\">{}"
        "<span class=\"days\">{}</span></div>\n<p class=\"why\" dir=\"auto\"><b>Why</b> {}</p>{}</li>\n",
        escape_html(item.id), role_numbers(item.text), escape_html(item.text), references(item.evidence),
        escape_html(item.id), escape_html(item.why), quotes(item.evidence, item.text));
  }
  return out + "</ul>\n</section>\n";
}

std::string HtmlWriter::retired() const {
  if (document.retired.empty()) return "";
  std::string out = part_opening("taken-back", "late", "Taken back", document.retired.size());
  out +=
      "<p class=\"about\">These once held. A later story ended them with nothing in their place.</p>\n<ul "
      "class=\"rows\">\n";
  for (const RetiredStatement& item : document.retired) {
    const std::string by =
        item.retired_by ? "<div class=\"why\"><b>Ended by</b> " + references({*item.retired_by}) + "</div>"
                        : "";
    out += fmt::format(
        "<li class=\"row t\" data-id=\"{}\" data-since=\"{}\" data-r=\"{}\"><p class=\"text\" "
        "dir=\"auto\">{}</p>\n"
        "<div class=\"meta\">{}{}</div>\n{}{}</li>\n",
        escape_html(item.id), escape_html(item.until), role_numbers(item.text), escape_html(item.text),
        references(item.evidence), days_element(item.since, item.until), by,
        quotes(item.evidence, item.text));
  }
  return out + "</ul>\n</section>\n";
}

std::string HtmlWriter::set_aside() const {
  if (document.set_aside.empty()) return "";
  std::string out = part_opening("set-aside", "late", "Set aside", document.set_aside.size());
  out += "<p class=\"about\">Stories, and parts of stories, that made no statement.</p>\n";
  for (const SetAsideGroup& group : grouped_by_reason(document.set_aside)) {
    out += fmt::format("<details class=\"group\"><summary>{} <span class=\"n\">{}</span></summary><ul>\n",
                       escape_html(group.label), number_with_commas(group.items.size()));
    for (const SetAside* item : group.items) {
      const auto number = table.story_number(item->story_id);
      const std::string id = "<bdi>" + escape_html(item->story_id) + "</bdi>";
      const std::string_view said = item->detail.empty() ? table.title_of(item->story_id) : item->detail;
      out += fmt::format(
          "<li class=\"row a\">{} <span class=\"text\" dir=\"auto\">{}</span></li>\n",
          number ? fmt::format("<button type=\"button\" class=\"ref\" data-story=\"{}\">{}</button>",
                               *number, id)
                 : element("span", "ref", id),
          escape_html(said));
    }
    out += "</ul></details>\n";
  }
  return out + "</section>\n";
}

std::string HtmlWriter::accounting() const {
  const Accounting& sum = document.accounting;
  std::string out = part_opening("accounting", "late", "Accounting", sum.statements);
  out +=
      "<p class=\"about\">Every statement that was found in the stories ended in exactly one place.</p>\n"
      "<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Where it ended</th><th scope=\"col\" "
      "class=\"number\">Statements"
      "</th><th scope=\"col\">What that means</th></tr></thead>\n<tbody>\n";
  for (const AccountingPart& part : parts_of(sum)) {
    out += fmt::format(
        "<tr><th scope=\"row\"><span class=\"key k-{}\"></span>{}</th><td "
        "class=\"number\">{}</td><td>{}</td></tr>\n",
        part.key, part.label, number_with_commas(part.count), part.meaning);
  }
  return out + fmt::format(
                   "</tbody>\n<tfoot><tr><th scope=\"row\">All that were found</th><td "
                   "class=\"number\">{}</td><td>{}</td></tr>"
                   "</tfoot>\n</table></div>\n</section>\n",
                   number_with_commas(sum.statements),
                   sum.adds_up() ? "The sum of the lines above."
                                 : "The lines above do not add up: please report this.");
}

}  // namespace st
