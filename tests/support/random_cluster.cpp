#include "support/random_cluster.h"

#include <algorithm>
#include <utility>

namespace rbacgraph::test {

using naive::Request;
using naive::Rule;
using naive::Subject;
using nlohmann::json;

namespace {

/// Up to `most` words; now and then none at all, or one twice.
template <class Draw>
json list_of(Random& random, std::size_t most, std::size_t empty_one_in, Draw draw) {
  json list = json::array();
  if (random.one_in(empty_one_in)) return list;
  const std::size_t count = 1 + random.below(most);
  for (std::size_t i = 0; i < count; ++i) list.push_back(draw(random));
  return list;
}

std::string account_name(Random& random, bool colons) {
  if (colons && random.one_in(12)) return random.word({"a:b", "sa1:x", ":", "ns1:sa1"});
  return random.word({"sa1", "sa1", "sa2", "default", "sa.dotted", "Sa1", "Not_DNS", ""});
}

std::string user_name(Random& random) {
  return random.word({"alice",
                      "alice",
                      "bob",
                      "bob",
                      "carol",
                      "Alice",
                      "alice ",
                      "*",
                      "",
                      "dev",
                      "system:masters",
                      "system:anonymous",
                      "system:node:n1",
                      "system:serviceaccount:",
                      "system:serviceaccount:ns1:sa1",
                      "system:serviceaccount:ns2:sa1",
                      "system:serviceaccount:ns1:Not_DNS",
                      "system:serviceaccount:ns1:a:b",
                      "system:serviceaccount:ns1:",
                      "system:serviceaccount::sa1",
                      "System:serviceaccount:ns1:sa1",
                      "system:serviceaccounts:ns1:sa1"});
}

std::string group_name(Random& random) {
  return random.word({"dev", "dev", "ops", "ops", "Dev", "alice", "*", "", "system:authenticated",
                      "system:unauthenticated", "system:masters", "system:serviceaccounts",
                      "system:serviceaccounts:ns1", "system:serviceaccounts:ns2",
                      "system:serviceaccount:ns1:sa1"});
}

json random_rule(Random& random) {
  json rule;
  rule["verbs"] = list_of(random, 3, 25, random_verb);
  if (random.one_in(10)) {  // the one type that a RoleBinding reaches one object of
    rule["verbs"].push_back(random.word({"get", "update", "patch", "delete", "*"}));
    rule["apiGroups"] = {""};
    rule["resources"] = {random.word({"namespaces", "namespaces", "namespaces/status"})};
    if (random.one_in(2)) rule["resourceNames"] = {random_object_name(random)};
    return rule;
  }
  const bool urls = random.one_in(5);
  const bool mixed = random.one_in(15);
  if (!urls || mixed) {
    rule["apiGroups"] = list_of(random, 2, 25, random_group);
    rule["resources"] = list_of(random, 3, 25, random_resource);
    if (random.one_in(3)) rule["resourceNames"] = list_of(random, 2, 10, random_object_name);
  }
  if (urls || mixed) rule["nonResourceURLs"] = list_of(random, 2, 25, random_url);
  return rule;
}

json random_rules(Random& random) {
  if (random.one_in(15)) return nullptr;
  json rules = json::array();
  const std::size_t count = random.below(5);
  for (std::size_t i = 0; i < count; ++i) {
    rules.push_back(!rules.empty() && random.one_in(8) ? rules[0] : random_rule(random));
  }
  return rules;
}

json random_selector(Random& random, std::size_t level) {
  // A role of one level selects those of levels below it, unless circles are wanted.
  const std::string key = "example.com/level-" + std::to_string(level);
  json selector = json::object();
  switch (random.below(8)) {
    case 0: selector["matchLabels"] = {{key, "yes"}, {"tier", random.word({"a", "b"})}}; break;
    case 1:
      selector["matchExpressions"] = {
          {{"key", key}, {"operator", "In"}, {"values", {"yes", "no"}}}};
      break;
    case 2:
      selector["matchLabels"] = {{key, "yes"}};
      selector["matchExpressions"] = {
          {{"key", "tier"}, {"operator", "NotIn"}, {"values", {random.word({"a", "b"})}}}};
      break;
    case 3:
      selector["matchExpressions"] = {{{"key", key}, {"operator", "Exists"}},
                                      {{"key", "tier"}, {"operator", "DoesNotExist"}}};
      break;
    case 4:
      selector["matchLabels"] = {{key, "yes"}};
      if (random.one_in(6)) {  // refused by validation: the role keeps its rules
        selector["matchExpressions"] = {
            {{"key", "tier"}, {"operator", random.word({"Like", "In"})}}};
      }
      break;
    default: selector["matchLabels"] = {{key, random.word({"yes", "yes", "no"})}}; break;
  }
  return selector;
}

json random_labels(Random& random, std::size_t level, bool cycles) {
  json labels = json::object();
  if (random.one_in(2)) labels["tier"] = random.word({"a", "b", ""});
  // "level-n" is selected by roles of level n, so only lower roles may carry it.
  for (std::size_t above = cycles ? 1 : level + 1; above <= 3; ++above) {
    if (random.one_in(3)) {
      labels["example.com/level-" + std::to_string(above)] = random.word({"yes", "yes", "no"});
    }
  }
  return labels;
}

constexpr std::string_view kRoleNames[] = {"view", "edit", "admin",    "r1",  "r2",
                                           "r3",   "View", "system:x", "a b", "r*"};

json role_object(Random& random, const char* kind, const std::string& ns, const std::string& name) {
  json metadata = {{"name", name}};
  if (!ns.empty()) metadata["namespace"] = ns;
  json object = {
      {"apiVersion", "rbac.authorization.k8s.io/v1"}, {"kind", kind}, {"metadata", metadata}};
  object["rules"] = random_rules(random);
  return object;
}

json cluster_role(Random& random, std::size_t index, bool cycles) {
  const std::string name =
      index < std::size(kRoleNames) ? std::string(kRoleNames[index]) : "c" + std::to_string(index);
  json object = role_object(random, "ClusterRole", "", name);
  const std::size_t level = random.below(4);  // 0: not aggregated
  object["metadata"]["labels"] = random_labels(random, level, cycles);
  if (level > 0) {
    if (random.one_in(2)) object["rules"] = nullptr;
    json selectors = json::array();
    const std::size_t count = random.one_in(12) ? 0 : 1 + random.below(2);
    for (std::size_t i = 0; i < count; ++i) selectors.push_back(random_selector(random, level));
    if (random.one_in(4)) {  // itself, whom the controller leaves out
      const std::string self = "self-" + std::to_string(index);
      object["metadata"]["labels"]["example.com/self"] = self;
      selectors.push_back({{"matchLabels", {{"example.com/self", self}}}});
    }
    object["aggregationRule"] = {{"clusterRoleSelectors", selectors}};
  }
  return object;
}

json random_subject(Random& random, bool colons) {
  json subject;
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
      subject = {{"kind", "ServiceAccount"}, {"name", account_name(random, colons)}};
      if (!random.one_in(4)) subject["namespace"] = random_namespace(random);
      if (colons && random.one_in(12)) subject["namespace"] = random.word({"ns1:a", "ns1:", ":"});
      break;
    case 3:
    case 4:
    case 5:
      subject = {{"kind", "User"}, {"name", user_name(random)}};
      if (random.one_in(6)) subject["namespace"] = random_namespace(random);
      break;
    case 6:
    case 7:
    case 8: subject = {{"kind", "Group"}, {"name", group_name(random)}}; break;
    default:
      subject = {{"kind", random.word({"user", "Robot", "serviceaccount", ""})},
                 {"name", random.word({"alice", "dev", "sa1"})}};
      if (random.one_in(2)) subject["namespace"] = random_namespace(random);
      break;
  }
  if (random.one_in(3)) {
    subject["apiGroup"] = random.word({"", "rbac.authorization.k8s.io", "example.com"});
  }
  return subject;
}

json random_binding(Random& random, const char* kind, const std::string& ns, std::size_t index,
                    bool colons) {
  const bool to_role = ns.empty() ? random.one_in(8) : random.one_in(2);
  std::string ref_kind = to_role ? "Role" : "ClusterRole";
  if (random.one_in(25)) ref_kind = random.word({"role", "clusterrole", "", "ClusterRoles"});
  std::string ref_name(random.pick(kRoleNames));
  if (random.one_in(12)) ref_name = random.word({"gone", "", "VIEW"});
  // Names repeat across kinds and namespaces.
  json metadata = {{"name", random.one_in(4) ? ref_name : "b" + std::to_string(index)}};
  if (!ns.empty()) metadata["namespace"] = ns;
  json object = {{"apiVersion", "rbac.authorization.k8s.io/v1"},
                 {"kind", kind},
                 {"metadata", metadata},
                 {"roleRef", {{"kind", ref_kind}, {"name", ref_name}}}};
  object["roleRef"]["apiGroup"] = random.one_in(8) ? "example.com" : "rbac.authorization.k8s.io";
  if (random.one_in(15)) return object;  // no subjects
  json subjects = json::array();
  const std::size_t count = 1 + random.below(4);
  for (std::size_t i = 0; i < count; ++i) {
    subjects.push_back(!subjects.empty() && random.one_in(8) ? subjects[0]
                                                             : random_subject(random, colons));
  }
  object["subjects"] = subjects;
  return object;
}

}  // namespace

std::string random_verb(Random& random) {
  return random.word({"get",    "get",    "list",        "list",   "watch",
                      "create", "update", "patch",       "delete", "deletecollection",
                      "*",      "*",      "impersonate", "bind",   "escalate",
                      "use",    "head",   "post",        "Get",    "get,list",
                      "ge",     "",       "ge*"});
}

std::string random_group(Random& random) {
  return random.word({"", "", "", "apps", "apps", "*", "*", "rbac.authorization.k8s.io", "core",
                      "v1", "Apps", "apps/v1", "*.k8s.io", "app"});
}

std::string random_resource(Random& random) {
  return random.word({"pods",
                      "pods",
                      "pods",
                      "secrets",
                      "deployments",
                      "nodes",
                      "namespaces",
                      "namespaces/status",
                      "namespaces/finalize",
                      "serviceaccounts",
                      "users",
                      "clusterroles",
                      "roles",
                      "*",
                      "*",
                      "pods/log",
                      "pods/exec",
                      "deployments/scale",
                      "*/scale",
                      "*/log",
                      "*/*",
                      "pods/*",
                      "Pods",
                      "pod",
                      "pod*",
                      "",
                      "/log",
                      "pods/",
                      "a/b/c",
                      "*/b/c",
                      "serviceaccounts/token"});
}

std::string random_object_name(Random& random) {
  return random.word({"a", "a", "b", "ns1", "ns2", "", "", "*", "A", "a*", "a/b"});
}

std::string random_url(Random& random) {
  return random.word({"/healthz", "/healthz",   "/healthz/*", "/healthz/", "/api*",     "/api/*",
                      "/api",     "/apis/apps", "*",          "/*",        "/",         "/a/*/c",
                      "/a/*b",    "/a/*/*",     "/foo**",     "**",        "/healthz*", "",
                      "noslash",  "nosl*",      "/HEALTHZ"});
}

std::string random_namespace(Random& random) {
  return random.word({"ns1", "ns1", "ns1", "ns2", "ns2", "ns3", "default"});
}

json random_cluster(Random& random, const ClusterShape& shape) {
  json objects = json::array();
  for (std::size_t i = 0; i < shape.cluster_roles; ++i) {
    objects.push_back(cluster_role(random, i, shape.cycles));
  }
  for (std::size_t i = 0; i < shape.roles; ++i) {
    objects.push_back(role_object(random, "Role", random_namespace(random),
                                  std::string(random.pick(kRoleNames))));
  }
  for (std::size_t i = 0; i < shape.cluster_role_bindings; ++i) {
    objects.push_back(
        random_binding(random, "ClusterRoleBinding", "", i, shape.colons_in_accounts));
  }
  for (std::size_t i = 0; i < shape.role_bindings; ++i) {
    objects.push_back(random_binding(random, "RoleBinding", random_namespace(random), i,
                                     shape.colons_in_accounts));
  }
  for (std::size_t i = objects.size(); i > 1; --i) {
    std::swap(objects[i - 1], objects[random.below(i)]);
  }
  return objects;
}

namespace {

/// A user to whom the subject applies, sometimes with groups that do not matter.
naive::User user_of(Random& random, const Subject& subject, const std::string& binding_ns) {
  naive::User user;
  user.name = "someone";
  if (random.one_in(3)) user.groups.push_back(group_name(random));
  if (subject.kind == "Group") {
    user.groups.push_back(subject.name);
    if (random.one_in(4)) user.name = user_name(random);
  } else if (subject.kind == "ServiceAccount") {
    user.name = "system:serviceaccount:" + (subject.ns.empty() ? binding_ns : subject.ns) + ":" +
                subject.name;
  } else {
    user.name = subject.name;
  }
  if (random.one_in(4)) std::reverse(user.groups.begin(), user.groups.end());
  // Superusers pass everything, which would hide all else.
  if (!random.one_in(40)) std::erase(user.groups, "system:masters");
  return user;
}

/// A request that the rule allows, if any does.
Request request_for(Random& random, const Rule& rule, const std::string& binding_ns) {
  Request request;
  const auto one_of = [&](const naive::Strings& list, const std::string& if_star) {
    if (list.empty()) return if_star;
    const std::string& word = random.pick(list);
    return word == "*" && !random.one_in(10) ? if_star : word;
  };
  request.verb = one_of(rule.verbs, random_verb(random));
  if (!rule.non_resource_urls.empty() && (rule.resources.empty() || random.one_in(2))) {
    request.is_url = true;
    request.path = random.pick(rule.non_resource_urls);
    if (!request.path.empty() && request.path.back() == '*' && !random.one_in(6)) {
      while (!request.path.empty() && request.path.back() == '*') request.path.pop_back();
      request.path += random.word({"", "x", "/x/y", "*", "s/apps"});
    }
    return request;
  }
  request.group = one_of(rule.api_groups, random_group(random));
  std::string resource = one_of(rule.resources, random_resource(random));
  if (resource.starts_with("*/") && !random.one_in(8)) {
    resource = random.word({"pods", "deployments", "x"}) + resource.substr(1);
  }
  const auto slash = resource.find('/');
  request.resource = resource.substr(0, slash);
  if (slash != std::string::npos) request.subresource = resource.substr(slash + 1);
  request.name =
      rule.resource_names.empty() ? random_object_name(random) : random.pick(rule.resource_names);
  request.ns = binding_ns;
  if (binding_ns.empty() && random.one_in(2)) request.ns = random_namespace(random);
  return request;
}

/// One detail off; now and then it makes no difference.
void change_one_detail(Random& random, RandomRequest& sample) {
  Request& request = sample.request;
  switch (random.below(request.is_url ? 4 : 8)) {
    case 0: request.verb = random.one_in(3) ? "" : random_verb(random); break;
    case 1:
      sample.user.name = random.one_in(2) ? user_name(random) : sample.user.name + "x";
      if (random.one_in(2) && !sample.user.groups.empty()) sample.user.groups.pop_back();
      break;
    case 2:
      if (!sample.user.groups.empty()) {
        sample.user.groups.back() =
            random.one_in(2) ? group_name(random) : sample.user.groups.back() + "x";
      } else {
        sample.user.name = user_name(random);
      }
      if (!random.one_in(40)) std::erase(sample.user.groups, "system:masters");
      break;
    case 3:
      if (request.is_url) {
        if (random.one_in(3))
          request.path = random_url(random);
        else if (random.one_in(2) && !request.path.empty())
          request.path.pop_back();
        else
          request.path += random.word({"/", "x", "*"});
      } else {
        request.name = random_object_name(random);
      }
      break;
    case 4: request.group = random_group(random); break;
    case 5:
      request.resource = random_resource(random);
      if (request.resource.find('/') != std::string::npos && random.one_in(2)) {
        request.resource.erase(request.resource.find('/'));
      }
      break;
    case 6:
      request.subresource =
          request.subresource.empty() || random.one_in(2)
              ? random.word({"log", "scale", "status", "*", "b/c", "lo", "xscale"})
              : "";
      break;
    default:
      request.ns =
          random.one_in(3) ? "" : random.word({"ns1", "ns2", "ns3", "default", "Ns1", "n"});
      break;
  }
}

}  // namespace

RandomRequest random_request(Random& random, const naive::Cluster& cluster) {
  RandomRequest sample;
  const naive::Binding* binding = nullptr;
  const naive::Role* role = nullptr;
  // Mostly of a binding that grants something.
  for (int attempt = 0; attempt < 8; ++attempt) {
    binding = &random.pick(cluster.bindings());
    role = cluster.role_of(*binding);
    if (!binding->subjects.empty() && role != nullptr && !role->rules.empty()) break;
  }
  const Subject subject =
      binding->subjects.empty() ? Subject{"User", "", "alice"} : random.pick(binding->subjects);
  sample.user = user_of(random, subject, binding->ns);
  sample.request = role != nullptr && !role->rules.empty()
                       ? request_for(random, random.pick(role->rules), binding->ns)
                       : request_for(random, naive::parse_rule(random_rule(random)), binding->ns);
  if (random.one_in(2)) change_one_detail(random, sample);
  return sample;
}

}  // namespace rbacgraph::test
