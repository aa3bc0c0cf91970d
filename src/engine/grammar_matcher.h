#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "engine/grammar_program.h"
#include "engine/token_mask.h"
#include "engine/token_trie.h"

namespace st {

// Where an answer stands in its grammar: a set of stacks, each kept once however many states share it, and
// the states reached so far as a table by byte. Everything not provably allowed is forbidden. One matcher a
// sequence. Thread rule: one thread at a time; program and trie may be shared.
class GrammarMatcher {
 public:
  static constexpr std::size_t kMostDepth = 1000;   // of rules inside rules; deeper is forbidden
  static constexpr std::size_t kMostStacks = 4096;  // of one state
  static constexpr std::size_t kMostStates = 20'000;

  GrammarMatcher(std::shared_ptr<const GrammarProgram> program, std::shared_ptr<const TokenTrie> trie);

  // The tokens that may come next; end tokens where the answer may end. Valid until the next call.
  // Error{kResources} where the grammar is too ambiguous for the limits above.
  Result<const TokenMask*> mask();

  // False, and nothing changes, where the token or the bytes may not come next.
  bool accept(std::uint32_t token);
  bool accept_bytes(std::string_view bytes);

  bool may_end() const { return states_[current_].may_end; }
  bool ended() const { return ended_; }
  bool overflowed() const { return overflowed_; }  // a limit was met; what lay behind it is forbidden
  // Restart at the beginning; the tables stay.
  void reset();

 private:
  static constexpr std::int32_t kUnknown = -1;
  static constexpr std::uint32_t kDead = 0;  // the state without stacks
  struct Stack {
    std::uint32_t position;  // in the program
    std::uint32_t below;     // index of the stack under it; 0: none
    std::uint32_t depth;
  };
  struct State {
    std::vector<std::uint32_t> stacks;
    std::unique_ptr<std::array<std::int32_t, 256>> next;
    bool may_end = false;
  };
  struct Frame {
    std::uint32_t position, below;
  };

  void clear();
  void keep_only_current();
  std::uint32_t stack_of(std::uint32_t position, std::uint32_t below);
  void expand(std::vector<Frame>& work, std::vector<std::uint32_t>& out);
  void call_rule(const Frame& frame, std::uint32_t rule, std::vector<Frame>& work);
  std::uint32_t state_of(std::vector<std::uint32_t> stacks);
  std::uint32_t step(std::uint32_t state, std::uint8_t byte);
  std::uint32_t first_step(std::uint32_t state, std::uint8_t byte);
  std::uint32_t start_state();

  std::shared_ptr<const GrammarProgram> program_;
  std::shared_ptr<const TokenTrie> trie_;
  std::vector<Stack> stacks_;
  std::unordered_map<std::uint64_t, std::uint32_t> stack_index_;
  std::vector<State> states_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> state_index_;
  std::unordered_map<std::uint32_t, TokenMask> masks_;
  std::uint32_t current_ = 0;
  bool ended_ = false;
  bool overflowed_ = false;
};

}  // namespace st
