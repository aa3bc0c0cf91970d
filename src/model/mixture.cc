// Mixture of experts (Jiang et al. 2024, Mixtral): each token goes to the few experts that its router
// scores highest, and their outputs are added by the softmax over those scores.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/forward_pass.h"

namespace st::model {
namespace {

struct Use {
  std::size_t token;
  float weight;
};

// The tokens of each expert, in the order of the batch. scores: [n_tokens, n_experts].
std::vector<std::vector<Use>> route(const MlpSpec& mlp, std::span<const float> scores) {
  const auto n_experts = static_cast<std::size_t>(mlp.n_experts);
  const auto n_used = static_cast<std::size_t>(mlp.n_experts_used);
  std::vector<std::vector<Use>> uses(n_experts);
  std::vector<std::size_t> ranked(n_experts);
  for (std::size_t token = 0; token < scores.size() / n_experts; ++token) {
    const std::span<const float> score = scores.subspan(token * n_experts, n_experts);
    std::iota(ranked.begin(), ranked.end(), std::size_t{0});
    std::stable_sort(ranked.begin(), ranked.end(),
                     [&](std::size_t a, std::size_t b) { return score[a] > score[b]; });
    float sum = 0.0f;
    for (std::size_t i = 0; i < n_used; ++i) sum += std::exp(score[ranked[i]] - score[ranked[0]]);
    for (std::size_t i = 0; i < n_used; ++i)
      uses[ranked[i]].push_back({token, std::exp(score[ranked[i]] - score[ranked[0]]) / sum});
  }
  return uses;
}

}  // namespace

Status ForwardPass::mixture(const LayerWeights& layer) {
  const auto d_model = static_cast<std::size_t>(spec_.d_model);
  ST_RETURN_IF_ERROR(multiply(layer.router, at_.h, at_.router));
  std::fill(at_.branch.begin(), at_.branch.end(), 0.0f);
  const std::vector<std::vector<Use>> uses = route(spec_.mlp, at_.router);
  for (std::size_t expert = 0; expert < uses.size(); ++expert) {
    if (uses[expert].empty()) continue;
    const std::size_t n_values = uses[expert].size() * d_model;
    for (std::size_t i = 0; i < uses[expert].size(); ++i) {
      const auto row = at_.h.subspan(uses[expert][i].token * d_model, d_model);
      std::copy(row.begin(), row.end(), at_.expert_in.begin() + static_cast<std::ptrdiff_t>(i * d_model));
    }
    ST_RETURN_IF_ERROR(
        one_mlp(layer.experts[expert], at_.expert_in.first(n_values), at_.expert_out.first(n_values)));
    for (std::size_t i = 0; i < uses[expert].size(); ++i) {
      const Use& use = uses[expert][i];
      for (std::size_t c = 0; c < d_model; ++c)
        at_.branch[use.token * d_model + c] += use.weight * at_.expert_out[i * d_model + c];
    }
  }
  return {};
}

}  // namespace st::model
