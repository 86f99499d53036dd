#include "rbacgraph/analysis/access_rows.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "analysis/grant_judge.h"
#include "analysis/item_access.h"
#include "base/grouped.h"

namespace rbacgraph {
namespace {

std::vector<RuleId> candidates(const AccessGraph& graph, const AccessQuery& query) {
  if (query.is_url()) return graph.rules_with_urls();
  if (query.any_resource) return graph.rules_with_resources();
  return graph.rules_for_resource(query.resource, query.subresource);
}

bool is_nobody(const Identity& who) {
  return who.kind == SubjectKind::ServiceAccount && who.ns == kEmptyName;
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

/// By subject, then by grant. Many rows are dealt out to their subjects, which leaves little to be
/// compared.
template <class Row>
void sort_rows(std::vector<Row>& rows, std::size_t subject_count) {
  constexpr std::size_t kFew = 16;
  if (rows.size() < subject_count / kFew) {
    std::ranges::sort(rows, [](const Row& a, const Row& b) {
      return std::tie(a.subject, a.grant) < std::tie(b.subject, b.grant);
    });
    return;
  }
  rows = Grouped<Row>(subject_count, [&](const auto& add) {
           for (const Row& row : rows) add(index_of(row.subject), row);
         }).take_items();
  for (auto first = rows.begin(); first != rows.end();) {
    const auto last = std::find_if(first + 1, rows.end(),
                                   [&](const Row& row) { return row.subject != first->subject; });
    // The rows of one rule come in this order from the graph.
    if (!std::ranges::is_sorted(first, last, {}, &Row::grant))
      std::ranges::sort(first, last, {}, &Row::grant);
    first = last;
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
