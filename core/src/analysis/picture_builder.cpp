#include "analysis/picture_builder.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "base/id_table.h"
#include "rbacgraph/analysis/lookup.h"

namespace rbacgraph {
namespace {

constexpr std::array kVerbOrder{
    std::string_view{"*"},     std::string_view{"get"},    std::string_view{"list"},
    std::string_view{"watch"}, std::string_view{"create"}, std::string_view{"update"},
    std::string_view{"patch"}, std::string_view{"delete"}, std::string_view{"deletecollection"}};

PictureKind kind_of(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::Group: return PictureKind::Group;
    case SubjectKind::ServiceAccount: return PictureKind::ServiceAccount;
    case SubjectKind::User: return PictureKind::User;
    case SubjectKind::Other: break;
  }
  return PictureKind::OtherSubject;
}

/// Of an object that is not there: nothing but its words is known.
PictureNode missing_object(const ObjectRef& ref) {
  PictureNode node{.kind = PictureKind::Workload, .rank = PictureRank::Workload};
  if (ref.kind == to_string(BindingKind::ClusterRoleBinding))
    node = {.kind = PictureKind::ClusterRoleBinding, .rank = PictureRank::Through};
  if (ref.kind == to_string(BindingKind::RoleBinding))
    node = {.kind = PictureKind::RoleBinding, .rank = PictureRank::Through};
  if (ref.kind == to_string(RoleKind::ClusterRole))
    node = {.kind = PictureKind::ClusterRole, .rank = PictureRank::Role};
  if (ref.kind == to_string(RoleKind::Role))
    node = {.kind = PictureKind::Role, .rank = PictureRank::Role};
  node.ref = ref;
  node.missing = true;
  return node;
}

bool is_star_pattern(const PictureNode& node) {
  if (node.kind == PictureKind::Url) return node.ref.name.ends_with('*');
  return node.ref.name == "*" || node.ref.name.starts_with("*/") || node.api_group == "*";
}

void sort_unique(auto& list) {
  std::ranges::sort(list);
  list.erase(std::ranges::unique(list).begin(), list.end());
}

void sort_verbs(std::vector<std::string>& verbs) {
  const auto place = [](const std::string& verb) {
    return std::pair(std::ranges::find(kVerbOrder, verb) - kVerbOrder.begin(),
                     std::string_view(verb));
  };
  std::ranges::sort(verbs, {}, place);
  verbs.erase(std::ranges::unique(verbs).begin(), verbs.end());
}

}  // namespace

std::size_t PictureBuilder::HashEdgeKey::operator()(const EdgeKey& key) const {
  const auto [from, to, kind, change, named] = key;
  const std::uint64_t ends = std::uint64_t{from} << 32U | to;
  return mix_hash(ends, static_cast<std::uint64_t>(kind) << 16U |
                            static_cast<std::uint64_t>(change) << 8U |
                            static_cast<std::uint64_t>(named));
}

PictureBuilder::PictureBuilder(std::shared_ptr<const AccessGraph> graph,
                               std::shared_ptr<const AccessGraph> other)
    : graphs_{std::move(graph), std::move(other)} {}

PictureBuilder::At PictureBuilder::add(PictureNode node) {
  const auto [place, is_new] = by_id_.emplace(picture_id(node), static_cast<At>(nodes_.size()));
  if (is_new) nodes_.push_back(std::move(node));
  return place->second;
}

PictureBuilder::At PictureBuilder::subject(const SubjectRef& subject) {
  PictureNode node{.kind = kind_of(subject.kind), .rank = PictureRank::Who};
  node.ref = {std::string(to_string(subject.kind)), subject.ns, subject.name};
  return add(std::move(node));
}

PictureBuilder::At PictureBuilder::subject(PictureSide side, SubjectId id) {
  return subject(graph(side).subject_ref(id));
}

PictureBuilder::At PictureBuilder::subject_in(PictureSide side, BindingId binding,
                                              std::uint32_t place) {
  const SubjectId id = graph(side).subject_of(binding, place);
  if (id != kNoId<SubjectId>) return subject(side, id);
  const Subject& written = snapshot(side).binding(binding).subjects[place];
  PictureNode node{.kind = PictureKind::OtherSubject, .rank = PictureRank::Who};
  node.ref = {std::string(text(side, written.kind_word)), std::string(text(side, written.ns)),
              std::string(text(side, written.name))};
  node.missing = true;
  node.note = "no kind of subject that the API server knows: nobody";
  return add(std::move(node));
}

PictureBuilder::At PictureBuilder::binding(PictureSide side, BindingId id) {
  const auto number = static_cast<std::uint32_t>(index_of(id));
  auto& known = bindings_[index(side)];
  if (const auto found = known.find(number); found != known.end()) return found->second;
  const Binding& binding = snapshot(side).binding(id);
  const bool is_cluster = binding.kind == BindingKind::ClusterRoleBinding;
  PictureNode node{.kind = is_cluster ? PictureKind::ClusterRoleBinding : PictureKind::RoleBinding,
                   .rank = PictureRank::Through};
  node.ref = {std::string(to_string(binding.kind)), std::string(text(side, binding.ns)),
              std::string(text(side, binding.name))};
  node.object[index(side)] = number;
  node.source[index(side)] = binding.source;
  if (const auto twin = counterpart(side, id)) {
    node.object[index(other(side))] = static_cast<std::uint32_t>(index_of(*twin));
    node.source[index(other(side))] = snapshot(other(side)).binding(*twin).source;
  }
  node.change = change_of(node);
  return known[number] = add(std::move(node));
}

PictureBuilder::At PictureBuilder::role(PictureSide side, RoleId id) {
  const Role& role = snapshot(side).role(id);
  const bool is_cluster = role.kind == RoleKind::ClusterRole;
  PictureNode node{.kind = is_cluster ? PictureKind::ClusterRole : PictureKind::Role,
                   .rank = PictureRank::Role};
  node.ref = {std::string(to_string(role.kind)), std::string(text(side, role.ns)),
              std::string(text(side, role.name))};
  node.object[index(side)] = static_cast<std::uint32_t>(index_of(id));
  node.source[index(side)] = role.source;
  if (compares()) {
    const PictureSide there = other(side);
    if (const auto twin = snapshot(there).find_role(role.kind, node.ref.ns, node.ref.name)) {
      node.object[index(there)] = static_cast<std::uint32_t>(index_of(*twin));
      node.source[index(there)] = snapshot(there).role(*twin).source;
    }
  }
  node.change = change_of(node);
  return add(std::move(node));
}

PictureBuilder::At PictureBuilder::role_of(PictureSide side, BindingId id) {
  const RoleId there = snapshot(side).role_of(id);
  if (there != kNoId<RoleId>) return role(side, there);
  PictureNode node{.kind = PictureKind::OtherRole, .rank = PictureRank::Role};
  node.ref = role_referred_to(snapshot(side), id);
  // A ClusterRoleBinding to a Role finds none: there is no namespace to look in.
  if (snapshot(side).binding(id).kind == BindingKind::ClusterRoleBinding && node.ref.kind == "Role")
    node.note = "a ClusterRoleBinding finds no Role";
  if (node.ref.kind == to_string(RoleKind::ClusterRole)) node.kind = PictureKind::ClusterRole;
  if (node.ref.kind == to_string(RoleKind::Role)) node.kind = PictureKind::Role;
  node.missing = true;
  if (compares() && node.kind != PictureKind::OtherRole) {
    // Missing on this side only: then it is drawn as what it is on the other.
    const RoleKind kind = node.kind == PictureKind::Role ? RoleKind::Role : RoleKind::ClusterRole;
    const PictureSide there_side = other(side);
    if (const auto twin = snapshot(there_side).find_role(kind, node.ref.ns, node.ref.name))
      return role(there_side, *twin);
  }
  return add(std::move(node));
}

PictureBuilder::At PictureBuilder::workload(PictureSide side, WorkloadId id) {
  const Workload& workload = snapshot(side).workloads()[index_of(id)];
  PictureNode node{.kind = PictureKind::Workload, .rank = PictureRank::Workload};
  node.ref = {std::string(text(side, workload.kind)), std::string(text(side, workload.ns)),
              std::string(text(side, workload.name))};
  const At at = add(std::move(node));
  nodes_[at].object[index(side)] = static_cast<std::uint32_t>(index_of(id));
  nodes_[at].source[index(side)] = workload.source;
  return at;
}

PictureBuilder::At PictureBuilder::object(PictureSide side, const ObjectRef& ref) {
  if (ref.kind == "Namespace") return place(ref.name);
  const Snapshot& from = snapshot(side);
  const SubjectKind who = subject_kind(ref.kind);
  if (who != SubjectKind::Other) return subject({who, ref.ns, ref.name});
  for (const BindingKind kind : {BindingKind::ClusterRoleBinding, BindingKind::RoleBinding}) {
    if (ref.kind == to_string(kind))
      if (const auto id = from.find_binding(kind, ref.ns, ref.name)) return binding(side, *id);
  }
  for (const RoleKind kind : {RoleKind::ClusterRole, RoleKind::Role}) {
    if (ref.kind == to_string(kind))
      if (const auto id = from.find_role(kind, ref.ns, ref.name)) return role(side, *id);
  }
  if (const std::optional<WorkloadAccount> account = account_of(from, ref))
    return workload(side, account->workload);
  return add(missing_object(ref));
}

PictureBuilder::At PictureBuilder::place(std::string_view ns) {
  PictureNode node{.kind = PictureKind::Namespace, .rank = PictureRank::Place};
  node.ref = {"Namespace", "", std::string(ns)};
  return add(std::move(node));
}

PictureBuilder::At PictureBuilder::resource(std::string_view api_group, std::string_view pattern) {
  PictureNode node{.kind = PictureKind::Resource, .rank = PictureRank::What};
  node.ref = {"Resource", "", std::string(pattern)};
  node.api_group = api_group;
  return add(std::move(node));
}

PictureBuilder::At PictureBuilder::url(std::string_view pattern) {
  PictureNode node{.kind = PictureKind::Url, .rank = PictureRank::What};
  node.ref = {"NonResourceURL", "", std::string(pattern)};
  return add(std::move(node));
}

PictureBuilder::EdgeAt PictureBuilder::edge(At from, At to, PictureEdgeKind kind,
                                            PictureChange change, bool named) {
  const auto [place, is_new] = by_ends_.emplace(EdgeKey{from, to, kind, change, named},
                                                static_cast<std::uint32_t>(edges_.size()));
  if (is_new) {
    Draft draft;
    draft.edge.from = from;
    draft.edge.to = to;
    draft.edge.kind = kind;
    draft.edge.change = change;
    edges_.push_back(std::move(draft));
  }
  return place->second;
}

void PictureBuilder::judge(EdgeAt at, std::optional<DeadReason> dead) {
  Draft& draft = edges_[at];
  if (!dead) draft.used = true;
  if (draft.used) {
    draft.edge.dead.reset();
  } else if (!draft.edge.dead) {
    draft.edge.dead = dead;
  }
}

PictureBuilder::EdgeAt PictureBuilder::bound_by(PictureSide side, BindingId id,
                                                std::uint32_t place) {
  const Binding& binding = snapshot(side).binding(id);
  const At from = subject_in(side, id, place);
  const At to = this->binding(side, id);
  PictureChange change = PictureChange::Same;
  const SubjectId who = graph(side).subject_of(id, place);
  if (compares()) {
    const auto twin = counterpart(side, id);
    const bool there = twin && who != kNoId<SubjectId> &&
                       names_subject(other(side), *twin, graph(side).subject_ref(who));
    if (!there) change = only_on(side);
  }
  const EdgeAt at = edge(from, to, PictureEdgeKind::BoundBy, change);
  const bool is_cluster = binding.kind == BindingKind::ClusterRoleBinding;
  if (!is_cluster) edges_[at].edge.ns = nodes_[to].ref.ns;
  if (nodes_[from].missing) edges_[at].edge.missing = true;
  if (is_cluster && nodes_[from].kind == PictureKind::ServiceAccount && nodes_[from].ref.ns.empty())
    edges_[at].edge.dead = DeadReason::AccountWithoutNamespace;
  return at;
}

PictureBuilder::EdgeAt PictureBuilder::refers_to(PictureSide side, BindingId id) {
  const Binding& binding = snapshot(side).binding(id);
  const At from = this->binding(side, id);
  const At to = role_of(side, id);
  PictureChange change = PictureChange::Same;
  if (compares()) {
    const auto twin = counterpart(side, id);
    const bool there = twin && role_referred_to(snapshot(other(side)), *twin) ==
                                   role_referred_to(snapshot(side), id);
    if (!there) change = only_on(side);
  }
  const EdgeAt at = edge(from, to, PictureEdgeKind::RefersTo, change);
  if (binding.kind == BindingKind::RoleBinding) edges_[at].edge.ns = nodes_[from].ref.ns;
  edges_[at].edge.missing = snapshot(side).role_of(id) == kNoId<RoleId>;
  return at;
}

PictureBuilder::EdgeAt PictureBuilder::runs_as(PictureSide side, WorkloadId id) {
  const Workload& workload = snapshot(side).workloads()[index_of(id)];
  const At from = this->workload(side, id);
  return edge(from,
              subject({SubjectKind::ServiceAccount, std::string(text(side, workload.ns)),
                       std::string(text(side, workload.service_account))}),
              PictureEdgeKind::RunsAs);
}

PictureBuilder::EdgeAt PictureBuilder::member_of(At member, At group) {
  return edge(member, group, PictureEdgeKind::MemberOf);
}

PictureBuilder::EdgeAt PictureBuilder::aggregated_from(PictureSide side, RoleId whole,
                                                       RoleId part) {
  const At from = role(side, whole);
  return edge(from, role(side, part), PictureEdgeKind::AggregatedFrom);
}

PictureBuilder::EdgeAt PictureBuilder::allows(At role, At what, const Allowed& allowed) {
  const EdgeAt at =
      edge(role, what, PictureEdgeKind::Allows, allowed.change, !allowed.resource_names.empty());
  Draft& draft = edges_[at];
  const PictureSide side = allowed.change == PictureChange::OnlyB ? PictureSide::B : PictureSide::A;
  if (allowed.rule) draft.edge.rules.push_back(*allowed.rule);
  for (const Name verb : allowed.verbs) {
    const std::string_view word = text(side, verb);
    if (std::ranges::find(draft.edge.verbs, word) == draft.edge.verbs.end())
      draft.edge.verbs.emplace_back(word);
  }
  for (const Name name : allowed.resource_names)
    draft.edge.resource_names.emplace_back(text(side, name));
  return at;
}

/// What a role allows for named objects and for all of them besides is told by the latter.
void PictureBuilder::unite_named() {
  for (Draft& named : edges_) {
    if (named.edge.resource_names.empty()) continue;
    const PictureEdge& edge = named.edge;
    const auto found = by_ends_.find({edge.from, edge.to, edge.kind, edge.change, false});
    if (found == by_ends_.end()) continue;
    Draft& whole = edges_[found->second];
    const bool covers = std::ranges::all_of(edge.verbs, [&](const std::string& verb) {
      return std::ranges::find(whole.edge.verbs, verb) != whole.edge.verbs.end();
    });
    if (!covers || (whole.edge.dead && !edge.dead) || whole.edge.matches != edge.matches) continue;
    whole.edge.rules.insert(whole.edge.rules.end(), edge.rules.begin(), edge.rules.end());
    named.gone = true;
  }
}

PictureChange PictureBuilder::change_of(const PictureNode& node) const {
  if (!compares()) return PictureChange::Same;
  if (node.object[1] == PictureNode::kNone) return PictureChange::OnlyA;
  return node.object[0] == PictureNode::kNone ? PictureChange::OnlyB : PictureChange::Same;
}

std::optional<BindingId> PictureBuilder::counterpart(PictureSide side, BindingId id) const {
  if (!compares()) return std::nullopt;
  const Binding& binding = snapshot(side).binding(id);
  return snapshot(other(side))
      .find_binding(binding.kind, text(side, binding.ns), text(side, binding.name));
}

bool PictureBuilder::names_subject(PictureSide side, BindingId binding,
                                   const SubjectRef& subject) const {
  const SubjectId id = graph(side).find_subject(subject.kind, subject.ns, subject.name);
  const std::span<const SubjectId> named = graph(side).subjects_of(binding);
  return id != kNoId<SubjectId> && std::ranges::find(named, id) != named.end();
}

void PictureBuilder::mark_powerful(std::shared_ptr<const PowerfulRules> rules, PictureSide side) {
  powerful_[index(side)] = std::move(rules);
}

void PictureBuilder::set_ranks() {
  for (const Draft& draft : edges_) {
    PictureNode& to = nodes_[draft.edge.to];
    if (draft.edge.kind == PictureEdgeKind::MemberOf) to.rank = PictureRank::Group;
    if (draft.edge.kind == PictureEdgeKind::AggregatedFrom) to.rank = PictureRank::Part;
    if (draft.edge.kind == PictureEdgeKind::GivesIn) to.rank = PictureRank::What;
  }
}

/// Accounts that bindings name and that don't exist: known only in namespaces of which the input
/// has accounts, and not of the API server's own controllers, which need not run.
void PictureBuilder::mark_accounts() {
  for (const PictureSide side : {PictureSide::A, PictureSide::B}) {
    if (side == PictureSide::A || compares()) mark_accounts(side);
  }
  if (!compares()) return;
  for (PictureNode& node : nodes_) {
    if (node.kind == PictureKind::ServiceAccount &&
        (node.source[0].known() || node.source[1].known())) {
      node.missing = false;
    }
  }
}

void PictureBuilder::mark_accounts(PictureSide side) {
  std::unordered_set<std::string> wanted;
  for (const PictureNode& node : nodes_) {
    if (node.kind == PictureKind::ServiceAccount) wanted.insert(node.ref.ns);
  }
  std::unordered_map<std::string, SourceRef> there;
  std::unordered_set<std::string> namespaces;
  for (const ServiceAccount& account : snapshot(side).service_accounts()) {
    std::string ns(text(side, account.ns));
    if (!wanted.contains(ns)) continue;
    there.emplace(ns + '/' + std::string(text(side, account.name)), account.source);
    namespaces.insert(std::move(ns));
  }
  for (PictureNode& node : nodes_) {
    if (node.kind != PictureKind::ServiceAccount) continue;
    const auto found = there.find(node.ref.ns + '/' + node.ref.name);
    if (found != there.end()) node.source[index(side)] = found->second;
    node.missing = node.missing || (found == there.end() && namespaces.contains(node.ref.ns) &&
                                    node.ref.ns != "kube-system");
  }
}

void PictureBuilder::mark_role(PictureNode& node, PictureSide side) const {
  const std::uint32_t id = node.object[index(side)];
  if (id == PictureNode::kNone) return;
  const NamePool& names = snapshot(side).names();
  const auto has_star = [&](NameList list) {
    return std::ranges::find(names.list(list), kStarName) != names.list(list).end();
  };
  const std::vector<std::uint32_t>& about = node.rules[index(side)];
  const std::span<const RuleEntry> rules = snapshot(side).rules(make_id<RoleId>(id));
  for (std::uint32_t at = 0; at < rules.size() && !node.wildcard; ++at) {
    if (!about.empty() && !std::ranges::binary_search(about, at)) continue;
    const PolicyRule& rule = snapshot(side).rule(rules[at].rule);
    node.wildcard = has_star(rule.verbs) || has_star(rule.api_groups) || has_star(rule.resources);
  }
}

void PictureBuilder::mark_roles() {
  for (const Draft& draft : edges_) {
    if (draft.edge.kind != PictureEdgeKind::Allows) continue;
    const PictureSide side =
        draft.edge.change == PictureChange::OnlyB ? PictureSide::B : PictureSide::A;
    std::vector<std::uint32_t>& rules = nodes_[draft.edge.from].rules[index(side)];
    rules.insert(rules.end(), draft.edge.rules.begin(), draft.edge.rules.end());
  }
  for (PictureNode& node : nodes_) {
    if (node.kind == PictureKind::Resource || node.kind == PictureKind::Url)
      node.wildcard = is_star_pattern(node);
    for (std::vector<std::uint32_t>& rules : node.rules) sort_unique(rules);
    if (node.kind != PictureKind::Role && node.kind != PictureKind::ClusterRole) continue;
    mark_role(node, PictureSide::A);
    if (compares()) mark_role(node, PictureSide::B);
  }
}

void PictureBuilder::add_powers() {
  for (const Draft& draft : edges_) {
    if (draft.edge.kind != PictureEdgeKind::RefersTo || draft.edge.missing) continue;
    const PictureSide side =
        draft.edge.change == PictureChange::OnlyB ? PictureSide::B : PictureSide::A;
    const auto& powerful = powerful_[index(side)];
    const PictureNode& binding = nodes_[draft.edge.from];
    PictureNode& role = nodes_[draft.edge.to];
    if (powerful == nullptr || role.object[index(side)] == PictureNode::kNone) continue;
    const BindingScope scope =
        scope_of(snapshot(side).binding(make_id<BindingId>(binding.object[index(side)])));
    const std::span<const RuleEntry> rules =
        snapshot(side).rules(make_id<RoleId>(role.object[index(side)]));
    const std::vector<std::uint32_t>& about = role.rules[index(side)];
    for (std::uint32_t at = 0; at < rules.size(); ++at) {
      if (about.empty() || std::ranges::binary_search(about, at))
        role.powerful |= powerful->of(rules[at].rule, scope).all();
    }
  }
}

AccessPicture PictureBuilder::finish() {
  unite_named();
  set_ranks();
  mark_accounts();
  mark_roles();
  add_powers();
  std::vector<std::uint32_t> order(nodes_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t at) {
    const PictureNode& node = nodes_[at];
    return std::tie(node.rank, node.kind, node.ref.ns, node.api_group, node.ref.name,
                    node.ref.kind);
  });
  std::vector<std::uint32_t> place(nodes_.size());
  AccessPicture picture;
  picture.graphs = graphs_;
  picture.nodes.reserve(nodes_.size());
  for (const std::uint32_t at : order) {
    place[at] = static_cast<std::uint32_t>(picture.nodes.size());
    picture.nodes.push_back(std::move(nodes_[at]));
  }
  picture.edges.reserve(edges_.size());
  for (Draft& draft : edges_) {
    if (draft.gone) continue;
    draft.edge.from = place[draft.edge.from];
    draft.edge.to = place[draft.edge.to];
    sort_unique(draft.edge.rules);
    sort_unique(draft.edge.resource_names);
    sort_verbs(draft.edge.verbs);
    picture.edges.push_back(std::move(draft.edge));
  }
  std::ranges::sort(picture.edges, {}, [](const PictureEdge& edge) {
    return std::tuple(edge.from, edge.to, edge.kind, edge.change, !edge.resource_names.empty());
  });
  return picture;
}

}  // namespace rbacgraph
