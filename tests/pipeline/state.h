#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/run_program.h"

namespace st::pipeline {

using Json = nlohmann::json;

// The example backlogs' folders, and those of the evolution benchmark where it lies beside the checkout.
std::vector<std::filesystem::path> example_folders();
std::vector<std::filesystem::path> evolution_folders();

std::string example(const std::string& name);  // "loan-desk/jira.csv" -> its path

// The stories of a stories.jsonl, in order.
std::vector<Json> read_jsonl(const std::filesystem::path& path);
std::string to_jsonl(const std::vector<Json>& stories);

// `combine` with --out `out` and further options.
Call combine_call(std::vector<std::string> inputs, const std::filesystem::path& out,
                  std::vector<std::string> options = {});

Json read_state(const std::filesystem::path& out);

// Every promise of the contract that can be seen from outside, held for a state made of `stories`: a line
// for each breach. Quotes are looked up in the stories' own texts.
std::vector<std::string> breaches(const Json& state, const std::vector<Json>& stories);

// All statements in force, sorted.
std::vector<std::string> statement_texts(const Json& state);

}  // namespace st::pipeline
