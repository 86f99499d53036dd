#include "rbacgraph/analysis/answer_pictures.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <fmt/ranges.h>

#include "analysis/grant_painter.h"
#include "analysis/picture_builder.h"

namespace rbacgraph {
namespace {

using enum PictureSide;
using At = PictureBuilder::At;

}  // namespace

AccessPicture picture_of(std::span<const Answer> answers) {
  PictureBuilder builder(answers.front().graph);
  for (const Answer& answer : answers) {
    if (answer.powerful != nullptr) builder.mark_powerful(answer.powerful, A);
    GrantPainter painter(builder, answer.query);
    for (const AnswerItem& item : answer.items) {
      const At who = builder.subject(item.subject);
      for (const Grant& grant : item.grants) painter.paint_for(who, grant);
    }
    for (const DeadGrant& dead : answer.dead)
      painter.paint_for(builder.subject(dead.subject), dead.grant, dead.reason);
  }
  return builder.finish();
}

namespace {

void paint_items(PictureBuilder& builder, const RulesAnswer& answer, At who) {
  const Snapshot& snapshot = answer.graph->snapshot();
  const NamePool& names = snapshot.names();
  for (const HeldRule& item : answer.items) {
    const At what = item.is_url
                        ? builder.url(names.text(item.url))
                        : builder.resource(names.text(item.api_group), names.text(item.resource));
    for (const Grant& grant : item.grants) {
      const At named = builder.subject_in(A, grant.binding, grant.subject);
      if (named != who) builder.judge(builder.member_of(who, named), {});
      builder.judge(builder.bound_by(A, grant.binding, grant.subject), {});
      // What is dead is one rule, and the binding may well give another one of the same role.
      builder.judge(builder.refers_to(A, grant.binding), item.dead);
      const RoleId role = snapshot.role_of(grant.binding);
      const PolicyRule& rule = snapshot.rule(snapshot.rules(role)[grant.rule].rule);
      std::vector<Name> verbs;
      for (const Name verb : names.list(rule.verbs))
        if (std::ranges::find(item.verbs, verb) != item.verbs.end()) verbs.push_back(verb);
      PictureBuilder::Allowed allowed{.rule = grant.rule, .verbs = verbs};
      if (item.resource_name) allowed.resource_names = {&*item.resource_name, 1};
      builder.judge(builder.allows(builder.role_of(A, grant.binding), what, allowed), item.dead);
    }
  }
}

void paint_unresolved(PictureBuilder& builder, const RulesAnswer& answer, At who) {
  for (const BindingId id : answer.unresolved) {
    const std::span<const SubjectId> named = answer.graph->subjects_of(id);
    for (std::uint32_t place = 0; place < named.size(); ++place) {
      if (named[place] == kNoId<SubjectId>) continue;
      const SubjectRef subject = answer.graph->subject_ref(named[place]);
      const bool is_group =
          subject.kind == SubjectKind::Group &&
          std::ranges::find(answer.user.groups, subject.name) != answer.user.groups.end();
      if (!is_group && subject != answer.subject) continue;
      const At at = builder.subject(subject);
      if (at != who) builder.member_of(who, at);
      builder.bound_by(A, id, place);
      builder.refers_to(A, id);
    }
  }
}

}  // namespace

AccessPicture picture_of(const RulesAnswer& answer) {
  PictureBuilder builder(answer.graph);
  const At who = builder.subject(answer.subject);
  builder.node(who).start = true;
  paint_items(builder, answer, who);
  paint_unresolved(builder, answer, who);
  return builder.finish();
}

namespace {

void paint_miss(PictureBuilder& builder, At who, At what, const NearMiss& miss) {
  const At named = builder.subject_in(A, miss.binding, miss.subject);
  if (named != who) {
    PictureEdge& member = builder.edge(builder.member_of(who, named));
    member.missing = member.lacking = miss.kind == MissKind::GroupNotHeld;
  }
  builder.bound_by(A, miss.binding, miss.subject);
  builder.refers_to(A, miss.binding);
  if (!miss.rule) return;
  const At role = builder.role_of(A, miss.binding);
  PictureEdge& allows = builder.edge(builder.allows(role, what, {.rule = miss.rule}));
  allows.missing = allows.lacking = true;
}

}  // namespace

AccessPicture picture_of(const Explanation& explanation) {
  PictureBuilder builder(explanation.graph);
  const At who = builder.subject(explanation.subject);
  builder.node(who).start = true;
  GrantPainter painter(builder, explanation.query);
  const std::optional<At> target = painter.target();
  if (explanation.superuser && target) {
    const At group = builder.subject({SubjectKind::Group, "", std::string(kMastersGroup)});
    if (group != who) builder.edge(builder.member_of(who, group)).matches = true;
    builder.node(group).matches = true;
    builder.node(group).note = "its members pass before RBAC is asked";
    builder.edge(builder.edge(group, *target, PictureEdgeKind::Allows)).matches = true;
  }
  for (const Grant& grant : explanation.access.grants) painter.paint_for(who, grant);
  for (const DeadGrant& dead : explanation.dead) painter.paint_for(who, dead.grant, dead.reason);
  if (!target) return builder.finish();
  for (const NearMiss& miss : explanation.misses) paint_miss(builder, who, *target, miss);
  if (!explanation.somewhere()) builder.node(*target).matches = false;
  return builder.finish();
}

namespace {

/// Draws paths hop by hop.
class PathPainter {
 public:
  explicit PathPainter(const PathAnswer& answer)
      : answer_(answer), snapshot_(answer.graph->snapshot()), builder_(answer.graph) {}

  AccessPicture run() {
    mark_end(answer_.from);
    mark_end(answer_.to);
    for (const Path& path : answer_.paths) paint(path);
    return builder_.finish();
  }

 private:
  void mark_end(const PathEnd& end) {
    const At at = end.object ? builder_.object(A, end.object->ref) : resource();
    builder_.node(at).start = true;
    builder_.node(at).matches = true;
  }

  At resource() {
    const AccessQuery& query = answer_.to.resource;
    if (query.is_url()) return builder_.url(query.non_resource_url);
    return builder_.resource(query.group, query.subresource.empty()
                                              ? query.resource
                                              : query.resource + "/" + query.subresource);
  }

  void paint(const Path& path) {
    if (!answer_.from.object) {
      return;
    }
    At from = builder_.object(A, answer_.from.object->ref);
    for (const PathHop& hop : path) {
      const bool is_resource = hop.to.kind.empty();
      const At to = is_resource ? resource() : builder_.object(A, hop.to);
      builder_.edge(paint(hop, from, to)).matches = true;
      builder_.node(to).matches = true;
      from = to;
    }
  }

  PictureBuilder::EdgeAt paint(const PathHop& hop, At from, At to) {
    switch (hop.edge) {
      case PathEdge::Contains: return builder_.edge(from, to, PictureEdgeKind::Contains);
      case PathEdge::RunsAs: return builder_.edge(from, to, PictureEdgeKind::RunsAs);
      case PathEdge::MemberOf: return builder_.member_of(from, to);
      case PathEdge::BoundBy: return builder_.bound_by(A, hop.binding, hop.subject);
      case PathEdge::RefersTo: return builder_.refers_to(A, hop.binding);
      case PathEdge::AggregatedFrom:
        return builder_.edge(from, to, PictureEdgeKind::AggregatedFrom);
      case PathEdge::GivesIn: return builder_.edge(from, to, PictureEdgeKind::GivesIn);
      case PathEdge::Superuser: return builder_.edge(from, to, PictureEdgeKind::Allows);
      case PathEdge::Allows: break;
    }
    PictureBuilder::EdgeAt at = builder_.edge(from, to, PictureEdgeKind::Allows);
    const NamePool& names = snapshot_.names();
    for (const std::uint32_t rule : hop.rules) {
      const PolicyRule& said = snapshot_.rule(snapshot_.rules(hop.role)[rule].rule);
      const bool named = std::ranges::find(hop.named_rules, rule) != hop.named_rules.end();
      PictureBuilder::Allowed allowed{.rule = rule, .verbs = names.list(said.verbs)};
      if (named) allowed.resource_names = names.list(said.resource_names);
      at = builder_.allows(from, to, allowed);
    }
    return at;
  }

  const PathAnswer& answer_;
  const Snapshot& snapshot_;
  PictureBuilder builder_;
};

}  // namespace

AccessPicture picture_of(const PathAnswer& answer) { return PathPainter(answer).run(); }

AccessPicture picture_of(const LookupAnswer& answer) {
  PictureBuilder builder(answer.graph);
  using By = LookupAnswer::By;
  const bool of_one = answer.by == By::Subject || answer.by == By::Workload;
  if (answer.powerful != nullptr) builder.mark_powerful(answer.powerful, A);
  if (of_one) builder.node(builder.subject(answer.subjects.front())).start = true;
  if (answer.workload) builder.runs_as(A, answer.workload->workload);
  for (const LookupRow& row : answer.rows) {
    builder.refers_to(A, row.binding);
    if (row.subject == LookupRow::kNobody) {
      builder.binding(A, row.binding);
      continue;
    }
    builder.bound_by(A, row.binding, row.place);
    const At who = builder.subject(answer.subjects[row.subject]);
    if (row.through_group) builder.member_of(who, builder.subject_in(A, row.binding, row.place));
  }
  return builder.finish();
}

namespace {

/// Draws what findings are about, with what it is bound to.
class LintPainter {
 public:
  explicit LintPainter(const LintReport& report)
      : report_(report), snapshot_(report.graph->snapshot()), builder_(report.graph) {}

  AccessPicture run() {
    for (const LintFinding& finding : report_.findings) {
      const std::optional<At> at = paint(finding.object);
      if (!at) continue;
      builder_.node(*at).matches = true;
      const std::string id(lint_checks()[finding.check].id);
      std::vector<std::string>& of_node = checks_[*at];
      if (std::ranges::find(of_node, id) == of_node.end()) of_node.push_back(id);
    }
    for (const auto& [at, ids] : checks_) {
      builder_.node(at).note = fmt::format("{}", fmt::join(ids, ", "));
    }
    return builder_.finish();
  }

 private:
  /// Nothing where it is neither a binding nor a role.
  std::optional<At> paint(const ObjectRef& object) {
    for (const BindingKind kind : {BindingKind::ClusterRoleBinding, BindingKind::RoleBinding}) {
      if (object.kind != to_string(kind)) continue;
      const auto id = snapshot_.find_binding(kind, object.ns, object.name);
      if (!id) continue;
      paint(*id);
      return builder_.binding(A, *id);
    }
    for (const RoleKind kind : {RoleKind::ClusterRole, RoleKind::Role}) {
      if (object.kind != to_string(kind)) continue;
      const auto id = snapshot_.find_role(kind, object.ns, object.name);
      if (!id) continue;
      for (const AccessGraph::RoleBound& bound : report_.graph->bindings_of(*id)) {
        paint(bound.binding);
      }
      return builder_.role(A, *id);
    }
    return std::nullopt;
  }

  void paint(BindingId id) {
    const std::span<const SubjectId> named = report_.graph->subjects_of(id);
    for (std::uint32_t place = 0; place < named.size(); ++place) builder_.bound_by(A, id, place);
    builder_.refers_to(A, id);
  }

  const LintReport& report_;
  const Snapshot& snapshot_;
  PictureBuilder builder_;
  std::map<At, std::vector<std::string>> checks_;
};

}  // namespace

AccessPicture picture_of(const LintReport& report) { return LintPainter(report).run(); }

}  // namespace rbacgraph
