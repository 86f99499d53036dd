#include <algorithm>
#include <span>
#include <string>

#include "rbacgraph/analysis/explain.h"
#include "rbacgraph/authz/rule_match.h"
#include "rbacgraph/policy/snapshot_builder.h"

namespace rbacgraph {
namespace {

/// Makes the one change. What it writes gets a name that is still free: nothing else may change.
class Remedies {
 public:
  Remedies(const Explanation& explanation, const NearMiss& miss)
      : explanation_(explanation),
        query_(explanation.query),
        miss_(miss),
        base_(explanation.graph->snapshot()),
        builder_(explanation.graph->shared_snapshot()) {}

  Remedy make() {
    Remedy made{nullptr, explanation_.user};
    switch (miss_.kind) {
      case MissKind::OtherNamespace: bind_in(builder_.intern(miss_.needs)); break;
      case MissKind::RoleBindingOnly: bind_in(kEmptyName); break;
      case MissKind::RoleNotFound: write_role(); break;
      case MissKind::GroupNotHeld: made.user.groups.push_back(miss_.needs); break;
      case MissKind::OtherName:
      case MissKind::NeverWithName:
      case MissKind::AlwaysWithName:
      case MissKind::WordSpelling:
      case MissKind::OtherVerb:
      case MissKind::OtherApiGroup:
      case MissKind::OtherSubresource:
        if (miss_.rule) change_rule(*miss_.rule);
        break;
    }
    made.snapshot = builder_.build(base_.aggregation());
    return made;
  }

 private:
  /// The same subject and rules, bound in another namespace or ("") cluster-wide.
  void bind_in(Name ns) {
    const Binding& binding = base_.binding(miss_.binding);
    const Role& role = base_.role(base_.role_of(miss_.binding));
    Binding moved;
    moved.kind = ns == kEmptyName ? BindingKind::ClusterRoleBinding : BindingKind::RoleBinding;
    moved.ns = ns;
    moved.name = free_name(moved.kind, ns, binding.name);
    moved.role_ref = binding.role_ref;
    moved.source = binding.source;
    Subject subject = binding.subjects[miss_.subject];
    if (subject.kind == SubjectKind::ServiceAccount && subject.ns == kEmptyName)
      subject.ns = binding.ns;
    moved.subjects.push_back(subject);
    if (role.kind == RoleKind::Role) {
      Role copy = in_force(base_.role_of(miss_.binding));
      copy.kind = ns == kEmptyName ? RoleKind::ClusterRole : RoleKind::Role;
      copy.ns = ns;
      copy.name = free_name(copy.kind, ns, role.name);
      moved.role_ref.kind = builder_.intern(to_string(copy.kind));
      moved.role_ref.name = copy.name;
      builder_.put(std::move(copy));
    }
    builder_.put(std::move(moved));
  }

  /// The role that is missed, with a rule for just this request.
  void write_role() {
    const Binding& binding = base_.binding(miss_.binding);
    Role role;
    role.kind = base_.text(binding.role_ref.kind) == to_string(RoleKind::Role)
                    ? RoleKind::Role
                    : RoleKind::ClusterRole;
    role.ns = role.kind == RoleKind::Role ? binding.ns : kEmptyName;
    role.name = binding.role_ref.name;
    PolicyRule rule;
    rule.verbs = one(query_.verb);
    if (query_.is_url()) {
      rule.non_resource_urls = one(query_.non_resource_url);
    } else {
      rule.api_groups = one(query_.group);
      rule.resources = one(type());
    }
    role.rules.push_back({builder_.intern_rule(rule), kEmptyName, {}});
    builder_.put(std::move(role));
  }

  void change_rule(std::uint32_t place) {
    const RoleId id = base_.role_of(miss_.binding);
    Role role = in_force(id);
    PolicyRule rule = base_.rule(role.rules[place].rule);
    const NamePool& names = base_.names();
    if (miss_.kind == MissKind::OtherName) {
      rule.resource_names = with(rule.resource_names, miss_.needs);
    } else if (miss_.kind == MissKind::NeverWithName || miss_.kind == MissKind::AlwaysWithName) {
      rule.resource_names = kEmptyList;
    } else if (query_.is_url()) {
      rule.verbs = with(rule.verbs, query_.verb);
    } else {
      const ResolvedResource asked =
          resolve(names, ResourceRequest{query_.verb, query_.group, query_.resource,
                                         query_.subresource, "", query_.name});
      if (!verb_matches(names, rule, asked.verb)) rule.verbs = with(rule.verbs, query_.verb);
      if (!group_matches(names, rule, asked.group))
        rule.api_groups = with(rule.api_groups, query_.group);
      if (!resource_matches(names, rule, asked)) rule.resources = with(rule.resources, type());
    }
    role.rules[place].rule = builder_.intern_rule(rule);
    builder_.put(std::move(role));
  }

  /// The role with its rules in force as its own, so that they may be changed one by one.
  Role in_force(RoleId id) const {
    Role role = base_.role(id);
    const std::span<const RuleEntry> rules = base_.rules(id);
    role.rules.assign(rules.begin(), rules.end());
    for (RuleEntry& entry : role.rules) entry.aggregated_from = kEmptyName;
    role.aggregation.reset();
    return role;
  }

  Name free_name(BindingKind kind, Name ns, Name name) {
    return free_name(name, [&](std::string_view text) {
      return base_.find_binding(kind, builder_.names().text(ns), text).has_value();
    });
  }
  Name free_name(RoleKind kind, Name ns, Name name) {
    return free_name(name, [&](std::string_view text) {
      return base_.find_role(kind, builder_.names().text(ns), text).has_value();
    });
  }
  template <class Taken>
  Name free_name(Name name, const Taken& taken) {
    std::string text(base_.text(name));
    while (taken(text)) text += "-copy";
    return builder_.intern(text);
  }

  std::string type() const {
    return query_.subresource.empty() ? query_.resource
                                      : query_.resource + "/" + query_.subresource;
  }
  NameList one(std::string_view word) {
    const Name name = builder_.intern(word);
    return builder_.names().intern_list({&name, 1});
  }
  NameList with(NameList list, std::string_view word) {
    const std::span<const Name> before = builder_.names().list(list);
    std::vector<Name> words(before.begin(), before.end());
    words.push_back(builder_.intern(word));
    return builder_.names().intern_list(words);
  }

  const Explanation& explanation_;
  const AccessQuery& query_;
  const NearMiss& miss_;
  const Snapshot& base_;
  SnapshotBuilder builder_;
};

}  // namespace

Remedy remedy(const Explanation& explanation, const NearMiss& miss) {
  return Remedies(explanation, miss).make();
}

}  // namespace rbacgraph
