/// What one subject gained and lost, and what has to be undone so that it is not so.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "analysis/access_box.h"
#include "analysis/diff_conditions.h"
#include "analysis/diff_pairs.h"
#include "analysis/diff_undo.h"
#include "graph/subject_table.h"

namespace rbacgraph {

/// A region of requests with the same causes.
struct ChangedRegion {
  bool gained = false;
  Region region;
  UndoSets undo;
};

/// What a subject holds, in one world or another.
struct HeldBox {
  ScopedBox what;
  Condition when;
};

/// A binding pair that names a subject, and on which side it does.
struct Naming {
  std::uint32_t binding = 0;  ///< index in DiffPairs::bindings
  bool in_a = false;
  bool in_b = false;
};

/// Thread rule: one thread at a time.
class AccessComparison {
 public:
  AccessComparison(const Snapshot& a, const Snapshot& b, const DiffPairs& pairs);

  /// Equal boxes under equal conditions are one. Without `all` only where something may have
  /// changed, and of what is held in all worlds only what may overlap that.
  std::vector<HeldBox> held(std::span<const Naming> namings, bool all = false);
  /// Where `held` differs between the sides: all that was gained, then all that was lost.
  std::vector<ChangedRegion> changes(const std::vector<HeldBox>& held);
  /// Which exceptions of a region the other side, of which these are the boxes held, has not all.
  std::vector<bool> exceptions_told_apart(const BoxIndex& other_side, const Region& region) const;

  /// What the rule allows, wherever. They stay where they are.
  const std::vector<ScopedBox>& boxes_of(RuleId rule);
  RoleConditions& roles() { return roles_; }
  const BoxAlgebra& algebra() const { return algebra_; }

 private:
  using HeldRule = std::pair<RuleId, Condition>;

  const RoleConditions::Rules& rules_of(const Snapshot& side, BindingId id);
  std::multimap<RuleId, Condition> rules_of(const Naming& naming);
  std::map<const RoleConditions::Rules*, BoxScope> unchanged_scopes(
      std::span<const Naming> namings);
  void add_always(const std::map<const RoleConditions::Rules*, BoxScope>& unchanged,
                  const BoxScope* changed, std::map<HeldRule, BoxScope>& to);
  std::vector<HeldBox> boxes_of(std::map<HeldRule, BoxScope> scopes);
  void add_changes(const std::vector<HeldBox>& held, bool gained, std::vector<ChangedRegion>& to);
  std::vector<const ScopedBox*> widest(const std::vector<const ScopedBox*>& boxes) const;

  const Snapshot& a_;
  const Snapshot& b_;
  const DiffPairs& pairs_;
  BoxAlgebra algebra_;
  RoleConditions roles_;
  UndoSearch undo_;
  std::vector<std::optional<std::vector<ScopedBox>>> boxes_;  // by RuleId
};

}  // namespace rbacgraph
