/// A picture of access: the part of the policy that answers a question, as nodes and edges to draw.
///
///   place → workload → who → group → through → role → part → what
///
/// A picture is plain data that stands by itself: what a writer (report/) or the desktop needs to
/// draw it, and the ids by which more can be asked of the graph that it was drawn from. It is
/// drawn from one AccessGraph, or from two that are compared; then every node and edge says on
/// which side it is. Who it is drawn for, colours, sizes and sentences are none of its business.
///
/// Invariants of a picture that a PictureBuilder gave: no two nodes are of the same identity; the
/// nodes are sorted by rank, kind and identity, the edges by ends and kind; an edge runs from a
/// rank to a later one, or within one for MemberOf and AggregatedFrom; no two edges have the same
/// ends, kind, scope and state. What a role allows for named objects only is an edge of its own.
/// Equal input gives an equal picture, whatever the order of reading.
///
/// Scope never widens (DESIGN §3): role → resource edges say what a role allows, and binding → role
/// edges where. Where a picture answers a question, its live paths are its yeses: a subject has a
/// way to what was asked about, over edges that are not dead, exactly if it can do it.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/analysis/powerful.h"
#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/graph/access_graph.h"

namespace rbacgraph {

enum class PictureKind : std::uint8_t {
  Namespace,
  Workload,
  Group,
  ServiceAccount,
  User,
  OtherSubject,  ///< of a kind that the API server doesn't know: nobody
  ClusterRoleBinding,
  RoleBinding,
  ClusterRole,
  Role,
  OtherRole,  ///< a role ref to something that is neither
  Resource,   ///< a pattern as rules spell it, in one API group: "secrets", "*", "*/scale"
  Url,
  Fold,  ///< stands for several nodes; see PictureNode::folded
};

/// The column that a node stands in, from left to right.
enum class PictureRank : std::uint8_t { Place, Workload, Who, Group, Through, Role, Part, What };

/// Where a node or an edge is, of a comparison. `Same` in a picture that is none.
enum class PictureChange : std::uint8_t { Same, OnlyA, OnlyB };

/// Which of the compared graphs; A for a picture of one.
enum class PictureSide : std::uint8_t { A, B };

/// What the nodes have in common that a Fold stands for.
enum class FoldReason : std::uint8_t {
  Similar,    ///< the same neighbours
  Namespace,  ///< the same kind in the same namespace
  Kind,       ///< the same kind: there was no room for more
  ApiGroup,   ///< resources of the same API group, of the same roles
};

struct PictureFold {
  FoldReason reason{};
  PictureKind kind{};            ///< of all of them
  std::uint64_t nodes = 0;       ///< how many, at least two
  std::string ns;                ///< that all of them are in, "" for none
  std::uint64_t namespaces = 0;  ///< of Kind: how many they are in
  std::string api_group;         ///< of ApiGroup
  /// Of the first few.
  std::vector<std::string> names;

  static constexpr std::size_t kNames = 4;
};

struct PictureNode {
  PictureKind kind{};
  PictureRank rank{};
  /// The identity, byte for byte. `kind` is the kind's own word ("Deployment"; "Resource",
  /// "NonResourceURL", "Fold" for what is no object). Of a Fold it is the first of the folded ones.
  ObjectRef ref;
  std::string api_group;  ///< of a Resource, "" is the core group
  /// RoleId, BindingId or WorkloadId on each side; kNone where the object is not there.
  std::array<std::uint32_t, 2> object{kNone, kNone};
  std::array<SourceRef, 2> source{};  ///< of the object, by side
  /// Of a role: the rules in force that the picture is about, ascending, by side. None are given
  /// where it is about all of them.
  std::array<std::vector<std::uint32_t>, 2> rules;
  bool missing = false;   ///< named, but not there
  bool matches = false;   ///< is an answer to the question, or on the way to one
  bool start = false;     ///< the question is about it
  bool wildcard = false;  ///< a role with a "*" among verbs, groups, resources; such a pattern
  PowerSet powerful;      ///< of a role or resource: what it gives somewhere in the picture
  std::string note;       ///< what else is to be known of it, without a full stop; "" for nothing
  std::optional<PictureFold> folded;
  PictureChange change = PictureChange::Same;

  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
};

enum class PictureEdgeKind : std::uint8_t {
  Contains,        ///< namespace → workload, or account
  RunsAs,          ///< workload → account
  MemberOf,        ///< user or account → group
  BoundBy,         ///< subject → binding that names it
  RefersTo,        ///< binding → role
  AggregatedFrom,  ///< ClusterRole → ClusterRole whose rules are put into it
  Allows,          ///< role → resource or URL; group system:masters → what it is about
  GivesIn,         ///< binding → namespace in which it gives what its role allows
};

struct PictureEdge {
  std::uint32_t from = 0;  ///< index of the node
  std::uint32_t to = 0;
  PictureEdgeKind kind{};
  /// Of BoundBy and RefersTo: the binding's namespace, or nullopt for a ClusterRoleBinding's.
  /// Of an edge that stands for several with different scopes: nullopt, and `mixed`.
  std::optional<std::string> ns;
  bool mixed = false;
  /// Of Allows: the rules that say so, as indices in the rules in force of the role, ascending.
  /// Those of side B only where the edge is OnlyB.
  std::vector<std::uint32_t> rules;
  /// Of Allows: what they allow, "*" first, then in the order of the API.
  std::vector<std::string> verbs;
  /// Of Allows, where every one of the rules is for named objects only: the names.
  std::vector<std::string> resource_names;
  std::uint32_t count = 1;  ///< edges that it stands for
  /// Written, but no real request can use it.
  std::optional<DeadReason> dead;
  bool missing = false;  ///< leads to what is not there, or:
  bool lacking = false;  ///< is not there itself; with it a no would be a yes
  bool matches = false;
  PictureChange change = PictureChange::Same;
};

/// What was left out, and why, so that it can be said.
struct PictureHidden {
  std::uint64_t nodes = 0;       ///< left out, or behind a Fold
  std::uint64_t edges = 0;       ///< left out, or behind an edge that stands for several
  std::vector<std::string> why;  ///< sentences without a full stop
  bool any() const { return nodes != 0 || edges != 0; }
};

struct AccessPicture {
  /// What it was drawn from: [1] only where two were compared.
  std::array<std::shared_ptr<const AccessGraph>, 2> graphs;
  /// The question in words, "Who can list secrets in namespace ci": given by who asks.
  std::string title;
  std::vector<std::string> facts;  ///< the answer in numbers: sentences without a full stop
  std::vector<PictureNode> nodes;
  std::vector<PictureEdge> edges;
  PictureHidden hidden;

  bool compares() const { return graphs[1] != nullptr; }
};

/// The id of a node in documents and exports: "RoleBinding/argocd/admin", "Group/system:masters",
/// "Resource/apps/deployments". Made of the identity and nothing else, so that it stays the same
/// from picture to picture, and no two nodes have the same. What could end a part or mean more than
/// itself in some format is written as in URLs: "%" and, in parts before the last, "/"; "&" and
/// "\"; control, invisible and direction-changing characters; bytes that are no UTF-8.
std::string picture_id(const PictureNode& node);

/// How many nodes and edges may be drawn, and what becomes of the rest.
struct PictureBudget {
  bool fold_similar = true;
  /// 0: as many as there are. A third of them, or ten, in one column.
  std::size_t max_nodes = 300;
  std::size_t max_edges = 1500;
  /// picture_ids of nodes that stay by themselves whatever there is room for, each with a shortest
  /// way to what the question is about. Those that are not in the picture are none of it.
  std::set<std::string> keep;
};

/// Folds what is alike, and namespaces where there is more than the budget has room for; says so in
/// `hidden`. Never folds together what is on different sides of a comparison, what answers the
/// question with what doesn't, what is dead with what is not, nor what the question is about.
/// Called at most once for a picture.
void fold(AccessPicture& picture, const PictureBudget& budget);

}  // namespace rbacgraph
