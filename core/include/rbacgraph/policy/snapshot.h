/// A Snapshot is the policy of one cluster at one moment: the RBAC objects, the accounts,
/// namespaces and workloads around them, the catalogue of resource types, and what is known to be
/// missing.
///
/// Immutable and shared: hold it as `std::shared_ptr<const Snapshot>`; any number of threads may
/// read it. It is made by a SnapshotBuilder (policy/snapshot_builder.h), also from another
/// Snapshot. Ids are indices of this Snapshot alone, in the order of reading; views and spans live
/// as long as it does.
///
/// Invariants: keys (kind, namespace, name) are unique; every RuleEntry names an existing rule;
/// `role_of` holds the role that the API server would look up for a binding (SEMANTICS §2.3), or
/// nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/base/line_locator.h"
#include "rbacgraph/base/name_pool.h"
#include "rbacgraph/base/source_ref.h"
#include "rbacgraph/k8s/binding.h"
#include "rbacgraph/k8s/namespace.h"
#include "rbacgraph/k8s/policy_rule.h"
#include "rbacgraph/k8s/resource_catalog.h"
#include "rbacgraph/k8s/role.h"
#include "rbacgraph/k8s/service_account.h"
#include "rbacgraph/k8s/workload.h"
#include "rbacgraph/policy/coverage.h"
#include "rbacgraph/policy/source_info.h"

namespace rbacgraph {

enum class RoleId : std::uint32_t {};
enum class BindingId : std::uint32_t {};
enum class ServiceAccountId : std::uint32_t {};
enum class NamespaceId : std::uint32_t {};
enum class WorkloadId : std::uint32_t {};

/// `auto` takes the stored rules of a role that came from a server and computes the others
/// (DESIGN §5). A difference is a diagnostic either way.
enum class AggregationMode : std::uint8_t { Auto, Stored, Computed };

class Snapshot {
 public:
  const NamePool& names() const { return *names_; }
  std::string_view text(Name name) const { return names_->text(name); }

  std::span<const Role> roles() const { return roles_; }
  const Role& role(RoleId id) const { return roles_[index_of(id)]; }
  /// The rules in force: as written, or for an aggregated role as the controller would write them
  /// (SEMANTICS §3.3). A grant's rule index counts in this list.
  std::span<const RuleEntry> rules(RoleId id) const;
  /// How the rules in force of aggregated roles were come by.
  AggregationMode aggregation() const { return aggregation_; }
  const PolicyRule& rule(RuleId id) const { return rules_[index_of(id)]; }
  /// All distinct rules that were ever written; a few may be in no role any more.
  std::span<const PolicyRule> distinct_rules() const { return rules_; }

  std::span<const Binding> bindings() const { return bindings_; }
  const Binding& binding(BindingId id) const { return bindings_[index_of(id)]; }
  /// kNoId: dangling. A ClusterRoleBinding to a Role is always dangling.
  RoleId role_of(BindingId id) const { return role_of_[index_of(id)]; }

  std::span<const ServiceAccount> service_accounts() const { return service_accounts_; }
  std::span<const Namespace> namespaces() const { return namespaces_; }
  std::span<const Workload> workloads() const { return workloads_; }
  const ResourceCatalog& catalog() const { return *catalog_; }

  std::optional<RoleId> find_role(RoleKind kind, std::string_view ns, std::string_view name) const;
  std::optional<BindingId> find_binding(BindingKind kind, std::string_view ns,
                                        std::string_view name) const;

  std::span<const SourceInfo> sources() const { return sources_; }
  /// File, line and column of a position; nullopt where it can't be told any more.
  std::optional<LineColumn> locate(const SourceRef& ref) const;
  const SourceInfo* source(const SourceRef& ref) const;

  const Coverage& coverage() const { return coverage_; }
  /// What was noticed while reading and putting together, in a fixed order.
  std::span<const Diagnostic> diagnostics() const { return diagnostics_; }

  ~Snapshot();

 private:
  friend class SnapshotBuilder;
  Snapshot();

  struct Indexes;

  std::shared_ptr<const NamePool> names_;
  AggregationMode aggregation_ = AggregationMode::Auto;
  std::vector<PolicyRule> rules_;
  std::span<const Role> roles_;
  std::span<const Binding> bindings_;
  std::vector<RoleId> role_of_;
  std::span<const ServiceAccount> service_accounts_;
  std::span<const Namespace> namespaces_;
  std::span<const Workload> workloads_;
  std::shared_ptr<const ResourceCatalog> catalog_;
  std::vector<ResourceType> custom_types_;
  std::vector<SourceInfo> sources_;
  Coverage coverage_;
  std::vector<Diagnostic> read_diagnostics_;  // without those that build() works out anew
  std::vector<Diagnostic> diagnostics_;
  std::unique_ptr<Indexes> indexes_;  // owns what the spans show
};

}  // namespace rbacgraph
