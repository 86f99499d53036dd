/// Who can, by asking about every subject, every scope and every request that a real API call can
/// produce, one by one (DESIGN §9). No code of core.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/naive_evaluator.h"

namespace rbacgraph::naive {

struct Query {
  bool is_url = false;
  std::string verb;
  std::string group;
  std::string resource;
  std::string subresource;
  std::string name;               ///< "": no name in the query
  std::optional<std::string> ns;  ///< nullopt: all namespaces
  std::string path;
};

/// A group by its name, everybody else by the user name that the API server compares. "Nobody" is
/// an account without namespace in a ClusterRoleBinding, by the account's name.
struct Who {
  enum class Kind { Group, User, Nobody };
  Kind kind = Kind::User;
  std::string name;
  friend auto operator<=>(const Who&, const Who&) = default;
};

struct Access {
  bool cluster_wide = false;
  std::set<std::string> namespaces;
  /// Names by scope, "" for cluster-wide; of a namespace all that hold there, the cluster-wide ones
  /// included, so that two ways to say the same are equal.
  std::map<std::string, std::set<std::string>> named;
  std::set<Grant> grants;
  friend bool operator==(const Access&, const Access&) = default;
};

struct WhoCan {
  std::map<Who, Access> items;
  std::set<std::pair<Who, Grant>> dead;
};

/// Where a request is checked, for the types that random clusters name.
enum class Place { Namespaced, Cluster, NamespaceObject };
Place place_of(const Query& query);

/// Does a request for this carry the name of an object?
enum class NameForm { Always, Never, Either };
NameForm name_form_of(const Query& query);

/// The grants that allow a request, system:masters being a group like any other.
using Decider = std::function<std::vector<Grant>(const User&, const Request&)>;

/// Everybody whom bindings name.
std::set<Who> subjects_of(const Cluster& cluster);
/// Whom one subject of a binding names; nullopt for a subject of no known kind.
std::optional<Who> who_is(const Subject& subject, const std::string& binding_ns);
/// The user as the API server sees it with no groups but these; a group has one member, in no
/// other.
User alone(const Who& who);

/// The answer for one user, by asking `decide` about every scope and request.
Access access_of(const Cluster& cluster, const Query& query, const User& user,
                 const Decider& decide);
/// Items for everybody named, and the dead grants.
WhoCan who_can(const Cluster& cluster, const Query& query);

/// The same grant for subjects spelled alike in the same binding: the first of them.
Grant first_spelled_alike(const Cluster& cluster, Grant grant);

/// The groups that the API server adds (SEMANTICS §2.3).
Strings implied_groups(const std::string& user);
/// Is it the user name of an account: exactly two parts, a DNS label and a DNS subdomain?
bool is_account_user(const std::string& user);

}  // namespace rbacgraph::naive
