#include "rbacgraph/analysis/graph_picture.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "analysis/grant_painter.h"
#include "analysis/picture_builder.h"
#include "analysis/picture_trim.h"
#include "analysis/rule_use.h"
#include "rbacgraph/analysis/access_rows.h"
#include "rbacgraph/analysis/lookup.h"

namespace rbacgraph {
namespace {

using enum PictureSide;
using At = PictureBuilder::At;

class GraphWalk {
 public:
  GraphWalk(std::shared_ptr<const AccessGraph> graph, const GraphQuestion& question,
            const std::stop_token& stop)
      : graph_(*graph),
        snapshot_(graph->snapshot()),
        question_(question),
        stop_(stop),
        builder_(std::move(graph)) {}

  AccessPicture run() {
    if (question_.starts.empty()) {
      draw_everything();
    } else {
      for (const PathEnd& start : question_.starts) draw_from(start);
    }
    std::optional<At> end;
    if (question_.to) end = draw_end(*question_.to);
    if (draws_resources()) draw_rules();
    std::set<std::string> ends;
    if (end) ends.insert(picture_id(builder_.node(*end)));
    std::set<std::string> origins;
    for (const At at : origins_) origins.insert(picture_id(builder_.node(at)));
    AccessPicture picture = builder_.finish();
    trim(picture, origins, ends);
    return picture;
  }

 private:
  bool draws_resources() const {
    const bool asked = question_.filter.kinds.contains(PictureKind::Resource) ||
                       question_.filter.kinds.contains(PictureKind::Url);
    return asked || (!question_.starts.empty() && question_.filter.kinds.empty());
  }
  bool draws_workloads() const { return question_.filter.kinds.contains(PictureKind::Workload); }
  bool concerns(const Binding& binding) const {
    return !question_.ns || binding.kind == BindingKind::ClusterRoleBinding ||
           snapshot_.text(binding.ns) == *question_.ns;
  }

  void draw_everything() {
    for (std::uint32_t id = 0; id < snapshot_.bindings().size(); ++id) {
      if (stop_.stop_requested()) return;
      const auto binding = make_id<BindingId>(id);
      if (!concerns(snapshot_.binding(binding))) continue;
      draw_subjects(binding);
      draw_role(binding);
    }
    for (std::uint32_t id = 0; id < snapshot_.roles().size(); ++id) {
      const Role& role = snapshot_.role(make_id<RoleId>(id));
      const bool here = !question_.ns || role.kind == RoleKind::ClusterRole ||
                        snapshot_.text(role.ns) == *question_.ns;
      if (here) add_role(make_id<RoleId>(id), std::nullopt);
    }
    if (!draws_workloads()) return;
    for (std::uint32_t id = 0; id < snapshot_.workloads().size(); ++id)
      builder_.runs_as(A, make_id<WorkloadId>(id));
  }

  struct Ways {
    bool out = true;
    bool in = true;
  };
  Ways ways(PictureDirection natural) const {
    const PictureDirection asked =
        question_.direction == PictureDirection::Natural ? natural : question_.direction;
    return {asked != PictureDirection::In, asked != PictureDirection::Out};
  }

  void start_at(At at) {
    builder_.node(at).start = true;
    origins_.push_back(at);
  }

  void draw_from(const PathEnd& start) {
    if (!start.object) return draw_from_resource(start.resource);
    const NamedObject& object = *start.object;
    switch (object.kind) {
      case NamedKind::ServiceAccount:
      case NamedKind::User:
      case NamedKind::Group: return draw_from_subject(subject_of(object));
      case NamedKind::ClusterRoleBinding:
      case NamedKind::RoleBinding: return draw_from_binding(object);
      case NamedKind::ClusterRole:
      case NamedKind::Role: return draw_from_role(object);
      case NamedKind::Namespace: return draw_from_namespace(object.ref.name);
      case NamedKind::Workload: break;
    }
    const std::optional<WorkloadAccount> account = account_of(snapshot_, object.ref);
    if (!account) return;
    start_at(builder_.workload(A, account->workload));
    builder_.runs_as(A, account->workload);
    draw_subject_out(account->account);
  }

  void draw_from_subject(const SubjectRef& subject) {
    const Ways way = ways(PictureDirection::Out);
    start_at(builder_.subject(subject));
    if (way.out) draw_subject_out(subject);
    if (way.in || draws_workloads()) draw_workloads(subject);
  }

  void draw_from_binding(const NamedObject& object) {
    const BindingKind kind = object.kind == NamedKind::RoleBinding
                                 ? BindingKind::RoleBinding
                                 : BindingKind::ClusterRoleBinding;
    const auto id = snapshot_.find_binding(kind, object.ref.ns, object.ref.name);
    if (!id) return;
    const Ways way = ways(PictureDirection::Both);
    start_at(builder_.binding(A, *id));
    if (way.in) draw_subjects(*id);
    if (way.out) draw_role(*id);
  }

  void draw_from_role(const NamedObject& object) {
    const RoleKind kind = object.kind == NamedKind::Role ? RoleKind::Role : RoleKind::ClusterRole;
    const auto id = snapshot_.find_role(kind, object.ref.ns, object.ref.name);
    const Ways way = ways(PictureDirection::Both);
    if (!id) return draw_from_missing_role(object.ref);
    add_role(*id, std::nullopt);
    start_at(builder_.role(A, *id));
    if (way.in) {
      for (const AccessGraph::RoleBound& bound : graph_.bindings_of(*id)) {
        if (!concerns(snapshot_.binding(bound.binding))) continue;
        draw_subjects(bound.binding);
        draw_role(bound.binding);
      }
    }
    if (!way.out) outward_roles_.erase(*id);
    if (way.out) {
      for (const Name name : contributors_of(snapshot_, *id)) {
        const auto part = snapshot_.find_role(RoleKind::ClusterRole, "", snapshot_.text(name));
        if (part && *part != *id) builder_.aggregated_from(A, *id, *part);
      }
    }
  }

  /// A role that bindings refer to and that is not there.
  void draw_from_missing_role(const ObjectRef& ref) {
    for (std::uint32_t at = 0; at < snapshot_.bindings().size(); ++at) {
      const auto id = make_id<BindingId>(at);
      if (snapshot_.role_of(id) != kNoId<RoleId> || role_referred_to(snapshot_, id) != ref)
        continue;
      draw_subjects(id);
      draw_role(id);
      start_at(builder_.role_of(A, id));
    }
  }

  void draw_from_namespace(const std::string& ns) {
    const Ways way = ways(PictureDirection::Both);
    for (std::uint32_t at = 0; at < snapshot_.bindings().size(); ++at) {
      const auto id = make_id<BindingId>(at);
      const Binding& binding = snapshot_.binding(id);
      if (binding.kind != BindingKind::RoleBinding || snapshot_.text(binding.ns) != ns) continue;
      if (way.in) draw_subjects(id);
      draw_role(id);
      origins_.push_back(builder_.binding(A, id));
    }
    for (std::uint32_t at = 0; at < snapshot_.roles().size(); ++at) {
      const auto id = make_id<RoleId>(at);
      if (snapshot_.role(id).kind != RoleKind::Role || snapshot_.text(snapshot_.role(id).ns) != ns)
        continue;
      add_role(id, std::nullopt);
      origins_.push_back(builder_.role(A, id));
    }
    if (way.out) draw_accounts_of(ns);
  }

  /// Of the accounts those that a binding names, themselves or as the default of nothing else.
  void draw_accounts_of(const std::string& ns) {
    for (std::uint32_t at = 0; at < graph_.subject_count(); ++at) {
      const auto id = make_id<SubjectId>(at);
      const Identity& who = graph_.identity(id);
      if (who.kind != SubjectKind::ServiceAccount || snapshot_.text(who.ns) != ns) continue;
      origins_.push_back(builder_.subject(A, id));
      draw_bindings_of(id);
    }
  }

  void draw_from_resource(const AccessQuery& query) {
    GrantPainter painter(builder_, query);
    const auto& target = painter.target();
    if (!target) return;
    start_at(*target);
    const AccessRows rows = access_rows(graph_, query, stop_);
    for (const AccessRow& row : rows.rows) painter.paint(row.grant);
    for (const DeadRow& dead : rows.dead) painter.paint(dead.grant, dead.reason);
    for (const AccessRow& row : rows.rows)
      if (draws_workloads()) draw_workloads(graph_.subject_ref(row.subject));
  }

  /// What lies at the end of the ways that are asked for.
  At draw_end(const PathEnd& end) {
    if (!end.object) {
      GrantPainter painter(builder_, end.resource);
      const AccessRows rows = access_rows(graph_, end.resource, stop_);
      for (const AccessRow& row : rows.rows) painter.paint(row.grant);
      for (const DeadRow& dead : rows.dead) painter.paint(dead.grant, dead.reason);
      outward_roles_.clear();
      return painter.target().value_or(0);
    }
    return builder_.object(A, end.object->ref);
  }

  void draw_subject_out(const SubjectRef& subject) {
    const At who = builder_.subject(subject);
    if (const SubjectId id = graph_.find_subject(subject.kind, subject.ns, subject.name);
        id != kNoId<SubjectId>)
      draw_bindings_of(id);
    if (subject.kind == SubjectKind::Group) return;
    for (const std::string& group : question_.groups_of(subject)) {
      const SubjectId id = graph_.find_subject(SubjectKind::Group, "", group);
      const bool leads_on =
          id != kNoId<SubjectId> &&
          std::ranges::any_of(graph_.reach(id), [&](const AccessGraph::ReachedRole& reached) {
            return concerns(snapshot_.binding(reached.binding));
          });
      if (!leads_on && group != kMastersGroup) continue;
      const At at = builder_.subject({SubjectKind::Group, "", group});
      builder_.member_of(who, at);
      if (group == kMastersGroup) builder_.node(at).note = "its members pass before RBAC is asked";
      if (leads_on) draw_bindings_of(id);
    }
  }

  void draw_bindings_of(SubjectId id) {
    for (const AccessGraph::ReachedRole& reached : graph_.reach(id)) {
      if (!concerns(snapshot_.binding(reached.binding))) continue;
      builder_.bound_by(A, reached.binding, reached.subject);
      draw_role(reached.binding);
    }
  }

  void draw_subjects(BindingId id) {
    const std::span<const SubjectId> named = graph_.subjects_of(id);
    builder_.binding(A, id);
    for (std::uint32_t place = 0; place < named.size(); ++place) {
      builder_.bound_by(A, id, place);
      if (!draws_workloads() || named[place] == kNoId<SubjectId>) continue;
      if (graph_.identity(named[place]).kind == SubjectKind::ServiceAccount) {
        for (const WorkloadId workload : graph_.workloads_of(named[place]))
          builder_.runs_as(A, workload);
      }
    }
  }

  void draw_workloads(const SubjectRef& subject) {
    if (subject.kind != SubjectKind::ServiceAccount) return;
    const SubjectId id = graph_.find_subject(subject.kind, subject.ns, subject.name);
    if (id != kNoId<SubjectId>) {
      for (const WorkloadId workload : graph_.workloads_of(id)) builder_.runs_as(A, workload);
      return;
    }
    // One that no binding names is in no index.
    for (std::uint32_t at = 0; at < snapshot_.workloads().size(); ++at) {
      const Workload& workload = snapshot_.workloads()[at];
      if (snapshot_.text(workload.ns) == subject.ns &&
          snapshot_.text(workload.service_account) == subject.name)
        builder_.runs_as(A, make_id<WorkloadId>(at));
    }
  }

  void draw_role(BindingId id) {
    builder_.refers_to(A, id);
    if (const RoleId role = snapshot_.role_of(id); role != kNoId<RoleId>)
      add_role(role, snapshot_.binding(id).ns);
  }

  /// Notes in which scopes the role's rules are to be drawn; none: as far as any binding could.
  void add_role(RoleId id, std::optional<Name> ns) {
    builder_.role(A, id);
    std::set<Name>& scopes = outward_roles_[id];
    if (ns) scopes.insert(*ns);
  }

  void draw_rules() {
    for (const auto& [id, scopes] : outward_roles_) {
      if (stop_.stop_requested()) return;
      const Role& role = snapshot_.role(id);
      const At at = builder_.role(A, id);
      std::vector<Name> in(scopes.begin(), scopes.end());
      if (in.empty()) in.push_back(role.ns);
      const std::span<const RuleEntry> rules = snapshot_.rules(id);
      for (std::uint32_t place = 0; place < rules.size(); ++place)
        draw_rule(at, place, snapshot_.rule(rules[place].rule), in);
    }
  }

  void draw_rule(At role, std::uint32_t place, const PolicyRule& rule,
                 const std::vector<Name>& scopes) {
    const NamePool& names = snapshot_.names();
    const std::span<const Name> verbs = names.list(rule.verbs);
    for (const Name group : names.list(rule.api_groups)) {
      for (const Name resource : names.list(rule.resources)) {
        PictureBuilder::Allowed allowed{.rule = place};
        std::optional<DeadReason> dead;
        std::vector<Name> alive;
        for (const Name verb : verbs) {
          const auto reason = dead_everywhere(rule, verb, group, resource, scopes);
          if (!reason) alive.push_back(verb);
          dead = reason;
        }
        if (!alive.empty()) dead.reset();
        allowed.verbs = alive.empty() ? verbs : std::span<const Name>(alive);
        allowed.resource_names = names.list(rule.resource_names);
        builder_.judge(
            builder_.allows(role, builder_.resource(names.text(group), names.text(resource)),
                            allowed),
            dead);
      }
    }
    const bool anywhere = std::ranges::find(scopes, kEmptyName) != scopes.end();
    for (const Name url : names.list(rule.non_resource_urls)) {
      builder_.judge(
          builder_.allows(role, builder_.url(names.text(url)), {.rule = place, .verbs = verbs}),
          anywhere ? std::nullopt : std::optional(DeadReason::UrlThroughRoleBinding));
    }
  }

  /// Can no real request in any of these scopes use this part of the rule?
  std::optional<DeadReason> dead_everywhere(const PolicyRule& rule, Name verb, Name group,
                                            Name resource, const std::vector<Name>& scopes) const {
    const NamePool& names = snapshot_.names();
    const ResourceAtom atom{names.text(verb), names.text(group), names.text(resource)};
    const std::span<const Name> listed = names.list(rule.resource_names);
    // Without names all namespaces are alike, and nothing reaches further than cluster-wide.
    const bool anywhere = std::ranges::find(scopes, kEmptyName) != scopes.end();
    if (listed.empty())
      return dead_reason(snapshot_, atom, std::nullopt, anywhere ? kEmptyName : scopes.front());
    std::optional<DeadReason> reason;
    for (const Name ns : scopes) {
      for (const Name name : listed) {
        reason = dead_reason(snapshot_, atom, name, ns);
        if (!reason) return std::nullopt;
      }
    }
    return reason;
  }

  void trim(AccessPicture& picture, const std::set<std::string>& origins,
            const std::set<std::string>& ends) const {
    const auto marked = [&](const std::set<std::string>& ids) {
      PictureNodes nodes(picture.nodes.size());
      if (ids.empty()) return nodes;
      for (std::size_t at = 0; at < nodes.size(); ++at)
        nodes[at] = ids.contains(picture_id(picture.nodes[at]));
      return nodes;
    };
    if (!ends.empty()) keep_ways(picture, marked(origins), marked(ends));
    std::set<std::string> staying;
    if (!question_.keep.empty()) {
      const PictureNodes nodes = with_ways(picture, question_.keep, marked(origins));
      for (std::size_t at = 0; at < nodes.size(); ++at) {
        if (nodes[at]) {
          staying.insert(picture_id(picture.nodes[at]));
        }
      }
    }
    if (!question_.starts.empty() && ends.empty()) {
      keep_near(picture, marked(origins), question_.depth, marked(staying));
    }
    // What was not walked to by default is no filter's doing.
    keep_wanted(picture, marked(origins), question_.filter, marked(staying));
  }

  const AccessGraph& graph_;
  const Snapshot& snapshot_;
  const GraphQuestion& question_;
  const std::stop_token& stop_;
  PictureBuilder builder_;
  std::vector<At> origins_;
  std::map<RoleId, std::set<Name>> outward_roles_;
};

}  // namespace

AccessPicture graph_picture(std::shared_ptr<const AccessGraph> graph, const GraphQuestion& question,
                            const std::stop_token& stop) {
  return GraphWalk(std::move(graph), question, stop).run();
}

}  // namespace rbacgraph
