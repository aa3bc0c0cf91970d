#include "engine/grammar_matcher.h"

#include <algorithm>
#include <unordered_set>

namespace st {
namespace {

constexpr std::size_t kMostMasks = 256;
constexpr std::size_t kMostSharedStacks = 2'000'000;

std::uint64_t pair_key(std::uint32_t a, std::uint32_t b) {
  return std::uint64_t{a} << 32 | b;
}

}  // namespace

GrammarMatcher::GrammarMatcher(std::shared_ptr<const GrammarProgram> program,
                               std::shared_ptr<const TokenTrie> trie)
    : program_(std::move(program)), trie_(std::move(trie)) {
  clear();
  current_ = start_state();
}

// Stack 0 is the empty stack: the whole answer has been read. State 0 has no stacks: nothing may come.
void GrammarMatcher::clear() {
  stacks_.assign(1, {0, 0, 0});
  stack_index_.clear();
  states_.clear();
  state_index_.clear();
  masks_.clear();
  state_of({});
}

std::uint32_t GrammarMatcher::start_state() {
  std::vector<Frame> work;
  std::vector<std::uint32_t> stacks;
  for (const std::uint32_t at : program_->alternatives[program_->start]) work.push_back({at, 0});
  expand(work, stacks);
  return state_of(std::move(stacks));
}

void GrammarMatcher::reset() {
  if (states_.size() > kMostStates / 2) clear();
  current_ = start_state();
  ended_ = false;
}

// Forgets every state but the one in hand, where the tables have grown large.
void GrammarMatcher::keep_only_current() {
  if (states_.size() < kMostStates / 2 && stacks_.size() < kMostSharedStacks / 2) return;
  const std::vector<std::uint32_t> kept = states_[current_].stacks;
  const std::vector<Stack> old = std::move(stacks_);
  clear();
  std::vector<std::uint32_t> moved;
  std::unordered_map<std::uint32_t, std::uint32_t> place = {{0, 0}};
  for (const std::uint32_t top : kept) {
    std::vector<std::uint32_t> chain;
    std::uint32_t at = top;
    for (; !place.contains(at); at = old[at].below) chain.push_back(at);
    for (; !chain.empty(); chain.pop_back()) {
      const std::uint32_t one = chain.back();
      place[one] = stack_of(old[one].position, place[old[one].below]);
    }
    moved.push_back(place[top]);
  }
  current_ = state_of(std::move(moved));
}

std::uint32_t GrammarMatcher::stack_of(std::uint32_t position, std::uint32_t below) {
  const auto [at, added] = stack_index_.try_emplace(pair_key(position, below), stacks_.size());
  if (added) stacks_.push_back({position, below, stacks_[below].depth + 1});
  return at->second;
}

void GrammarMatcher::call_rule(const Frame& frame, std::uint32_t rule, std::vector<Frame>& work) {
  std::uint32_t below = frame.below;
  // A rule called last needs no way back: so repetitions don't deepen the stack.
  if (program_->elements[frame.position + 1].op != GrammarProgram::Op::kEnd) {
    if (stacks_[below].depth >= kMostDepth || stacks_.size() >= kMostSharedStacks) {
      overflowed_ = true;
      return;
    }
    below = stack_of(frame.position + 1, below);
  }
  for (const std::uint32_t at : program_->alternatives[rule]) work.push_back({at, below});
}

// Follows calls and returns until every stack waits for a byte.
void GrammarMatcher::expand(std::vector<Frame>& work, std::vector<std::uint32_t>& out) {
  std::unordered_set<std::uint64_t> seen;
  while (!work.empty()) {
    const Frame frame = work.back();
    work.pop_back();
    if (!seen.insert(pair_key(frame.position, frame.below)).second) continue;
    if (seen.size() > 16 * kMostStacks || out.size() > kMostStacks) {
      overflowed_ = true;
      work.clear();
      return;
    }
    const GrammarProgram::Element element = program_->elements[frame.position];
    if (element.op == GrammarProgram::Op::kBytes) {
      out.push_back(stack_of(frame.position, frame.below));
    } else if (element.op == GrammarProgram::Op::kRule) {
      call_rule(frame, element.value, work);
    } else if (frame.below == 0) {
      out.push_back(0);
    } else {
      work.push_back({stacks_[frame.below].position, stacks_[frame.below].below});
    }
  }
}

std::uint32_t GrammarMatcher::state_of(std::vector<std::uint32_t> stacks) {
  std::sort(stacks.begin(), stacks.end());
  stacks.erase(std::unique(stacks.begin(), stacks.end()), stacks.end());
  const auto [at, added] = state_index_.try_emplace(stacks, static_cast<std::uint32_t>(states_.size()));
  if (!added) return at->second;
  State state;
  state.may_end = !stacks.empty() && stacks.front() == 0;
  state.stacks = std::move(stacks);
  states_.push_back(std::move(state));
  return at->second;
}

std::uint32_t GrammarMatcher::first_step(std::uint32_t state, std::uint8_t byte) {
  if (states_.size() >= kMostStates) {
    overflowed_ = true;
    return kDead;
  }
  std::vector<Frame> work;
  for (const std::uint32_t top : states_[state].stacks) {
    if (top == 0) continue;
    const Stack& stack = stacks_[top];
    if (program_->byte_sets[program_->elements[stack.position].value].test(byte)) {
      work.push_back({stack.position + 1, stack.below});
    }
  }
  std::vector<std::uint32_t> next;
  expand(work, next);
  const std::uint32_t made = state_of(std::move(next));
  auto& table = states_[state].next;
  if (!table) {
    table = std::make_unique<std::array<std::int32_t, 256>>();
    table->fill(kUnknown);
  }
  (*table)[byte] = static_cast<std::int32_t>(made);
  return made;
}

std::uint32_t GrammarMatcher::step(std::uint32_t state, std::uint8_t byte) {
  const auto& table = states_[state].next;
  if (table && (*table)[byte] != kUnknown) return static_cast<std::uint32_t>((*table)[byte]);
  return first_step(state, byte);
}

Result<const TokenMask*> GrammarMatcher::mask() {
  keep_only_current();
  const auto known = masks_.find(current_);
  if (known != masks_.end()) return &known->second;
  if (masks_.size() >= kMostMasks) masks_.clear();
  TokenMask made(trie_->n_vocab());
  if (may_end()) {
    for (const std::uint32_t id : trie_->end_ids()) made.allow(id);
  }
  std::vector<std::uint32_t> path(trie_->max_depth() + 1, kDead);
  path[0] = current_;
  const std::vector<TokenTrie::Node>& nodes = trie_->nodes();
  for (std::size_t i = 0; i < nodes.size();) {
    const TokenTrie::Node& node = nodes[i];
    const std::uint32_t state = step(path[node.depth - 1], node.byte);
    if (state == kDead) {
      i = node.end;
      continue;
    }
    path[node.depth] = state;
    for (std::uint32_t n = 0; n < node.n_ids; ++n) made.allow(trie_->ids()[node.first_id + n]);
    ++i;
  }
  if (states_.size() >= kMostStates) {
    return resource_error("grammar: more than " + std::to_string(kMostStates) +
                          " states at one token; expected a less ambiguous grammar");
  }
  return &masks_.emplace(current_, std::move(made)).first->second;
}

bool GrammarMatcher::accept_bytes(std::string_view bytes) {
  if (ended_) return false;
  std::uint32_t state = current_;
  for (const char byte : bytes) {
    state = step(state, static_cast<std::uint8_t>(byte));
    if (state == kDead) return false;
  }
  current_ = state;
  keep_only_current();
  return true;
}

bool GrammarMatcher::accept(std::uint32_t token) {
  if (ended_ || token >= trie_->n_vocab()) return false;
  const std::vector<std::uint32_t>& ends = trie_->end_ids();
  if (std::find(ends.begin(), ends.end(), token) != ends.end()) return ended_ = may_end();
  const std::string& bytes = trie_->bytes_of(token);
  return !bytes.empty() && accept_bytes(bytes);
}

}  // namespace st
