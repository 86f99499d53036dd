#include "analysis/powerful_rows.h"

#include "analysis/grant_rows.h"
#include "analysis/item_access.h"

namespace rbacgraph {
namespace {

Gives gives_of(const Powers& powers, const PolicyRule& rule, const BindingScope& scope) {
  const bool everywhere = scope.kind == BindingKind::ClusterRoleBinding;
  if (!powers.whole.empty()) return everywhere ? Gives::Everywhere : Gives::InNamespace;
  if (everywhere) return Gives::NamedEverywhere;
  // Without names in the rule it is the name of the Namespace that limits it.
  return rule.resource_names == kEmptyList ? Gives::OwnNamespaceObject : Gives::NamedInNamespace;
}

/// One for each subject of the binding that somebody can be.
void add_rows(const AccessGraph& graph, Grant grant, bool local, Gives gives,
              std::vector<AccessRow>& rows) {
  const std::span<const SubjectId> subjects = graph.subjects_of(grant.binding);
  for (; grant.subject < subjects.size(); ++grant.subject) {
    const SubjectId subject = subjects[grant.subject];
    if (subject == kNoId<SubjectId>) continue;
    if (!local && is_nobody(graph.identity(subject))) continue;
    rows.push_back({subject, grant, gives});
  }
}

}  // namespace

AccessRows powerful_rows(const AccessGraph& graph, const PowerfulRules& powerful,
                         const std::optional<std::string>& ns, const std::stop_token& stop) {
  const Snapshot& snapshot = graph.snapshot();
  const Name asked = ns ? snapshot.names().find(*ns).value_or(kNoId<Name>) : kEmptyName;
  AccessRows all;
  for (const RuleId rule : powerful.powerful()) {
    if (stop.stop_requested()) break;
    for (const auto [role, place] : graph.places_of(rule)) {
      for (const auto& [binding, scope] : graph.bindings_of(role)) {
        const bool local = scope.kind == BindingKind::RoleBinding;
        if (local && ns && scope.ns != asked) continue;
        const Powers powers = powerful.of(rule, scope);
        if (powers.empty()) continue;
        const Gives gives = gives_of(powers, snapshot.rule(rule), scope);
        add_rows(graph, {binding, place}, local, gives, all.rows);
      }
    }
  }
  sort_rows(all.rows, graph.subject_count());
  drop_repetitions(snapshot, all.rows);
  return all;
}

}  // namespace rbacgraph
