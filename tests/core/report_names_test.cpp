#include <gtest/gtest.h>

#include "rbacgraph/report/source_names.h"
#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using List = std::vector<std::string>;

List names_of(const List& displays, bool built_in = false) {
  test::Policy policy;
  for (const std::string& display : displays)
    policy.builder().add_source({.display = display, .built_in = built_in});
  const std::shared_ptr<const Snapshot> snapshot = policy.build();
  const SourceNames names(*snapshot);
  List list;
  for (std::size_t at = 0; at < displays.size(); ++at)
    list.emplace_back(names.of(make_id<SourceId>(at)));
  EXPECT_EQ(names.of(make_id<SourceId>(displays.size())), "");
  EXPECT_EQ(names.of(kNoId<SourceId>), "");
  return list;
}

TEST(SourceNames, AreBaseNames) {
  EXPECT_EQ(names_of({"/home/jane/dump.json", "../x/b.yaml", "-", "./c.yaml", "/dev/fd/63"}),
            (List{"dump.json", "b.yaml", "-", "c.yaml", "63"}));
}

TEST(SourceNames, TellInputsApartByAsManyDirectoriesAsThatTakes) {
  EXPECT_EQ(names_of({"/d/prod/dump.json", "/d/stage/dump.json", "other.json"}),
            (List{"prod/dump.json", "stage/dump.json", "other.json"}));
  EXPECT_EQ(names_of({"a/x/r.yaml", "b/x/r.yaml", "b/y/r.yaml"}),
            (List{"a/x/r.yaml", "b/x/r.yaml", "y/r.yaml"}));
  EXPECT_EQ(names_of({"x/r.yaml", "/home/x/r.yaml"}), (List{"x/r.yaml", "home/x/r.yaml"}));
}

TEST(SourceNames, CountWhatHasTheSamePath) {
  EXPECT_EQ(names_of({"a.json", "./a.json", "/a.json"}),
            (List{"a.json", "a.json (2)", "a.json (3)"}));
  // No more of it is told than of one.
  EXPECT_EQ(names_of({"/home/jane/a.json", "/home/jane/a.json", "/home/jane/b/a.json"}),
            (List{"jane/a.json", "jane/a.json (2)", "b/a.json"}));
  EXPECT_EQ(names_of({"/home/jane/a.json", "/home/jane/a.json"}), (List{"a.json", "a.json (2)"}));
}

TEST(SourceNames, OfBuiltInTextAreNoPaths) {
  EXPECT_EQ(names_of({"default policy 1.36/roles.yaml"}, true),
            (List{"default policy 1.36/roles.yaml"}));
}

}  // namespace
}  // namespace rbacgraph
