#include "engine/session.h"

#include <algorithm>

#include "base/check.h"

namespace st {
namespace {

constexpr std::int64_t kChunk = Engine::kChunkTokens;

std::int64_t whole_chunks(std::int64_t n_tokens) {
  return n_tokens / kChunk * kChunk;
}

std::int64_t common_tokens(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
  return std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
}

}  // namespace

void Session::begin(std::vector<std::int32_t> prompt) {
  ST_CHECK(!prompt.empty());
  // The last token is computed in any case: its logits are wanted.
  const std::span<const std::int32_t> reusable(prompt.data(), prompt.size() - 1);
  const std::int64_t own =
      whole_chunks(std::min(n_chunked_, common_tokens(reusable, {ids_.data(), ids_.size()})));
  std::vector<PageId> pages;
  if (engine_->prefixes() != nullptr) pages = engine_->prefixes()->match(reusable);
  const std::int64_t page_tokens = engine_->cache().layout().page_tokens;
  const std::int64_t known = whole_chunks(static_cast<std::int64_t>(pages.size()) * page_tokens);
  if (lease_ && own >= known) {
    lease_->truncate(own);
  } else {
    pages.resize(static_cast<std::size_t>(known / page_tokens));
    lease_.emplace(engine_->cache().lease(pages));
  }
  n_cached_ = n_chunked_ = lease_->n_tokens();
  ids_ = std::move(prompt);
}

void Session::begin_afresh(std::vector<std::int32_t> prompt) {
  ST_CHECK(!prompt.empty());
  lease_.emplace(engine_->cache().lease());
  n_cached_ = n_chunked_ = 0;
  ids_ = std::move(prompt);
}

void Session::release() {
  lease_.reset();
  ids_.clear();
  n_cached_ = n_chunked_ = 0;
}

std::span<const std::int32_t> Session::next_chunk() const {
  const std::int64_t first = n_computed();
  const std::int64_t last = std::min(static_cast<std::int64_t>(ids_.size()), whole_chunks(first) + kChunk);
  return std::span(ids_).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first));
}

Status Session::prefill_chunk(std::span<float> logits) {
  const std::span<const std::int32_t> chunk = next_chunk();
  const bool is_last = static_cast<std::int64_t>(chunk.size()) == n_pending();
  const model::SequenceStep step{chunk, &*lease_,
                                 is_last ? model::LogitsOf::kLastToken : model::LogitsOf::kNone};
  ST_RETURN_IF_ERROR(engine_->forward({&step, 1}, is_last ? logits : std::span<float>()));
  n_chunked_ = whole_chunks(n_computed());
  if (is_last) remember_prefix();
  return {};
}

Status Session::prefill(std::span<float> logits, const Progress& progress) {
  const auto all = static_cast<std::size_t>(n_pending());
  while (n_pending() > 0) {
    ST_RETURN_IF_ERROR(prefill_chunk(logits));
    report_progress(progress, all - static_cast<std::size_t>(n_pending()), all);
  }
  return {};
}

Status Session::prefill_rows(const TakeRows& take, const Progress& progress, bool hidden_states) {
  const auto all = static_cast<std::size_t>(n_pending());
  const model::BlockSpec& spec = engine_->spec();
  const auto width = static_cast<std::size_t>(hidden_states ? spec.d_model : spec.n_vocab);
  std::vector<float> rows;
  while (n_pending() > 0) {
    const std::span<const std::int32_t> chunk = next_chunk();
    const model::SequenceStep step{chunk, &*lease_, model::LogitsOf::kEveryToken};
    rows.resize(chunk.size() * width);
    ST_RETURN_IF_ERROR(engine_->forward({&step, 1}, rows, hidden_states));
    n_chunked_ = whole_chunks(n_computed());
    ST_RETURN_IF_ERROR(take(rows));
    report_progress(progress, all - static_cast<std::size_t>(n_pending()), all);
  }
  remember_prefix();
  return {};
}

// Only whole chunks: what decoding appends was computed token by token, and is not the same bits.
void Session::remember_prefix() {
  if (engine_->prefixes() == nullptr) return;
  const auto n = static_cast<std::size_t>(n_chunked_);
  const auto n_pages = n / static_cast<std::size_t>(engine_->cache().layout().page_tokens);
  engine_->prefixes()->insert(std::span(ids_).first(n), lease_->pages().first(n_pages));
}

model::SequenceStep Session::append(std::vector<std::int32_t> ids) {
  ST_CHECK(n_pending() == 0);
  step_ids_ = std::move(ids);
  return {step_ids_, &*lease_, model::LogitsOf::kEveryToken};
}

void Session::keep(std::int64_t n_tokens) {
  ids_.insert(ids_.end(), step_ids_.begin(), step_ids_.begin() + n_tokens);
  lease_->truncate(static_cast<std::int64_t>(ids_.size()));
}

}  // namespace st
