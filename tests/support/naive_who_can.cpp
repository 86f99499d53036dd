#include "support/naive_who_can.h"

#include <algorithm>
#include <regex>

namespace rbacgraph::naive {

namespace {

bool is_one_of(const std::string& word, std::initializer_list<const char*> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// A name that no object of a test has.
const std::string kAnyName = "any-name-at-all";

Request request_for(const Query& query, const std::string& ns, const std::string& name) {
  Request request;
  request.is_url = query.is_url;
  request.verb = query.verb;
  request.path = query.path;
  request.group = query.group;
  request.resource = query.resource;
  request.subresource = query.subresource;
  request.ns = ns;
  request.name = name;
  return request;
}

std::set<std::string> names_in_rules(const Cluster& cluster) {
  std::set<std::string> names;
  for (const Role& role : cluster.roles()) {
    for (const Rule& rule : role.rules) {
      names.insert(rule.resource_names.begin(), rule.resource_names.end());
    }
  }
  names.erase("");
  return names;
}

std::set<std::string> namespaces_of_bindings(const Cluster& cluster) {
  std::set<std::string> namespaces;
  for (const Binding& binding : cluster.bindings()) {
    if (binding.kind == "RoleBinding") namespaces.insert(binding.ns);
  }
  return namespaces;
}

}  // namespace

Place place_of(const Query& query) {
  if (query.is_url) return Place::Cluster;
  if (query.resource == "*") return Place::Namespaced;
  if (query.group == "*") {
    // Of the groups that have such a type, the one of which a request reaches furthest.
    Query core = query;
    core.group.clear();
    Query rbac = query;
    rbac.group = "rbac.authorization.k8s.io";
    return query.resource == "clusterroles" ? place_of(rbac) : place_of(core);
  }
  if (query.group.empty() && query.resource == "namespaces") {
    // The verb "*" counts where the verb that reaches furthest does.
    return is_one_of(query.verb, {"get", "update", "patch", "delete", "*"}) &&
                   is_one_of(query.subresource, {"", "status", "finalize"})
               ? Place::NamespaceObject
               : Place::Cluster;
  }
  if (query.group.empty() && is_one_of(query.resource, {"nodes", "users"})) return Place::Cluster;
  if (query.group == "rbac.authorization.k8s.io" && query.resource == "clusterroles") {
    const bool binds = is_one_of(query.verb, {"bind", "*"}) && query.subresource.empty();
    return binds ? Place::Namespaced : Place::Cluster;
  }
  return Place::Namespaced;
}

NameForm name_form_of(const Query& query) {
  if (query.verb == "deletecollection") return NameForm::Never;
  if (is_one_of(query.verb, {"get", "update", "patch", "delete", "impersonate", "bind"})) {
    return NameForm::Always;
  }
  // pods/NAME/exec: the URL of a subresource has the object's name in it, also for create.
  if (!query.subresource.empty()) return NameForm::Always;
  return NameForm::Either;
}

bool is_account_user(const std::string& user) {
  static const std::regex account(
      "system:serviceaccount:[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
      ":[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  return std::regex_match(user, account);
}

Strings implied_groups(const std::string& user) {
  if (user == "system:anonymous") return {"system:unauthenticated"};
  if (!is_account_user(user)) return {"system:authenticated"};
  const std::string rest = user.substr(std::string("system:serviceaccount:").size());
  return {"system:serviceaccounts", "system:serviceaccounts:" + rest.substr(0, rest.find(':')),
          "system:authenticated"};
}

std::optional<Who> who_is(const Subject& subject, const std::string& binding_ns) {
  if (subject.kind == "Group") return Who{Who::Kind::Group, subject.name};
  if (subject.kind == "User") return Who{Who::Kind::User, subject.name};
  if (subject.kind == "ServiceAccount") {
    const std::string ns = subject.ns.empty() ? binding_ns : subject.ns;
    if (ns.empty()) return Who{Who::Kind::Nobody, subject.name};
    return Who{Who::Kind::User, "system:serviceaccount:" + ns + ":" + subject.name};
  }
  return std::nullopt;
}

std::set<Who> subjects_of(const Cluster& cluster) {
  std::set<Who> subjects;
  for (const Binding& binding : cluster.bindings()) {
    for (const Subject& subject : binding.subjects) {
      if (const auto who = who_is(subject, binding.ns)) subjects.insert(*who);
    }
  }
  return subjects;
}

User alone(const Who& who) {
  if (who.kind == Who::Kind::Group) return {"a member of this group only", {who.name}};
  return {who.name, {}};
}

Grant first_spelled_alike(const Cluster& cluster, Grant grant) {
  for (const Binding& binding : cluster.bindings()) {
    if (binding.kind != grant.binding_kind || binding.ns != grant.binding_ns ||
        binding.name != grant.binding_name) {
      continue;
    }
    for (std::size_t i = 0; i < grant.subject; ++i) {
      const Subject& other = binding.subjects[i];
      const Subject& own = binding.subjects[grant.subject];
      const bool same_ns = own.kind != "ServiceAccount" || other.ns == own.ns;
      if (other.kind == own.kind && other.name == own.name && same_ns) {
        grant.subject = i;
        break;
      }
    }
  }
  return grant;
}

Access access_of(const Cluster& cluster, const Query& query, const User& user,
                 const Decider& decide) {
  Access access;
  const Place place = place_of(query);
  const NameForm form = name_form_of(query);
  const std::set<std::string> all_names = names_in_rules(cluster);
  // Is it allowed? Every grant that says so is evidence.
  const auto ask = [&](const std::string& ns, const std::string& name) {
    const std::vector<Grant> grants = decide(user, request_for(query, ns, name));
    for (const Grant& grant : grants) access.grants.insert(first_spelled_alike(cluster, grant));
    return !grants.empty();
  };
  /// Asks in one scope: whether it is a plain yes, and else which names are.
  const auto ask_scope = [&](const std::string& ns, std::set<std::string>& names) {
    if (query.is_url) return ask("", "");
    if (!query.name.empty()) return ask(ns, query.name);
    bool yes = ask(ns, form == NameForm::Always ? kAnyName : "");
    if (form == NameForm::Never) return yes;
    for (const std::string& name : all_names) {
      if (ask(ns, name)) names.insert(name);
    }
    return yes;
  };

  std::set<std::string> names_everywhere;
  access.cluster_wide = ask_scope("", names_everywhere);
  if (!access.cluster_wide && !names_everywhere.empty()) access.named[""] = names_everywhere;

  for (const std::string& ns : namespaces_of_bindings(cluster)) {
    if (place == Place::Cluster || (query.ns && *query.ns != ns)) continue;
    std::set<std::string> names;
    bool yes = false;
    if (place == Place::NamespaceObject) {
      // The one request that carries this namespace is for the object of this name.
      if (!query.name.empty() && query.name != ns) continue;
      const bool own = ask(ns, ns);
      if (query.name.empty() && own) names.insert(ns);
      yes = !query.name.empty() && own;
      names.insert(names_everywhere.begin(), names_everywhere.end());
    } else {
      yes = ask_scope(ns, names);
    }
    if (access.cluster_wide) continue;
    if (yes) {
      access.namespaces.insert(ns);
    } else if (!names.empty() && names != names_everywhere) {
      access.named[ns] = names;
    }
  }
  return access;
}

WhoCan who_can(const Cluster& cluster, const Query& query) {
  const auto decide = [&](const User& user, const Request& request) {
    return cluster.rbac_grants(user, request);
  };
  WhoCan answer;
  Query without_name = query;
  without_name.name.clear();
  std::map<Who, std::set<Grant>> alive;  // whatever the name asked about
  for (const Who& who : subjects_of(cluster)) {
    if (who.kind == Who::Kind::Nobody) continue;
    Access access = access_of(cluster, query, alone(who), decide);
    alive[who] = access_of(cluster, without_name, alone(who), decide).grants;
    if (!query.name.empty()) {  // a name that no rule names is some name
      alive[who].insert(access.grants.begin(), access.grants.end());
    }
    if (!access.grants.empty()) answer.items[who] = std::move(access);
  }

  for (const Binding& binding : cluster.bindings()) {
    const Role* role = cluster.role_of(binding);
    if (role == nullptr) continue;
    if (binding.kind == "RoleBinding" && query.ns && *query.ns != binding.ns) continue;
    for (std::size_t s = 0; s < binding.subjects.size(); ++s) {
      const auto who = who_is(binding.subjects[s], binding.ns);
      if (!who) continue;
      for (std::size_t r = 0; r < role->rules.size(); ++r) {
        const Rule& rule = role->rules[r];
        const Request request = request_for(query, "", query.name);
        const bool matches = query.is_url || !query.name.empty()
                                 ? rule_matches(rule, request)
                                 : rule_matches_but_for_name(rule, request);
        const Grant grant =
            first_spelled_alike(cluster, {binding.kind, binding.ns, binding.name, r, s});
        if (matches && !alive[*who].contains(grant)) answer.dead.insert({*who, grant});
      }
    }
  }
  return answer;
}

}  // namespace rbacgraph::naive
