// What each format's reader makes of its own quirks. The texts are made for these tests.
#include <gtest/gtest.h>

#include <algorithm>

#include "import/merge.h"
#include "import/read_source.h"

namespace st {
namespace {

ImportResult read(std::string_view bytes, std::string_view name = "x", ImportLimits limits = {}) {
  std::vector<FileStories> files;
  files.push_back(read_source(std::string(name), name, bytes, std::nullopt, limits));
  return merge_files(std::move(files));
}

std::string format_of(std::string_view bytes, std::string_view name = "x") {
  const FileStories out = read_source(std::string(name), name, bytes, std::nullopt, {});
  return out.stories.empty() ? "" : std::string(format_name(out.format));
}

const Story& by_id(const ImportResult& result, std::string_view id) {
  const auto found = std::find_if(result.stories.begin(), result.stories.end(),
                                  [&](const Story& s) { return s.id == id; });
  if (found != result.stories.end()) return *found;
  static const Story none;
  ADD_FAILURE() << "no story " << id;
  return none;
}

TEST(DetectTest, KnowsFormatsByContentAlone) {
  EXPECT_EQ(format_of("ID,Work Item Type,Title\n1,Bug,x\n", "a.txt"), "ado-csv");
  EXPECT_EQ(format_of("Summary;Issue key;Issue Type\nx;A-1;Bug\n", "a.json"), "jira-csv");
  EXPECT_EQ(format_of("\"Titel\"\t\"Beschreibung\"\nx\ty\n"), "csv");
  EXPECT_EQ(format_of("---\nid: A\n---\n# T\n\nb\n", "a.csv"), "markdown");
  EXPECT_EQ(format_of("As a user, I want a, b and c, so that d\nAs a user, I want e, f and g, so that h\n",
                      "a.csv"),
            "text");
  EXPECT_EQ(format_of("[US-1] As a user I want x\n[US-2] As a user I want y\n"), "text");
  EXPECT_EQ(format_of("[{\"id\": \"A\", \"title\": \"t\"}]", "a.md"), "jsonl");
  EXPECT_EQ(format_of("Plain words\n", "a.md"), "markdown");
  EXPECT_EQ(format_of("Plain words\n", "a"), "text");
}

TEST(AzureCsvTest, ReadsTreesAndPaths) {
  const auto result = read(
      "\xEF\xBB\xBFID,Work Item Type,Title 1,Title 2,State,Area Path,Tags,Created Date,Description\r\n"
      "\"1\",\"Epic\",\"Loans\",,\"Active\",\"Shop\\Front\",,\"2/13/2023 11:04:23 AM\",\r\n"
      "\"2\",\"User Story\",,\"Borrow, \"\"fast\"\"\",\"Removed\",\"Shop\\Front\\Desk\",\"a; "
      "b\",\"3/4/2023 1:00:00 PM\",\"<p>x\r\ny</p>\"\r\n");
  EXPECT_TRUE(result.unreadable.empty());
  const Story& child = by_id(result, "2");
  EXPECT_EQ(child.title(), "Borrow, \"fast\"");
  EXPECT_EQ(child.area, "Front/Desk");
  EXPECT_EQ(child.tags, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(child.created, "2023-03-04");
  EXPECT_EQ(child.state, StoryState::kRemoved);
  EXPECT_EQ(child.field("description"), "x\ny");
  ASSERT_EQ(child.links.size(), 1u);
  EXPECT_EQ(child.links[0], (StoryLink{LinkKind::kParent, "1"}));
  EXPECT_EQ(by_id(result, "1").source.line, 2u);
}

TEST(AzureJsonTest, ReadsRelationsCommentsAndTheLatestRevision) {
  const auto result = read(R"({"responses":{"200":{"body":{"value":[
      {"id":7,"rev":1,"fields":{"System.Title":"Old","System.State":"New","System.AreaPath":"P"}},
      {"id":7,"rev":12,"fields":{"System.Title":"New","System.State":"Closed","System.Reason":"Duplicate","System.AreaPath":"P\\A"},
       "relations":[{"rel":"System.LinkTypes.Duplicate-Reverse","url":"https://x/workItems/9"},
                    {"rel":"System.LinkTypes.Hierarchy-Forward","url":"https://x/workItems/8"}]},
      {"id":8,"rev":1,"fields":{"System.Title":"Child","System.State":"Resolved","Microsoft.VSTS.TCM.ReproSteps":"<div>Press</div>"}},
      {"workItemId":8,"commentId":3,"text":"<b>Agreed</b>: 5 days"},
      {"workItemId":99,"commentId":3,"text":"alone"}]}}}})");
  const Story& item = by_id(result, "7");
  EXPECT_EQ(item.title(), "New");
  EXPECT_EQ(item.area, "A");
  EXPECT_EQ(item.state, StoryState::kRemoved);
  EXPECT_EQ(item.links, (std::vector<StoryLink>{{LinkKind::kDuplicates, "9"}}));
  const Story& child = by_id(result, "8");
  EXPECT_EQ(child.field("description"), "Press");
  EXPECT_EQ(child.field("comment 1"), "Agreed: 5 days");
  EXPECT_EQ(child.links, (std::vector<StoryLink>{{LinkKind::kParent, "7"}}));
  ASSERT_EQ(result.unreadable.size(), 1u);
  EXPECT_NE(result.unreadable[0].what.find("99"), std::string::npos);
}

TEST(AzureJsonTest, ReplaysUpdates) {
  const auto result = read(R"({"count":2,"value":[
      {"id":1,"workItemId":5,"rev":1,"fields":{"System.Title":{"newValue":"First"},"System.State":{"newValue":"New"}}},
      {"id":2,"workItemId":5,"rev":2,"fields":{"System.Title":{"oldValue":"First","newValue":"Second"},"System.State":{"oldValue":"New","newValue":"Done"}}}]})");
  ASSERT_EQ(result.stories.size(), 1u);
  EXPECT_EQ(result.stories[0].id, "5");
  EXPECT_EQ(result.stories[0].title(), "Second");
  EXPECT_EQ(result.stories[0].state, StoryState::kDone);
}

TEST(JiraCsvTest, ReadsRepeatedColumnsLinksAndComments) {
  const auto result = read(
      "Summary,Issue key,Issue id,Parent id,Issue "
      "Type,Status,Resolution,Created,Resolved,Component/s,Component/s,Labels,Labels,"
      "Σ Time Spent,Inward issue link (Duplicate),Outward issue link (Relates),Custom field (Acceptance "
      "Criteria),Comment,Comment,Description\n"
      "Main,A-1,100,,Story,Done,Won't Do,25/Feb/26 10:17 PM,26/Feb/26 1:00 AM,UI,API,x,y,,A-2,A-3,* one\n"
      "Sub,A-2,101,100,Sub-task,Done,Fixed,25/Feb/26 10:17 PM,,,,,,,,,,25/Feb/26 10:20 PM;u1;It is *5* "
      "days,,\"h2. Goal\n\n* a\n* b\"\n");
  const Story& main = by_id(result, "A-1");
  EXPECT_EQ(main.type, "User Story");
  EXPECT_EQ(main.state, StoryState::kRemoved);
  EXPECT_EQ(main.created, "2026-02-25");
  EXPECT_EQ(main.area, "UI");
  EXPECT_EQ(main.tags, (std::vector<std::string>{"x", "y", "API"}));
  EXPECT_EQ(main.links, (std::vector<StoryLink>{{LinkKind::kRelates, "A-3"}}));
  EXPECT_EQ(main.field("acceptance_criteria"), "one");
  const Story& sub = by_id(result, "A-2");
  EXPECT_EQ(sub.state, StoryState::kDone);
  EXPECT_EQ(sub.links,
            (std::vector<StoryLink>{{LinkKind::kParent, "A-1"}, {LinkKind::kDuplicates, "A-1"}}));
  EXPECT_EQ(sub.field("comment 1"), "It is 5 days");
  EXPECT_EQ(sub.field("description"), "Goal\n\na\nb");
}

TEST(JiraCsvTest, ReadsGermanHeadersAndTheCloudsParent) {
  const auto german = read(
      "Zusammenfassung;Vorgangsschlüssel;Vorgangstyp;Status;Erstellt;Beschreibung\n"
      "Titel;B-1;Story;Erledigt;03/Mär/24 09:00;Text\n");
  EXPECT_EQ(by_id(german, "B-1").state, StoryState::kDone);
  EXPECT_EQ(by_id(german, "B-1").created, "2024-03-03");
  const auto cloud =
      read("Summary,Issue key,Issue id,Issue Type,Parent,Parent key\nx,C-2,12,Story,10,C-1\n");
  EXPECT_EQ(by_id(cloud, "C-2").links,
            (std::vector<StoryLink>{{LinkKind::kParent, "10"}, {LinkKind::kParent, "C-1"}}));
}

TEST(JiraJsonTest, ReadsBothForms) {
  const auto result = read(R"({"names":{"customfield_10100":"Acceptance Criteria"},"issues":[
      {"id":"1","key":"A-1","fields":{"summary":"S","description":"*Wiki* text\r\n\r\nAcceptance criteria:\r\n* x","created":"2023-01-02T00:00:00.000+0000",
        "status":{"name":"Erledigt"},"resolution":{"name":"Done"},"issuetype":{"name":"Bug"},"components":[{"name":"UI"},{"name":"API"}],
        "issuelinks":[{"type":{"name":"Duplicate","inward":"is duplicated by","outward":"duplicates"},"inwardIssue":{"key":"A-2","fields":{"summary":"n","status":{"name":"x"},"priority":{},"issuetype":{}}}}],
        "parent":{"key":"A-9"}}},
      {"id":"2","key":"A-2","fields":{"summary":"T","labels":["l"],"customfield_10100":"* only this","description":null,"status":{"name":"In Arbeit"}}}]})");
  const Story& first = by_id(result, "A-1");
  EXPECT_EQ(first.field("description"), "Wiki text");
  EXPECT_EQ(first.field("acceptance_criteria"), "x");
  EXPECT_EQ(first.state, StoryState::kDone);
  EXPECT_EQ(first.links, (std::vector<StoryLink>{{LinkKind::kParent, "A-9"}}));
  const Story& second = by_id(result, "A-2");
  EXPECT_EQ(second.field("acceptance_criteria"), "only this");
  EXPECT_EQ(second.state, StoryState::kOpen);
  EXPECT_EQ(second.links, (std::vector<StoryLink>{{LinkKind::kDuplicates, "A-1"}}));
}

TEST(GithubJsonTest, ReadsLabelsReasonsAndReferences) {
  const auto result = read(R"([
      {"number":1,"title":"One","body":"Text\n\nDuplicate of #2\n\nRelates to #3, #4","state":"CLOSED","stateReason":"NOT_PLANNED","labels":[{"name":"priority:high"},{"name":"kind/bug"},{"name":"area/login"}]},
      {"number":2,"title":"Two","body":"It duplicates nothing","state":"closed","state_reason":"completed","closed_at":"2023-01-02T00:00:00Z","labels":["good first issue"]},
      {"number":3,"title":"Three","body":null,"state":"open","labels":[],"pull_request":{"merged_at":null}}])");
  const Story& one = by_id(result, "1");
  EXPECT_EQ(one.state, StoryState::kRemoved);
  EXPECT_EQ(one.type, "Bug");
  EXPECT_EQ(one.area, "login");
  EXPECT_EQ(one.tags, (std::vector<std::string>{"priority:high"}));
  EXPECT_EQ(one.field("description"), "Text");
  EXPECT_EQ(one.links,
            (std::vector<StoryLink>{
                {LinkKind::kDuplicates, "2"}, {LinkKind::kRelates, "3"}, {LinkKind::kRelates, "4"}}));
  EXPECT_EQ(by_id(result, "2").state, StoryState::kDone);
  EXPECT_EQ(by_id(result, "2").area, "");
  EXPECT_EQ(by_id(result, "3").type, "Pull Request");
}

TEST(GithubJsonTest, ReadsPagesOneAfterTheOther) {
  const auto result = read(
      "[{\"number\":1,\"title\":\"a\",\"body\":\"b\"}][{\"number\":2,\"title\":\"c\",\"body\":\"d\"}]\n");
  EXPECT_EQ(result.stories.size(), 2u);
  EXPECT_TRUE(result.unreadable.empty());
}

TEST(GitlabJsonTest, ReadsEpochDatesAndDuplicates) {
  const auto result = read(
      R"([{"id":900,"iid":1,"title":"a","description":"**b**","state":"closed","created_at":1655821247897,"closed_at":1655821247897,
      "closed_as_duplicate_of":901,"labels":["type::bug","group::runner"],"author":{"id":1}},
      {"id":901,"iid":2,"title":"c","description":"d","state":"opened","created_at":"2022-01-02T00:00:00Z","labels":[],"author":{"id":1}}])");
  const Story& first = by_id(result, "1");
  EXPECT_EQ(first.created, "2022-06-21");
  EXPECT_EQ(first.state, StoryState::kRemoved);
  EXPECT_EQ(first.type, "Bug");
  EXPECT_EQ(first.area, "runner");
  EXPECT_EQ(first.links, (std::vector<StoryLink>{{LinkKind::kDuplicates, "2"}}));
}

TEST(GitlabCsvTest, ReadsTheProductsOwnExport) {
  const auto result = read(
      "Title,Description,Issue ID,URL,State,Author,Created At (UTC),Closed At (UTC),Labels\n"
      "t,- a,12,https://g.example/o/p/-/issues/12,Closed,x,2023-01-02 03:04:05,2023-02-03 "
      "04:05:06,\"bug,area::ui\"\n");
  const Story& story = by_id(result, "12");
  EXPECT_EQ(story.closed, "2023-02-03");
  EXPECT_EQ(story.type, "Bug");
  EXPECT_EQ(story.area, "ui");
}

TEST(MarkdownFileTest, ReadsFrontMatterThatIsNoYamlToo) {
  const auto result = read(
      "---\nid: A-1\ntitle: Fix: the thing\nstatus: Won't Do\ntags: [a, b]\nduplicates: A-0\n---\nBody\n",
      "a.md");
  const Story& story = by_id(result, "A-1");
  EXPECT_EQ(story.title(), "Fix: the thing");
  EXPECT_EQ(story.state, StoryState::kRemoved);
  EXPECT_EQ(story.field("description"), "Body");
  EXPECT_EQ(story.links, (std::vector<StoryLink>{{LinkKind::kDuplicates, "A-0"}}));
  EXPECT_EQ(result.remarks.size(), 1u);
  const auto yaml = read("---\nid: 7\ntags:\n  - a\n  - b, c\nrelates: [X-1, X-2]\n---\n# T\n", "a.md");
  EXPECT_EQ(by_id(yaml, "7").tags, (std::vector<std::string>{"a", "b, c"}));
  EXPECT_EQ(by_id(yaml, "7").links.size(), 2u);
}

TEST(MarkdownFileTest, NamesAFileWithoutFrontMatterByItsPath) {
  const auto result = read("# Add login\n\nText\n", "changes/2025-01-11-add-login.md");
  const Story& story = by_id(result, "changes/2025-01-11-add-login");
  EXPECT_EQ(story.created, "2025-01-11");
  EXPECT_EQ(story.state, StoryState::kUnknown);
  EXPECT_EQ(story.title(), "Add login");
}

TEST(TextLinesTest, GivesAStoryALine) {
  const auto result =
      read("As a user, I want x.\r\n\r\n- As a clerk, I want y.\r\nUS-7: As a guest, I want z.\r\n");
  ASSERT_EQ(result.stories.size(), 3u);
  EXPECT_EQ(by_id(result, "L1").title(), "As a user, I want x.");
  EXPECT_EQ(by_id(result, "L3").title(), "As a clerk, I want y.");
  EXPECT_EQ(by_id(result, "US-7").title(), "As a guest, I want z.");
  EXPECT_EQ(result.stories[0].state, StoryState::kUnknown);
}

TEST(MergeTest, SettlesRecordsOfOneId) {
  const auto result = read(
      "{\"id\": \"A\", \"title\": \"x\"}\n{\"id\": \"A\", \"title\": \"x\"}\n{\"id\": \"A\", \"title\": "
      "\"y\"}\n");
  ASSERT_EQ(result.stories.size(), 2u);
  EXPECT_EQ(result.stories[1].id, "A (2)");
  EXPECT_EQ(result.remarks.size(), 2u);
  std::vector<FileStories> files;
  files.push_back(read_source(
      "old", "old", "{\"id\": \"A\", \"title\": \"x\", \"updated\": \"2023-05-01\"}", std::nullopt, {}));
  files.push_back(read_source(
      "new", "new", "{\"id\": \"A\", \"title\": \"y\", \"updated\": \"2023-04-01\"}", std::nullopt, {}));
  const auto versions = merge_files(std::move(files));
  ASSERT_EQ(versions.stories.size(), 1u);
  EXPECT_EQ(versions.stories[0].title(), "x");
}

TEST(MergeTest, KeepsIssuesOfTwoProjectsApart) {
  const char* issue =
      "[{\"number\":1,\"title\":\"%\",\"body\":\"b\",\"url\":\"https://github.com/o/%/issues/1\"}]";
  std::vector<FileStories> files;
  for (const char project : {'p', 'q'}) {
    std::string text = issue;
    std::replace(text.begin(), text.end(), '%', project);
    files.push_back(read_source(std::string(1, project), "x", text, std::nullopt, {}));
  }
  const auto result = merge_files(std::move(files));
  ASSERT_EQ(result.stories.size(), 2u);
  EXPECT_EQ(result.stories[1].id, "q#1");
}

TEST(MergeTest, KeepsTheSameNumberOfTwoTrackersApart) {
  std::vector<FileStories> files;
  files.push_back(read_source("a.csv", "a.csv", "ID,Work Item Type,Title\n1,Bug,x\n", std::nullopt, {}));
  files.push_back(
      read_source("g.json", "g.json", R"([{"number":1,"title":"y","body":"b"}])", std::nullopt, {}));
  const auto result = merge_files(std::move(files));
  ASSERT_EQ(result.stories.size(), 2u);
  EXPECT_EQ(result.stories[1].id, "g:1");
}

TEST(LimitsTest, MarksThatNeverEndStayLinear) {
  std::string row = "Summary,Issue key,Issue Type,Description\nx,A-1,Story,\"";
  for (int i = 0; i < 200000; ++i) row += "*a {code [x !y ";
  EXPECT_EQ(read(row + "\"\n").stories.size(), 1u);
}

TEST(LimitsTest, NamesOfThingsAreOneLine) {
  const auto result =
      read(R"([{"number":"1\n2","title":"t","body":"b"},{"issue_url":"x/7\n8","body":"c"}])");
  ASSERT_EQ(result.stories.size(), 1u);
  EXPECT_EQ(result.stories[0].id, "1 2");
  ASSERT_EQ(result.unreadable.size(), 1u);
  EXPECT_EQ(result.unreadable[0].text().find('\n'), std::string::npos);
}

TEST(LimitsTest, RefusesWhatIsTooLargeOrTooDeep) {
  ImportLimits limits;
  limits.field_bytes = 100;
  const auto large = read(
      "{\"id\": \"A\", \"title\": \"x\", \"description\": \"" + std::string(200, 'a') + "\"}", "x", limits);
  ASSERT_EQ(large.stories.size(), 1u);
  EXPECT_EQ(large.stories[0].field("description"), "");
  ASSERT_EQ(large.unreadable.size(), 1u);
  EXPECT_NE(large.unreadable[0].what.find("200 bytes"), std::string::npos);

  for (const std::string& deep :
       {std::string(200000, '['), std::string(200000, '{'),
        std::string(100000, '{') + "\"a\":", "---\na: " + std::string(30000, '[') + "\n---\n"}) {
    EXPECT_LE(read(deep).stories.size(), 1u);
  }
  std::string nested;
  for (int i = 0; i < 100000; ++i) nested += "{\"a\":";
  EXPECT_TRUE(read(nested).stories.empty());
  const std::string html = "{\"id\": \"A\", \"title\": \"x\", \"description\": \"";
  std::string tags;
  for (int i = 0; i < 50000; ++i) tags += "<div><ul><li>";
  EXPECT_EQ(read(html + tags + "x<br></li>\"}").stories.size(), 1u);
  std::string quotes = "{\"id\": \"A\", \"title\": \"x\", \"description\": \"## h\\n";
  for (int i = 0; i < 50000; ++i) quotes += "> ";
  EXPECT_EQ(read(quotes + "\"}").stories.size(), 1u);
}

}  // namespace
}  // namespace st
