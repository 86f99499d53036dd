/// What a SnapshotBuilder has gathered. For it, and for what adds to it in one piece.
#pragma once

#include <memory>

#include "base/id_table.h"
#include "policy/snapshot_indexes.h"
#include "rbacgraph/policy/snapshot_builder.h"

namespace rbacgraph {

struct SnapshotBuilder::State {
  std::shared_ptr<NamePool> names;
  std::unique_ptr<Snapshot> out{new Snapshot};
  IdTable rule_ids;

  Snapshot::Indexes& tables() const { return *out->indexes_; }
  ObjectTable<Role>& table(const Role&) const { return tables().roles; }
  ObjectTable<Binding>& table(const Binding&) const { return tables().bindings; }
  ObjectTable<ServiceAccount>& table(const ServiceAccount&) const {
    return tables().service_accounts;
  }
  ObjectTable<Namespace>& table(const Namespace&) const { return tables().namespaces; }
  ObjectTable<Workload>& table(const Workload&) const { return tables().workloads; }
  std::vector<PolicyRule>& rules() const { return out->rules_; }
  std::vector<ResourceType>& custom_types() const { return out->custom_types_; }
  std::vector<Diagnostic>& read_diagnostics() const { return out->read_diagnostics_; }
  const Coverage& coverage() const { return out->coverage_; }
  void forget_coverage() const { out->coverage_ = {}; }

  void start_from(const Snapshot& base);
  void start_from(const Snapshot& base, std::span<const RoleId> roles,
                  std::span<const BindingId> bindings);
  void start_with_words_of(const Snapshot& base);
  /// Types, sources and gaps too.
  void start_with_context_of(const Snapshot& base);

  template <class T>
  void put(T&& object);
  template <class T>
  bool put_if_absent(T&& object);

  void intern_account_parts();
  void resolve_role_refs();
  RoleId resolve(const Binding& binding);
  std::string hint_of_dangling(const Binding& binding) const;
  void tell_dangling(const Binding& binding);
  /// What is wrong with roles and bindings, each by itself.
  std::vector<Diagnostic> flaws() const;

  /// Is there any? Known when role refs are resolved.
  bool has_roles = false;
  bool has_cluster_roles = false;
};

}  // namespace rbacgraph
