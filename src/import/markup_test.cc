#include "import/markup.h"

#include <gtest/gtest.h>

#include "import/adf_text.h"
#include "import/html_text.h"
#include "import/markdown_text.h"
#include "import/plain_text.h"
#include "import/wiki_text.h"

namespace st {
namespace {

std::string html(std::string_view text) {
  return render_blocks(html_blocks(text));
}
std::string markdown(std::string_view text) {
  return render_blocks(markdown_blocks(text));
}
std::string wiki(std::string_view text) {
  return render_blocks(wiki_blocks(text));
}
std::string plain(std::string_view text) {
  return render_blocks(plain_text_blocks(text));
}

std::string adf(const std::string& json) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(json);
  JsonObject object;
  if (parser.parse(padded).get(object) != simdjson::SUCCESS) return "no JSON";
  return render_blocks(adf_blocks(object));
}

TEST(HtmlTextTest, PartsParagraphsAndDecodesEntities) {
  EXPECT_EQ(html("<div><p>Fees &amp; fines &lt; 5&nbsp;&euro;</p><p>Second</p></div>"),
            "Fees & fines < 5 €\n\nSecond");
  EXPECT_EQ(html("no markup, 3 < 4"), "no markup, 3 < 4");
}

TEST(HtmlTextTest, PutsNestedListItemsOnLinesOfTheirOwn) {
  EXPECT_EQ(html("<ul><li>One<ul><li>One a</li><li>One b</li></ul></li><li><div>Two</div></li></ul>after"),
            "One\nOne a\nOne b\nTwo\n\nafter");
}

TEST(HtmlTextTest, KeepsLineBreaksAndPreformattedText) {
  EXPECT_EQ(html("<div>a<br>b<br/>c</div>"), "a\nb\nc");
  EXPECT_EQ(html("<p>x</p><pre>one\n  two</pre>"), "x\n\none\n  two");
}

TEST(HtmlTextTest, LeavesOutScriptsStylesAndStruckOutText) {
  EXPECT_EQ(html("<style>p{}</style><p>a <s>old</s>new</p><script>alert(1)</script>"), "a new");
}

TEST(HtmlTextTest, PutsARowOnALine) {
  EXPECT_EQ(
      html("<table><tr><th>Role</th><th>Limit</th></tr><tr><td><p>Clerk</p></td><td>50</td></tr></table>"),
      "Role\tLimit\nClerk\t50");
}

TEST(HtmlTextTest, TakesNoEncodingFromTheText) {
  EXPECT_EQ(html("<meta charset=iso-8859-1><p>né</p>"), "né");
}

TEST(MarkdownTextTest, DropsMarksAndKeepsWords) {
  EXPECT_EQ(
      markdown("# Title\n\nA **bold** [link](https://x.y) and `code`.\n\n- one\n- two\n  - three\n\nend"),
      "Title\n\nA bold link and code.\n\none\ntwo\nthree\n\nend");
}

TEST(MarkdownTextTest, LeavesOutPicturesCommentsAndStruckOutText) {
  EXPECT_EQ(markdown("a ![shot](x.png)b ~~old~~ new <!-- hint --> <br> c"), "a b  new\n c");
}

TEST(MarkdownTextTest, KeepsWhatIsNoMarkup) {
  EXPECT_EQ(markdown("events payment.*, charge.x, dispute.*."), "events payment.*, charge.x, dispute.*.");
  EXPECT_EQ(markdown("show <name> of the <b>patient</b>"), "show <name> of the patient");
  EXPECT_EQ(markdown("5 &lt; 6 &eacute; &#233;"), "5 < 6 é é");
}

TEST(MarkdownTextTest, ReadsTaskListsTablesAndQuotes) {
  EXPECT_EQ(markdown("- [x] done\n- [ ] open"), "done\nopen");
  EXPECT_EQ(markdown("| a | b |\n|---|---|\n| 1 | 2 |"), "a\tb\n1\t2");
  EXPECT_EQ(markdown("> From: a\n> To: b\n>\n> Hello"), "From: a\nTo: b\n\nHello");
}

TEST(WikiTextTest, DropsMarksAndKeepsWords) {
  EXPECT_EQ(
      wiki("h2. Goal\nA *bold* _word_, {{code}} and [words|https://x.y].\r\n\r\n* one\n** two\n# three"),
      "Goal\n\nA bold word, code and words.\n\none\ntwo\nthree");
}

TEST(WikiTextTest, KeepsWhatIsNoMarkup) {
  EXPECT_EQ(wiki("2*3*4, snake_case_name, a - b - c, [draft], Hi!"),
            "2*3*4, snake_case_name, a - b - c, [draft], Hi!");
  EXPECT_EQ(wiki("payment.*, charge.x, dispute.*."), "payment.*, charge.x, dispute.*.");
  EXPECT_EQ(wiki("\\{not a macro\\} \\*x\\*"), "{not a macro} *x*");
}

TEST(WikiTextTest, LeavesOutPicturesAndKeepsCode) {
  EXPECT_EQ(wiki("a !shot.png|width=541! b"), "a  b");
  EXPECT_EQ(wiki("run\n{code:java}\nint *x* = 1;\n{code}\nafter {color:red}red{color}"),
            "run\n\nint *x* = 1;\n\nafter red");
  EXPECT_EQ(wiki("||Role||Limit||\n|Clerk|50|"), "Role\tLimit\nClerk\t50");
}

TEST(AdfTextTest, ReadsParagraphsListsAndBreaks) {
  EXPECT_EQ(adf(R"({"type":"doc","content":[
      {"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"Goal"}]},
      {"type":"paragraph","content":[{"type":"text","text":"a ","marks":[{"type":"strong"}]},{"type":"text","text":"b"},
        {"type":"hardBreak"},{"type":"text","text":"c"},{"type":"text","text":"old","marks":[{"type":"strike"}]}]},
      {"type":"bulletList","content":[{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"one"}]},
        {"type":"orderedList","content":[{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"two"}]}]}]}]}]}]})"),
            "Goal\n\na b\nc\n\none\ntwo");
}

TEST(AdfTextTest, ReadsTablesAndInlineNodes) {
  EXPECT_EQ(adf(R"({"type":"doc","content":[{"type":"table","content":[{"type":"tableRow","content":[
      {"type":"tableCell","content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]}]},
      {"type":"tableCell","content":[{"type":"paragraph","content":[{"type":"text","text":"b"}]}]}]}]},
      {"type":"paragraph","content":[{"type":"mention","attrs":{"id":"1","text":"@Ada"}},{"type":"text","text":" till "},
        {"type":"date","attrs":{"timestamp":"1700000000000"}}]}]})"),
            "a\tb\n\n@Ada till 2023-11-14");
}

TEST(PlainTextTest, KeepsPlainTextByteForByte) {
  const std::string text = "As a reader I want two  spaces.\n\n    Given a shelf\n        And a book";
  EXPECT_EQ(plain(text), text);
}

TEST(PlainTextTest, DropsListAndQuoteMarks) {
  EXPECT_EQ(plain("notes:\n- one\n- two\n\n* three\n2024. A good year"),
            "notes:\n\none\ntwo\nthree\n2024. A good year");
  EXPECT_EQ(plain("1. one\n2. two\n(3) stays"), "one\ntwo\n(3) stays");
  EXPECT_EQ(plain("Mail:\n> we can\n>\n> live with it\n\nend >5"),
            "Mail:\n\nwe can\n\nlive with it\n\nend >5");
}

TEST(PlainTextTest, JoinsLinesThatAMailProgramWrapped) {
  EXPECT_EQ(plain("The clerk can see all open claims of the team and also those which were\n"
                  "given to a colleague who is on holiday until the middle of September and\n"
                  "will not be back before."),
            "The clerk can see all open claims of the team and also those which were given to a colleague "
            "who is on "
            "holiday until the middle of September and will not be back before.");
  EXPECT_EQ(plain("From: Ruth\nTo: all"), "From: Ruth\nTo: all");
}

TEST(BlocksTest, MovesTheAcceptanceCriteriaSection) {
  const auto body = split_acceptance_criteria(
      markdown_blocks("Text\n\n## Acceptance criteria\n\n- a\n- b\n\n## Notes\n\nn"));
  EXPECT_EQ(body.description, "Text\n\nNotes\n\nn");
  EXPECT_EQ(body.acceptance_criteria, "a\nb");
  const auto line =
      split_acceptance_criteria(plain_text_blocks("Text\n\nAcceptance Criteria:\n- a\n- b\n\nMore text"));
  EXPECT_EQ(line.description, "Text\n\nMore text");
  EXPECT_EQ(line.acceptance_criteria, "a\nb");
  const auto none = split_acceptance_criteria(
      plain_text_blocks("The acceptance criteria are unclear.\n\nAC power is off."));
  EXPECT_EQ(none.acceptance_criteria, "");
}

TEST(MarkupTest, SeesWhatATextIsWrittenIn) {
  EXPECT_EQ(plain_text_of("<p>a</p>", Markup::kAny), "a");
  EXPECT_EQ(plain_text_of("## Why\n\n**b**", Markup::kAny), "Why\n\nb");
  EXPECT_EQ(plain_text_of("Scenario: <name> is # 1 * 2 * 3", Markup::kAny),
            "Scenario: <name> is # 1 * 2 * 3");
}

}  // namespace
}  // namespace st
