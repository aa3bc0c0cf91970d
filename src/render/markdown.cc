#include "render/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/number_text.h"
#include "base/unicode.h"
#include "render/markdown_escape.h"
#include "render/report_words.h"
#include "render/text_escape.h"
#include "render/wording_diff.h"

namespace st {
namespace {

using TitleOf = std::map<std::string_view, std::string_view>;

// What GitHub and GitLab make of a heading: lower case, no punctuation, hyphens for spaces, "-1" for the
// second one.
class HeadingAnchors {
 public:
  std::string next(std::string_view title) {
    std::string slug;
    const std::string lower = to_lower(title);
    for (std::size_t at = 0; at < lower.size();) {
      const CodePoint point = decode_utf8(lower, at);
      if (is_letter(point.value) || is_digit(point.value) || point.value == '-' || point.value == '_') {
        slug.append(lower, at, point.size_bytes);
      } else if (is_space(point.value)) {
        slug += '-';
      }
      at += point.size_bytes;
    }
    const std::size_t seen = seen_[slug]++;
    return seen == 0 ? slug : fmt::format("{}-{}", slug, seen);
  }

 private:
  std::map<std::string, std::size_t> seen_;
};

template <typename Evidences>
std::string stories_named(const Evidences& evidence) {
  std::vector<std::string> names;
  std::set<std::string_view> seen;
  for (const Evidence& item : evidence) {
    if (seen.insert(item.span.story_id).second) names.push_back(escape_markdown(item.span.story_id));
  }
  const std::size_t rest = names.size() > kShownReferences + 1 ? names.size() - kShownReferences : 0;
  names.resize(names.size() - rest);
  return fmt::format("{}{}", fmt::join(names, ", "), rest == 0 ? "" : fmt::format(" and {} more", rest));
}

// A <summary> is HTML on a line of its own: Markdown is not read there, and a new line could end it.
std::string escape_summary(std::string_view text) {
  std::string html = escape_html(text);
  std::replace(html.begin(), html.end(), '\n', ' ');
  return html;
}

std::string folded(const std::string& summary, const std::string& body) {
  return fmt::format("<details>\n<summary>{}</summary>\n\n{}\n</details>\n\n", summary, body);
}

std::string struck_wording(const StatementVersion& version, std::string_view next) {
  std::string out;
  for (const WordingPart& part : mark_gone_words(version.text, next)) {
    std::string text = escape_markdown(part.text);
    if (part.gone) {
      out += "~~" + text + "~~";
    } else {
      if (part.text.starts_with(' ')) out += ' ';
      out += text;
      if (part.text.ends_with(' ') && !text.empty()) out += ' ';
    }
  }
  return out;
}

std::string days_of(const std::string& since, const std::string& until) {
  if (since.empty() && until.empty()) return "";
  if (since.empty()) return "until " + escape_markdown(until);
  if (until.empty()) return "since " + escape_markdown(since);
  return fmt::format("{} to {}", escape_markdown(since), escape_markdown(until));
}

std::string small_print(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += " · ";
    out += part;
  }
  return out.empty() ? out : " <sub>" + out + "</sub>";
}

std::string statement_line(const Statement& statement) {
  return fmt::format("- {}{}\n", escape_markdown(statement.text),
                     small_print({stories_named(statement.evidence), days_of(statement.since, "")}));
}

std::string history_of(const Section& section) {
  std::string body;
  std::size_t changed = 0;
  for (const Statement& statement : section.statements) {
    if (statement.history.empty()) continue;
    ++changed;
    body += fmt::format("- {}\n", escape_markdown(statement.text));
    std::string_view next = statement.text;
    for (const StatementVersion& version : statement.history) {
      body += fmt::format("  - {}{}\n", struck_wording(version, next),
                          small_print({days_of(version.since, version.until),
                                       escape_markdown(version.reason), stories_named(version.evidence)}));
      next = version.text;
    }
  }
  if (changed == 0) return "";
  return folded(fmt::format("Earlier wordings of {} here", count_of(changed, "statement")), body);
}

std::string review_part(const Document& document) {
  std::string out;
  for (const ReviewItem& item : document.needs_review) {
    out += fmt::format("- {}{}\n  - {}\n", escape_markdown(item.text),
                       small_print({stories_named(item.evidence), escape_markdown(item.id)}),
                       escape_markdown(item.why));
  }
  return out + "\n";
}

std::string retired_part(const Document& document) {
  std::string body;
  for (const RetiredStatement& statement : document.retired) {
    const std::string by =
        statement.retired_by ? "by " + escape_markdown(statement.retired_by->span.story_id) : "";
    body += fmt::format(
        "- {}{}\n", escape_markdown(statement.text),
        small_print({stories_named(statement.evidence), days_of(statement.since, statement.until), by}));
  }
  return folded("Ended with nothing in its place: " + number_with_commas(document.retired.size()), body);
}

std::string set_aside_part(const Document& document, const TitleOf& titles) {
  std::string out;
  for (const SetAsideGroup& group : grouped_by_reason(document.set_aside)) {
    std::string body;
    for (const SetAside* item : group.items) {
      const auto title = titles.find(item->story_id);
      const std::string_view said =
          item->detail.empty() && title != titles.end() ? title->second : item->detail;
      body += fmt::format("- {}{}{}\n", escape_markdown(item->story_id), said.empty() ? "" : ": ",
                          escape_markdown(said));
    }
    out += folded(
        fmt::format("{}: {}", escape_summary(group.label), number_with_commas(group.items.size())), body);
  }
  return out;
}

std::string accounting_part(const Accounting& accounting) {
  std::string out = "| Where it ended | Statements | What that means |\n| --- | ---: | --- |\n";
  for (const AccountingPart& part : parts_of(accounting)) {
    out += fmt::format("| {} | {} | {} |\n", part.label, number_with_commas(part.count), part.meaning);
  }
  return out +
         fmt::format("| **All that were found** | **{}** | |\n", number_with_commas(accounting.statements));
}

// Headings of the parts after the sections, and whether they are there.
struct Part {
  std::string title;
  std::size_t count = 0;
  std::string body;
};

std::vector<Part> parts_after_sections(const Document& document, const TitleOf& titles) {
  std::vector<Part> parts;
  const auto add = [&](std::string title, std::size_t count, std::string body) {
    if (count > 0) parts.push_back({std::move(title), count, std::move(body)});
  };
  add("Needs review", document.needs_review.size(), review_part(document));
  add("Taken back", document.retired.size(), retired_part(document));
  add("Set aside", document.set_aside.size(), set_aside_part(document, titles));
  parts.push_back({"Accounting", document.accounting.statements, accounting_part(document.accounting)});
  return parts;
}

std::string section_body(const Section& section) {
  std::string out;
  if (!section.introduction.empty()) out = escape_markdown(section.introduction) + "\n\n";
  for (const Statement& statement : section.statements) out += statement_line(statement);
  return out + "\n" + history_of(section);
}

}  // namespace

std::string render_markdown(const Document& document, std::span<const Story> stories) {
  TitleOf titles;
  for (const Story& story : stories) titles.emplace(story.id, story.title());
  HeadingAnchors anchors;
  anchors.next("The current state");
  anchors.next("Contents");

  std::string contents;
  std::string body;
  const auto add = [&](const std::string& title, std::size_t count, const std::string& text) {
    const std::string shown = escape_markdown(title);
    contents += fmt::format("- [{}](#{}) ({})\n", shown, anchors.next(title), number_with_commas(count));
    body += fmt::format("## {}\n\n{}", shown, text);
  };
  for (const Section& section : document.sections) {
    add(section.title, section.statements.size(), section_body(section));
  }
  for (const Part& part : parts_after_sections(document, titles)) add(part.title, part.count, part.body);

  std::string head = "# The current state\n\n" + escape_markdown(lede_of(document));
  if (!document.needs_review.empty()) {
    head += fmt::format(" **{} a person's decision.**",
                        document.needs_review.size() == 1
                            ? "1 more needs"
                            : number_with_commas(document.needs_review.size()) + " more need");
  }
  return head +
         fmt::format("\n\nWritten by StoryTransformer ({}).\n\n## Contents\n\n",
                     escape_markdown(document.made_by)) +
         contents + "\n" + body;
}

}  // namespace st
