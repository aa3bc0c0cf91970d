#include "combine/facets.h"

#include "combine/phrases.h"

namespace st::combine {
namespace {

struct Answer {
  Facet facet;
  std::uint16_t bit;
  std::string_view phrase;
};

// Answers that mean the same share a bit.
constexpr std::array kAnswers = std::to_array<Answer>({
    {Facet::kChannel, 1, "sms"},
    {Facet::kChannel, 1, "text message"},
    {Facet::kChannel, 1, "text messages"},
    {Facet::kChannel, 1, "by text"},
    {Facet::kChannel, 2, "push"},
    {Facet::kChannel, 2, "push notification"},
    {Facet::kChannel, 4, "e-mail"},
    {Facet::kChannel, 4, "e-mails"},
    {Facet::kChannel, 4, "email"},
    {Facet::kChannel, 4, "emails"},
    {Facet::kChannel, 4, "e-mailed"},
    {Facet::kChannel, 4, "emailed"},
    {Facet::kChannel, 4, "mailed"},
    {Facet::kChannel, 8, "post"},
    {Facet::kChannel, 8, "posted"},
    {Facet::kChannel, 8, "letter"},
    {Facet::kChannel, 8, "letters"},
    {Facet::kChannel, 8, "paper"},
    {Facet::kChannel, 8, "printed"},
    {Facet::kChannel, 16, "phone"},
    {Facet::kChannel, 16, "telephone"},
    {Facet::kChannel, 16, "call"},
    {Facet::kChannel, 32, "fax"},
    {Facet::kChannel, 64, "portal"},
    {Facet::kChannel, 64, "dashboard"},
    {Facet::kChannel, 64, "in the app"},
    {Facet::kChannel, 64, "online"},
    {Facet::kChannel, 128, "download"},
    {Facet::kChannel, 128, "download link"},
    {Facet::kChannel, 256, "cd-rom"},
    {Facet::kChannel, 256, "cd"},
    {Facet::kChannel, 256, "dvd"},
    {Facet::kChannel, 256, "usb stick"},
    {Facet::kDefault, 1, "ticked by default"},
    {Facet::kDefault, 1, "checked by default"},
    {Facet::kDefault, 1, "on by default"},
    {Facet::kDefault, 1, "enabled by default"},
    {Facet::kDefault, 1, "allowed by default"},
    {Facet::kDefault, 1, "applied by default"},
    {Facet::kDefault, 1, "ticked"},
    {Facet::kDefault, 1, "pre-ticked"},
    {Facet::kDefault, 1, "switched on"},
    {Facet::kDefault, 1, "opt out"},
    {Facet::kDefault, 1, "opt-out"},
    {Facet::kDefault, 1, "opting out"},
    {Facet::kDefault, 1, "opts out"},
    {Facet::kDefault, 2, "off by default"},
    {Facet::kDefault, 2, "disabled by default"},
    {Facet::kDefault, 2, "unticked"},
    {Facet::kDefault, 2, "unchecked"},
    {Facet::kDefault, 2, "not ticked"},
    {Facet::kDefault, 2, "are off"},
    {Facet::kDefault, 2, "is off"},
    {Facet::kDefault, 2, "empty"},
    {Facet::kDefault, 2, "opt in"},
    {Facet::kDefault, 2, "opt-in"},
    {Facet::kDefault, 2, "opts in"},
    {Facet::kDefault, 2, "opting in"},
    {Facet::kProof, 1, "pin"},
    {Facet::kProof, 2, "password"},
    {Facet::kProof, 4, "badge"},
    {Facet::kProof, 4, "nfc"},
    {Facet::kProof, 4, "chip card"},
    {Facet::kProof, 8, "date of birth"},
    {Facet::kProof, 16, "fingerprint"},
    {Facet::kProof, 16, "face recognition"},
    {Facet::kProof, 32, "passkey"},
    {Facet::kProof, 32, "security key"},
    {Facet::kProof, 64, "single sign-on"},
    {Facet::kProof, 64, "sso"},
    {Facet::kProof, 128, "one-time code"},
    {Facet::kProof, 128, "second factor"},
    {Facet::kApproval, 1, "approval"},
    {Facet::kApproval, 1, "approve"},
    {Facet::kApproval, 1, "approves"},
    {Facet::kApproval, 1, "approved by"},
    {Facet::kApproval, 1, "has approved"},
    {Facet::kApproval, 1, "permission of"},
    {Facet::kApproval, 1, "sign-off"},
    {Facet::kApproval, 1, "consent of"},
    {Facet::kApproval, 2, "automatically"},
    {Facet::kApproval, 2, "on their own"},
    {Facet::kApproval, 2, "on his own"},
    {Facet::kApproval, 2, "on her own"},
    {Facet::kApproval, 2, "by themselves"},
    {Facet::kApproval, 2, "by himself"},
    {Facet::kApproval, 2, "by herself"},
    {Facet::kApproval, 2, "no approval"},
    {Facet::kApproval, 2, "without approval"},
    {Facet::kCircle, 1, "only"},
    {Facet::kCircle, 1, "sole"},
    {Facet::kCircle, 1, "exclusively"},
    {Facet::kCircle, 1, "nobody but"},
    {Facet::kCircle, 2, "every"},
    {Facet::kCircle, 2, "all"},
    {Facet::kCircle, 2, "any"},
    {Facet::kCircle, 2, "anyone"},
    {Facet::kCircle, 2, "everyone"},
    {Facet::kCircle, 2, "everybody"},
    {Facet::kCircle, 2, "available to"},
    {Facet::kCircle, 2, "themselves"},
});

}  // namespace

FacetAnswers facets_of(std::string_view lower) {
  FacetAnswers answers{};
  for (const Answer& answer : kAnswers) {
    if (has_phrase(lower, answer.phrase)) answers[static_cast<std::size_t>(answer.facet)] |= answer.bit;
  }
  // "unless they turn them off": on to begin with, though it speaks of off
  std::uint16_t& start = answers[static_cast<std::size_t>(Facet::kDefault)];
  const bool unless = has_phrase(lower, "unless");
  if (unless && start == 0 && (has_phrase(lower, "off") || has_phrase(lower, "opt out"))) start = 1;
  if (has_phrase(lower, "without approval") || has_phrase(lower, "no approval")) {
    answers[static_cast<std::size_t>(Facet::kApproval)] = 2;
  }
  return answers;
}

bool facets_conflict(const FacetAnswers& a, const FacetAnswers& b) {
  for (std::size_t i = 0; i < kFacetCount; ++i) {
    if (a[i] != 0 && b[i] != 0 && (a[i] & b[i]) == 0) return true;
  }
  return false;
}

}  // namespace st::combine
