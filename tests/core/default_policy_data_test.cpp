#include "policy/default_policy_data.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/paths.h"

namespace rbacgraph {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string_view> names_of(std::span<const EmbeddedFile> files) {
  std::vector<std::string_view> names;
  for (const EmbeddedFile& file : files) {
    names.push_back(file.name);
  }
  return names;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(DefaultPolicyData, NamesItsVersionsOldestFirst) {
  EXPECT_THAT(default_policy_minors(), ElementsAre("1.31", "1.32", "1.33", "1.34", "1.35", "1.36"));
}

TEST(DefaultPolicyData, HasTheFilesOfTheVersionAskedFor) {
  EXPECT_THAT(names_of(default_policy_files("1.31")),
              ElementsAre("cluster-role-bindings.yaml", "cluster-roles.yaml",
                          "controller-role-bindings.yaml", "controller-roles.yaml",
                          "namespace-role-bindings.yaml", "namespace-roles.yaml"));
  // Kubernetes 1.33 began to keep the roles of its feature gates in a file of their own.
  EXPECT_THAT(
      names_of(default_policy_files("1.36")),
      ElementsAre("cluster-role-bindings.yaml", "cluster-roles-featuregates.yaml",
                  "cluster-roles.yaml", "controller-role-bindings.yaml", "controller-roles.yaml",
                  "namespace-role-bindings.yaml", "namespace-roles.yaml"));
}

TEST(DefaultPolicyData, HasNothingForAVersionItDoesNotKnow) {
  EXPECT_THAT(default_policy_files("1.3"), IsEmpty());
  EXPECT_THAT(default_policy_files(""), IsEmpty());
}

TEST(DefaultPolicyData, HoldsTheFilesByteForByte) {
  const std::filesystem::path directory = test::test_data("../../core/data/default_policy");
  for (const std::string_view minor : default_policy_minors()) {
    for (const EmbeddedFile& file : default_policy_files(minor)) {
      EXPECT_EQ(file.text, content_of(directory / minor / file.name)) << minor << '/' << file.name;
    }
  }
}

}  // namespace
}  // namespace rbacgraph
