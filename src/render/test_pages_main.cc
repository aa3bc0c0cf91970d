// Writes the pages that tests/render/page_test.py opens in a browser: st_render_pages FOLDER.
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/unicode.h"
#include "render/hostile_text.h"
#include "render/html.h"
#include "render/json.h"
#include "render/markdown.h"
#include "render/test_document.h"
#include "render/text_escape.h"

namespace st {
namespace {

struct Backlog {
  Document document;
  std::vector<Story> stories;
};

// Every hostile text as a statement with an earlier wording, an item to review, a taken-back one and one
// set aside.
Backlog hostile_backlog() {
  Backlog out;
  out.document.made_by = hostile_texts().front();
  std::size_t number = 0;
  for (const std::string& text : hostile_texts()) {
    ++number;
    Story story = story_saying(text);
    story.id = fmt::format("{}-{}", number, text);
    story.fields[1].text = "Before \u00e9\U0001F600 " + text + " after";
    const std::size_t start = std::string_view("Before \u00e9\U0001F600 ").size();
    const Evidence evidence = {{story.id, text, start, start + text.size()}, text};
    Statement statement = statement_of(fmt::format("S-{:08x}", number), text, evidence);
    statement.since = "2023-05-02";
    statement.history.push_back({"Earlier: " + text, {evidence}, "2022-01-01", "2023-05-02", text});
    out.document.sections.push_back({text, {statement}});
    out.document.needs_review.push_back({fmt::format("S-f{:07x}", number), text, {evidence}, text});
    out.document.retired.push_back(
        {fmt::format("S-e{:07x}", number), text, {evidence}, "2022-02-02", "2023-01-01", evidence});
    out.document.set_aside.push_back({story.id, text, text});
    out.document.timeline.push_back({statement.id, text, "Earlier: " + text, "2022-01-01", "2023-05-02"});
    out.document.timeline.push_back({statement.id, text, text, "2023-05-02", ""});
    out.document.timeline.push_back(
        {fmt::format("S-e{:07x}", number), "Gone: " + text, text, "2022-02-02", "2023-01-01"});
    out.stories.push_back(std::move(story));
  }
  out.document.backlog = {number, 5 * number};
  out.document.accounting = {5 * number, number, 0, number, number, number, number};
  return out;
}

std::string sentence(std::size_t number) {
  constexpr std::string_view kWho[] = {"Patients", "Couriers", "Booking clerks", "Curators", "Members"};
  constexpr std::string_view kVerb[] = {"can cancel", "can move", "must confirm", "may open",
                                        "cannot delete"};
  constexpr std::string_view kWhat[] = {"an appointment", "a parcel", "an order",
                                        "a loan",         "a claim",  "a membership"};
  return fmt::format("{} {} {} up to {} hours before it starts, in the version {} of the portal.",
                     kWho[number % 5], kVerb[number / 5 % 5], kWhat[number / 25 % 6], number % 97 + 1,
                     number);
}

std::string day_of(std::size_t number) {
  return fmt::format("20{:02}-{:02}-{:02}", 16 + number * 8 / 10000, number / 7 % 12 + 1, number % 28 + 1);
}

// 10,000 statements out of 1,743 stories with more than 450,000 words: the largest backlog that is promised
// to be quick.
Backlog big_backlog() {
  Backlog out;
  for (std::size_t i = 0; i < 60; ++i) out.document.sections.push_back({fmt::format("Area {}", i), {}});
  for (std::size_t i = 0; i < 1743; ++i) {
    Story story = story_saying(fmt::format("US-{}", i));
    story.fields = {{"title", fmt::format("Story {}", i)}, {"description", ""}};
    out.stories.push_back(std::move(story));
  }
  for (std::size_t i = 0; i < 10000; ++i) {
    std::string& text = out.stories[i % 1743].fields[1].text;
    const std::string said = sentence(i);
    const Evidence evidence = {
        {fmt::format("US-{}", i % 1743), "description", text.size(), text.size() + said.size()}, said};
    for (int repeat = 0; repeat < 3; ++repeat) text += said + "\n";
    Statement statement = statement_of(fmt::format("S-{:08x}", i), said, evidence);
    statement.since = day_of(i);
    Section& section = out.document.sections[i * 60 / 10000];
    if (i % 3 == 0) {
      const std::string before = "Formerly: " + said;
      statement.history.push_back({before, {evidence}, "2015-01-01", statement.since, "superseded"});
      out.document.timeline.push_back({statement.id, section.title, before, "2015-01-01", statement.since});
    }
    out.document.timeline.push_back({statement.id, section.title, said, statement.since, ""});
    section.statements.push_back(std::move(statement));
  }
  out.document.backlog = {1743, 450000};
  out.document.accounting = {13334, 10000, 0, 3334, 0, 0, 0};
  return out;
}

// What the browser must show for the hostile page, place by place.
std::string expected_texts(const Backlog& hostile) {
  nlohmann::json json = nlohmann::json::array();
  for (const Section& section : hostile.document.sections) {
    const Statement& statement = section.statements.front();
    json.push_back({{"id", statement.id},
                    {"text", visible_text(statement.text)},
                    {"story", visible_text(statement.evidence.front().span.story_id)}});
  }
  return json.dump();
}

Status write_pages(const std::string& folder) {
  const Backlog hostile = hostile_backlog();
  const Backlog big = big_backlog();
  ST_RETURN_IF_ERROR(write_file(folder + "/hostile.html", render_html(hostile.document, hostile.stories)));
  ST_RETURN_IF_ERROR(write_file(folder + "/hostile.json", expected_texts(hostile)));
  ST_RETURN_IF_ERROR(write_file(folder + "/big.html", render_html(big.document, big.stories)));
  return write_file(folder + "/small.html", render_html(small_document(), small_stories()));
}

}  // namespace
}  // namespace st

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: st_render_pages FOLDER\n", stderr);
    return 2;
  }
  const st::Status written = st::write_pages(argv[1]);
  if (!written.ok()) std::fprintf(stderr, "error: %s\n", written.error().message.c_str());
  return written.ok() ? 0 : 1;
}
