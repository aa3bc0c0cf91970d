#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "story/story.h"

namespace st {

// One assertion that a story makes, at the bytes it rests on. A claim is what the input says; a statement
// is what the document says.
struct Claim {
  std::string id;  // "<story id>#<n>", n counts from 1 in the order of the story's text
  TextSpan span;
  std::string quote;  // exactly the bytes at `span`
};

// A quote and its place: why a statement may be said.
struct Evidence {
  TextSpan span;
  std::string quote;

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

enum class StatementMode { kVerbatim, kParaphrase };

// Evidence with at least one quote in it: the type that keeps a statement without evidence from being
// written.
class EvidenceList {
 public:
  explicit EvidenceList(Evidence first) { items_.push_back(std::move(first)); }

  // Nothing where `items` is empty.
  static std::optional<EvidenceList> from(std::vector<Evidence> items) {
    if (items.empty()) return std::nullopt;
    EvidenceList list(std::move(items.front()));
    for (std::size_t i = 1; i < items.size(); ++i) list.add(std::move(items[i]));
    return list;
  }

  // Keeps the order of arrival; what is there already is not added again.
  void add(Evidence item) {
    for (const Evidence& have : items_) {
      if (have == item) return;
    }
    items_.push_back(std::move(item));
  }

  const std::vector<Evidence>& items() const { return items_; }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  std::size_t size() const { return items_.size(); }
  const Evidence& front() const { return items_.front(); }

 private:
  std::vector<Evidence> items_;
};

// An earlier wording of a statement, or an earlier statement that this one replaced.
struct StatementVersion {
  std::string text;
  std::vector<Evidence> evidence;
  std::string since;   // the day it came into force; empty: not known
  std::string until;   // the day it ended
  std::string reason;  // "superseded", "merged", "reworded"
};

// One sentence of the present state, two at most, 60 words at most, with what it rests on.
struct Statement {
  std::string id;  // "S-" and 8 hex digits, from the claim that founded it: the same in every run
  std::string text;
  StatementMode mode = StatementMode::kVerbatim;
  double support = 0.0;  // the guard's score, 0 to 1
  std::string since;     // the day the present wording came into force; empty: not known
  EvidenceList evidence;
  std::vector<StatementVersion> history;  // newest first
};

struct Section {
  std::string title;
  std::vector<Statement> statements;
  std::string area = {};  // what the section was called before a model gave it its title; may be empty
  std::string introduction = {};  // a model's, made of the words of statements; may be empty
  std::vector<std::string> introduction_rests_on = {};  // their ids
};

// A statement that a person must decide on, and why.
struct ReviewItem {
  std::string id;  // the statement's id, for `review`
  std::string text;
  std::vector<Evidence> evidence;
  std::string why;
};

// A statement that once stood and was taken back with nothing in its place.
struct RetiredStatement {
  std::string id;
  std::string text;
  std::vector<Evidence> evidence;
  std::string since;
  std::string until;
  std::optional<Evidence> retired_by;
};

// A story, or a part of one, that made no statement, and why: "no requirement", "not done", "removed",
// "gate", "unreadable".
struct SetAside {
  std::string story_id;
  std::string reason;
  std::string detail;  // the quote, or what could not be read; may be empty
};

// Where every statement that was found in the input ended. in_force + duplicate + superseded + retired +
// set_aside + needs_review == statements, always.
struct Accounting {
  std::size_t statements = 0;
  std::size_t in_force = 0;
  std::size_t duplicate = 0;
  std::size_t superseded = 0;
  std::size_t retired = 0;
  std::size_t set_aside = 0;
  std::size_t needs_review = 0;

  bool adds_up() const {
    return statements == in_force + duplicate + superseded + retired + set_aside + needs_review;
  }
};

// A statement's life for the time slider: every wording with the days between which it stood, in every
// section.
struct TimelineEntry {
  std::string statement_id;
  std::string section;
  std::string text;
  std::string since;  // empty: from the beginning
  std::string until;  // empty: still in force
};

struct BacklogSize {
  std::size_t stories = 0;
  std::size_t words = 0;
};

// All that is written out: the state on `as_of`, or today's where it is empty.
struct Document {
  std::string as_of;
  std::string made_by = "built-in";
  BacklogSize backlog;
  std::vector<Section> sections;
  std::vector<ReviewItem> needs_review;
  std::vector<RetiredStatement> retired;
  std::vector<SetAside> set_aside;
  std::vector<TimelineEntry> timeline;
  Accounting accounting;
};

}  // namespace st
