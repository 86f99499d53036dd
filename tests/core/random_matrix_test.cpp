// Random clusters: every cell of a matrix against the second evaluator.
#include <iostream>
#include <map>

#include <gtest/gtest.h>

#include "rbacgraph/analysis/matrix.h"
#include "support/random_world.h"

namespace rbacgraph::test {
namespace {

MatrixMark expected_mark(const naive::Access& access, bool one_namespace) {
  if (access.cluster_wide) return MatrixMark::Yes;
  if (!access.namespaces.empty())
    return one_namespace ? MatrixMark::Yes : MatrixMark::SomeNamespaces;
  return access.named.empty() ? MatrixMark::No : MatrixMark::OnlyNamed;
}

SubjectRef subject_of(const std::string& user) {
  if (const auto account = parse_service_account_user(user))
    return {SubjectKind::ServiceAccount, std::string(account->first), std::string(account->second)};
  return {SubjectKind::User, "", user};
}

TEST(RandomMatrix, EveryCellIsTheSecondEvaluators) {
  constexpr int kWorlds = 60;
  std::map<MatrixMark, std::size_t> seen;
  std::size_t cells = 0;
  for (std::uint64_t seed = 1; seed <= kWorlds && !HasFailure(); ++seed) {
    World world(seed);
    std::vector<MatrixSubject> subjects;
    std::vector<naive::User> users;
    for (int i = 0; i < 3; ++i) {
      users.push_back(random_request(world.random, world.second).user);
      subjects.push_back({subject_of(users.back().name), {users.back().name, users.back().groups}});
    }
    MatrixQuery query;
    if (world.random.one_in(2)) query.ns = random_namespace(world.random);
    std::vector<naive::Query> types;
    for (int i = 0; i < 12; ++i) {
      naive::Query type = random_query(world);
      if (type.is_url) continue;
      type.name.clear();
      type.ns = query.ns;
      query.verbs.push_back(type.verb);
      query.types.push_back(query_of(*world.snapshot, type));
      query.types.back().verb.clear();
      types.push_back(std::move(type));
    }
    if (types.empty()) continue;
    const Matrix matrix =
        matrix_of(world.graph, Authorizer(world.snapshot), subjects, std::move(query));
    ASSERT_EQ(matrix.rows.size(), types.size());
    for (std::size_t row = 0; row < types.size(); ++row) {
      for (std::size_t subject = 0; subject < users.size(); ++subject) {
        for (std::size_t verb = 0; verb < matrix.query.verbs.size(); ++verb) {
          naive::Query cell = types[row];
          cell.verb = matrix.query.verbs[verb];
          naive::Access access = naive::access_of(world.second, cell, users[subject],
                                                  [&](const auto& who, const auto& request) {
                                                    return world.second.rbac_grants(who, request);
                                                  });
          MatrixMark expected = expected_mark(access, matrix.query.ns.has_value());
          const auto& groups = users[subject].groups;
          if (std::ranges::find(groups, "system:masters") != groups.end())
            expected = MatrixMark::Yes;
          EXPECT_EQ(matrix.mark(matrix.rows[row], subject, verb), expected)
              << "seed " << seed << " " << users[subject].name << " " << describe(cell);
          ++seen[expected];
          ++cells;
        }
      }
    }
  }
  std::cout << cells << " random cells:";
  for (const auto& [mark, count] : seen) std::cout << " " << static_cast<int>(mark) << ":" << count;
  std::cout << "\n";
  EXPECT_EQ(seen.size(), 4U);
}

}  // namespace
}  // namespace rbacgraph::test
