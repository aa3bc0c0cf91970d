#include "render/markdown.h"

#include <gtest/gtest.h>

#include "base/unicode.h"
#include "render/golden_file.h"
#include "render/hostile_text.h"
#include "render/test_document.h"

namespace st {
namespace {

TEST(RenderMarkdown, IsTheGoldenFile) {
  expect_golden("state.md", render_markdown(small_document(), small_stories()));
}

TEST(RenderMarkdown, AnEmptyDocumentIsAReportToo) {
  const std::string text = render_markdown(Document{}, {});
  EXPECT_NE(text.find("0 statements are in force, drawn from 0 stories (0 words)."), std::string::npos)
      << text;
  EXPECT_EQ(text.find("<details>"), std::string::npos);
}

TEST(RenderMarkdown, OneStatementIsOneLine) {
  Document document = small_document();
  const std::string before = render_markdown(document, {});
  document.sections[0].statements[0].text = "Patients can cancel until 12 hours before the appointment.";
  document.sections[0].statements[0].history.clear();
  EXPECT_NE(before, render_markdown(document, {}));
  EXPECT_NE(render_markdown(document, {})
                .find("\n- Patients can cancel until 12 hours before the appointment. <sub>US-14 · since "
                      "2023-05-02</sub>\n"),
            std::string::npos);
}

TEST(RenderMarkdown, ManyStoriesAreCounted) {
  Document document = small_document();
  for (int i = 0; i < 20; ++i)
    document.sections[0].statements[0].evidence.add(quote_of("A-" + std::to_string(i), "x"));
  EXPECT_NE(render_markdown(document, {}).find("US-14, A-0, A-1, A-2, A-3 and 16 more · since"),
            std::string::npos);
}

TEST(RenderMarkdown, SectionsWithOneTitleHaveAnchorsOfTheirOwn) {
  Document document;
  for (int i = 0; i < 2; ++i) document.sections.push_back({"Sign-in & roles", {}});
  const std::string text = render_markdown(document, {});
  EXPECT_NE(text.find("(#sign-in--roles)"), std::string::npos) << text;
  EXPECT_NE(text.find("(#sign-in--roles-1)"), std::string::npos) << text;
}

TEST(RenderMarkdown, HostileTextNeverMakesHtml) {
  for (const std::string& hostile : hostile_texts()) {
    const std::string text = render_markdown(document_saying(hostile), {});
    EXPECT_TRUE(is_valid_utf8(text));
    std::size_t at = 0;
    while ((at = text.find('<', at)) != std::string::npos) {
      const std::string_view rest = std::string_view(text).substr(at);
      const bool ours = rest.starts_with("<sub>") || rest.starts_with("</sub>") ||
                        rest.starts_with("<details>") || rest.starts_with("</details>") ||
                        rest.starts_with("<summary>") || rest.starts_with("</summary>") ||
                        rest.starts_with("<!-- -->") || text[at - 1] == '\\';
      EXPECT_TRUE(ours) << rest.substr(0, 60);
      ++at;
    }
  }
}

}  // namespace
}  // namespace st
