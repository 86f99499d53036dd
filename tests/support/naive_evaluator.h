/// A second evaluator, to compare the first one with.
///
/// Written from SEMANTICS §2 and §3.3 alone: plain strings, plain loops over everything, no code of
/// core, no index, no interning. It is slow and meant to be right by reading it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <nlohmann/json.hpp>

namespace rbacgraph::naive {

using Strings = std::vector<std::string>;

struct Rule {
  Strings verbs;
  Strings api_groups;
  Strings resources;
  Strings resource_names;
  Strings non_resource_urls;
  friend auto operator<=>(const Rule&, const Rule&) = default;
};

struct Subject {
  std::string kind;
  std::string ns;
  std::string name;
  friend auto operator<=>(const Subject&, const Subject&) = default;
};

struct Role {
  std::string kind;  ///< "Role" or "ClusterRole"
  std::string ns;    ///< "" for a ClusterRole
  std::string name;
  std::vector<Rule> rules;
  std::map<std::string, std::string> labels;
  nlohmann::json selectors;  ///< aggregationRule.clusterRoleSelectors; null: not aggregated
  /// For each of `rules` after aggregation: the ClusterRoles in which an equal rule was written and
  /// from which it came along a chain of selections. Empty for a rule of its own.
  std::vector<std::set<std::string>> contributors;
};

struct Binding {
  std::string kind;  ///< "RoleBinding" or "ClusterRoleBinding"
  std::string ns;    ///< "" for a ClusterRoleBinding
  std::string name;
  std::string ref_kind;
  std::string ref_name;
  std::vector<Subject> subjects;
};

struct Request {
  bool is_url = false;
  std::string verb;
  std::string group;
  std::string resource;
  std::string subresource;
  std::string ns;
  std::string name;
  std::string path;
};

struct User {
  std::string name;
  Strings groups;
};

/// Evidence by names: kind, namespace and name of the binding, index of the rule in its role and
/// of the subject in the binding.
struct Grant {
  std::string binding_kind;
  std::string binding_ns;
  std::string binding_name;
  std::size_t rule = 0;
  std::size_t subject = 0;
  friend auto operator<=>(const Grant&, const Grant&) = default;
};

Rule parse_rule(const nlohmann::json& rule);

/// SEMANTICS §2.4.
bool rule_matches(const Rule& rule, const Request& request);
/// The same without the condition on the name; never for a URL request.
bool rule_matches_but_for_name(const Rule& rule, const Request& request);

/// SEMANTICS §2.3 `applies`; `binding_ns` is "" for a ClusterRoleBinding.
bool subject_applies(const Subject& subject, const User& user, const std::string& binding_ns);

/// SEMANTICS §3.3: a selector that the API server's validation refuses stops the aggregation.
bool selector_is_valid(const nlohmann::json& selector);
bool selector_matches(const nlohmann::json& selector,
                      const std::map<std::string, std::string>& labels);

class Cluster {
 public:
  /// A List, or an array of objects. Of two objects with the same key the later counts.
  explicit Cluster(const nlohmann::json& objects);

  /// Replaces the rules of every aggregated ClusterRole as the controller would.
  void aggregate();

  bool allows(const User& user, const Request& request) const;
  /// All grants that allow it; none for a superuser.
  std::vector<Grant> grants(const User& user, const Request& request) const;
  /// What RBAC alone gives, where system:masters is a group like any other.
  std::vector<Grant> rbac_grants(const User& user, const Request& request) const;
  /// Keys (kind, namespace, name) of the bindings that apply to the user in a namespace.
  std::set<std::tuple<std::string, std::string, std::string>> applied(const User& user,
                                                                      const std::string& ns) const;

  const Role* role_of(const Binding& binding) const;
  const Role* find_role(const std::string& kind, const std::string& ns,
                        const std::string& name) const;

  const std::vector<Role>& roles() const { return roles_; }
  const std::vector<Binding>& bindings() const { return bindings_; }

 private:
  std::vector<Role> roles_;
  std::vector<Binding> bindings_;
};

}  // namespace rbacgraph::naive
