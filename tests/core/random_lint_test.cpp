// Random clusters: what lint calls superfluous or dead can be removed, and no decision changes, as
// the second evaluator decides.
#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/lint.h"
#include "support/random_world.h"

namespace rbacgraph::test {
namespace {

constexpr std::uint64_t kClusters = 150;
constexpr std::size_t kRequests = 120;

bool is_named(const nlohmann::json& object, const ObjectRef& ref) {
  return object.at("kind") == ref.kind && object["metadata"].at("name") == ref.name &&
         object["metadata"].value("namespace", "") == ref.ns;
}

/// More overlap between rules and bindings than chance gives.
void add_repetitions(Random& random, nlohmann::json& objects) {
  const std::size_t count = objects.size();
  for (std::size_t at = 0; at < count; ++at) {
    nlohmann::json object = objects[at];
    if (object.contains("rules") && object["rules"].is_array() && !object["rules"].empty()) {
      nlohmann::json rule = random.pick(object["rules"]);
      if (rule.contains("verbs") && rule["verbs"].is_array() && rule["verbs"].size() > 1)
        rule["verbs"].erase(0);
      if (!random.one_in(3)) objects[at]["rules"].push_back(rule);
    } else if (object.contains("subjects") && random.one_in(2)) {
      object["metadata"]["name"] = object["metadata"]["name"].get<std::string>() + "-again";
      objects.push_back(object);
    }
  }
}

/// Of two objects with the same key the later counts: leaves no others.
nlohmann::json without_hidden_ones(const nlohmann::json& objects) {
  std::map<std::string, std::size_t> last;
  const auto key_of = [](const nlohmann::json& object) {
    return nlohmann::json({object.at("kind"), object["metadata"].value("namespace", ""),
                           object["metadata"].at("name")})
        .dump();
  };
  for (std::size_t at = 0; at < objects.size(); ++at) last[key_of(objects[at])] = at;
  nlohmann::json kept = nlohmann::json::array();
  for (std::size_t at = 0; at < objects.size(); ++at)
    if (last[key_of(objects[at])] == at) kept.push_back(objects[at]);
  return kept;
}

/// A request that a real API call can produce: what is cluster-scoped carries no namespace, and
/// deletecollection no name.
naive::Request as_real(naive::Request request) {
  if (request.is_url) {
    request.ns.clear();
    return request;
  }
  naive::Query query;
  query.verb = request.verb;
  query.group = request.group;
  query.resource = request.resource;
  query.subresource = request.subresource;
  switch (naive::place_of(query)) {
    case naive::Place::Cluster: request.ns.clear(); break;
    case naive::Place::NamespaceObject:
      if (request.name.empty()) request.name = request.ns;
      request.ns = request.name;
      break;
    case naive::Place::Namespaced: break;
  }
  switch (naive::name_form_of(query)) {
    case naive::NameForm::Never: request.name.clear(); break;
    case naive::NameForm::Always:
      if (request.name.empty()) request.name = "some-object";
      break;
    case naive::NameForm::Either: break;
  }
  return request;
}

/// The binding of a dead grant to a copy of its ClusterRole without the rules that it names.
nlohmann::json bound_to_the_living(const nlohmann::json& objects, const LintFinding& finding) {
  nlohmann::json edited = objects;
  const auto binding = std::ranges::find_if(
      edited, [&](const nlohmann::json& object) { return is_named(object, finding.object); });
  const ObjectRef ref{"ClusterRole", "", (*binding)["roleRef"].at("name")};
  const auto role = std::ranges::find_if(
      edited, [&](const nlohmann::json& object) { return is_named(object, ref); });
  if (role == edited.end() || role->contains("aggregationRule")) return nullptr;
  nlohmann::json copy = *role;
  copy["metadata"] = {{"name", "what-is-alive"}};
  const std::string numbers = finding.message.substr(0, finding.message.find(" of "));
  std::vector<std::size_t> dead;
  for (std::size_t at = 0; (at = numbers.find_first_of("0123456789", at)) != std::string::npos;) {
    std::size_t length = 0;
    dead.push_back(std::stoul(numbers.substr(at), &length));
    at += length;
  }
  for (auto each = dead.rbegin(); each != dead.rend(); ++each) copy["rules"].erase(*each);
  (*binding)["roleRef"]["name"] = "what-is-alive";
  edited.push_back(copy);
  return edited;
}

/// The objects without what the finding is about; null where it says nothing to remove.
nlohmann::json without(const nlohmann::json& objects, const LintFinding& finding) {
  const std::string_view check = lint_checks()[finding.check].id;
  if (check == "dead-grant") return bound_to_the_living(objects, finding);
  nlohmann::json edited = objects;
  for (std::size_t at = 0; at < edited.size(); ++at) {
    nlohmann::json& object = edited[at];
    if (!is_named(object, finding.object)) continue;
    if (check == "duplicate-rule" || check == "shadowed-rule") {
      object["rules"].erase(*finding.rule);
    } else if (check == "duplicate-binding" || check == "duplicate-subject" ||
               check == "account-without-namespace") {
      for (auto each = finding.subjects.rbegin(); each != finding.subjects.rend(); ++each)
        object["subjects"].erase(*each);
    } else if (check == "binding-without-effect" || check == "cluster-binding-to-role" ||
               check == "unused-role") {
      edited.erase(at);
    } else {
      return nullptr;
    }
    return edited;
  }
  return nullptr;
}

naive::Cluster evaluator_of(const nlohmann::json& objects) {
  naive::Cluster cluster(objects);
  cluster.aggregate();
  return cluster;
}

TEST(RandomLint, WhatIsSuperfluousOrDeadCanGo) {
  std::map<std::string_view, std::size_t> removed;
  for (std::uint64_t seed = 1; seed <= kClusters; ++seed) {
    nlohmann::json objects;
    World world(seed, [&](Random& random, nlohmann::json& all) {
      add_repetitions(random, all);
      all = without_hidden_ones(all);
      objects = all;
    });
    std::vector<std::pair<naive::User, naive::Request>> asked;
    for (std::size_t n = 0; n < kRequests; ++n) {
      const RandomRequest request = random_request(world.random, world.second);
      asked.emplace_back(request.user, as_real(request.request));
    }
    for (const LintFinding& finding : lint(world.graph).findings) {
      const std::string_view check = lint_checks()[finding.check].id;
      const nlohmann::json edited = without(objects, finding);
      if (edited.is_null()) continue;
      ++removed[check];
      const naive::Cluster after = evaluator_of(edited);
      for (const auto& [user, request] : asked) {
        ASSERT_EQ(world.second.allows(user, request), after.allows(user, request))
            << "seed " << seed << ' ' << check << ' ' << finding.object.ns << '/'
            << finding.object.name << ' ' << finding.message << "\nuser " << user.name << ' '
            << request.verb << ' ' << request.group << ' ' << request.resource << '/'
            << request.subresource << " ns " << request.ns << " name " << request.name << ' '
            << request.path;
      }
    }
  }
  for (const std::string_view check :
       {"duplicate-rule", "shadowed-rule", "duplicate-binding", "duplicate-subject",
        "binding-without-effect", "dead-grant", "account-without-namespace", "unused-role"})
    EXPECT_GT(removed[check], 20U) << check;
}

}  // namespace
}  // namespace rbacgraph::test
