#include "state/evidence.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/analysis/lookup.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/explain_text.h"

namespace rbacgraph::gui {
namespace {

std::string joined(const Snapshot& snapshot, NameList list) {
  std::string text;
  for (const Name name : snapshot.names().list(list)) {
    const std::string_view word = snapshot.text(name);
    text += (text.empty() ? "" : " ") + (word.empty() ? std::string("\"\"") : printable(word));
  }
  return text;
}

std::string in_namespaces(const Snapshot& snapshot, const std::vector<Name>& namespaces) {
  if (namespaces.size() == 1) return "in " + printable(snapshot.text(namespaces.front()));
  return "in " + std::to_string(namespaces.size()) + " namespaces";
}

std::pair<MatrixMark, std::string> reach_of(const Snapshot& snapshot, const AnswerItem& item) {
  if (item.cluster_wide) return {MatrixMark::Yes, "everywhere"};
  if (!item.namespaces.empty())
    return {MatrixMark::SomeNamespaces, in_namespaces(snapshot, item.namespaces)};
  if (item.named.empty()) return {MatrixMark::No, ""};
  std::size_t names = 0;
  for (const NamedAccess& named : item.named) names += named.resource_names.size();
  return {MatrixMark::OnlyNamed, "only " + count_text(names, "named object")};
}

std::string verdict_of(const Explanation& explanation) {
  const AnswerItem& access = explanation.access;
  const Snapshot& snapshot = explanation.graph->snapshot();
  if (explanation.superuser) return "YES, before RBAC is asked";
  if (access.cluster_wide) return explanation.query.is_url() ? "YES" : "YES, everywhere";
  if (!access.namespaces.empty()) return "YES, " + in_namespaces(snapshot, access.namespaces);
  if (!access.named.empty()) return "ONLY NAMED OBJECTS";
  return may_hide_grant(snapshot, explanation.query) ? "NOT KNOWN" : "NO";
}

}  // namespace

EvidenceRow evidence_of(const SourceNames& sources, const SubjectRef& subject, const Grant& grant,
                        bool dead) {
  const Snapshot& snapshot = sources.snapshot();
  const Binding& binding = snapshot.binding(grant.binding);
  const ObjectRef role_ref = role_referred_to(snapshot, grant.binding);
  EvidenceRow row;
  row.dead = dead;
  row.cluster_binding = binding.kind == BindingKind::ClusterRoleBinding;
  row.cluster_role = role_ref.kind == "ClusterRole";
  row.binding = printable(snapshot.text(binding.name));
  row.binding_place = printable(place_text(sources, binding.source));
  row.scope =
      row.cluster_binding ? "cluster-wide" : "only in ns " + printable(snapshot.text(binding.ns));
  row.role = printable(role_ref.name);
  const Subject& named = binding.subjects[grant.subject];
  if (named.kind == SubjectKind::Group && subject.kind != SubjectKind::Group)
    row.through = "group:" + printable(snapshot.text(named.name));
  const RoleId role = snapshot.role_of(grant.binding);
  if (role == kNoId<RoleId>) return row;
  const RuleEntry& entry = snapshot.rules(role)[grant.rule];
  const PolicyRule& rule = snapshot.rule(entry.rule);
  row.rule = grant.rule;
  row.role_place = printable(place_text(sources, entry.source));
  row.verbs = joined(snapshot, rule.verbs);
  row.api_groups = joined(snapshot, rule.api_groups);
  row.resources = joined(snapshot, rule.resources);
  row.names = joined(snapshot, rule.resource_names);
  row.urls = joined(snapshot, rule.non_resource_urls);
  return row;
}

std::string node_id_of(const SubjectRef& subject) {
  PictureNode node;
  node.ref = {std::string(to_string(subject.kind)), subject.ns, subject.name};
  node.kind = subject.kind == SubjectKind::Group  ? PictureKind::Group
              : subject.kind == SubjectKind::User ? PictureKind::User
                                                  : PictureKind::ServiceAccount;
  return picture_id(node);
}

Why why_of(const Explanation& explanation) {
  const Snapshot& snapshot = explanation.graph->snapshot();
  const SourceNames sources(snapshot);
  Why why;
  why.yes = explanation.somewhere();
  why.verdict = verdict_of(explanation);
  why.sentence = verdict_sentence(explanation);
  for (const Grant& grant : explanation.access.grants)
    why.evidence.push_back(evidence_of(sources, explanation.subject, grant));
  for (const DeadGrant& dead : explanation.dead)
    why.evidence.push_back(evidence_of(sources, explanation.subject, dead.grant, true));
  constexpr std::size_t kMostMisses = 12;
  for (const NearMiss& miss : explanation.misses) {
    if (why.misses.size() == kMostMisses) break;
    why.misses.push_back(printable(miss_sentence(explanation, miss)));
  }
  why.more_misses = explanation.miss_count - why.misses.size();
  return why;
}

std::vector<HolderRow> holders_of(std::span<const Answer> answers) {
  std::vector<HolderRow> rows;
  for (const Answer& answer : answers) {
    const Snapshot& snapshot = answer.graph->snapshot();
    for (const AnswerItem& item : answer.items) {
      HolderRow row;
      row.subject = item.subject;
      row.verb = answer.query.verb;
      std::tie(row.mark, row.where) = reach_of(snapshot, item);
      row.grants = item.grants;
      if (!row.grants.empty()) {
        const BindingId first = row.grants.front().binding;
        row.binding = printable(snapshot.text(snapshot.binding(first).name));
        row.role = printable(role_referred_to(snapshot, first).name);
      }
      row.node = node_id_of(item.subject);
      rows.push_back(std::move(row));
    }
  }
  std::ranges::stable_sort(rows, [](const HolderRow& a, const HolderRow& b) {
    return static_cast<int>(a.mark) > static_cast<int>(b.mark);
  });
  return rows;
}

}  // namespace rbacgraph::gui
