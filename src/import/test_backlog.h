#pragma once

#include <string>
#include <vector>

// A backlog for tests of the import, and writers that export it as the tools do. Each writer keeps the
// records apart, so that a test can damage one and know which ones it left whole.
namespace st::test {

struct BacklogItem {
  std::string id;
  std::string title;
  std::vector<std::string> paragraphs;
  std::vector<std::string> criteria;
  std::string created;
  std::string closed;  // empty: open
};

// `count` items; texts with quotes, commas, accents, an em dash and other scripts.
std::vector<BacklogItem> make_backlog(std::size_t count);

// An export in parts: what stands before the first record, the records, what stands after the last.
struct ExportParts {
  std::string format;  // ImportResult::formats's name
  std::string head;
  std::vector<std::string> records;  // each with what parts it from the next
  std::string tail;

  std::string whole() const;
};

// "ado-csv", "jira-csv", "csv", "jsonl", "jira-json", "github-json", "gitlab-json", "ado-json", "text".
ExportParts export_backlog(const std::vector<BacklogItem>& backlog, const std::string& kind);
const std::vector<std::string>& export_kinds();

}  // namespace st::test
