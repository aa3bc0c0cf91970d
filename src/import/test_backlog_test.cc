#include "import/test_backlog.h"

#include <fmt/format.h>

namespace st::test {
namespace {

std::string csv_cell(const std::string& text, char delimiter = ',') {
  if (text.find_first_of(std::string("\"\n\r") + delimiter) == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string csv_row(const std::vector<std::string>& cells, char delimiter = ',') {
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i)
    row += (i > 0 ? std::string(1, delimiter) : "") + csv_cell(cells[i], delimiter);
  return row + "\r\n";
}

std::string html_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '&'   ? "&amp;"
           : c == '<' ? "&lt;"
           : c == '>' ? "&gt;"
           : c == '"' ? "&quot;"
                      : std::string(1, c);
  }
  return out;
}

std::string json_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return out + "\"";
}

std::string join(const std::vector<std::string>& parts, const std::string& between,
                 const std::string& before = "") {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i > 0 ? between : "") + before + parts[i];
  return out;
}

std::string html_body(const BacklogItem& item) {
  std::string out = "<div>";
  for (const std::string& paragraph : item.paragraphs) out += "<p>" + html_text(paragraph) + "</p>";
  return out + "</div>";
}

std::string html_criteria(const BacklogItem& item) {
  std::string out = "<ul>";
  for (const std::string& line : item.criteria) out += "<li>" + html_text(line) + "</li>";
  return out + "</ul>";
}

std::string state(const BacklogItem& item) {
  return item.closed.empty() ? "Active" : "Done";
}

std::string markdown_body(const BacklogItem& item) {
  return join(item.paragraphs, "\n\n") + "\n\n## Acceptance criteria\n\n" + join(item.criteria, "\n", "- ");
}

std::string adf(const BacklogItem& item) {
  std::string out;
  for (const std::string& text : item.paragraphs) {
    out +=
        fmt::format(R"({{"type":"paragraph","content":[{{"type":"text","text":{}}}]}},)", json_text(text));
  }
  out +=
      R"({"type":"heading","attrs":{"level":3},"content":[{"type":"text","text":"Acceptance criteria"}]},)";
  std::string items;
  for (const std::string& text : item.criteria) {
    items +=
        (items.empty() ? "" : ",") +
        fmt::format(
            R"({{"type":"listItem","content":[{{"type":"paragraph","content":[{{"type":"text","text":{}}}]}}]}})",
            json_text(text));
  }
  return fmt::format(R"({{"type":"doc","version":1,"content":[{}{{"type":"bulletList","content":[{}]}}]}})",
                     out, items);
}

std::string record_of(const BacklogItem& item, const std::string& kind, std::size_t number) {
  const std::string body = join(item.paragraphs, "\n\n");
  if (kind == "ado-csv") {
    return csv_row({item.id, "User Story", item.title, state(item), "Product\\Loans", "a; b",
                    html_body(item), html_criteria(item), item.created, item.closed});
  }
  if (kind == "jira-csv") {
    return csv_row({item.title, item.id, "Story", state(item), item.created, item.closed,
                    join(item.paragraphs, "\r\n\r\n"), "Loans", "a", "b",
                    join(item.criteria, "\r\n", "* ")});
  }
  if (kind == "csv") {
    return csv_row(
        {item.id, item.title, body, join(item.criteria, "\n"), state(item), item.created, item.closed},
        ';');
  }
  if (kind == "jsonl") {
    std::vector<std::string> lines;
    for (const std::string& line : item.criteria) lines.push_back(json_text(line));
    return fmt::format(
               R"({{"id": {}, "type": "User Story", "title": {}, "state": {}, "created": {}, "closed": {}, )"
               R"("description": {}, "acceptance_criteria": [{}]}})",
               json_text(item.id), json_text(item.title), json_text(state(item)), json_text(item.created),
               item.closed.empty() ? "null" : json_text(item.closed), json_text(body), join(lines, ", ")) +
           "\n";
  }
  if (kind == "jira-json") {
    return fmt::format(
        R"({{"key":{},"fields":{{"summary":{},"description":{},"issuetype":{{"name":"Story"}},)"
        R"("status":{{"name":{}}},"created":"{}T09:00:00.000+0000","labels":["a"]}}}})",
        json_text(item.id), json_text(item.title), adf(item), json_text(state(item)), item.created);
  }
  if (kind == "github-json") {
    return fmt::format(
        "{{\n  \"number\": {},\n  \"title\": {},\n  \"body\": {},\n  \"state\": \"{}\",\n  \"createdAt\": "
        "\"{}T09:00:00Z\",\n  \"labels\": [\n   {{\n    \"name\": \"bug\"\n   }}\n  ]\n }}",
        number, json_text("[" + item.id + "] " + item.title), json_text(markdown_body(item)),
        item.closed.empty() ? "OPEN" : "CLOSED", item.created);
  }
  if (kind == "gitlab-json") {
    return fmt::format(
        R"({{"id":{},"iid":{},"title":{},"description":{},"state":"{}","created_at":"{}T09:00:00.000Z",)"
        R"("labels":[],"author":{{"id":1,"name":"x"}}}})",
        number + 9000, number, json_text("[" + item.id + "] " + item.title), json_text(markdown_body(item)),
        item.closed.empty() ? "opened" : "closed", item.created);
  }
  if (kind == "ado-json") {
    return fmt::format(
        R"({{"id":{},"rev":3,"fields":{{"System.Title":{},"System.State":"{}","System.Description":{},)"
        R"("Microsoft.VSTS.Common.AcceptanceCriteria":{},"System.CreatedDate":"{}T09:00:00Z"}},)"
        R"("relations":[{{"rel":"System.LinkTypes.Related","url":"workItems/1"}}]}})",
        json_text(item.id), json_text(item.title), state(item), json_text(html_body(item)),
        json_text(html_criteria(item)), item.created);
  }
  return item.title + "\r\n";
}

}  // namespace

std::vector<BacklogItem> make_backlog(std::size_t count) {
  std::vector<BacklogItem> backlog;
  for (std::size_t i = 0; i < count; ++i) {
    BacklogItem item;
    item.id = fmt::format("LIB-{}", i + 1);
    item.title = fmt::format("As a reader I want shelf {} sorted, so that \"quick\" finds work", i + 1);
    item.paragraphs = {
        fmt::format("A reader may keep {} books for {} days; naïve, für alle — 你好.", i + 2, 7 + i % 9),
        fmt::format("Say \"no\" politely, then write {{code {}}} & <done> on the card.", i)};
    item.criteria = {fmt::format("Shelf {} shows at most {} titles", i, i * 3 + 5),
                     "Nothing else changes, \"ever\""};
    item.created = fmt::format("2023-{:02}-{:02}", 1 + i % 12, 1 + i % 28);
    if (i % 4 != 0) item.closed = fmt::format("2024-{:02}-{:02}", 1 + i % 12, 1 + i % 28);
    backlog.push_back(std::move(item));
  }
  return backlog;
}

std::string ExportParts::whole() const {
  std::string out = head;
  for (const std::string& record : records) out += record;
  return out + tail;
}

ExportParts export_backlog(const std::vector<BacklogItem>& backlog, const std::string& kind) {
  ExportParts parts;
  parts.format = kind;
  for (std::size_t i = 0; i < backlog.size(); ++i)
    parts.records.push_back(record_of(backlog[i], kind, i + 1));
  if (kind == "ado-csv") {
    parts.head = csv_row({"ID", "Work Item Type", "Title", "State", "Area Path", "Tags", "Description",
                          "Acceptance Criteria", "Created Date", "Closed Date"});
  } else if (kind == "jira-csv") {
    parts.head =
        csv_row({"Summary", "Issue key", "Issue Type", "Status", "Created", "Resolved", "Description",
                 "Component/s", "Labels", "Labels", "Custom field (Acceptance Criteria)"});
  } else if (kind == "csv") {
    parts.head =
        csv_row({"Id", "Title", "Description", "Acceptance criteria", "State", "Created", "Closed"}, ';');
  } else if (kind.find("json") != std::string::npos && kind != "jsonl") {
    parts.head = kind == "jira-json"  ? R"({"startAt":0,"issues":[)"
                 : kind == "ado-json" ? R"({"count":1,"value":[)"
                                      : "[";
    parts.tail = kind == "jira-json" || kind == "ado-json" ? "]}" : "]";
    for (std::size_t i = 0; i + 1 < parts.records.size(); ++i) parts.records[i] += ", ";
  }
  return parts;
}

const std::vector<std::string>& export_kinds() {
  static const std::vector<std::string> kinds = {
      "ado-csv", "jira-csv", "csv", "jsonl", "jira-json", "github-json", "gitlab-json", "ado-json", "text"};
  return kinds;
}

}  // namespace st::test
