#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "analysis/picture_trim.h"

namespace rbacgraph {
namespace {

/// Of so many alike the first is drawn, and the others are folded.
constexpr std::size_t kAlike = 4;
/// As many in one column are read at a glance, and stay as they are.
constexpr std::size_t kRoom = 12;
/// Of so many resources in an API group all are folded.
constexpr std::size_t kOfApiGroup = 3;

/// Namespaces that stay apart where there are too many of them, if there is room: those with the
/// most nodes.
constexpr std::size_t kNamespacesApart = 8;

/// What nodes must have in common to be folded together at all.
using NodeLook = std::tuple<PictureKind, PictureRank, PictureChange, bool, bool, bool>;

PictureKind real_kind(const PictureNode& node) {
  return node.folded ? node.folded->kind : node.kind;
}

std::string ns_of(const PictureNode& node) { return node.folded ? node.folded->ns : node.ref.ns; }

NodeLook look_of(const PictureNode& node) {
  return {real_kind(node), node.rank,    node.change,
          node.missing,    node.matches, node.wildcard && node.rank != PictureRank::What};
}

/// What edges must have in common to be drawn as one.
using EdgeLook = std::tuple<PictureEdgeKind, PictureChange, bool, bool, bool>;

EdgeLook look_of(const PictureEdge& edge) {
  return {edge.kind, edge.change, edge.dead.has_value(), edge.missing, edge.matches};
}

template <class T>
void add_all(std::vector<T>& to, const std::vector<T>& more) {
  for (const T& each : more)
    if (std::ranges::find(to, each) == to.end()) to.push_back(each);
}

void add_to(PictureEdge& edge, const PictureEdge& more) {
  edge.count += more.count;
  if (edge.ns != more.ns || more.mixed) edge.mixed = true;
  if (edge.mixed) edge.ns.reset();
  // The rules of several roles have no list of their own.
  if (edge.rules != more.rules) edge.rules.clear();
  add_all(edge.verbs, more.verbs);
  if (edge.resource_names != more.resource_names) edge.resource_names.clear();
}

/// Behind a number of nodes.
std::string_view what_was_folded(FoldReason reason) {
  switch (reason) {
    case FoldReason::Similar: return " nodes like others";
    case FoldReason::ApiGroup: return " resources, by API group,";
    case FoldReason::Namespace: return " nodes, by namespace and kind,";
    case FoldReason::Kind: return " nodes, by kind,";
  }
  return {};
}

class Folder {
 public:
  Folder(AccessPicture& picture, const PictureBudget& budget)
      : picture_(picture), budget_(budget) {}

  void run() {
    const std::size_t edges = picture_.edges.size();
    if (!budget_.keep.empty()) {
      keep_asked_for();
    }
    if (budget_.fold_similar) fold_similar();
    if (!fits()) {
      keep_cluster_wide();
    }
    if (!fits()) fold_namespaces();
    if (!fits()) fold_by_one_side();
    if (!fits()) fold_kinds(true, kNamespacesApart);
    if (!fits() && !fits_without_namespaces()) {
      fold_kinds(false);
    }
    if (!fits()) fold_kinds(true);
    if (!fits()) fold_kinds(false);
    if (!fits()) {
      kept_.clear();
      fold_kinds(false);
    }
    picture_.hidden.edges += edges - picture_.edges.size();
    tell();
  }

 private:
  using Group = std::vector<std::uint32_t>;
  /// Incoming or not, what the edge says, and whom it leads to.
  using Neighbours = std::vector<std::tuple<bool, std::uint32_t, std::uint32_t>>;

  bool fits() const {
    return budget_.max_nodes == 0 ||
           (picture_.nodes.size() <= budget_.max_nodes &&
            picture_.edges.size() <= budget_.max_edges && longest_rank() <= most_in_a_rank());
  }

  /// Is what is in namespaces all that there is no room for?
  bool fits_without_namespaces() const {
    std::map<PictureRank, std::size_t> count;
    std::size_t all = 0;
    for (const PictureNode& node : picture_.nodes) {
      if (ns_of(node).empty()) {
        ++all;
        ++count[node.rank];
      }
    }
    return all <= budget_.max_nodes && std::ranges::all_of(count, [&](const auto& rank) {
             return rank.second <= most_in_a_rank();
           });
  }

  /// A picture is read from left to right: with all its nodes in one column it is a ribbon.
  std::size_t most_in_a_rank() const { return std::max<std::size_t>(budget_.max_nodes / 3, 10); }
  std::size_t longest_rank() const {
    std::map<PictureRank, std::size_t> count;
    std::size_t longest = 0;
    for (const PictureNode& node : picture_.nodes) longest = std::max(longest, ++count[node.rank]);
    return longest;
  }

  /// What an edge says, as a number: equal for those that say the same.
  std::uint32_t label_of(const PictureEdge& edge, bool verbs) {
    const auto [kind, change, dead, missing, matches] = look_of(edge);
    std::string text = std::to_string(static_cast<int>(kind)) + ' ' +
                       std::to_string(static_cast<int>(change)) + (dead ? 'd' : ' ') +
                       (missing ? 'm' : ' ') + (matches ? '!' : ' ') + edge.ns.value_or("/");
    if (verbs)
      for (const std::string& verb : edge.verbs) text += '\n' + verb;
    for (const std::string& name : edge.resource_names) text += "\n=" + name;
    return labels_.emplace(std::move(text), static_cast<std::uint32_t>(labels_.size()))
        .first->second;
  }

  /// Which neighbours, and whether their verbs count.
  struct Around {
    bool incoming = true;
    bool outgoing = true;
    bool verbs = true;
  };

  /// Every neighbour of the nodes of a rank with all that its edge says: equal for siblings.
  std::vector<Neighbours> neighbours(PictureRank rank, const Around& around) {
    std::vector<Neighbours> all(picture_.nodes.size());
    for (const PictureEdge& edge : picture_.edges) {
      const bool into = around.incoming && picture_.nodes[edge.to].rank == rank;
      const bool out = around.outgoing && picture_.nodes[edge.from].rank == rank;
      if (!into && !out) continue;
      const std::uint32_t label = label_of(edge, around.verbs);
      if (into) all[edge.to].emplace_back(true, label, edge.from);
      if (out) all[edge.from].emplace_back(false, label, edge.to);
    }
    for (Neighbours& list : all) std::ranges::sort(list);
    return all;
  }

  std::size_t rank_size(PictureRank rank) const {
    return static_cast<std::size_t>(std::ranges::count(picture_.nodes, rank, &PictureNode::rank));
  }

  bool can_fold(const PictureNode& node) const {
    return !node.start && node.kind != PictureKind::Namespace && !is_in(kept_, node) &&
           !is_in(asked_for_, node);
  }

  /// `nodes` may be empty.
  bool is_in(const PictureNodes& nodes, const PictureNode& node) const {
    const auto at = static_cast<std::size_t>(&node - picture_.nodes.data());
    return at < nodes.size() && nodes[at];
  }

  void keep_asked_for() {
    PictureNodes starts(picture_.nodes.size());
    for (std::size_t at = 0; at < starts.size(); ++at) {
      starts[at] = picture_.nodes[at].start;
    }
    asked_for_ = with_ways(picture_, budget_.keep, starts);
  }

  /// Who has what is asked about in the whole cluster, and through what, is what a reader looks for
  /// first: it stays, as far as it leaves a column room for the rest. The most powerful come first.
  void keep_cluster_wide() {
    std::vector<bool> wide(picture_.nodes.size());
    for (const PictureEdge& edge : picture_.edges) {
      const bool bound =
          edge.kind == PictureEdgeKind::BoundBy || edge.kind == PictureEdgeKind::RefersTo;
      if (bound && edge.matches && !edge.dead && !edge.ns && !edge.mixed) {
        wide[edge.from] = wide[edge.to] = true;
      }
    }
    std::map<PictureRank, Group> ranks;
    for (std::uint32_t at = 0; at < wide.size(); ++at) {
      if (wide[at]) {
        ranks[picture_.nodes[at].rank].push_back(at);
      }
    }
    kept_.assign(picture_.nodes.size(), false);
    for (auto& [rank, nodes] : ranks) {
      std::ranges::stable_sort(nodes, std::ranges::greater{}, [&](std::uint32_t at) {
        return picture_.nodes[at].powerful.rows().size();
      });
      nodes.resize(std::min(nodes.size(), most_in_a_rank() * 4 / 5));
      for (const std::uint32_t at : nodes) {
        kept_[at] = true;
      }
    }
  }

  /// Those with the most nodes behind them.
  std::set<std::string> largest_namespaces(std::size_t count) const {
    std::map<std::string, std::uint64_t> sizes;
    for (const PictureNode& node : picture_.nodes) {
      if (const std::string ns = ns_of(node); !ns.empty()) {
        sizes[ns] += node.folded ? node.folded->nodes : 1;
      }
    }
    std::vector<std::pair<std::uint64_t, std::string>> order;
    order.reserve(sizes.size());
    for (const auto& [ns, size] : sizes) {
      order.emplace_back(size, ns);
    }
    std::ranges::sort(order, [](const auto& a, const auto& b) {
      return std::tie(b.first, a.second) < std::tie(a.first, b.second);
    });
    order.resize(std::min(order.size(), count));
    std::set<std::string> largest;
    for (auto& [size, ns] : order) {
      largest.insert(std::move(ns));
    }
    return largest;
  }

  void fold_similar() {
    fold_api_groups();
    for (const PictureRank rank :
         {PictureRank::What, PictureRank::Who, PictureRank::Workload, PictureRank::Group,
          PictureRank::Through, PictureRank::Role, PictureRank::Part})
      fold_siblings(rank);
  }

  void fold_api_groups() {
    if (rank_size(PictureRank::What) <= kRoom) return;
    std::map<std::tuple<NodeLook, std::string, Neighbours>, Group> groups;
    const auto around = neighbours(PictureRank::What, {.verbs = false});
    for (std::uint32_t at = 0; at < picture_.nodes.size(); ++at) {
      const PictureNode& node = picture_.nodes[at];
      // The core group is what everybody wants to see.
      if (node.kind == PictureKind::Resource && !node.api_group.empty() && node.api_group != "*" &&
          can_fold(node) && !around[at].empty())
        groups[{look_of(node), node.api_group, around[at]}].push_back(at);
    }
    std::vector<Group> chosen;
    for (auto& [key, group] : groups)
      if (group.size() >= kOfApiGroup) chosen.push_back(std::move(group));
    apply(chosen, FoldReason::ApiGroup);
  }

  void fold_siblings(PictureRank rank) {
    if (rank_size(rank) <= kRoom) return;
    const auto around = neighbours(rank, {});
    std::map<std::tuple<NodeLook, std::string, std::string, Neighbours>, Group> groups;
    for (std::uint32_t at = 0; at < picture_.nodes.size(); ++at) {
      const PictureNode& node = picture_.nodes[at];
      if (node.rank == rank && can_fold(node) && !node.folded)
        groups[{look_of(node), node.ref.ns, node.api_group, around[at]}].push_back(at);
    }
    std::vector<Group> chosen;
    for (auto& [key, group] : groups) {
      if (group.size() < kAlike) continue;
      group.erase(group.begin());
      chosen.push_back(std::move(group));
    }
    apply(chosen, FoldReason::Similar);
  }

  /// The namespaces with the most nodes first, and no more of them than it takes.
  void fold_namespaces() {
    std::map<std::string, std::map<NodeLook, Group>> by_namespace;
    for (std::uint32_t at = 0; at < picture_.nodes.size(); ++at) {
      const PictureNode& node = picture_.nodes[at];
      if (const std::string ns = ns_of(node); !ns.empty() && can_fold(node))
        by_namespace[ns][look_of(node)].push_back(at);
    }
    std::vector<std::pair<std::size_t, std::string>> order;  // how many nodes it saves
    for (const auto& [ns, groups] : by_namespace) {
      std::size_t saved = 0;
      for (const auto& [look, group] : groups) saved += group.size() - 1;
      order.emplace_back(saved, ns);
    }
    std::ranges::sort(order, [](const auto& a, const auto& b) {
      return std::tie(b.first, a.second) < std::tie(a.first, b.second);
    });
    std::size_t nodes = picture_.nodes.size();
    std::map<PictureRank, std::size_t> in_rank;
    for (const PictureNode& node : picture_.nodes) ++in_rank[node.rank];
    const bool edges_fit = picture_.edges.size() <= budget_.max_edges;
    const auto enough = [&] {
      return edges_fit && nodes <= budget_.max_nodes &&
             std::ranges::all_of(in_rank,
                                 [&](const auto& rank) { return rank.second <= most_in_a_rank(); });
    };
    std::vector<Group> chosen;
    for (const auto& [saved, ns] : order) {
      if (saved == 0 || enough()) break;
      for (auto& [look, group] : by_namespace[ns]) {
        if (group.size() < 2) continue;
        nodes -= group.size() - 1;
        in_rank[std::get<PictureRank>(look)] -= group.size() - 1;
        chosen.push_back(std::move(group));
      }
    }
    apply(chosen, FoldReason::Namespace);
  }

  /// Those that the same nodes lead to, from left to right, wherever they lead on.
  void fold_by_one_side() {
    for (const PictureRank rank :
         {PictureRank::Through, PictureRank::Role, PictureRank::Part, PictureRank::What}) {
      if (fits()) return;
      const auto around = neighbours(rank, {.outgoing = false, .verbs = false});
      std::map<std::tuple<NodeLook, std::string, Neighbours>, Group> groups;
      for (std::uint32_t at = 0; at < picture_.nodes.size(); ++at) {
        const PictureNode& node = picture_.nodes[at];
        if (node.rank == rank && can_fold(node))
          groups[{look_of(node), ns_of(node), around[at]}].push_back(at);
      }
      std::vector<Group> chosen;
      for (auto& [key, group] : groups)
        if (group.size() >= kAlike) chosen.push_back(std::move(group));
      apply(chosen, FoldReason::Similar);
    }
  }

  /// `apart`: so many namespaces are left as they are.
  void fold_kinds(bool namespaced, std::size_t apart = 0) {
    const std::set<std::string> left = largest_namespaces(apart);
    std::map<NodeLook, Group> groups;
    for (std::uint32_t at = 0; at < picture_.nodes.size(); ++at) {
      const PictureNode& node = picture_.nodes[at];
      const bool in_namespace = !ns_of(node).empty() || (node.folded && !node.ref.ns.empty());
      if (can_fold(node) && in_namespace == namespaced && !left.contains(ns_of(node)))
        groups[look_of(node)].push_back(at);
    }
    std::vector<Group> chosen;
    for (auto& [look, group] : groups)
      if (group.size() > 1) chosen.push_back(std::move(group));
    apply(chosen, FoldReason::Kind);
  }

  PictureNode folded(const Group& group, FoldReason reason) {
    const PictureNode& first = picture_.nodes[group.front()];
    PictureNode fold{.kind = PictureKind::Fold, .rank = first.rank, .ref = first.ref};
    PictureFold about{.reason = reason, .kind = real_kind(first)};
    about.ns = ns_of(first);
    std::set<std::string> namespaces;
    if (reason == FoldReason::ApiGroup) about.api_group = first.api_group;
    fold.api_group = first.api_group;
    fold.missing = first.missing;
    fold.matches = first.matches;
    fold.wildcard = first.wildcard;
    fold.change = first.change;
    for (const std::uint32_t at : group) {
      const PictureNode& node = picture_.nodes[at];
      for (const std::string& name : node.folded ? node.folded->names : std::vector{node.ref.name})
        if (about.names.size() < PictureFold::kNames) about.names.push_back(name);
      about.nodes += node.folded ? node.folded->nodes : 1;
      if (ns_of(node) != about.ns) about.ns.clear();
      if (const std::string ns = ns_of(node); !ns.empty()) {
        namespaces.insert(ns);
      }
      about.namespaces += node.folded ? node.folded->namespaces : 0;
      fold.powerful |= node.powerful;
      fold.wildcard = fold.wildcard || node.wildcard;
    }
    about.namespaces = reason == FoldReason::Kind ? about.namespaces + namespaces.size() : 0;
    fold.folded = std::move(about);
    return fold;
  }

  /// Puts a Fold in the place of each group. The nodes of a group are ascending.
  void apply(const std::vector<Group>& groups, FoldReason reason) {
    if (groups.empty()) return;
    std::vector<std::uint32_t> stands_in(picture_.nodes.size());
    std::iota(stands_in.begin(), stands_in.end(), 0U);
    for (const Group& group : groups) {
      PictureNode fold = folded(group, reason);
      for (const std::uint32_t at : group) stands_in[at] = group.front();
      picture_.nodes[group.front()] = std::move(fold);
    }
    std::vector<std::uint32_t> left;
    for (std::uint32_t at = 0; at < stands_in.size(); ++at)
      if (stands_in[at] == at) left.push_back(at);
    std::ranges::sort(left, {}, [&](std::uint32_t at) {
      const PictureNode& node = picture_.nodes[at];
      return std::tie(node.rank, node.kind, node.ref.ns, node.api_group, node.ref.name,
                      node.ref.kind);
    });
    std::vector<std::uint32_t> place(stands_in.size());
    std::vector<PictureNode> nodes;
    nodes.reserve(left.size());
    for (const std::uint32_t at : left) {
      place[at] = static_cast<std::uint32_t>(nodes.size());
      nodes.push_back(std::move(picture_.nodes[at]));
    }
    picture_.nodes = std::move(nodes);
    for (PictureNodes* const nodes_kept : {&kept_, &asked_for_}) {
      PictureNodes kept;
      for (const std::uint32_t at : left) {
        kept.push_back(at < nodes_kept->size() && (*nodes_kept)[at]);
      }
      *nodes_kept = std::move(kept);
    }
    merge_edges(stands_in, place);
  }

  void merge_edges(const std::vector<std::uint32_t>& stands_in,
                   const std::vector<std::uint32_t>& place) {
    for (PictureEdge& edge : picture_.edges) {
      edge.from = place[stands_in[edge.from]];
      edge.to = place[stands_in[edge.to]];
    }
    std::ranges::stable_sort(picture_.edges, {}, [](const PictureEdge& edge) {
      return std::tuple(edge.from, edge.to, look_of(edge));
    });
    std::vector<PictureEdge> merged;
    for (PictureEdge& edge : picture_.edges) {
      if (!merged.empty() && merged.back().from == edge.from && merged.back().to == edge.to &&
          look_of(merged.back()) == look_of(edge)) {
        add_to(merged.back(), edge);
      } else {
        merged.push_back(std::move(edge));
      }
    }
    picture_.edges = std::move(merged);
  }

  void tell() {
    struct Count {
      std::uint64_t nodes = 0;
      std::uint64_t folds = 0;
    };
    std::map<FoldReason, Count> counts;
    for (const PictureNode& node : picture_.nodes) {
      if (!node.folded) continue;
      counts[node.folded->reason].nodes += node.folded->nodes;
      ++counts[node.folded->reason].folds;
    }
    for (const auto& [reason, count] : counts) {
      picture_.hidden.nodes += count.nodes;
      const std::string into = " folded into " + std::to_string(count.folds);
      picture_.hidden.why.push_back(
          std::to_string(count.nodes).append(what_was_folded(reason)).append(into));
    }
  }

  AccessPicture& picture_;
  const PictureBudget& budget_;
  std::unordered_map<std::string, std::uint32_t> labels_;
  PictureNodes kept_;       ///< for now
  PictureNodes asked_for_;  ///< for good
};

}  // namespace

void fold(AccessPicture& picture, const PictureBudget& budget) { Folder(picture, budget).run(); }

}  // namespace rbacgraph
