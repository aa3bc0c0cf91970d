#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "combine/model_options.h"
#include "ledger/ledger.h"
#include "story/document.h"
#include "story/story.h"

namespace st::combine {

struct CombineOptions {
  std::string as_of;          // ISO day; empty: all
  bool include_open = false;  // take open stories as delivered
  std::string topic;          // words; empty: everything is on topic
  std::size_t jobs = 0;       // threads; 0: as many as there are CPUs
  ModelOptions model;         // a model in the loop; without one the built-in combiner works alone
};

// What a run did, for the report on standard error.
struct CombineReport {
  std::size_t batches = 0;
  std::size_t reused_batches = 0;  // found in the ledger, not made anew
  double seconds = 0.0;            // that it took
  ModelReport model;
};

struct Combined {
  Document document;
  CombineReport report;
};

// The main job: takes the stories, oldest to newest by the day they came true, through segment, gate,
// relate, propose, guard and apply, and returns the state on `as_of`. The ledger keeps every step; what it
// holds from an earlier run with the same inputs is reused. The same stories and options give the same
// document, on any number of threads, whatever the ledger held. With a model it proposes and the guard
// disposes (model_proposer.h); the same holds as far as the model gives the same answers again. Errors are
// the ledger's and the model's.
Result<Combined> combine(std::span<const Story> stories, const CombineOptions& options, Ledger& ledger,
                         const Progress& progress = {});

}  // namespace st::combine
