/// How one thing reaches another, hop by hop (DESIGN §5, `path`).
///
///   Namespace → Workload → ServiceAccount → Group → binding → role → resource
///                                                          └─────> Namespace
///
/// The group system:masters leads to every resource and namespace by itself: its members pass
/// before RBAC is asked.
///
/// The binding sets the scope and nothing widens it (DESIGN §3): what lies behind a RoleBinding is
/// reached in its namespace only, and a rule leads to a resource only where a real request can use
/// it there. Nothing leads out of a resource, nor into a namespace and on; what an attacker could
/// make of an access is another question.
///
/// Pure functions of immutable data; any number of threads may ask.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/analysis/find_object.h"
#include "rbacgraph/analysis/membership.h"

namespace rbacgraph {

/// An object, or a type of resource or URL.
struct PathEnd {
  std::optional<NamedObject> object;
  /// Where there is no object: group, resource, subresource, or the URL, and the name; the verb, or
  /// `any_verb`.
  AccessQuery resource;
};

struct PathWords {
  std::optional<std::string> verb;  ///< of a resource; nullopt: any
  std::optional<std::string> ns;
};

/// In the user's words: what find_object reads, TYPE[.GROUP][/SUBRESOURCE] as who-can reads it, or
/// /URL. A bare word that is the name of a type is that; "resource:TYPE" always is. `diagnostics`
/// gets what is to be said of the reading.
Result<PathEnd> read_path_end(const Snapshot& snapshot, std::string_view word,
                              const PathWords& words, std::vector<Diagnostic>& diagnostics);

enum class PathEdge : std::uint8_t {
  Contains,        ///< the namespace has this workload, or this account
  RunsAs,          ///< the workload's pods get this account's token
  MemberOf,        ///< the user or account is in this group
  BoundBy,         ///< the binding names the subject
  RefersTo,        ///< the binding gives this role
  AggregatedFrom,  ///< the ClusterRole has rules of this one
  GivesIn,         ///< the binding gives what its role allows in this namespace
  Allows,          ///< rules of the role are about this resource
  Superuser,       ///< members of system:masters pass before RBAC is asked
};

struct PathHop {
  PathEdge edge{};
  ObjectRef to;  ///< empty for a resource: it is the one that was asked about
  /// Of BoundBy, RefersTo, GivesIn and Allows: the binding that sets the scope. kNoId where the
  /// path begins at a role.
  BindingId binding = kNoId<BindingId>;
  std::uint32_t subject = 0;         ///< of BoundBy: the place in the binding
  RoleId role = kNoId<RoleId>;       ///< of RefersTo, AggregatedFrom and Allows
  std::vector<std::uint32_t> rules;  ///< of Allows: which of the role's
  std::vector<std::uint32_t>
      named_rules;  ///< those of `rules` that are for some named objects only

  bool only_named() const { return !rules.empty() && named_rules.size() == rules.size(); }
};

using Path = std::vector<PathHop>;

struct PathOptions {
  std::optional<std::string> ns;  ///< only what holds in this namespace
  std::vector<PathEnd> without;   ///< paths through these don't count
  /// nullopt: the shortest ones.
  std::optional<std::uint32_t> max_hops;
  std::uint32_t max_paths = 100;           ///< that are listed
  const Membership* membership = nullptr;  ///< must outlive the call
  /// All groups of FROM, a user or account, or of the account that it runs as; nullopt: those that
  /// `membership` knows.
  std::optional<std::vector<std::string>> groups_of_from;
  std::stop_token stop;
};

struct PathAnswer {
  std::shared_ptr<const AccessGraph> graph;
  PathEnd from;
  PathEnd to;
  std::optional<std::string> ns;
  std::vector<PathEnd> without;
  std::optional<std::uint32_t> max_hops;
  std::optional<std::uint32_t> shortest;  ///< hops; nullopt: there is no path
  std::vector<Path> paths;                ///< shortest first, then in the order of ids
  std::uint64_t count = 0;                ///< with those that are not listed
  std::vector<std::string> notes;
  std::vector<Diagnostic> diagnostics;  ///< of the question; those of the input are the Snapshot's
};

/// No path is longer.
inline constexpr std::uint32_t kMaxHops = 8;

/// `from` is an object. `options.membership` is not null.
PathAnswer find_paths(std::shared_ptr<const AccessGraph> graph, PathEnd from, PathEnd to,
                      const PathOptions& options);

}  // namespace rbacgraph
