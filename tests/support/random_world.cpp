#include "support/random_world.h"

#include "support/recording.h"

namespace rbacgraph::test {

World::World(std::uint64_t seed, const Edit& edit) : random(seed), second(make(edit)) {
  second.aggregate();
}

nlohmann::json World::make(const Edit& edit) {
  ClusterShape shape;
  shape.colons_in_accounts = false;  // one user name is one account here
  shape.cluster_roles = 8;
  shape.roles = 5;
  shape.cluster_role_bindings = 7;
  shape.role_bindings = 10;
  nlohmann::json objects = random_cluster(random, shape);
  if (edit) edit(random, objects);
  snapshot = snapshot_of(objects, AggregationMode::Computed);
  graph = AccessGraph::build(snapshot);
  return objects;
}

naive::Query random_query(World& world) {
  Random& random = world.random;
  naive::Request request = random_request(random, world.second).request;
  naive::Query query;
  query.is_url = request.is_url && !request.path.empty();
  query.verb = request.verb;
  query.path = request.path;
  if (query.is_url) return query;
  query.group = request.group;
  query.resource = request.is_url || random.one_in(6) ? "namespaces" : request.resource;
  query.subresource = request.subresource;
  // Where names count in their own way.
  if (random.one_in(8)) query.verb = "deletecollection";
  if (random.one_in(8)) {
    query.verb = "create";
    if (query.subresource.empty()) query.subresource = random.word({"exec", "log", "scale"});
  }
  if (query.resource == "namespaces" && !random.one_in(6)) query.group.clear();
  if (random.one_in(3) && query.verb != "deletecollection") query.name = random_object_name(random);
  if (random.one_in(3)) query.ns = random_namespace(random);
  return query;
}

AccessQuery query_of(const Snapshot& snapshot, const naive::Query& query) {
  AccessQuery asked;
  asked.verb = query.verb;
  if (query.is_url) {
    asked.non_resource_url = query.path;
    return asked;
  }
  asked.group = query.group;
  asked.resource = query.resource;
  asked.subresource = query.subresource;
  asked.name = query.name;
  asked.ns = query.ns;
  asked.place =
      snapshot.catalog().check_place(query.verb, query.group, query.resource, query.subresource);
  return asked;
}

std::string describe(const naive::Query& query) {
  return nlohmann::json({{"verb", query.verb},
                         {"group", query.group},
                         {"resource", query.resource},
                         {"subresource", query.subresource},
                         {"name", query.name},
                         {"namespace", query.ns.value_or("(all)")},
                         {"path", query.path}})
      .dump();
}

std::set<naive::Grant> grants_of(const World& world, const std::vector<Grant>& grants) {
  std::set<naive::Grant> words;
  for (naive::Grant& grant : in_words(*world.snapshot, grants)) {
    words.insert(naive::first_spelled_alike(world.second, std::move(grant)));
  }
  return words;
}

naive::Access in_plain_words(const World& world, const AnswerItem& item) {
  const Snapshot& snapshot = *world.snapshot;
  naive::Access access;
  access.cluster_wide = item.cluster_wide;
  for (const Name ns : item.namespaces) access.namespaces.emplace(snapshot.text(ns));
  std::set<std::string> everywhere;
  for (const NamedAccess& named : item.named) {
    std::set<std::string>& names =
        access.named[named.ns ? std::string(snapshot.text(*named.ns)) : ""];
    for (const Name name : named.resource_names) names.emplace(snapshot.text(name));
    if (!named.ns) everywhere = names;
  }
  for (auto& [ns, names] : access.named) names.insert(everywhere.begin(), everywhere.end());
  std::erase_if(access.named, [&](const auto& entry) {
    return !entry.first.empty() && entry.second == everywhere;
  });
  access.grants = grants_of(world, item.grants);
  return access;
}

std::string describe(const naive::Access& access) {
  nlohmann::json json;
  json["clusterWide"] = access.cluster_wide;
  json["namespaces"] = access.namespaces;
  json["named"] = access.named;
  for (const naive::Grant& grant : access.grants) {
    json["grants"].push_back(nlohmann::json::array(
        {grant.binding_kind, grant.binding_ns, grant.binding_name, grant.rule, grant.subject}));
  }
  return json.dump();
}

}  // namespace rbacgraph::test
