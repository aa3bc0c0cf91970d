#pragma once

#include <string>

#include "story/edit.h"

namespace st::ledger {

// SHA-256 over everything in the batch: a flipped bit in the file is found when the batch is read.
std::string batch_fingerprint(const EditBatch& batch);

// What every batch keeps, whoever wrote it: a quote is as long as its span, an edit that makes or words a
// statement names it and has evidence, and an edit's claim is one of the batch's.
bool fits_together(const EditBatch& batch);

}  // namespace st::ledger
