#include "rbacgraph/analysis/explain.h"

#include <algorithm>
#include <utility>

#include "analysis/grant_judge.h"
#include "analysis/item_access.h"
#include "analysis/near_miss.h"
#include "analysis/words_absent.h"

namespace rbacgraph {
namespace {

/// What the bindings that name the user, or one of the groups, give for the query.
void judge_all(const Authorizer& authorizer, Explanation& explanation) {
  const Snapshot& snapshot = explanation.graph->snapshot();
  const GrantJudge judge(snapshot, explanation.query);
  std::vector<AccessRow> rows;
  for (const Authorizer::AppliedBinding& place : authorizer.naming_subjects(explanation.user)) {
    const RoleId role = snapshot.role_of(place.binding);
    if (role == kNoId<RoleId>) continue;
    const SubjectId subject = explanation.graph->subject_of(place.binding, place.subject);
    const BindingScope scope = scope_of(snapshot.binding(place.binding));
    const std::span<const RuleEntry> rules = snapshot.rules(role);
    for (std::uint32_t at = 0; at < rules.size(); ++at) {
      const auto rule = judge.match(rules[at].rule);
      if (!rule) continue;
      const Grant grant{place.binding, at, place.subject};
      const auto judgement = judge.judge(*rule, scope);
      if (const auto* gives = std::get_if<Gives>(&judgement)) {
        rows.push_back({subject, grant, *gives});
      } else if (const auto* reason = std::get_if<DeadReason>(&judgement)) {
        explanation.dead.push_back({explanation.subject, grant, *reason});
      }
    }
  }
  std::ranges::sort(rows, {}, &AccessRow::grant);
  drop_repetitions(snapshot, rows);
  add_access(*explanation.graph, rows, explanation.access);
}

void add_notes(Explanation& explanation) {
  if (explanation.superuser) {
    explanation.notes.emplace_back(
        "a member of the group system:masters can do everything: the API server lets it pass "
        "before "
        "RBAC is asked");
  }
  if (std::ranges::find(explanation.user.groups, kNodesGroup) != explanation.user.groups.end()) {
    explanation.notes.emplace_back(
        "what the Node authorizer allows besides is not visible in RBAC");
  }
  if (std::string absent =
          absent_subject_note(*explanation.graph, explanation.subject, explanation.user);
      !absent.empty())
    explanation.notes.push_back(std::move(absent));
}

}  // namespace

Explanation explain(std::shared_ptr<const AccessGraph> graph, const Authorizer& authorizer,
                    SubjectRef subject, UserInfo user, const AccessQuery& query) {
  Explanation explanation;
  explanation.query = query;
  explanation.superuser = std::ranges::find(user.groups, kMastersGroup) != user.groups.end();
  explanation.user = std::move(user);
  explanation.access.subject = subject;
  explanation.access.subject_id = graph->find_subject(subject.kind, subject.ns, subject.name);
  if (subject.kind == SubjectKind::ServiceAccount &&
      explanation.access.subject_id != kNoId<SubjectId>)
    explanation.access.workloads = graph->workloads_of(explanation.access.subject_id);
  explanation.subject = std::move(subject);
  explanation.graph = std::move(graph);
  judge_all(authorizer, explanation);
  if (!explanation.somewhere()) find_near_misses(authorizer, explanation);
  add_notes(explanation);
  return explanation;
}

}  // namespace rbacgraph
