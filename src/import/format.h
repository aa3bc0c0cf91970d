#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace st {

// A source format; one reader file each.
enum class SourceFormat {
  kAzureCsv,
  kAzureJson,
  kJiraCsv,
  kJiraJson,
  kGithubJson,
  kGitlabJson,
  kGitlabCsv,
  kCsv,  // any other table with a title or a description column; the derived Jira tables too
  kMarkdown,
  kJsonl,
  kText,
};

std::string_view format_name(SourceFormat format);
std::optional<SourceFormat> format_of_name(std::string_view name);

}  // namespace st
