// Any bytes as a group map (YAML, JSON, CSV): a map or an error that can be shown. What is in a map
// takes part in an answer.

#include "fuzz_support.h"
#include "rbacgraph/analysis/membership.h"
#include "rbacgraph/report/display.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rbacgraph;
  for (const char* name : {"groups.csv", "groups.yaml", "groups.json"}) {
    Result<GroupMap> map = parse_group_map(fuzz::text_of(data, size), name);
    if (!map) {
      fuzz::require(!map.error().message.empty(), "an error says why");
      continue;
    }
    const GroupMap given = *map;
    static const auto kSnapshot = fuzz::read("");
    const Membership membership(kSnapshot, std::move(*map));
    for (const auto& [user, groups] : given) {
      fuzz::require(!user.empty(), "a user has a name");
      for (const std::string& group : groups) {
        const auto members = membership.members_of(group);
        fuzz::require(members.size() == membership.count_members_of(group),
                      "members are counted as they are listed");
      }
    }
  }
  return 0;
}
