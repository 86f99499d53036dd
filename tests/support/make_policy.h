/// Snapshots for tests, written down in words.
///
///   Policy p;
///   p.cluster_role("reader", {{.verbs = "get,list", .resources = "pods"}});
///   p.role_binding("shop/readers", "ClusterRole/reader", {"user:mia", "sa:ci/runner"});
///   std::shared_ptr<const Snapshot> snapshot = p.build();
#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/policy/snapshot_builder.h"

namespace rbacgraph::test {

/// Comma-separated lists; "-" is the list with one empty string, "" the empty list.
struct RuleWords {
  std::string verbs;
  std::string groups = "-";
  std::string resources;
  std::string names;
  std::string urls;
};

using Labels = std::map<std::string, std::string>;

class Policy {
 public:
  Policy() = default;
  explicit Policy(std::shared_ptr<const Snapshot> base) : builder_(std::move(base)) {}
  explicit Policy(const WordsOf& words) : builder_(words) {}

  SnapshotBuilder& builder() { return builder_; }

  RuleId rule(const RuleWords& words);
  Role make_role(RoleKind kind, std::string_view key, const std::vector<RuleWords>& rules);
  Binding make_binding(BindingKind kind, std::string_view key, std::string_view role,
                       const std::vector<std::string>& subjects);

  /// Keys are "namespace/name", for cluster-scoped objects "name".
  void role(std::string_view key, const std::vector<RuleWords>& rules);
  void cluster_role(std::string_view key, const std::vector<RuleWords>& rules,
                    const Labels& labels = {});
  /// `select` are matchLabels, one selector each.
  void aggregated_role(std::string_view key, const std::vector<Labels>& select,
                       const Labels& labels = {}, const std::vector<RuleWords>& rules = {},
                       bool stored = false);
  /// `role` is "Kind/name"; a subject "user:x", "group:x", "sa:ns/x" or "sa:x".
  void role_binding(std::string_view key, std::string_view role,
                    const std::vector<std::string>& subjects);
  void cluster_role_binding(std::string_view key, std::string_view role,
                            const std::vector<std::string>& subjects);
  void service_account(std::string_view key);

  std::shared_ptr<const Snapshot> build(AggregationMode mode = AggregationMode::Auto) {
    return builder_.build(mode);
  }

 private:
  NameList list(std::string_view words);

  SnapshotBuilder builder_;
};

/// "verbs·groups·resources·names·urls" of the rules in force, one string a rule.
std::vector<std::string> rules_of(const Snapshot& snapshot, RoleKind kind, std::string_view key);
std::string words_of(const Snapshot& snapshot, const PolicyRule& rule);
std::vector<std::string> codes(const Snapshot& snapshot);

}  // namespace rbacgraph::test
