// Exit code 2: the call is wrong. What needs a certain command stands in that command's own file.
#include <gtest/gtest.h>

#include "pipeline/run_program.h"

namespace st::pipeline {
namespace {

using ::testing::HasSubstr;

TEST(WrongCall, NoCommand) {
  EXPECT_THAT(run_program({{}}), fails_with(2, {"no command given", "--help"}));
}

TEST(WrongCall, UnknownCommand) {
  EXPECT_THAT(run_program({{"frobnicate"}}), fails_with(2, {"unknown command frobnicate"}));
  EXPECT_THAT(run_program({{"frobnicate", "in.csv", "--out", "x"}}),
              fails_with(2, {"unknown command frobnicate"}));
}

TEST(WrongCall, UnknownOption) {
  EXPECT_THAT(run_program({{"--vresion"}}),
              fails_with(2, {"unknown option --vresion", "did you mean --version?"}));
}

TEST(WrongCall, AMissingConfigurationFileThatWasNamed) {
  EXPECT_THAT(run_program({{"--config", "nowhere.toml"}}), fails_with(2, {"nowhere.toml"}));
}

TEST(WrongCall, AConfigurationFileThatIsNoToml) {
  const TemporaryFolder folder;
  folder.write("storytransformer.toml", "[combine\n");
  EXPECT_THAT(run_program({.arguments = {"combine"}, .folder = folder.path()}),
              fails_with(2, {"storytransformer.toml: line 1"}));
}

TEST(WrongCall, AConfigurationFileOfSomethingElse) {
  const TemporaryFolder folder;
  folder.write("storytransformer.toml", "[nonsense]\nx = 1\n");
  EXPECT_THAT(run_program({.arguments = {"combine"}, .folder = folder.path()}),
              fails_with(2, {"storytransformer.toml: line 1: [nonsense] is no command"}));
}

TEST(RightCall, HelpAndVersionGoToStandardOutput) {
  const Outcome help = run_program({{"--help"}});
  EXPECT_THAT(help, ends_with(0));
  EXPECT_THAT(help.out, HasSubstr("Example"));
  const Outcome version = run_program({{"--version"}});
  EXPECT_THAT(version, ends_with(0));
  EXPECT_THAT(version.out, HasSubstr("storytransformer "));
}

// The names of the commands, as --help lists them.
std::vector<std::string> commands() {
  std::vector<std::string> names;
  const std::string help = run_program({{"--help"}}).out;
  const std::size_t list = help.find("Subcommands:");
  if (list == std::string::npos) return names;
  for (std::size_t at = help.find("\n  ", list); at != std::string::npos; at = help.find("\n  ", at + 1)) {
    const std::size_t begin = at + 3;
    if (help[begin] != ' ') names.push_back(help.substr(begin, help.find_first_of(" \n", begin) - begin));
  }
  return names;
}

TEST(RightCall, EveryCommandsHelpHasAnExample) {
  for (const std::string& name : commands()) {
    const Outcome help = run_program({{name, "--help"}});
    EXPECT_THAT(help, ends_with(0)) << name;
    EXPECT_THAT(help.out, HasSubstr("storytransformer " + name)) << name;
    EXPECT_THAT(help.out, testing::ContainsRegex("[Ee]xample")) << name;
  }
}

TEST(WrongCall, EveryCommandRefusesAnUnknownOptionWithAHint) {
  for (const std::string& name : commands()) {
    EXPECT_THAT(run_program({{name, "--no-such-option"}}),
                fails_with(2, {"unknown option --no-such-option", "storytransformer " + name + " --help"}));
  }
}

}  // namespace
}  // namespace st::pipeline
