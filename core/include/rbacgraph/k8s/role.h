/// Role and ClusterRole ("role" is either of them).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "rbacgraph/base/name_pool.h"
#include "rbacgraph/base/source_ref.h"

namespace rbacgraph {

enum class RoleKind : std::uint8_t { ClusterRole, Role };

std::string_view to_string(RoleKind kind);

/// A distinct PolicyRule of a Snapshot: roles with an equal rule share its id.
enum class RuleId : std::uint32_t {};

/// A rule in its place in a role's list.
struct RuleEntry {
  RuleId rule = kNoId<RuleId>;
  Name aggregated_from = kEmptyName;  ///< the ClusterRole that contributed it, "" for an own rule
  SourceRef source;                   ///< where it was written
};

enum class SelectorOperator : std::uint8_t { In, NotIn, Exists, DoesNotExist, Unknown };

struct LabelRequirement {
  Name key = kEmptyName;
  SelectorOperator op = SelectorOperator::Unknown;
  NameList values = kEmptyList;
  Name operator_word = kEmptyName;  ///< as written, for the message
};

/// All requirements must hold; none at all selects everything. A `matchLabels` entry is an In
/// with one value.
struct LabelSelector {
  std::vector<LabelRequirement> requirements;
};

struct AggregationRule {
  std::vector<LabelSelector> selectors;
};

struct Role {
  RoleKind kind = RoleKind::ClusterRole;
  /// It has a uid or resourceVersion, or comes from a cluster or a Snapshot: its rules are what a
  /// server had, aggregation included.
  bool stored = false;
  Name ns = kEmptyName;
  Name name = kEmptyName;
  SourceRef source;
  std::vector<RuleEntry> rules;  ///< as written
  std::optional<AggregationRule> aggregation;
  std::vector<std::pair<Name, Name>> labels;  ///< of ClusterRoles only: aggregation needs them
};

}  // namespace rbacgraph
