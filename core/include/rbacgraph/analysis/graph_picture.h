/// The picture of a part of the policy, or of all of it (DESIGN §5, `graph`).
///
/// A walk over the AccessGraph from where the question begins: forward from a subject over its
/// groups to its bindings, their roles, and what these allow; backward from a resource or role to
/// who has it. Scope never widens: from a binding one comes to its role and on, but not from there
/// to the role's other bindings, unless the role is where the question begins (DESIGN §3).
///
/// Pure function; stops early, with what it has, when asked to. The picture is whole but for what
/// the question leaves out: whoever draws it calls fold() first.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "rbacgraph/analysis/access_picture.h"
#include "rbacgraph/analysis/path.h"
#include "rbacgraph/base/pattern.h"

namespace rbacgraph {

enum class PictureDirection : std::uint8_t {
  Natural,  ///< out of a subject, workload or namespace, into a resource, both ways else
  Out,      ///< what it can reach
  In,       ///< who reaches it
  Both,
};

/// Which nodes may be drawn, besides those that the question begins at. What is left unset leaves
/// nothing out.
struct PictureFilter {
  std::set<PictureKind> kinds;               ///< empty: see GraphQuestion
  const Pattern* only_namespaces = nullptr;  ///< of what is in a namespace
  const Pattern* not_namespaces = nullptr;
  const Pattern* only_names = nullptr;
  const Pattern* not_names = nullptr;
};

/// Without `starts` the whole cluster: every binding with its subjects and role, and every role;
/// resources and workloads only where `filter.kinds` has them. With: everything but workloads.
struct GraphQuestion {
  std::vector<PathEnd> starts;
  /// Only what lies on a way from a start to this.
  std::optional<PathEnd> to;
  PictureDirection direction = PictureDirection::Natural;
  /// Steps from the start: subject → binding → role → resource are three. Into a group is none.
  std::uint32_t depth = 3;
  std::optional<std::string> ns;  ///< bindings that hold in it only
  PictureFilter filter;
  /// picture_ids of nodes that neither depth nor filter leave out, where the walk comes to them;
  /// nor what is on a shortest way from a start to them.
  std::set<std::string> keep;
  /// Gives a user or account its groups. Must not be empty.
  std::function<std::vector<std::string>(const SubjectRef&)> groups_of;
};

AccessPicture graph_picture(std::shared_ptr<const AccessGraph> graph, const GraphQuestion& question,
                            const std::stop_token& stop = {});

}  // namespace rbacgraph
