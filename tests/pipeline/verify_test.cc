// `verify`: one exit code after the other.
#include <gtest/gtest.h>

#include "pipeline/run_program.h"

namespace st::pipeline {
namespace {

using ::testing::HasSubstr;

constexpr const char* kPair =
    R"({"id": "1", "statement": "A book is lent for 21 days.", "evidence": ["A book is lent for 21 days"]})";

Outcome verify(const std::string& lines) {
  return run_program({{"verify", "--pairs", "-"}, lines});
}

TEST(Verify, TellsWhatIsSupportedAndWhatIsNot) {
  const std::string made_up =
      R"({"id": "2", "statement": "A book is lent for 28 days.", "evidence": ["A book is lent for 21 days"]})";
  const Outcome outcome = verify(std::string(kPair) + "\n" + made_up + "\n");
  EXPECT_THAT(outcome, ends_with(0));
  EXPECT_THAT(outcome.out, HasSubstr(R"({"id":"1","supported":true)"));
  EXPECT_THAT(outcome.out, HasSubstr(R"({"id":"2","supported":false)"));
}

TEST(Verify, AMissingFileIsAWrongCall) {
  EXPECT_THAT(run_program({{"verify", "--pairs", "no such file"}}), fails_with(2, {"no such file"}));
  EXPECT_THAT(run_program({{"verify", "--pairs", "."}}), fails_with(2, {"is a folder"}));
  EXPECT_THAT(run_program({{"verify"}}), fails_with(2, {"--pairs", "storytransformer verify --help"}));
}

TEST(Verify, BadLinesAreNamedByFileLineAndField) {
  const TemporaryFolder folder;
  const std::string broken = folder.write("broken.jsonl", std::string(kPair) + "\n{\"id\":");
  EXPECT_THAT(run_program({{"verify", "--pairs", broken}}), fails_with(3, {"broken.jsonl:2:", "expected"}));
  EXPECT_THAT(verify(R"({"id": "1", "statement": "x"})"), fails_with(3, {":1:", "evidence"}));
  EXPECT_THAT(verify(R"({"id": "1", "statement": 7, "evidence": []})"),
              fails_with(3, {":1:", "statement"}));
  EXPECT_THAT(verify("\xFF\xFE{"), fails_with(3, {"UTF-8"}));
  EXPECT_THAT(verify(std::string(200000, '[')), fails_with(3, {":1:"}));
}

TEST(Verify, AnUnwritableOutputIsTold) {
  EXPECT_THAT(
      run_program({.arguments = {"verify", "--pairs", "-"}, .input = kPair, .output_to = "/dev/full"}),
      fails_with(5, {"standard output"}));
}

// As `| head` does: more output than a pipe holds, and nobody who reads on.
TEST(Verify, AReaderThatHasEnoughIsNoError) {
  const TemporaryFolder folder;
  std::string lines;
  for (int i = 0; i < 4000; ++i) lines += std::string(kPair) + "\n";
  folder.write("pairs.jsonl", lines);
  const std::string command = "cd '" + folder.path().string() +
                              "' && (" ST_BINARY
                              " verify --pairs pairs.jsonl 2> said; echo $? > code) | head -c 1 > first";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(read_bytes(folder / "first"), "{");
  EXPECT_EQ(read_bytes(folder / "code"), "0\n");
  EXPECT_EQ(read_bytes(folder / "said"), "");
}

TEST(Verify, DefaultsComeFromTheConfigurationFileAndTheCommandLineWins) {
  const TemporaryFolder folder;
  folder.write("pairs.jsonl", std::string(kPair) + "\n");
  folder.write("storytransformer.toml",
               "[verify]\npairs = \"pairs.jsonl\"  # no --pairs needed\njobs = 1\n");
  EXPECT_THAT(run_program({.arguments = {"verify"}, .folder = folder.path()}), ends_with(0));
  EXPECT_THAT(run_program({.arguments = {"verify", "--pairs", "other"}, .folder = folder.path()}),
              fails_with(2, {"other"}));
  folder.write("storytransformer.toml", "[verify]\npairs = \"pairs.jsonl\"\njbos = 1\n");
  EXPECT_THAT(
      run_program({.arguments = {"verify"}, .folder = folder.path()}),
      fails_with(2, {"storytransformer.toml: line 3: jbos is no option of 'verify'; did you mean jobs?"}));
  folder.write("storytransformer.toml", "[verify]\npairs = \"pairs.jsonl\"\njobs = \"many\"\n");
  EXPECT_THAT(run_program({.arguments = {"verify"}, .folder = folder.path()}), fails_with(2, {"jobs"}));
}

}  // namespace
}  // namespace st::pipeline
