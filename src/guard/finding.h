#pragma once

#include <span>
#include <string>
#include <vector>

#include "guard/alignment.h"
#include "guard/reading.h"

namespace st::guard {

// The statement, its evidence and how the two are aligned: what every question looks at.
struct Case {
  const Reading& statement;
  std::span<const Reading> evidence;
  const Alignment& alignment;
};

// Something that speaks against the statement.
struct Finding {
  double gravity = 0.0;  // 0 to 1: how much of the score it takes away; 0.5 and more is enough by itself
  std::string reason;    // one line for a person
};

using Findings = std::vector<Finding>;

// The questions, one file each. Each is a pure function and says nothing where it does not apply.
Findings ask_quantities(const Case& c);  // numbers, units, money, dates, bounds
Findings ask_ground(const Case& c);      // whether the two are about the same thing
Findings ask_bindings(const Case& c);    // values and names that changed places between two halves
Findings ask_actor(const Case& c);       // who does it
Findings ask_subject(const Case& c);     // what it is said of
Findings ask_stitching(const Case& c);   // a thing taken from a sentence about something else
Findings ask_channel(const Case& c);     // by mail or by phone, as PDF or as CSV
Findings ask_polarity(const Case& c);    // denied or affirmed; opposites
Findings ask_modality(const Case& c);    // must, may, need not
Findings ask_scope(const Case& c);       // all, always, any, everywhere
Findings ask_conditions(const Case& c);  // conditions, exceptions and limits that the statement leaves out
Findings ask_added(const Case& c);       // what no passage says
Findings ask_standing(const Case& c);    // former rules and wishes told as facts
Findings ask_conflation(const Case& c);  // one passage's thing with another passage's rule
Findings ask_roles(const Case& c);       // who does it to whom, turned round
Findings ask_order(const Case& c);       // cause and effect, before and after

}  // namespace st::guard
