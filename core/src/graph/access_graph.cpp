#include "rbacgraph/graph/access_graph.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <tuple>
#include <unordered_map>
#include <utility>

#include <boost/graph/compressed_sparse_row_graph.hpp>

#include "base/grouped.h"
#include "base/side_by_side.h"
#include "graph/subject_table.h"

namespace rbacgraph {
namespace {

struct Place {
  std::uint32_t value = 0;
};

using Csr = boost::compressed_sparse_row_graph<boost::bidirectionalS, boost::no_property, Place,
                                               boost::no_property, std::uint32_t, std::uint32_t>;

constexpr std::array kNodeKinds = {
    NodeKind::Workload, NodeKind::Subject,         NodeKind::Binding,   NodeKind::Role,
    NodeKind::Rule,     NodeKind::ResourcePattern, NodeKind::UrlPattern};

std::size_t index_of_kind(NodeKind kind) { return static_cast<std::size_t>(kind); }

/// Pattern strings that rules use, numbered in the order in which they are met.
class Patterns {
 public:
  std::uint32_t add(Name pattern) {
    const auto [at, fresh] =
        numbers_.emplace(pattern, static_cast<std::uint32_t>(patterns_.size()));
    if (fresh) patterns_.push_back(pattern);
    return at->second;
  }
  std::optional<std::uint32_t> find(Name pattern) const {
    const auto at = numbers_.find(pattern);
    return at == numbers_.end() ? std::nullopt : std::optional(at->second);
  }
  Name operator[](std::size_t number) const { return patterns_[number]; }
  std::size_t size() const { return patterns_.size(); }

 private:
  std::vector<Name> patterns_;
  std::unordered_map<Name, std::uint32_t> numbers_;
};

}  // namespace

struct AccessGraph::Impl {
  explicit Impl(std::shared_ptr<const Snapshot> of) : snapshot(std::move(of)) {
    constexpr std::size_t kManyBindings = 10'000;
    side_by_side(
        snapshot->bindings().size() >= kManyBindings,
        [this] { subjects = SubjectTable(*snapshot); },
        [this] {
          number_patterns();
          list_steps_back();
          rank_namespaces();
        });
    list_workloads();
    number_nodes();
  }

  std::uint32_t node(NodeKind kind, std::uint32_t index) const {
    return first[index_of_kind(kind)] + index;
  }
  template <class Id>
  std::uint32_t node(NodeKind kind, Id id) const {
    return node(kind, static_cast<std::uint32_t>(id));
  }
  std::uint32_t index_in_kind(NodeKind kind, std::uint32_t vertex) const {
    return vertex - first[index_of_kind(kind)];
  }

  /// All edges, in both directions. Most questions do with the lists below, so these are made
  /// when one needs them.
  const Csr& edges() const {
    std::call_once(connected, [this] { connect(); });
    return csr;
  }

  void number_patterns();
  void number_nodes();
  void connect() const;
  void list_steps_back();
  void list_workloads();
  void rank_namespaces();
  SubjectId account_of(const Workload& workload) const;

  std::shared_ptr<const Snapshot> snapshot;
  SubjectTable subjects;
  Patterns resources;
  Patterns urls;
  std::array<std::uint32_t, kNodeKinds.size() + 1> first{};  // of each kind, then the total
  mutable std::once_flag connected;
  mutable Csr csr;
  Grouped<RuleId> rules_by_resource;  // by number of the pattern
  Grouped<WorkloadId> workloads_by_subject;
  Grouped<RulePlace> places_by_rule;
  Grouped<RoleBound> bindings_by_role;
  std::vector<std::uint32_t> namespace_ranks;  // by Name; of those that bindings are in
};

void AccessGraph::Impl::number_patterns() {
  const NamePool& names = snapshot->names();
  for (const PolicyRule& rule : snapshot->distinct_rules()) {
    for (const Name pattern : names.list(rule.resources)) resources.add(pattern);
    for (const Name pattern : names.list(rule.non_resource_urls)) urls.add(pattern);
  }
}

void AccessGraph::Impl::number_nodes() {
  const std::array<std::size_t, kNodeKinds.size()> counts = {snapshot->workloads().size(),
                                                             subjects.size(),
                                                             snapshot->bindings().size(),
                                                             snapshot->roles().size(),
                                                             snapshot->distinct_rules().size(),
                                                             resources.size(),
                                                             urls.size()};
  for (std::size_t kind = 0; kind < counts.size(); ++kind)
    first[kind + 1] = first[kind] + static_cast<std::uint32_t>(counts[kind]);
}

SubjectId AccessGraph::Impl::account_of(const Workload& workload) const {
  return subjects.find({SubjectKind::ServiceAccount, workload.ns, workload.service_account});
}

void AccessGraph::Impl::connect() const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  std::vector<Place> places;
  // About as many as there will be: what follows the bindings is little beside them.
  const std::size_t expected =
      subjects.mention_count() + snapshot->bindings().size() + (4 * snapshot->roles().size());
  edges.reserve(expected);
  places.reserve(expected);
  const auto add = [&](std::uint32_t from, std::uint32_t to, std::uint32_t place) {
    edges.emplace_back(from, to);
    places.push_back({place});
  };
  for (std::uint32_t id = 0; id < snapshot->workloads().size(); ++id) {
    const SubjectId account = account_of(snapshot->workloads()[id]);
    if (account != kNoId<SubjectId>)
      add(node(NodeKind::Workload, id), node(NodeKind::Subject, account), 0);
  }
  for (std::uint32_t id = 0; id < snapshot->bindings().size(); ++id) {
    const Binding& binding = snapshot->bindings()[id];
    for (std::uint32_t i = 0; i < binding.subjects.size(); ++i) {
      const SubjectId subject = subjects.of(make_id<BindingId>(id), i);
      if (subject != kNoId<SubjectId>)
        add(node(NodeKind::Subject, subject), node(NodeKind::Binding, id), i);
    }
    const RoleId role = snapshot->role_of(make_id<BindingId>(id));
    if (role != kNoId<RoleId>) add(node(NodeKind::Binding, id), node(NodeKind::Role, role), 0);
  }
  for (std::uint32_t id = 0; id < snapshot->roles().size(); ++id) {
    const std::span<const RuleEntry> rules = snapshot->rules(make_id<RoleId>(id));
    for (std::uint32_t i = 0; i < rules.size(); ++i)
      add(node(NodeKind::Role, id), node(NodeKind::Rule, rules[i].rule), i);
  }
  const NamePool& names = snapshot->names();
  // Every pattern of a rule has its node: they were counted from the same lists.
  // NOLINTBEGIN(bugprone-unchecked-optional-access)
  for (std::uint32_t id = 0; id < snapshot->distinct_rules().size(); ++id) {
    const PolicyRule& rule = snapshot->distinct_rules()[id];
    for (const Name pattern : names.list(rule.resources)) {
      add(node(NodeKind::Rule, id), node(NodeKind::ResourcePattern, *resources.find(pattern)), 0);
    }
    for (const Name pattern : names.list(rule.non_resource_urls))
      add(node(NodeKind::Rule, id), node(NodeKind::UrlPattern, *urls.find(pattern)), 0);
  }
  // NOLINTEND(bugprone-unchecked-optional-access)
  csr = Csr(boost::edges_are_unsorted_multi_pass, edges.begin(), edges.end(), places.begin(),
            first.back());
}

void AccessGraph::Impl::list_steps_back() {
  // Every pattern of a rule has its number: they were given from the same lists.
  // NOLINTBEGIN(bugprone-unchecked-optional-access)
  rules_by_resource = Grouped<RuleId>(resources.size(), [&](const auto& add) {
    for (std::uint32_t id = 0; id < snapshot->distinct_rules().size(); ++id) {
      for (const Name pattern : snapshot->names().list(snapshot->distinct_rules()[id].resources))
        add(*resources.find(pattern), make_id<RuleId>(id));
    }
  });
  // NOLINTEND(bugprone-unchecked-optional-access)
  places_by_rule = Grouped<RulePlace>(snapshot->distinct_rules().size(), [&](const auto& add) {
    for (std::uint32_t id = 0; id < snapshot->roles().size(); ++id) {
      const auto role = make_id<RoleId>(id);
      const std::span<const RuleEntry> rules = snapshot->rules(role);
      for (std::uint32_t at = 0; at < rules.size(); ++at)
        add(index_of(rules[at].rule), RulePlace{role, at});
    }
  });
  bindings_by_role = Grouped<RoleBound>(snapshot->roles().size(), [&](const auto& add) {
    for (std::uint32_t id = 0; id < snapshot->bindings().size(); ++id) {
      const auto binding = make_id<BindingId>(id);
      const RoleId role = snapshot->role_of(binding);
      if (role == kNoId<RoleId>) continue;
      add(index_of(role), RoleBound{binding, scope_of(snapshot->binding(binding))});
    }
  });
}

void AccessGraph::Impl::list_workloads() {
  workloads_by_subject = Grouped<WorkloadId>(subjects.size(), [&](const auto& add) {
    for (std::uint32_t id = 0; id < snapshot->workloads().size(); ++id) {
      const SubjectId account = account_of(snapshot->workloads()[id]);
      if (account != kNoId<SubjectId>) add(index_of(account), make_id<WorkloadId>(id));
    }
  });
}

void AccessGraph::Impl::rank_namespaces() {
  std::vector<Name> all;
  namespace_ranks.assign(snapshot->names().size(), 0);
  for (const Binding& binding : snapshot->bindings())
    if (std::exchange(namespace_ranks[index_of(binding.ns)], 1) == 0) all.push_back(binding.ns);
  std::ranges::sort(all, {}, [&](Name ns) { return snapshot->text(ns); });
  for (std::uint32_t rank = 0; rank < all.size(); ++rank)
    namespace_ranks[index_of(all[rank])] = rank;
}

AccessGraph::AccessGraph(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
AccessGraph::~AccessGraph() = default;

std::shared_ptr<const AccessGraph> AccessGraph::build(std::shared_ptr<const Snapshot> snapshot) {
  return std::shared_ptr<const AccessGraph>(
      new AccessGraph(std::make_unique<const Impl>(std::move(snapshot))));
}

const Snapshot& AccessGraph::snapshot() const { return *impl_->snapshot; }
std::shared_ptr<const Snapshot> AccessGraph::shared_snapshot() const { return impl_->snapshot; }

std::size_t AccessGraph::subject_count() const { return impl_->subjects.size(); }
const Identity& AccessGraph::identity(SubjectId id) const { return impl_->subjects.identity(id); }

SubjectRef AccessGraph::subject_ref(SubjectId id) const {
  const Identity& who = identity(id);
  return {who.kind, std::string(snapshot().text(who.ns)), std::string(snapshot().text(who.name))};
}

SubjectId AccessGraph::find_subject(SubjectKind kind, std::string_view ns,
                                    std::string_view name) const {
  const auto ns_name = snapshot().names().find(ns);
  const auto subject_name = snapshot().names().find(name);
  if (!ns_name || !subject_name) return kNoId<SubjectId>;
  return impl_->subjects.find({kind, *ns_name, *subject_name});
}

SubjectId AccessGraph::subject_of(BindingId binding, std::uint32_t subject) const {
  return impl_->subjects.of(binding, subject);
}

std::size_t AccessGraph::node_count() const { return impl_->first.back(); }
std::size_t AccessGraph::edge_count() const { return boost::num_edges(impl_->edges()); }

Node AccessGraph::node(NodeId id) const {
  const auto vertex = static_cast<std::uint32_t>(id);
  const auto* const after = std::ranges::upper_bound(impl_->first, vertex);
  const NodeKind kind = kNodeKinds[static_cast<std::size_t>(after - impl_->first.begin()) - 1];
  const std::uint32_t index = impl_->index_in_kind(kind, vertex);
  if (kind == NodeKind::ResourcePattern)
    return {kind, static_cast<std::uint32_t>(impl_->resources[index])};
  if (kind == NodeKind::UrlPattern) return {kind, static_cast<std::uint32_t>(impl_->urls[index])};
  return {kind, index};
}

NodeId AccessGraph::node_id(Node node) const {
  std::optional<std::uint32_t> index = node.id;
  if (node.kind == NodeKind::ResourcePattern) index = impl_->resources.find(Name{node.id});
  if (node.kind == NodeKind::UrlPattern) index = impl_->urls.find(Name{node.id});
  const std::size_t kind = index_of_kind(node.kind);
  if (!index || *index >= impl_->first[kind + 1] - impl_->first[kind]) return kNoId<NodeId>;
  return make_id<NodeId>(impl_->node(node.kind, *index));
}

namespace {

template <class EdgeRange>
std::vector<Edge> listed(const Csr& csr, EdgeRange range) {
  std::vector<Edge> edges;
  for (auto [at, end] = range; at != end; ++at) {
    edges.push_back({make_id<NodeId>(boost::source(*at, csr)),
                     make_id<NodeId>(boost::target(*at, csr)), csr[*at].value});
  }
  std::ranges::sort(edges, [](const Edge& a, const Edge& b) {
    return std::tie(a.from, a.to, a.place) < std::tie(b.from, b.to, b.place);
  });
  return edges;
}

}  // namespace

std::vector<Edge> AccessGraph::edges_from(NodeId id) const {
  const Csr& csr = impl_->edges();
  return listed(csr, boost::out_edges(static_cast<std::uint32_t>(id), csr));
}

std::vector<Edge> AccessGraph::edges_to(NodeId id) const {
  const Csr& csr = impl_->edges();
  return listed(csr, boost::in_edges(static_cast<std::uint32_t>(id), csr));
}

std::vector<WorkloadId> AccessGraph::workloads_of(SubjectId id) const {
  const std::span<const WorkloadId> workloads = impl_->workloads_by_subject[index_of(id)];
  return {workloads.begin(), workloads.end()};
}

std::vector<RuleId> AccessGraph::rules_for_resource(std::string_view resource,
                                                    std::string_view subresource) const {
  const NamePool& names = snapshot().names();
  std::vector<std::string> patterns = {"*"};
  patterns.emplace_back(resource);
  if (!subresource.empty()) {
    patterns.back().append("/").append(subresource);
    patterns.push_back(std::string("*/").append(subresource));
  }
  std::vector<RuleId> rules;
  for (const std::string& text : patterns) {
    const auto name = names.find(text);
    const auto number = name ? impl_->resources.find(*name) : std::nullopt;
    if (!number) continue;
    const std::span<const RuleId> with_it = impl_->rules_by_resource[*number];
    rules.insert(rules.end(), with_it.begin(), with_it.end());
  }
  std::ranges::sort(rules);
  rules.erase(std::ranges::unique(rules).begin(), rules.end());
  return rules;
}

std::vector<RuleId> AccessGraph::rules_with_urls() const {
  std::vector<RuleId> rules;
  for (std::uint32_t id = 0; id < snapshot().distinct_rules().size(); ++id) {
    if (snapshot().distinct_rules()[id].non_resource_urls != kEmptyList)
      rules.push_back(make_id<RuleId>(id));
  }
  return rules;
}

std::vector<RuleId> AccessGraph::rules_with_resources() const {
  std::vector<RuleId> rules;
  for (std::uint32_t id = 0; id < snapshot().distinct_rules().size(); ++id) {
    if (snapshot().distinct_rules()[id].resources != kEmptyList)
      rules.push_back(make_id<RuleId>(id));
  }
  return rules;
}

std::span<const AccessGraph::RulePlace> AccessGraph::places_of(RuleId id) const {
  return impl_->places_by_rule[index_of(id)];
}

std::span<const AccessGraph::RoleBound> AccessGraph::bindings_of(RoleId id) const {
  return impl_->bindings_by_role[index_of(id)];
}

std::span<const SubjectId> AccessGraph::subjects_of(BindingId id) const {
  return impl_->subjects.of(id);
}

std::vector<AccessGraph::ReachedRole> AccessGraph::reach(SubjectId from) const {
  const Csr& csr = impl_->edges();
  std::vector<ReachedRole> reached;
  auto [at, end] = boost::out_edges(impl_->node(NodeKind::Subject, from), csr);
  for (; at != end; ++at) {
    const auto binding =
        make_id<BindingId>(impl_->index_in_kind(NodeKind::Binding, boost::target(*at, csr)));
    reached.push_back(
        {binding, csr[*at].value, snapshot().role_of(binding), snapshot().binding(binding).ns});
  }
  std::ranges::sort(reached, [](const ReachedRole& a, const ReachedRole& b) {
    return std::tie(a.binding, a.subject) < std::tie(b.binding, b.subject);
  });
  return reached;
}

std::uint32_t AccessGraph::namespace_rank(Name ns) const {
  return impl_->namespace_ranks.at(index_of(ns));
}

}  // namespace rbacgraph
