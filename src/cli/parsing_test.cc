#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "cli/closest_name.h"
#include "cli/toml_config.h"
#include "cli/wrong_call.h"

namespace st::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ParsingTest : public ::testing::Test {
 protected:
  ParsingTest() {
    app_.require_subcommand(1);
    app_.set_config("--config", "no such file.toml");
    app_.config_formatter(std::make_shared<TomlConfig>(app_));
    app_.fallthrough();
    CLI::App* command = app_.add_subcommand("combine", "");
    command->add_option("inputs", inputs_)->required();
    command->add_option("--out", out_)->required();
    command->add_option("--jobs", jobs_);
    command->add_option("--topic", topic_);
    command->add_flag("--include-open", include_open_);
  }

  std::string refusal(std::vector<std::string> arguments) {
    std::reverse(arguments.begin(), arguments.end());
    try {
      app_.parse(arguments);
    } catch (const CLI::ParseError& wrong) {
      return wrong_call(app_, wrong).message;
    }
    return "parsed";
  }

  std::string config_refusal(const std::string& toml) {
    std::istringstream in(toml);
    try {
      TomlConfig(app_).from_config(in);
    } catch (const CLI::ConfigError& wrong) {
      return wrong.what();
    }
    return "read";
  }

  CLI::App app_{"", "storytransformer"};
  std::vector<std::string> inputs_, topic_;
  std::string out_;
  int jobs_ = 0;
  bool include_open_ = false;
};

TEST_F(ParsingTest, AnUnknownOptionIsNamedBeforeWhatIsMissing) {
  EXPECT_EQ(refusal({"combine", "a.csv", "--jbos", "3"}),
            "unknown option --jbos; did you mean --jobs? See storytransformer combine --help");
}

TEST_F(ParsingTest, AnUnknownCommandIsNamed) {
  EXPECT_EQ(refusal({"combien", "a.csv"}),
            "unknown command combien; did you mean combine? See storytransformer --help");
  EXPECT_THAT(refusal({}), StartsWith("no command given"));
}

TEST_F(ParsingTest, AMissingOptionAndABadNumberPointToTheCommandsHelp) {
  EXPECT_EQ(refusal({"combine", "a.csv"}), "--out is required; see storytransformer combine --help");
  EXPECT_THAT(refusal({"combine", "a.csv", "--out", "o", "--jobs", "many"}), HasSubstr("jobs"));
}

TEST_F(ParsingTest, NothingFarFetchedIsSuggested) {
  EXPECT_EQ(did_you_mean("frobnicate", {"out", "jobs"}), "");
  EXPECT_EQ(did_you_mean(std::string(1000, 'x'), {"out"}), "");
}

TEST_F(ParsingTest, TomlKindsBecomeOptionTexts) {
  std::istringstream in(
      "[combine]\njobs = 4\ninclude-open = true\nout = \"state\"\ntopic = [\"a\", \"b\"] # why\n");
  std::vector<std::string> seen;
  for (const CLI::ConfigItem& item : TomlConfig(app_).from_config(in)) {
    seen.push_back(item.fullname() + "=" + CLI::detail::join(item.inputs, "|"));
  }
  EXPECT_THAT(seen, ::testing::UnorderedElementsAre("combine.jobs=4", "combine.include-open=true",
                                                    "combine.out=state", "combine.topic=a|b"));
}

TEST_F(ParsingTest, TomlMistakesAreNamedWithTheirLine) {
  EXPECT_EQ(config_refusal("[combine]\njbos = 4\n"),
            "line 2: jbos is no option of 'combine'; did you mean jobs?");
  EXPECT_EQ(config_refusal("\n[combien]\n"), "line 2: [combien] is no command; did you mean combine?");
  EXPECT_THAT(config_refusal("jobs = 4\n"), StartsWith("line 1: jobs: expected inside a command's table"));
  EXPECT_THAT(config_refusal("[combine]\njobs = \n"), StartsWith("line 2: "));
  EXPECT_THAT(config_refusal("[combine]\njobs = [[1]]\n"), StartsWith("line 2: jobs: expected text"));
  EXPECT_THAT(config_refusal(std::string(2 << 20, '#')), HasSubstr("1 MiB"));
}

}  // namespace
}  // namespace st::cli
