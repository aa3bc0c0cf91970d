#include "pipeline/state.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>
#include <sstream>

namespace st::pipeline {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> backlogs_under(const fs::path& folder) {
  std::vector<fs::path> found;
  if (!fs::exists(folder)) return found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (fs::exists(entry.path() / "stories.jsonl")) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// Letters, digits and what is not ASCII: plain text has no bullets, and spaces of its own. A quote is
// compared in this form; that it is what stands at its bytes is held by the unit tests, which see the plain
// text.
std::string squeezed(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80) out += c;
  }
  return out;
}

std::size_t word_count(const std::string& text) {
  std::istringstream words(text);
  return static_cast<std::size_t>(
      std::distance(std::istream_iterator<std::string>(words), std::istream_iterator<std::string>()));
}

// Holds one state against the contract.
class Inspector {
 public:
  Inspector(const Json& state, const std::vector<Json>& stories) : state_(state) {
    for (const Json& story : stories) {
      std::string text = story["title"].get<std::string>() + story["description"].get<std::string>();
      for (const Json& line : story["acceptance_criteria"]) text += line.get<std::string>();
      texts_[story["id"]] = squeezed(text);
    }
  }

  std::vector<std::string> run() {
    require(state_["format"] == "storytransformer/state@1", "format");
    require(state_["backlog"]["stories"] == texts_.size(), "backlog.stories is not the number of stories");
    for (const Json& section : state_["sections"]) {
      require(!section["statements"].empty(), "an empty section: " + section["title"].get<std::string>());
      for (const Json& statement : section["statements"]) check_statement(statement);
    }
    for (const Json& item : state_["needs_review"]) check_evidence(item, "needs_review");
    for (const Json& item : state_["retired"]) check_evidence(item, "retired");
    for (const Json& item : state_["set_aside"]) check_set_aside(item);
    check_accounting();
    return breaches_;
  }

 private:
  void require(bool holds, const std::string& what) {
    if (!holds) breaches_.push_back(what);
  }

  void check_statement(const Json& statement) {
    const std::string text = statement["text"];
    require(ids_.insert(statement["id"]).second, "an id twice: " + statement["id"].get<std::string>());
    require(!text.empty() && word_count(text) <= 60, "not 1 to 60 words: " + text);
    require(text.find('\n') == std::string::npos, "a line break in: " + text);
    require(statement["mode"] == "verbatim" || statement["mode"] == "paraphrase", "mode of: " + text);
    require(statement["support"] >= 0.0 && statement["support"] <= 1.0, "support of: " + text);
    check_evidence(statement, "statement");
    for (const Json& version : statement["history"]) check_evidence(version, "history");
  }

  void check_evidence(const Json& item, const std::string& where) {
    require(!item["evidence"].empty(), where + " without evidence: " + item["text"].get<std::string>());
    for (const Json& evidence : item["evidence"]) check_quote(evidence);
  }

  void check_quote(const Json& evidence) {
    const std::string id = evidence["story"], quote = evidence["quote"];
    const auto story = texts_.find(id);
    require(story != texts_.end(), "evidence from a story that is not in the input: " + id);
    if (story == texts_.end()) return;
    require(!quote.empty() && story->second.find(squeezed(quote)) != std::string::npos,
            fmt::format("{}: quote that is not there: {}", id, quote));
    const std::size_t start = evidence["start"], end = evidence["end"];
    require(end - start == quote.size(), fmt::format("{}: span {}..{} of quote {}", id, start, end, quote));
  }

  void check_set_aside(const Json& item) {
    static const std::set<std::string> kReasons = {"no requirement", "not done", "removed", "gate",
                                                   "unreadable"};
    require(kReasons.count(item["reason"]) == 1, "set aside for: " + item["reason"].get<std::string>());
    require(texts_.count(item["story"]) == 1,
            "set aside, not in the input: " + item["story"].get<std::string>());
  }

  void check_accounting() {
    const Json& sum = state_["accounting"];
    std::size_t total = 0;
    for (const char* place :
         {"in_force", "duplicate", "superseded", "retired", "set_aside", "needs_review"}) {
      total += sum[place].get<std::size_t>();
    }
    require(total == sum["statements"], "accounting does not add up: " + sum.dump());
    require(sum["in_force"] == ids_.size(),
            fmt::format("{} statements in force, accounting says {}", ids_.size(), sum["in_force"].dump()));
    require(sum["needs_review"] == state_["needs_review"].size(),
            "needs_review does not match the accounting");
  }

  const Json& state_;
  std::map<std::string, std::string> texts_;
  std::set<std::string> ids_;
  std::vector<std::string> breaches_;
};

}  // namespace

std::vector<fs::path> example_folders() {
  return backlogs_under(fs::path(ST_SOURCE_DIR) / "examples");
}

std::vector<fs::path> evolution_folders() {
  return backlogs_under(fs::path(ST_SOURCE_DIR) / ".." / "shared" / "evolution");
}

std::string example(const std::string& name) {
  return fs::path(ST_SOURCE_DIR) / "examples" / name;
}

std::vector<Json> read_jsonl(const fs::path& path) {
  std::vector<Json> stories;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) stories.push_back(Json::parse(line));
  return stories;
}

std::string to_jsonl(const std::vector<Json>& stories) {
  std::string out;
  for (const Json& story : stories) out += story.dump() + "\n";
  return out;
}

Call combine_call(std::vector<std::string> inputs, const fs::path& out, std::vector<std::string> options) {
  Call call{{"combine"}};
  call.arguments.insert(call.arguments.end(), inputs.begin(), inputs.end());
  call.arguments.insert(call.arguments.end(), {"--out", out.string()});
  call.arguments.insert(call.arguments.end(), options.begin(), options.end());
  return call;
}

Json read_state(const fs::path& out) {
  return Json::parse(read_bytes(out / "state.json"));
}

std::vector<std::string> breaches(const Json& state, const std::vector<Json>& stories) {
  return Inspector(state, stories).run();
}

std::vector<std::string> statement_texts(const Json& state) {
  std::vector<std::string> texts;
  for (const Json& section : state["sections"]) {
    for (const Json& statement : section["statements"]) texts.push_back(statement["text"]);
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

}  // namespace st::pipeline
