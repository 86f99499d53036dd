/// What has to go so that a subject can no longer do this? (`explain --cut`)
///
/// A cut is a set of bindings, subjects of bindings or rules that ends the access when all of them
/// are removed, and does not when one of them stays. It is about the whole access that an
/// Explanation shows: with -n in that namespace, else everywhere.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "rbacgraph/analysis/explain.h"

namespace rbacgraph {

/// One thing to remove.
struct CutElement {
  enum class Kind : std::uint8_t {
    Binding,  ///< the whole binding
    Subject,  ///< one spelling of a subject from a binding, as often as it stands there
    Rule,     ///< one rule from the role in which it is written, as often as it stands there
  };
  Kind kind{};
  BindingId binding = kNoId<BindingId>;  ///< of a binding or subject
  std::uint32_t subject = 0;             ///< the first place of that spelling
  RoleId role = kNoId<RoleId>;           ///< of a rule: for an aggregated one the contributing role
  RuleId rule = kNoId<RuleId>;
  friend auto operator<=>(const CutElement&, const CutElement&) = default;
};

/// What goes besides when an element is removed, before other grants are looked at that may give
/// the same.
struct Collateral {
  std::uint64_t subjects = 0;  ///< other subjects of bindings that lose something
  std::uint64_t rules = 0;     ///< other rules that whoever loses it loses too
};

struct Cut {
  enum class Kind : std::uint8_t { Bindings, Subjects, Rules, Mixed };
  Kind kind{};
  std::vector<CutElement> elements;    ///< sorted
  std::vector<Collateral> collateral;  ///< of each element
};

struct Cuts {
  /// One of bindings, one of subjects, one of rules, and a mixed one where that is smaller than
  /// each of them; none where there is no grant to cut (nobody can end what system:masters may).
  std::vector<Cut> cuts;
  std::size_t smallest = 0;  ///< index of one with the fewest elements
  /// No set of fewer elements ends the access. False where there were too many roles to try all.
  bool proven = true;
};

/// Without any where it was stopped.
Cuts cuts_of(const Explanation& explanation, const std::stop_token& stop = {});

/// The Snapshot without these.
std::shared_ptr<const Snapshot> without(const std::shared_ptr<const Snapshot>& snapshot,
                                        const std::vector<CutElement>& elements);

}  // namespace rbacgraph
