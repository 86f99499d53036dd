/// From the regions that a subject gained or lost to the entries that a reader gets: parts that no
/// real request can use are told apart, and what can be said in one entry is.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "analysis/access_box.h"
#include "analysis/diff_access.h"
#include "analysis/power_matcher.h"
#include "rbacgraph/analysis/diff.h"

namespace rbacgraph {

/// A part of what one subject gained or lost that becomes an entry.
struct DiffDraft {
  bool gained = false;
  Region region;
  UndoSets undo;
  std::optional<DeadReason> dead;
};

/// Thread rule: one thread at a time.
class DiffEntries {
 public:
  DiffEntries(std::shared_ptr<const Snapshot> a, std::shared_ptr<const Snapshot> b);

  /// Parts in which all that can be used is apart from all that can't, united where that makes one
  /// of two.
  std::vector<DiffDraft> drafts_of(std::vector<ChangedRegion> regions) const;
  /// Without `subject`, `grants` and what is told of members, or by other entries. `told_apart`: by
  /// exception, whether another entry tells of it; what is not, the other side has.
  AccessChange entry_of(const DiffDraft& draft, const std::vector<bool>& told_apart);
  /// What the subject holds that the drafts are of; has to stay.
  void set_held(std::span<const HeldBox> held);
  /// Takes off the powers of `draft` that the subject has on the other side, wherever the draft
  /// holds: who reads secrets does not become powerful by watching them.
  void take_off_held(const DiffDraft& draft, Powers& powers);

 private:
  /// Something powerful that is held on one side.
  struct Given {
    PolicyRule rule;
    PowerfulRules::ByScope powers;
  };
  /// All of it, and where.
  struct GivenOnSide {
    std::vector<Given> all;
    std::vector<std::uint32_t> everywhere;                      // indices in all
    std::vector<std::pair<Name, std::uint32_t>> in_namespaces;  // ascending
  };

  const GivenOnSide& given_on(bool in_b);
  const Snapshot& side(bool gained) const { return gained ? *b_ : *a_; }
  Powers powers_of(const DiffDraft& draft);
  PolicyRule rule_of(const AccessBox& box);

  std::shared_ptr<const Snapshot> a_;
  std::shared_ptr<const Snapshot> b_;
  NamePool names_;  // a layer, for rules that nobody has written
  PowerMatcher in_a_;
  PowerMatcher in_b_;
  std::span<const HeldBox> held_;
  std::array<std::optional<GivenOnSide>, 2> given_;  // on side a and b, once it is asked for
};

}  // namespace rbacgraph
