/// Powerful permissions: the few that let their holder become somebody else, run code as somebody
/// else, read credentials, or change what the API server trusts.
///
/// One table says which they are; commands that mark or list them, and later diff and the desktop,
/// all read this one. It is about single permissions: what several of them come to together, and
/// what can be reached from there, is another question. Ids are those of our catalogue of risks,
/// and stay.
///
/// Whether a rule gives one is decided by the matching semantics (authz/rule_match.h), for a scope:
/// some count cluster-wide only, one in a single namespace only, and what no real request can use
/// through a RoleBinding (`nodes/proxy`, impersonating users) never counts there (SEMANTICS §2.3,
/// §2.7). A rule that is limited to resource names gives it for these objects only.
///
/// Everything here is immutable once made; any number of threads may ask.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "rbacgraph/authz/decision.h"
#include "rbacgraph/graph/access_graph.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// Where a permission counts as powerful, among the places where a request could use it.
enum class PowerScope : std::uint8_t { Anywhere, ClusterWide, InNamespace };

/// How bad it is where it counts most: Critical is to be the cluster's or the namespace's
/// administrator, at once or with a step that can't be kept from one.
enum class PowerWeight : std::uint8_t { Critical, High };
std::string_view to_string(PowerWeight weight);  ///< "critical", "high"

/// Requests that are powerful: each of the verbs on each of the resources. Words are separated by
/// blanks. The verb or resource "*" is what only a rule with "*" allows.
struct PowerRequests {
  std::string_view verbs;
  std::string_view group;  ///< "" is the core group, kAnyPowerGroup any one
  std::string_view resources;
};
inline constexpr std::string_view kAnyPowerGroup = "(any)";

struct PowerfulPermission {
  std::string_view id;       ///< "RBAC-TOK-002"
  std::string_view name;     ///< "read-secrets": short, for tables
  std::string_view meaning;  ///< one sentence, without a full stop
  PowerScope counts = PowerScope::Anywhere;
  std::span<const PowerRequests> requests;
  PowerWeight weight = PowerWeight::High;
};

/// The table, the heaviest first, and then in the order of its ids; at most PowerSet::kMost.
std::span<const PowerfulPermission> powerful_permissions();

/// Some of the table's rows, by their index.
class PowerSet {
 public:
  static constexpr std::size_t kMost = 32;

  bool empty() const { return bits_ == 0; }
  bool contains(std::size_t row) const { return (bits_ >> row & 1U) != 0; }
  void insert(std::size_t row) { bits_ |= std::uint32_t{1} << row; }
  std::vector<std::size_t> rows() const;  ///< ascending

  PowerSet& operator|=(PowerSet other) {
    bits_ |= other.bits_;
    return *this;
  }
  friend PowerSet operator|(PowerSet a, PowerSet b) { return a |= b; }
  /// Those of `a` that are not in `b`.
  friend PowerSet operator-(PowerSet a, PowerSet b) {
    a.bits_ &= ~b.bits_;
    return a;
  }
  friend auto operator<=>(const PowerSet&, const PowerSet&) = default;

 private:
  std::uint32_t bits_ = 0;
};

/// The permissions that one request is of: verb and type to the letter, so none of those that are
/// about everything. `cluster_wide`: with those that count cluster-wide only.
PowerSet powers_of_request(std::string_view verb, std::string_view group, std::string_view resource,
                           std::string_view subresource, bool cluster_wide);

/// What something gives in one scope.
struct Powers {
  PowerSet whole;
  PowerSet only_named;  ///< for some named objects only; none that is in `whole`

  PowerSet all() const { return whole | only_named; }
  bool empty() const { return all().empty(); }
  Powers& operator|=(const Powers& other) {
    whole |= other.whole;
    only_named = (only_named | other.only_named) - whole;
    return *this;
  }
  friend auto operator<=>(const Powers&, const Powers&) = default;
};

/// Which powerful permissions the rules of a Snapshot give. Worked out once for each distinct rule,
/// so that asking costs nothing, however many roles and bindings share it.
class PowerfulRules {
 public:
  explicit PowerfulRules(std::shared_ptr<const Snapshot> snapshot);

  /// Through a binding of this scope.
  Powers of(RuleId rule, const BindingScope& scope) const;
  Powers of(const Snapshot& snapshot, const Grant& grant) const;
  /// The rules that give any in some scope, ascending.
  std::span<const RuleId> powerful() const { return powerful_; }

  /// What one rule gives, by scope.
  struct ByScope {
    Powers cluster_wide;
    Powers in_namespace;
    /// For the Namespace object of the binding's namespace, if the rule allows its name.
    PowerSet own_namespace;
    bool empty() const {
      return cluster_wide.empty() && in_namespace.empty() && own_namespace.empty();
    }
  };

 private:
  std::shared_ptr<const Snapshot> snapshot_;
  std::vector<ByScope> by_rule_;
  std::vector<RuleId> powerful_;
};

}  // namespace rbacgraph
