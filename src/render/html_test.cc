#include "render/html.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "base/unicode.h"
#include "render/golden_file.h"
#include "render/hostile_text.h"
#include "render/page_assets.h"
#include "render/test_document.h"
#include "render/text_escape.h"

namespace st {
namespace {

// The page without its style and script, which have files of their own.
std::string without_assets(std::string page) {
  for (const std::string_view asset : {page_style(), page_script()}) {
    const std::size_t at = page.find(asset);
    if (at != std::string::npos) page.erase(at, asset.size());
  }
  return std::regex_replace(page, std::regex("sha256-[^']*"), "sha256-");
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const std::size_t start = text.find(before);
  if (start == std::string::npos) return "";
  const std::size_t from = start + before.size();
  return text.substr(from, text.find(after, from) - from);
}

nlohmann::json data_of(const std::string& page, const std::string& id) {
  return nlohmann::json::parse(between(page, "id=\"" + id + "\">", "</script>"));
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return count;
}

TEST(RenderHtml, IsTheGoldenFile) {
  expect_golden("state.html", without_assets(render_html(small_document(), small_stories())));
}

TEST(RenderHtml, SameDocumentSameBytes) {
  EXPECT_EQ(render_html(small_document(), small_stories()), render_html(small_document(), small_stories()));
}

TEST(RenderHtml, AnEmptyDocumentIsAPageToo) {
  const std::string page = render_html(Document{}, {});
  EXPECT_NE(page.find("0 statements are in force"), std::string::npos);
  EXPECT_EQ(data_of(page, "timeline-data")["past"].size(), 0u);
}

TEST(RenderHtml, ASectionsIntroductionIsTextAboveItsStatements) {
  Document document = small_document();
  EXPECT_EQ(render_html(document, small_stories()).find("class=\"about introduction\""), std::string::npos);
  document.sections[0].introduction = "<b>Patients</b> cancel & book.";
  const std::string page = render_html(document, small_stories());
  const std::size_t at = page.find("dir=\"auto\">&lt;b&gt;Patients&lt;/b&gt; cancel &amp; book.</p>");
  ASSERT_NE(at, std::string::npos);
  EXPECT_LT(at, page.find(document.sections[0].statements[0].text, page.find("id=\"part-0\"")));
}

TEST(RenderHtml, NamesNothingToLoad) {
  const std::string page = render_html(small_document(), small_stories());
  for (const char* loads :
       {" src=", "url(", "@import", "https:", "<link", "<img", "<iframe", "<base", "fetch(", "import("}) {
    EXPECT_EQ(page.find(loads), std::string::npos) << loads;
  }
  EXPECT_EQ(count_of(page, "http:"),
            count_of(page, "'http://www.w3.org/2000/svg'"));  // a name, not an address
  const std::string policy = between(page, "Content-Security-Policy\" content=\"", "\"");
  EXPECT_TRUE(policy.starts_with("default-src 'none'; style-src 'sha256-")) << policy;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

// The number of every element is the same whatever the texts say.
TEST(RenderHtml, HostileTextAddsNoMarkup) {
  const auto shape_of = [](const std::string& text) {
    const std::vector<Story> stories = {story_saying(text)};
    const std::string page = without_assets(render_html(document_saying(text), stories));
    EXPECT_TRUE(is_valid_utf8(page));
    return std::tuple(count_of(page, "<"), count_of(page, ">"), count_of(page, "<script"),
                      count_of(page, "\""));
  };
  const auto harmless = shape_of("A sentence.");
  for (const std::string& text : hostile_texts()) {
    const auto shape = shape_of(text);
    EXPECT_EQ(std::get<0>(shape), std::get<0>(harmless)) << text;
    EXPECT_EQ(std::get<1>(shape), std::get<1>(harmless)) << text;
    EXPECT_EQ(std::get<2>(shape), std::get<2>(harmless)) << text;
  }
}

TEST(RenderHtml, ManyStoriesUnfold) {
  Document document = small_document();
  for (int i = 0; i < 20; ++i)
    document.sections[0].statements[0].evidence.add(quote_of("A-" + std::to_string(i), "x"));
  const std::string page = render_html(document, {});
  EXPECT_NE(page.find("<details class=\"rest\"><summary>16 more</summary>"), std::string::npos);
  EXPECT_NE(page.find("<bdi>A-19</bdi>"), std::string::npos);
}

TEST(RenderHtml, EmbedsStoriesAsTheyAre) {
  for (const std::string& text : hostile_texts()) {
    const std::vector<Story> stories = {story_saying(text)};
    const std::string page = render_html(document_saying(text), stories);
    const auto story = data_of(page, "story-data")[0];
    EXPECT_EQ(story[0], repair_utf8(text));
    EXPECT_EQ(story[6][1][1], repair_utf8(text));
  }
}

TEST(RenderHtml, PlacesAreInUtf16Units) {
  std::vector<Story> stories = {story_saying("US-1")};
  stories[0].fields = {{"title", "t"}, {"description", "\U0001F600 é: until 24 h."}};
  const std::string quote = "until 24 h.";
  Document document;
  const std::size_t start = stories[0].fields[1].text.find(quote);
  document.sections.push_back(
      {"A", {statement_of("S-1", quote, {{"US-1", "description", start, start + quote.size()}, quote})}});
  EXPECT_EQ(data_of(render_html(document, stories), "evidence-data")[0], nlohmann::json({0, 1, 6, 17}));
}

TEST(RenderHtml, AQuoteThatDoesNotStandThereIsShownAsSuch) {
  const std::vector<Story> stories = {story_saying("US-1 says this")};
  for (const Evidence& evidence :
       {Evidence{{"US-1 says this", "title", 0, 4}, "other"}, Evidence{{"?", "title", 0, 4}, "US-1"},
        Evidence{{"US-1 says this", "?", 0, 4}, "US-1"},
        Evidence{{"US-1 says this", "title", 10, 99}, "this"},
        Evidence{{"US-1 says this", "title", 9, 4}, ""}}) {
    Document document;
    document.sections.push_back({"A", {statement_of("S-1", "x", evidence)}});
    EXPECT_EQ(data_of(render_html(document, stories), "evidence-data")[0],
              nlohmann::json({evidence.span.story_id, evidence.span.field, evidence.quote}));
  }
}

}  // namespace
}  // namespace st
