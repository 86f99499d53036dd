// Random clusters: lookup against a second one that goes through every subject of every binding.
//
// RBACGRAPH_RANDOM_LOOKUPS is the number of clusters.
#include <cstdlib>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/can_i.h"
#include "rbacgraph/analysis/lookup.h"
#include "support/random_world.h"

namespace rbacgraph::test {
namespace {

std::size_t wanted_clusters() {
  const char* wanted = std::getenv("RBACGRAPH_RANDOM_LOOKUPS");
  return wanted == nullptr ? 300 : std::strtoull(wanted, nullptr, 10);
}

/// Binding kind, namespace and name, and whom it names: "group x", or the user name that the API
/// server compares; "nobody …" for a subject that is none.
using Row = std::tuple<std::string, std::string, std::string, std::string>;

/// nullopt for nobody, and for a group. A user's name may be empty.
std::optional<std::string> user_name(const naive::Binding& binding, const naive::Subject& subject) {
  if (subject.kind == "User") return subject.name;
  if (subject.kind != "ServiceAccount") return std::nullopt;
  const std::string& ns = subject.ns.empty() ? binding.ns : subject.ns;
  if (ns.empty()) return std::nullopt;
  return "system:serviceaccount:" + ns + ":" + subject.name;
}

std::set<Row> naive_rows(const naive::Cluster& cluster, const UserInfo& user,
                         const std::optional<std::string>& ns) {
  std::set<Row> rows;
  for (const naive::Binding& binding : cluster.bindings()) {
    if (ns && binding.kind == "RoleBinding" && binding.ns != *ns) continue;
    for (const naive::Subject& subject : binding.subjects) {
      if (!naive::subject_applies(subject, {user.name, user.groups}, binding.ns)) continue;
      rows.emplace(binding.kind, binding.ns, binding.name,
                   subject.kind == "Group" ? "group " + subject.name : user.name);
    }
  }
  return rows;
}

/// Those of a lookup, each once.
std::set<Row> rows_of(const LookupAnswer& answer) {
  const Snapshot& snapshot = answer.graph->snapshot();
  std::set<Row> rows;
  for (const LookupRow& row : answer.rows) {
    const Binding& binding = answer.binding(row);
    std::string who = "nobody";
    if (row.subject != LookupRow::kNobody) {
      const Subject& subject = binding.subjects[row.place];
      naive::Binding spelled;
      spelled.ns = snapshot.text(binding.ns);
      const auto name = user_name(
          spelled, {std::string(to_string(subject.kind)), std::string(snapshot.text(subject.ns)),
                    std::string(snapshot.text(subject.name))});
      who = name.value_or("nobody " + std::to_string(row.place));
      if (subject.kind == SubjectKind::Group)
        who = "group " + std::string(snapshot.text(subject.name));
      if (answer.by == LookupAnswer::By::Subject) {
        EXPECT_EQ(row.through_group, subject.kind == SubjectKind::Group);
      }
    }
    EXPECT_TRUE(rows.emplace(to_string(binding.kind), snapshot.text(binding.ns),
                             snapshot.text(binding.name), who)
                    .second)
        << "twice: " << who;
  }
  return rows;
}

/// Names that bindings and requests of the cluster have, and one that nothing has.
std::set<std::string> users_of(World& world) {
  std::set<std::string> users{"somebody"};
  for (const naive::Binding& binding : world.second.bindings())
    for (const naive::Subject& subject : binding.subjects)
      if (const auto name = user_name(binding, subject)) users.insert(*name);
  for (int i = 0; i < 5; ++i) users.insert(random_request(world.random, world.second).user.name);
  return users;
}

TEST(RandomLookup, OfSubjectsIsEveryBindingThatNamesThemOrAGroup) {
  std::size_t rows = 0;
  for (std::uint64_t seed = 1; seed <= wanted_clusters(); ++seed) {
    World world(seed);
    const Authorizer authorizer(world.snapshot);
    for (const std::string& name : users_of(world)) {
      UserInfo user{name, with_implied_groups(name)};
      if (world.random.one_in(3))
        user.groups = random_request(world.random, world.second).user.groups;
      std::optional<std::string> ns;
      if (world.random.one_in(3)) ns = random_namespace(world.random);
      const std::set<Row> expected = naive_rows(world.second, user, ns);
      const LookupAnswer answer = lookup_subject(
          world.graph, authorizer, {SubjectKind::User, "", name}, user, {ns, std::nullopt});
      ASSERT_EQ(rows_of(answer), expected) << "seed " << seed << ", user " << name;
      rows += expected.size();
    }
  }
  EXPECT_GT(rows, wanted_clusters() * 10);
}

TEST(RandomLookup, OfRolesIsEveryBindingThatRefersToThem) {
  std::size_t rows = 0;
  for (std::uint64_t seed = 1; seed <= wanted_clusters(); ++seed) {
    const World world(seed);
    std::set<std::tuple<std::string, std::string, std::string>> roles;
    for (const naive::Role& role : world.second.roles())
      roles.emplace(role.kind, role.ns, role.name);
    for (const naive::Binding& binding : world.second.bindings())
      roles.emplace(binding.ref_kind, binding.ref_kind == "Role" ? binding.ns : "",
                    binding.ref_name);
    for (const auto& [kind, ns, name] : roles) {
      if (kind != "Role" && kind != "ClusterRole") continue;
      std::set<Row> expected;
      for (const naive::Binding& binding : world.second.bindings()) {
        if (binding.ref_kind != kind || binding.ref_name != name) continue;
        if (kind == "Role" && binding.ns != ns) continue;
        if (binding.subjects.empty())
          expected.emplace(binding.kind, binding.ns, binding.name, "nobody");
        std::set<std::string> nobodies;
        for (std::size_t at = 0; at < binding.subjects.size(); ++at) {
          const naive::Subject& subject = binding.subjects[at];
          const auto user = user_name(binding, subject);
          // An account without namespace is told once, what is no kind of subject each time.
          if (!user && subject.kind == "ServiceAccount" && !nobodies.insert(subject.name).second)
            continue;
          std::string who = user.value_or("nobody " + std::to_string(at));
          if (subject.kind == "Group") who = "group " + subject.name;
          expected.emplace(binding.kind, binding.ns, binding.name, who);
        }
      }
      ASSERT_EQ(rows_of(lookup_role(world.graph, {kind, ns, name})), expected)
          << "seed " << seed << ", " << kind << " " << ns << "/" << name;
      rows += expected.size();
    }
  }
  EXPECT_GT(rows, wanted_clusters() * 10);
}

}  // namespace
}  // namespace rbacgraph::test
