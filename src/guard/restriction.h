#pragma once

#include <cstdint>
#include <vector>

#include "guard/reading.h"

namespace st::guard {

// A part of a sentence that narrows when, for whom or within what bounds the rest holds.
struct Restriction {
  enum class Kind {
    kCondition,  // if, when, once, provided, as soon as, in case
    kException,  // unless, except, apart from
    kOnly,       // only X
    kTime,       // before, after, until, during, while
    kBound,      // "worth less than 50 euros", "from year 10 upwards": a threshold
    kSubject,    // "volunteers who have passed", "commits on release branches", "Claims for jewellery:"
    kWithout,    // without X
  };
  Kind kind = Kind::kCondition;
  std::uint32_t marker = 0;  // the word that opens it
  std::uint32_t first = 0;   // words [first, last), the marker left out
  std::uint32_t last = 0;
  std::size_t sentence = 0;
};

// All of a text, in order; benefit clauses, wishes and former rules left out.
std::vector<Restriction> restrictions_of(const Reading& reading);

}  // namespace st::guard
