#include "analysis/access_rows.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace rbacgraph {
namespace {

void sort_namespaces(const AccessGraph& graph, std::vector<Name>& namespaces) {
  if (namespaces.size() < 2) return;
  std::ranges::sort(namespaces, {}, [&](Name ns) { return graph.namespace_rank(ns); });
  namespaces.erase(std::ranges::unique(namespaces).begin(), namespaces.end());
}

std::span<const Name> names_of(const Snapshot& snapshot, const Grant& grant) {
  const RuleEntry& entry = snapshot.rules(snapshot.role_of(grant.binding))[grant.rule];
  return snapshot.names().list(snapshot.rule(entry.rule).resource_names);
}

/// Names by scope, where the answer isn't yes already.
std::vector<NamedAccess> named_access(const AccessGraph& graph, std::span<const AccessRow> rows,
                                      const std::vector<Name>& yes_in) {
  const Snapshot& snapshot = graph.snapshot();
  // Keyed so that cluster-wide comes first, then namespaces in their order.
  std::map<std::uint32_t, NamedAccess> by_scope;
  const auto add = [&](std::optional<Name> ns, std::span<const Name> names) {
    NamedAccess& access = by_scope[ns ? graph.namespace_rank(*ns) + 1 : 0];
    access.ns = ns;
    access.resource_names.insert(access.resource_names.end(), names.begin(), names.end());
  };
  const auto rank = [&](Name ns) { return graph.namespace_rank(ns); };
  for (const AccessRow& row : rows) {
    if (row.gives == Gives::Everywhere || row.gives == Gives::InNamespace) continue;
    const Name ns = snapshot.binding(row.grant.binding).ns;
    if (row.gives == Gives::NamedEverywhere) {
      add(std::nullopt, names_of(snapshot, row.grant));
    } else if (!std::ranges::binary_search(yes_in, rank(ns), {}, rank)) {
      if (row.gives == Gives::NamedInNamespace) {
        add(ns, names_of(snapshot, row.grant));
      } else {
        add(ns, {&ns, 1});
      }
    }
  }
  std::vector<NamedAccess> named;
  for (auto& [key, access] : by_scope) {
    std::vector<Name>& names = access.resource_names;
    std::erase(names, kEmptyName);
    std::ranges::sort(names, {}, [&](Name name) { return snapshot.text(name); });
    names.erase(std::ranges::unique(names).begin(), names.end());
    named.push_back(std::move(access));
  }
  return named;
}

}  // namespace

GrantJudge::GrantJudge(const Snapshot& snapshot, const AccessQuery& query)
    : snapshot_(snapshot), query_(query), classifier_(snapshot, query) {}

std::optional<GrantJudge::MatchedRule> GrantJudge::match(RuleId id) const {
  const PolicyRule& rule = snapshot_.rule(id);
  const RuleUse use = classifier_.use_of(rule);
  if (use == RuleUse::None) return std::nullopt;
  return MatchedRule{id, use, query_.is_url() ? CheckScope::Cluster : classifier_.scope_of(rule)};
}

GrantJudge::Judgement GrantJudge::judge(const MatchedRule& rule, SubjectKind who,
                                        bool who_has_namespace, const Grant& grant) const {
  const Binding& binding = snapshot_.binding(grant.binding);
  const bool local = binding.kind == BindingKind::RoleBinding;
  if (local && query_.ns && snapshot_.text(binding.ns) != *query_.ns) return {};

  if (who == SubjectKind::ServiceAccount && !who_has_namespace)
    return DeadReason::AccountWithoutNamespace;
  if (rule.use == RuleUse::DeadNames) return DeadReason::NamesOnDeleteCollection;
  if (rule.use == RuleUse::DeadEmptyName) return DeadReason::EmptyNameOnNamedRequest;
  const bool yes = rule.use == RuleUse::Yes;
  if (!local) return yes ? Gives::Everywhere : Gives::NamedEverywhere;
  switch (rule.scope) {
    case CheckScope::Cluster:
      return query_.is_url() ? DeadReason::UrlThroughRoleBinding
                             : DeadReason::ClusterScopedThroughRoleBinding;
    case CheckScope::Namespaced: return yes ? Gives::InNamespace : Gives::NamedInNamespace;
    case CheckScope::NamespaceObject: break;
  }
  if (!classifier_.allows_name(snapshot_.rule(rule.id), binding.ns))
    return DeadReason::OtherNamespaceObject;
  if (query_.name.empty()) return Gives::OwnNamespaceObject;
  if (snapshot_.text(binding.ns) == query_.name) return Gives::InNamespace;
  return {};  // alive, but for another object than the one asked about
}

std::span<AccessRow> tidy_rows(const Snapshot& snapshot, std::span<AccessRow> rows) {
  if (rows.size() < 2) return rows;
  std::ranges::sort(rows, [](const AccessRow& a, const AccessRow& b) {
    return std::tie(a.grant.binding, a.grant.rule, a.grant.subject) <
           std::tie(b.grant.binding, b.grant.rule, b.grant.subject);
  });
  const auto same = [&](const AccessRow& a, const AccessRow& b) {
    if (a.grant.binding != b.grant.binding || a.grant.rule != b.grant.rule) return false;
    const std::vector<Subject>& subjects = snapshot.binding(a.grant.binding).subjects;
    return subjects[a.grant.subject] == subjects[b.grant.subject];
  };
  return rows.first(rows.size() - std::ranges::unique(rows, same).size());
}

void add_access(const AccessGraph& graph, std::span<const AccessRow> rows, AnswerItem& item) {
  item.grants.reserve(rows.size());
  item.namespaces.reserve(rows.size());
  for (const AccessRow& row : rows) {
    item.grants.push_back(row.grant);
    if (row.gives == Gives::Everywhere) item.cluster_wide = true;
    if (row.gives == Gives::InNamespace)
      item.namespaces.push_back(graph.snapshot().binding(row.grant.binding).ns);
  }
  if (item.cluster_wide) {
    item.namespaces.clear();
    return;
  }
  sort_namespaces(graph, item.namespaces);
  item.named = named_access(graph, rows, item.namespaces);
}

}  // namespace rbacgraph
