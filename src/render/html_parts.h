#pragma once

#include <string>
#include <vector>

#include "render/evidence_table.h"
#include "render/role_finder.h"
#include "story/document.h"

namespace st {

// The pieces of state.html that stand there without the script: headings, statements, lists. All text in
// them is escaped. Numbers of evidence refer to `table`, which grows as they are written.
struct HtmlWriter {
  const Document& document;
  const EvidenceTable& table;
  const RoleFinder& roles;

  std::string tally() const;     // the stacked bar and its legend
  std::string contents() const;  // the list of links to the parts
  std::string role_options() const;
  std::string sections() const;
  std::string review() const;
  std::string retired() const;
  std::string set_aside() const;
  std::string accounting() const;

  // Attribute values: roles named in `text`, and numbers of evidence; both "0 3 7".
  std::string role_numbers(const std::string& text) const;

 private:
  std::string statement(const Statement& statement) const;
  std::string history(const Statement& statement) const;
  std::string references(const std::vector<Evidence>& evidence) const;
  std::string quotes(const std::vector<Evidence>& evidence, const std::string& text) const;
};

}  // namespace st
