#include "render/markdown_escape.h"

#include <gtest/gtest.h>
#include <md4c.h>

#include "render/hostile_text.h"
#include "render/text_escape.h"

namespace st {
namespace {

// What md4c, a parser that no one here wrote, makes of one Markdown text.
struct Parsed {
  std::string text;       // of paragraphs and items
  std::string structure;  // names of blocks and spans that are not the list that we put the text into
};

int enter_block(MD_BLOCKTYPE type, void*, void* user) {
  const bool ours =
      type == MD_BLOCK_DOC || type == MD_BLOCK_UL || type == MD_BLOCK_LI || type == MD_BLOCK_P;
  if (!ours) static_cast<Parsed*>(user)->structure += "block " + std::to_string(type) + ";";
  if (type == MD_BLOCK_UL || type == MD_BLOCK_LI)
    static_cast<Parsed*>(user)->structure += type == MD_BLOCK_UL ? "(" : ".";
  return 0;
}

int enter_span(MD_SPANTYPE type, void*, void* user) {
  static_cast<Parsed*>(user)->structure += "span " + std::to_string(type) + ";";
  return 0;
}

int leave(int, void*, void*) {
  return 0;
}

int take_text(MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* user) {
  Parsed& parsed = *static_cast<Parsed*>(user);
  const std::string_view piece(text, size);
  if (type == MD_TEXT_HTML) {
    if (piece != "<!-- -->") parsed.structure += "html;";
  } else {
    if (type != MD_TEXT_NORMAL) parsed.structure += "text " + std::to_string(type) + ";";
    parsed.text += piece;
  }
  return 0;
}

Parsed parse(const std::string& markdown) {
  MD_PARSER parser{};
  parser.flags =
      MD_DIALECT_GITHUB | MD_FLAG_LATEXMATHSPANS | MD_FLAG_WIKILINKS | MD_FLAG_PERMISSIVEAUTOLINKS;
  parser.enter_block = enter_block;
  parser.leave_block = [](MD_BLOCKTYPE type, void* d, void* u) { return leave(type, d, u); };
  parser.enter_span = enter_span;
  parser.leave_span = [](MD_SPANTYPE type, void* d, void* u) { return leave(type, d, u); };
  parser.text = take_text;
  Parsed parsed;
  EXPECT_EQ(md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &parsed), 0);
  return parsed;
}

std::string on_one_line(const std::string& text) {
  std::string out;
  for (const char byte : visible_text(text)) {
    const bool space = byte == ' ' || byte == '\n' || byte == '\t';
    if (!space) out += byte;
    if (space && !out.empty() && out.back() != ' ') out += ' ';
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

TEST(EscapeMarkdown, AnotherParserReadsTheSameTextAndNoMarkup) {
  for (const std::string& text : hostile_texts()) {
    const Parsed item = parse("- " + escape_markdown(text) + "\n- next\n");
    EXPECT_EQ(item.structure, "(..") << escape_markdown(text);
    EXPECT_EQ(item.text, on_one_line(text) + "next") << escape_markdown(text);
    const Parsed alone = parse(escape_markdown(text) + "\n");
    EXPECT_EQ(alone.structure, "") << escape_markdown(text);
    EXPECT_EQ(alone.text, on_one_line(text));
  }
}

TEST(EscapeMarkdown, EveryPairOfPunctuationIsText) {
  for (char a = '!'; a <= '~'; ++a) {
    for (char b = '!'; b <= '~'; ++b) {
      for (const std::string& text :
           {std::string{a, b}, std::string{a, b, ' ', 'x', a, b}, std::string{'x', a, b, a, 'y', b}}) {
        const Parsed parsed = parse("- " + escape_markdown(text) + "\n");
        ASSERT_EQ(parsed.structure, "(.") << text << " as " << escape_markdown(text);
        ASSERT_EQ(parsed.text, text);
      }
    }
  }
}

TEST(EscapeMarkdown, PlainSentencesStayAsTheyAre) {
  for (const std::string text : {"Patients can cancel until 24 hours before the appointment.",
                                 "It's 12:30 - or 40 %.", "A fee of 15.50 (net) is due; nothing else!"}) {
    EXPECT_EQ(escape_markdown(text), text);
  }
}

TEST(EscapeMarkdown, NobodyIsCalledAndNothingIsReferred) {
  EXPECT_EQ(escape_markdown("ask @team about #12"), "ask @<!-- -->team about #<!-- -->12");
  EXPECT_EQ(escape_markdown(":tada: at 10:30:00"), "\\:<!-- -->tada: at 10:30:00");
}

}  // namespace
}  // namespace st
