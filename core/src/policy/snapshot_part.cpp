#include "policy/snapshot_part.h"

#include <algorithm>
#include <cassert>
#include <set>
#include <string_view>

#include "policy/snapshot_builder_state.h"

namespace rbacgraph {

bool SnapshotPart::has_diagnostics() const {
  const SnapshotBuilder::State& state = *builder_.state_;
  return !state.read_diagnostics().empty() || !state.coverage().gaps().empty();
}

void SnapshotPart::tell_to(SnapshotBuilder& whole) {
  for (Diagnostic& told : builder_.state_->read_diagnostics()) whole.report(std::move(told));
  builder_.state_->read_diagnostics().clear();
  for (const CoverageEntry& gap : builder_.state_->coverage().gaps()) whole.add_coverage(gap);
  builder_.state_->forget_coverage();
}

std::vector<std::string> SnapshotPart::cluster_roles_referred_to() const {
  const NamePool& names = *builder_.state_->names;
  std::set<std::string_view> found;
  for (const Binding& binding : builder_.state_->tables().bindings.objects) {
    if (names.text(binding.role_ref.kind) == to_string(RoleKind::ClusterRole))
      found.insert(names.text(binding.role_ref.name));
  }
  return {found.begin(), found.end()};
}

std::vector<std::string> SnapshotPart::namespace_names() const {
  const NamePool& names = *builder_.state_->names;
  std::vector<std::string> found;
  for (const Namespace& ns : builder_.state_->tables().namespaces.objects)
    found.emplace_back(names.text(ns.name));
  return found;
}

void SnapshotPart::learn_names(SnapshotBuilder& whole) {
  const NamePool& own = builder_.names();
  for (std::size_t id = names_.size(); id < own.size(); ++id)
    names_.push_back(whole.intern(own.text(make_id<Name>(id))));
  std::vector<Name> list;
  for (std::size_t id = lists_.size(); id < own.list_count(); ++id) {
    list.clear();
    for (const Name name : own.list(make_id<NameList>(id))) list.push_back(in_whole(name));
    lists_.push_back(whole.names().intern_list(list));
  }
  const std::vector<PolicyRule>& rules = builder_.state_->rules();
  for (std::size_t id = rules_.size(); id < rules.size(); ++id) {
    PolicyRule rule = rules[id];
    for (NameList* const member : {&rule.verbs, &rule.api_groups, &rule.resources,
                                   &rule.resource_names, &rule.non_resource_urls})
      *member = lists_[index_of(*member)];
    rules_.push_back(whole.intern_rule(rule));
  }
}

void SnapshotPart::rename(Role& role) const {
  role.ns = in_whole(role.ns);
  role.name = in_whole(role.name);
  for (RuleEntry& entry : role.rules) {
    entry.rule = rules_[index_of(entry.rule)];
    entry.aggregated_from = in_whole(entry.aggregated_from);
  }
  for (auto& [key, value] : role.labels) {
    key = in_whole(key);
    value = in_whole(value);
  }
  if (!role.aggregation) return;
  for (LabelSelector& selector : role.aggregation->selectors) {
    for (LabelRequirement& requirement : selector.requirements) {
      requirement.key = in_whole(requirement.key);
      requirement.values = lists_[index_of(requirement.values)];
      requirement.operator_word = in_whole(requirement.operator_word);
    }
  }
}

void SnapshotPart::rename(Binding& binding) const {
  binding.ns = in_whole(binding.ns);
  binding.name = in_whole(binding.name);
  binding.role_ref.api_group = in_whole(binding.role_ref.api_group);
  binding.role_ref.kind = in_whole(binding.role_ref.kind);
  binding.role_ref.name = in_whole(binding.role_ref.name);
  for (Subject& subject : binding.subjects) {
    subject.kind_word = in_whole(subject.kind_word);
    subject.ns = in_whole(subject.ns);
    subject.name = in_whole(subject.name);
  }
}

void SnapshotPart::rename(ServiceAccount& account) const {
  account.ns = in_whole(account.ns);
  account.name = in_whole(account.name);
}

void SnapshotPart::rename(Namespace& ns) const { ns.name = in_whole(ns.name); }

void SnapshotPart::rename(Workload& workload) const {
  workload.kind = in_whole(workload.kind);
  workload.ns = in_whole(workload.ns);
  workload.name = in_whole(workload.name);
  workload.service_account = in_whole(workload.service_account);
}

template <class Table>
void SnapshotPart::move_table(Table& from, SnapshotBuilder& whole) {
  for (auto& object : from.objects) {
    rename(object);
    whole.put(std::move(object));
  }
  from.clear();
}

void SnapshotPart::move_to(SnapshotBuilder& whole) {
  assert(!has_diagnostics());
  learn_names(whole);
  std::vector<Diagnostic>& told = whole.state_->read_diagnostics();
  const std::size_t told_before = told.size();
  auto& tables = builder_.state_->tables();
  move_table(tables.roles, whole);
  move_table(tables.bindings, whole);
  move_table(tables.service_accounts, whole);
  move_table(tables.namespaces, whole);
  move_table(tables.workloads, whole);
  for (ResourceType& type : builder_.state_->custom_types()) whole.put(std::move(type));
  builder_.state_->custom_types().clear();
  // Of objects that are there twice; the tables were moved one by one.
  std::ranges::stable_sort(told.begin() + static_cast<std::ptrdiff_t>(told_before), told.end(), {},
                           [](const Diagnostic& each) { return each.source.offset; });
}

}  // namespace rbacgraph
