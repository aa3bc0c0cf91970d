#include "render/report_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/number_text.h"

namespace st {
namespace {

struct ReasonLabel {
  std::string_view reason;
  std::string_view label;
};
constexpr std::array<ReasonLabel, 5> kReasons = {{{"no requirement", "No requirement in it"},
                                                  {"not done", "Not done yet"},
                                                  {"removed", "Removed before it was done"},
                                                  {"gate", "Outside the topic that was asked for"},
                                                  {"unreadable", "Could not be read"}}};

bool is_iso_day(std::string_view day) {
  if (day.size() != 10) return false;
  for (std::size_t i = 0; i < day.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? day[i] != '-' : day[i] < '0' || day[i] > '9') return false;
  }
  return true;
}

}  // namespace

std::string count_of(std::size_t number, std::string_view one_thing) {
  std::string things(one_thing);
  if (number != 1)
    things = things.ends_with('y') ? things.substr(0, things.size() - 1) + "ies" : things + "s";
  return number_with_commas(number) + " " + things;
}

std::string long_day(std::string_view day) {
  constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                        "May",       "June",     "July",     "August",
                                                        "September", "October",  "November", "December"};
  if (!is_iso_day(day)) return std::string(day);
  const int month = (day[5] - '0') * 10 + (day[6] - '0');
  if (month < 1 || month > 12) return std::string(day);
  const std::string_view number = day.substr(day[8] == '0' ? 9 : 8);
  return fmt::format("{} {} {}", number, kMonths[static_cast<std::size_t>(month - 1)], day.substr(0, 4));
}

std::size_t statements_in_force(const Document& document) {
  std::size_t count = 0;
  for (const Section& section : document.sections) count += section.statements.size();
  return count;
}

std::string lede_of(const Document& document) {
  const std::size_t count = statements_in_force(document);
  return fmt::format("{} {} in force{}{}, drawn from {} ({}).", count_of(count, "statement"),
                     count == 1 ? "is" : "are", document.as_of.empty() ? "" : " on ",
                     long_day(document.as_of), count_of(document.backlog.stories, "story"),
                     count_of(document.backlog.words, "word"));
}

std::array<AccountingPart, 6> parts_of(const Accounting& accounting) {
  return {
      {{"in_force", "In force", "A sentence of the current state rests on it first.", accounting.in_force},
       {"duplicate", "Said again",
        "It says what a statement in force says, and is kept as further evidence.", accounting.duplicate},
       {"superseded", "Replaced", "A later story put something else in its place; see the histories.",
        accounting.superseded},
       {"retired", "Taken back", "A later story ended it with nothing in its place.", accounting.retired},
       {"set_aside", "Set aside", "It makes no statement that could hold today; each with its reason.",
        accounting.set_aside},
       {"needs_review", "Needs review", "A person has to decide.", accounting.needs_review}}};
}

std::vector<SetAsideGroup> grouped_by_reason(const std::vector<SetAside>& items) {
  std::vector<SetAsideGroup> groups;
  for (const ReasonLabel& known : kReasons)
    groups.push_back({std::string(known.reason), std::string(known.label), {}});
  for (const SetAside& item : items) {
    auto group =
        std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.reason == item.reason; });
    if (group == groups.end()) group = groups.insert(groups.end(), {item.reason, item.reason, {}});
    group->items.push_back(&item);
  }
  std::erase_if(groups, [](const SetAsideGroup& group) { return group.items.empty(); });
  return groups;
}

}  // namespace st
