#include "render/text_escape.h"

#include <gtest/gtest.h>
#include <libxml/HTMLparser.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "base/unicode.h"
#include "render/hostile_text.h"

namespace st {
namespace {

TEST(VisibleText, HidesNothing) {
  EXPECT_EQ(visible_text(std::string_view("a\0b\x1b"
                                          "c\x7f",
                                          6)),
            "a␀b␛c␡");
  EXPECT_EQ(visible_text("pay \u202E001\u202C"), "pay ⟨U+202E⟩001⟨U+202C⟩");
  EXPECT_EQ(visible_text("x\U000E0041y"), "x⟨U+E0041⟩y");
  EXPECT_EQ(visible_text("one\ntwo\tthree\u2028four"), "one\ntwo\tthree\nfour");
  EXPECT_EQ(visible_text("caf\xc3\xa9 \xff"), "café \uFFFD");
}

TEST(EscapeHtml, NoMarkupCharacterIsLeft) {
  EXPECT_EQ(escape_html("<a b=\"c\" d='e'>&"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
  for (const std::string& text : hostile_texts()) {
    const std::string html = escape_html(text);
    EXPECT_EQ(html.find_first_of("<>\"'"), std::string::npos) << html;
    EXPECT_TRUE(is_valid_utf8(html)) << html;
  }
}

std::string text_of(const xmlNode* node) {
  const std::unique_ptr<xmlChar, decltype(xmlFree)> text(xmlNodeGetContent(node), xmlFree);
  return text ? reinterpret_cast<const char*>(text.get()) : "";
}

// A parser that no one here wrote gets back the text and sees one element, in content and in an attribute.
TEST(EscapeHtml, AnotherParserReadsTheSameText) {
  for (const std::string& text : hostile_texts()) {
    const std::string html =
        "<html><body><p title=\"" + escape_html(text) + "\">" + escape_html(text) + "</p></body></html>";
    const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
        htmlReadMemory(html.data(), static_cast<int>(html.size()), nullptr, "UTF-8",
                       HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET),
        xmlFreeDoc);
    ASSERT_TRUE(document);
    const xmlNode* body = xmlDocGetRootElement(document.get())->children;
    ASSERT_EQ(xmlChildElementCount(const_cast<xmlNode*>(body)), 1u) << text;
    const xmlNode* paragraph = body->children;
    EXPECT_EQ(xmlChildElementCount(const_cast<xmlNode*>(paragraph)), 0u) << text;
    EXPECT_EQ(text_of(paragraph), visible_text(text));
    ASSERT_NE(paragraph->properties, nullptr);
    EXPECT_EQ(paragraph->properties->next, nullptr) << text;
    EXPECT_EQ(text_of(paragraph->properties->children), visible_text(text));
  }
}

TEST(EscapeScriptJson, NothingInItCanEndTheBlock) {
  for (const std::string& text : hostile_texts()) {
    const nlohmann::json json = {{"text", repair_utf8(text)}, {repair_utf8(text), 1}};
    const std::string script = escape_script_json(json.dump());
    EXPECT_EQ(script.find_first_of("<>&"), std::string::npos) << script;
    EXPECT_EQ(script.find("\u2028"), std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(script), json);
  }
}

TEST(Utf16Length, CountsAsJavaScriptDoes) {
  EXPECT_EQ(utf16_length(""), 0u);
  EXPECT_EQ(utf16_length("abc"), 3u);
  EXPECT_EQ(utf16_length("é日"), 2u);
  EXPECT_EQ(utf16_length("\U0001F600!"), 3u);
  EXPECT_EQ(utf16_length("\xff\xfe"), 2u);
}

}  // namespace
}  // namespace st
