/// On which of the changed objects it depends whether a rule is held, and what has to be undone so
/// that it is held no longer, or again.
///
/// Between the two sides of a diff lie many worlds: in each some of the changed objects are undone,
/// so that they are as on side `a`, and the others are as on side `b`. A condition says of each
/// world whether something holds in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "analysis/diff_pairs.h"
#include "analysis/diff_worlds.h"

namespace rbacgraph {

/// The worlds are told by a few changed objects; of those it does not depend on it knows nothing.
struct Condition {
  std::vector<std::uint32_t> objects;  ///< indices in DiffPairs::changes, ascending
  /// By the subset of `objects` that is undone, as bits in their order.
  std::vector<bool> holds;

  /// Nothing is undone: side `b`.
  bool in_b() const { return holds.front(); }
  /// All is undone: side `a`.
  bool in_a() const { return holds.back(); }
  bool always() const { return objects.empty() && holds.front(); }
  bool never() const { return objects.empty() && !holds.front(); }
  /// `undone` is ascending.
  bool in_world(std::span<const std::uint32_t> undone) const;

  friend auto operator<=>(const Condition&, const Condition&) = default;
};

/// `holds(undone)` is asked for each subset of `objects`, which ascend; at most 2^objects times.
/// What the result does not depend on is left out.
Condition make_condition(std::vector<std::uint32_t> objects,
                         const std::function<bool(std::span<const std::uint32_t> undone)>& holds);

/// The rules of roles, each with the condition under which its role has it.
///
/// Thread rule: one thread at a time; it remembers what it worked out.
class RoleConditions {
 public:
  RoleConditions(const Snapshot& a, const Snapshot& b, const DiffPairs& pairs);

  struct Rules {
    std::vector<RuleId> always;  ///< held in every world; ascending
    /// Held where one of the rule's conditions holds.
    std::multimap<RuleId, Condition> sometimes;
  };
  /// `role` is an index in DiffPairs::roles. Of rules that say the same the first stands for all;
  /// rules that are there in no world are left out.
  const Rules& rules_of(std::uint32_t role);
  /// The first of the rules that say the same.
  RuleId canonical(RuleId rule) const { return canonical_[index_of(rule)]; }
  /// Are the rules in force the same on both sides, and in every world between them?
  bool is_fixed(std::uint32_t role);

 private:
  using Side = RoleWorlds::Side;
  using Pair = ObjectPair<RoleId>;
  /// What may be in an aggregated role.
  struct Sources {
    std::vector<std::uint32_t> roles;    ///< pairs, ascending
    std::vector<std::uint32_t> changed;  ///< changes of them, ascending
    /// Changes of those that aggregate on some side, ascending.
    std::vector<std::uint32_t> on_the_way;
    /// Whether it is in force on each side, and the changed pairs in which it is written.
    struct Rule {
      bool in_a = false;
      bool in_b = false;
      std::set<std::uint32_t> writers;
    };
    std::map<RuleId, Rule> rules;
    /// No role that aggregates has rules of its own, which would stay only while nothing is
    /// selected: so what a role hands on is what those it selects have, each by itself.
    bool add_up = true;
  };

  std::span<const RuleEntry> rules_on(const Pair& pair, Side side) const;
  bool is_computed(const Role& role) const;
  bool is_computed(std::uint32_t role) const;
  bool aggregates(std::uint32_t role) const;
  std::vector<RuleId> canonical_rules(const Pair& pair, Side side) const;
  Rules written_rules(const Pair& pair) const;
  Rules aggregated_rules(std::uint32_t role);
  Sources sources_of(std::uint32_t role);
  std::vector<std::uint32_t> toggled_for(const Sources& sources, const Sources::Rule& rule) const;
  bool has(std::uint32_t role, RuleId rule, const std::vector<std::uint32_t>& roles,
           std::span<const std::uint32_t> undone);
  Condition condition_of(std::uint32_t role, RuleId rule, const Sources& sources,
                         std::vector<std::uint32_t> toggled);
  std::vector<Condition> conditions_of(std::uint32_t role, RuleId rule, const Sources& sources);
  std::vector<Condition> conditions_by_writer(std::uint32_t role, RuleId rule,
                                              const Sources& sources);
  void find_canonical();
  const Snapshot& a_;
  const Snapshot& b_;
  const DiffPairs& pairs_;
  RoleWorlds worlds_;
  /// The rules of the role that is worked out just now, sorted, by which roles there are and what
  /// is undone.
  std::map<std::pair<std::vector<std::uint32_t>, std::vector<std::uint32_t>>, std::vector<RuleId>>
      in_worlds_;
  std::vector<RuleId> canonical_;            // by RuleId: the first that says the same
  std::vector<std::optional<Rules>> known_;  // by pair
};

}  // namespace rbacgraph
