#include "rbacgraph/analysis/access_rows.h"

#include "analysis/grant_judge.h"
#include "analysis/grant_rows.h"
#include "analysis/item_access.h"

namespace rbacgraph {
namespace {

std::vector<RuleId> candidates(const AccessGraph& graph, const AccessQuery& query) {
  if (query.is_url()) return graph.rules_with_urls();
  if (query.any_resource) return graph.rules_with_resources();
  return graph.rules_for_resource(query.resource, query.subresource);
}

/// Adds what a binding gives its subjects through one rule of its role.
void add_binding(const AccessGraph& graph, const GrantJudge& judge,
                 const GrantJudge::MatchedRule& rule, std::uint32_t place,
                 const AccessGraph::RoleBound& bound, AccessRows& to) {
  const GrantJudge::Judgement judgement = judge.judge(rule, bound.scope);
  // Only where the binding has no namespace to lend can an account be without one.
  const bool has_namespace = bound.scope.ns != kEmptyName;
  if (has_namespace && std::holds_alternative<std::monostate>(judgement)) return;
  const std::span<const SubjectId> subjects = graph.subjects_of(bound.binding);
  for (std::uint32_t at = 0; at < subjects.size(); ++at) {
    const SubjectId subject = subjects[at];
    if (subject == kNoId<SubjectId>) continue;
    const Grant grant{bound.binding, place, at};
    const bool nobody = !has_namespace && is_nobody(graph.identity(subject));
    const GrantJudge::Judgement own = nobody ? judge.judge_nobody(bound.scope) : judgement;
    if (const auto* gives = std::get_if<Gives>(&own)) {
      to.rows.push_back({subject, grant, *gives});
    } else if (const auto* reason = std::get_if<DeadReason>(&own)) {
      to.dead.push_back({subject, grant, *reason});
    }
  }
}

}  // namespace

AccessRows access_rows(const AccessGraph& graph, const AccessQuery& query,
                       const std::stop_token& stop) {
  AccessRows all;
  const GrantJudge judge(graph.snapshot(), query);
  for (const RuleId id : candidates(graph, query)) {
    if (stop.stop_requested()) break;
    const auto rule = judge.match(id);
    if (!rule) continue;
    for (const auto [role, place] : graph.places_of(id)) {
      for (const AccessGraph::RoleBound& bound : graph.bindings_of(role))
        add_binding(graph, judge, *rule, place, bound, all);
    }
  }
  sort_rows(all.rows, graph.subject_count());
  sort_rows(all.dead, graph.subject_count());
  drop_repetitions(graph.snapshot(), all.rows);
  return all;
}

}  // namespace rbacgraph
