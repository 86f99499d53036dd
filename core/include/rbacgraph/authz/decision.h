/// The answer to one request, with its evidence.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// One piece of evidence: this binding, through this one of its subjects, gives this rule of the
/// role that it refers to. Both indices count from 0 in `binding(…).subjects` and
/// `rules(role_of(…))`.
struct Grant {
  BindingId binding = kNoId<BindingId>;
  std::uint32_t rule = 0;
  std::uint32_t subject = 0;
  friend auto operator<=>(const Grant&, const Grant&) = default;
};

/// `Unknown`: nothing that was read allows it, but the input is known to be partial.
enum class Verdict : std::uint8_t { No, Yes, Unknown };

struct Decision {
  Verdict verdict = Verdict::No;
  /// A member of system:masters is allowed before RBAC is asked; there is no grant then.
  bool superuser = false;
  std::optional<Grant> grant;
  /// Bindings that apply to the user and whose role is not found, in the order of evaluation.
  std::vector<BindingId> unresolved;
};

/// `status.reason` of a SubjectAccessReview, in the API server's wording (SEMANTICS §2.8); "" where
/// the server gives none.
std::string reason(const Snapshot& snapshot, const Decision& decision);

}  // namespace rbacgraph
