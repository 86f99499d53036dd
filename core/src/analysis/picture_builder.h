/// Puts an AccessPicture together, node by node and edge by edge, from one graph or two.
///
/// Things are added as often as one comes upon them: what is there already is found again, and an
/// edge gets further rules. An edge is dead, missing or limited to names only if everything that
/// was said of it is. On which side of a comparison bindings, roles and workloads are, and the
/// edges that these draw by themselves (bound_by, refers_to, runs_as), is looked up in both
/// Snapshots; for the edges to resources the caller says it, as only the rules that were compared
/// can tell.
///
///     PictureBuilder builder(graph);
///     builder.bound_by(PictureSide::A, grant.binding, grant.subject);
///     builder.refers_to(PictureSide::A, grant.binding);
///     builder.allows(builder.role_of(PictureSide::A, grant.binding), builder.resource("", "pods"),
///                    {.rule = grant.rule, .verbs = verbs});
///     AccessPicture picture = builder.finish();
///
/// One thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "rbacgraph/analysis/access_picture.h"

namespace rbacgraph {

class PictureBuilder {
 public:
  /// A node of the picture in the making; not its index in the finished one.
  using At = std::uint32_t;
  using EdgeAt = std::uint32_t;

  explicit PictureBuilder(std::shared_ptr<const AccessGraph> graph,
                          std::shared_ptr<const AccessGraph> other = {});

  At subject(const SubjectRef& subject);
  At subject(PictureSide side, SubjectId id);
  /// Whom a binding names in this place, even if that is nobody.
  At subject_in(PictureSide side, BindingId binding, std::uint32_t place);
  At binding(PictureSide side, BindingId id);
  At role(PictureSide side, RoleId id);
  /// What a binding refers to, there or not.
  At role_of(PictureSide side, BindingId id);
  At workload(PictureSide side, WorkloadId id);
  At place(std::string_view ns);
  /// Any of these by its reference; missing where it is not there.
  At object(PictureSide side, const ObjectRef& ref);
  At resource(std::string_view api_group, std::string_view pattern);
  At url(std::string_view pattern);

  /// Subject → binding. Dead by itself where nobody is named.
  EdgeAt bound_by(PictureSide side, BindingId id, std::uint32_t place);
  /// Binding → role; missing where the role is.
  EdgeAt refers_to(PictureSide side, BindingId id);
  EdgeAt runs_as(PictureSide side, WorkloadId id);
  EdgeAt member_of(At member, At group);
  EdgeAt aggregated_from(PictureSide side, RoleId whole, RoleId part);
  /// What a rule says of a resource.
  struct Allowed {
    std::optional<std::uint32_t> rule;     ///< its place in the role
    std::span<const Name> verbs;           ///< names of side A, of side B where `change` is OnlyB
    std::span<const Name> resource_names;  ///< empty: of all objects
    PictureChange change = PictureChange::Same;
  };
  /// Role → resource or URL.
  EdgeAt allows(At role, At what, const Allowed& allowed);
  EdgeAt edge(At from, At to, PictureEdgeKind kind, PictureChange change = PictureChange::Same,
              bool named = false);
  PictureEdge& edge(EdgeAt at) { return edges_[at].edge; }

  /// Says of an edge that no real request can use it, or that one can: of several words the one
  /// that it can counts.
  void judge(EdgeAt at, std::optional<DeadReason> dead);

  PictureNode& node(At at) { return nodes_[at]; }
  const Snapshot& snapshot(PictureSide side) const { return graph(side).snapshot(); }
  const AccessGraph& graph(PictureSide side) const { return *graphs_[index(side)]; }
  bool compares() const { return graphs_[1] != nullptr; }
  /// Rows of the table of powerful permissions, for the roles and resources of the picture.
  void mark_powerful(std::shared_ptr<const PowerfulRules> rules, PictureSide side);

  /// Ranks, sorts and gives the picture away.
  AccessPicture finish();

 private:
  /// The last one: for named objects only.
  using EdgeKey = std::tuple<At, At, PictureEdgeKind, PictureChange, bool>;
  struct HashEdgeKey {
    std::size_t operator()(const EdgeKey& key) const;
  };

  struct Draft {
    PictureEdge edge;
    bool used = false;  ///< was said to be alive
    bool gone = false;  ///< told by another edge
  };

  static std::size_t index(PictureSide side) { return static_cast<std::size_t>(side); }
  static PictureSide other(PictureSide side) {
    return side == PictureSide::A ? PictureSide::B : PictureSide::A;
  }
  static PictureChange only_on(PictureSide side) {
    return side == PictureSide::A ? PictureChange::OnlyA : PictureChange::OnlyB;
  }
  At add(PictureNode node);
  PictureChange change_of(const PictureNode& node) const;
  std::optional<BindingId> counterpart(PictureSide side, BindingId id) const;
  bool names_subject(PictureSide side, BindingId binding, const SubjectRef& subject) const;
  std::string_view text(PictureSide side, Name name) const { return snapshot(side).text(name); }
  void set_ranks();
  void mark_accounts();
  void mark_accounts(PictureSide side);
  void mark_roles();
  void mark_role(PictureNode& node, PictureSide side) const;
  void unite_named();
  void add_powers();

  std::array<std::shared_ptr<const AccessGraph>, 2> graphs_;
  std::array<std::shared_ptr<const PowerfulRules>, 2> powerful_;
  std::vector<PictureNode> nodes_;
  std::vector<Draft> edges_;
  std::unordered_map<std::string, At> by_id_;
  std::unordered_map<EdgeKey, std::uint32_t, HashEdgeKey> by_ends_;
  std::array<std::unordered_map<std::uint32_t, At>, 2> bindings_;  // by BindingId
};

}  // namespace rbacgraph
