#include "analysis/item_access.h"

#include <algorithm>
#include <map>

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

void drop_repetitions(const Snapshot& snapshot, std::vector<AccessRow>& rows) {
  const auto same = [&](const AccessRow& a, const AccessRow& b) {
    if (a.subject != b.subject || a.grant.binding != b.grant.binding ||
        a.grant.rule != b.grant.rule)
      return false;
    const std::vector<Subject>& subjects = snapshot.binding(a.grant.binding).subjects;
    return subjects[a.grant.subject] == subjects[b.grant.subject];
  };
  rows.erase(std::ranges::unique(rows, same).begin(), rows.end());
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
