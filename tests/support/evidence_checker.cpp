#include "support/evidence_checker.h"

#include <algorithm>

#include "support/naive_who_can.h"

namespace rbacgraph::test {

using nlohmann::json;

namespace {

json array_of(const std::vector<LocatedObject>& objects) {
  json list = json::array();
  for (const LocatedObject& each : objects) list.push_back(each.object);
  return list;
}

std::string member(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

naive::Request request_of(const json& query) {
  naive::Request request;
  request.verb = member(query, "verb");
  request.path = member(query, "nonResourceURL");
  request.is_url = !request.path.empty();
  request.group = member(query, "group");
  request.resource = member(query, "resource");
  request.subresource = member(query, "subresource");
  request.name = member(query, "name");
  return request;
}

naive::Who who_of(const json& subject) {
  const naive::Subject spelled{member(subject, "kind"), member(subject, "namespace"),
                               member(subject, "name")};
  return naive::who_is(spelled, "").value_or(naive::Who{});
}

}  // namespace

EvidenceChecker::EvidenceChecker(std::vector<LocatedObject> objects, bool aggregated)
    : objects_(std::move(objects)), cluster_(array_of(objects_)) {
  if (aggregated) cluster_.aggregate();
  for (std::size_t i = 0; i < objects_.size(); ++i) {
    const json& object = objects_[i].object;
    if (!object.contains("metadata") || !object["metadata"].is_object()) continue;
    if (!member(object, "apiVersion").starts_with("rbac.authorization.k8s.io/")) continue;
    const std::string kind = member(object, "kind");
    const bool namespaced = kind == "Role" || kind == "RoleBinding";
    last_with_key_[{kind, namespaced ? member(object["metadata"], "namespace") : "",
                    member(object["metadata"], "name")}] = i;
  }
  for (const naive::Binding& each : cluster_.bindings()) {
    bindings_[{each.kind, each.ns, each.name}] = &each;
    role_of_[&each] = cluster_.role_of(each);
  }
}

const LocatedObject* EvidenceChecker::find(const std::string& kind, const std::string& ns,
                                           const std::string& name) const {
  const auto found = last_with_key_.find({kind, ns, name});
  return found == last_with_key_.end() ? nullptr : &objects_[found->second];
}

EvidenceReport EvidenceChecker::check(const json& who_can) const {
  EvidenceReport report;
  const json& query = who_can.at("query");
  const auto check_one = [&](const json& subject, const json& grant, bool dead) {
    std::vector<std::string> wrong;
    check_grant(query, subject, grant, dead, wrong);
    for (const std::string& each : wrong) {
      report.failures.push_back(each + ": " + query.dump() + " " + subject.dump() + " " +
                                grant.dump());
    }
    ++report.grants;
  };
  for (const json& item : who_can.at("items")) {
    for (const json& grant : item.at("grants")) check_one(item.at("subject"), grant, false);
    std::vector<std::string> wrong;
    check_item(item, wrong);
    for (const std::string& each : wrong) {
      report.failures.push_back(each + ": " + query.dump() + " " + item.dump());
    }
  }
  for (const json& dead : who_can.at("dead")) {
    check_one(dead.at("subject"), dead.at("grant"), true);
    if (member(dead, "reason").empty()) report.failures.push_back("dead without a reason");
    ++report.dead;
  }
  return report;
}

void EvidenceChecker::check_grant(const json& query, const json& subject, const json& grant,
                                  bool dead, std::vector<std::string>& wrong) const {
  const json& ref = grant.at("binding");
  const auto found =
      bindings_.find({member(ref, "kind"), member(ref, "namespace"), member(ref, "name")});
  if (found == bindings_.end()) return wrong.emplace_back("no such binding"), void();
  const naive::Binding* binding = found->second;

  // `through` is a subject as the binding spells it, and stands for the subject of the item.
  const json& through = grant.at("through");
  bool names_it = false;
  for (const naive::Subject& each : binding->subjects) {
    const bool is_account = each.kind == "ServiceAccount";
    const bool same = each.kind == member(through, "kind") &&
                      each.name == member(through, "name") &&
                      (!is_account || each.ns == member(through, "namespace"));
    names_it = names_it || same;
  }
  if (!names_it) wrong.emplace_back("the binding does not spell this subject");
  const auto spelled = naive::who_is(
      {member(through, "kind"), member(through, "namespace"), member(through, "name")},
      binding->ns);
  const naive::Who who = who_of(subject);
  bool stands_for = spelled && *spelled == who;
  if (spelled && spelled->kind == naive::Who::Kind::Group && who.kind == naive::Who::Kind::User) {
    const naive::Strings groups = naive::implied_groups(who.name);
    stands_for = std::find(groups.begin(), groups.end(), spelled->name) != groups.end();
  }
  if (!stands_for) wrong.emplace_back("the item is for another subject");

  const naive::Role* role = role_of_.at(binding);
  const json& role_ref = grant.at("role");
  if (role == nullptr || role->kind != member(role_ref, "kind") ||
      role->ns != member(role_ref, "namespace") || role->name != member(role_ref, "name")) {
    return wrong.emplace_back("the binding refers to another role"), void();
  }
  const auto index = grant.at("rule").get<std::size_t>();
  if (index >= role->rules.size()) return wrong.emplace_back("no such rule"), void();
  const naive::Rule& rule = role->rules[index];

  const naive::Request request = request_of(query);
  const bool matches = request.is_url || !request.name.empty()
                           ? naive::rule_matches(rule, request)
                           : naive::rule_matches_but_for_name(rule, request);
  if (!matches) wrong.emplace_back("the rule does not match the query");
  const bool local = binding->kind == "RoleBinding";
  if (!dead && request.is_url && local) wrong.emplace_back("a URL through a RoleBinding");
  if (local && query.contains("namespace") && query["namespace"].is_string() &&
      query["namespace"] != binding->ns) {
    wrong.emplace_back("a RoleBinding of another namespace");
  }
  const naive::Strings names = grant.contains("resourceNames")
                                   ? grant["resourceNames"].get<naive::Strings>()
                                   : naive::Strings();
  if (names != rule.resource_names) wrong.emplace_back("other resourceNames");

  const std::string from = member(grant, "aggregatedFrom");
  // Without `aggregatedFrom` the rule has to stand in the role itself, which check_places sees to.
  if (!from.empty() && !role->contributors[index].contains(from)) {
    wrong.emplace_back("aggregated from elsewhere");
  }
  check_places(grant, rule, *role, *binding, wrong);
}

void EvidenceChecker::check_places(const json& grant, const naive::Rule& rule,
                                   const naive::Role& role, const naive::Binding& binding,
                                   std::vector<std::string>& wrong) const {
  const auto place_in = [](const json& source) {
    return Place{source.at("line").get<std::size_t>(), source.at("column").get<std::size_t>()};
  };
  const auto base_name = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
  const std::string from = member(grant, "aggregatedFrom");
  const LocatedObject* written =
      from.empty() ? find(role.kind, role.ns, role.name) : find("ClusterRole", "", from);
  if (written == nullptr) return wrong.emplace_back("no object with the rule"), void();
  const json& source = grant.at("source");
  bool found = false;
  for (std::size_t i = 0; i < written->rules.size(); ++i) {
    found = found || (written->rules[i] == place_in(source) &&
                      naive::parse_rule(written->object["rules"][i]) == rule);
  }
  if (!found || base_name(member(source, "file")) != written->file) {
    wrong.emplace_back("the source is not where that rule stands");
  }

  const json& binding_source = grant.at("bindingSource");
  const LocatedObject* bound = find(binding.kind, binding.ns, binding.name);
  if (bound == nullptr || bound->place != place_in(binding_source) ||
      bound->file != base_name(member(binding_source, "file"))) {
    wrong.emplace_back("the bindingSource is not where the binding stands");
  }
}

/// The scopes that an item claims, against its own grants.
void EvidenceChecker::check_item(const json& item, std::vector<std::string>& wrong) const {
  const auto has_grant = [&](const std::string& kind, const std::string& ns) {
    return std::any_of(item["grants"].begin(), item["grants"].end(), [&](const json& grant) {
      return member(grant["binding"], "kind") == kind &&
             member(grant["binding"], "namespace") == ns;
    });
  };
  if (item.at("grants").empty()) wrong.emplace_back("an item without grants");
  if (item.at("clusterWide").get<bool>() && !has_grant("ClusterRoleBinding", "")) {
    wrong.emplace_back("cluster-wide without a ClusterRoleBinding");
  }
  for (const json& ns : item.value("namespaces", json::array())) {
    if (!has_grant("RoleBinding", ns.get<std::string>())) {
      wrong.emplace_back("a namespace without a RoleBinding in it");
    }
  }
  for (const json& named : item.value("named", json::array())) {
    const std::string ns = member(named, "namespace");
    if (!has_grant(ns.empty() ? "ClusterRoleBinding" : "RoleBinding", ns)) {
      wrong.emplace_back("names in a scope without a grant");
    }
  }
  const bool says_nothing = !item.at("clusterWide").get<bool>() &&
                            item.value("namespaces", json::array()).empty() &&
                            item.value("named", json::array()).empty();
  if (says_nothing) wrong.emplace_back("an item that says nothing");
}

}  // namespace rbacgraph::test
