/// Who is in which group, as far as that can be known from the input (DESIGN §9).
///
/// Known are: every account that exists or that a binding names, every user that a binding names,
/// and what a group map says. Groups are never members of groups. RBAC objects say nothing of the
/// groups of a user; those come from the identity provider.
///
/// Any number of threads may ask.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/result.h"
#include "rbacgraph/k8s/subject.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// User name (of an account: its long user name) → groups, sorted.
using GroupMap = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Reads a group map: YAML or JSON `{user: [group…]}`, or CSV lines `user,group[,group…]`. A
/// `sa:ns/name` key stands for that account.
Result<GroupMap> parse_group_map(std::string_view text, std::string_view file_name);

class Membership {
 public:
  /// Holds the Snapshot. Who is known is worked out when it is first asked for.
  explicit Membership(std::shared_ptr<const Snapshot> snapshot, GroupMap map = {});
  ~Membership();

  /// All accounts and users that are known, sorted.
  std::vector<SubjectRef> known() const;
  /// The known members of a group, sorted, at most so many of them.
  std::vector<SubjectRef> members_of(std::string_view group,
                                     std::size_t at_most = static_cast<std::size_t>(-1)) const;
  std::uint64_t count_members_of(std::string_view group) const;
  /// All groups of an account or user: implied ones and the map's, sorted.
  std::vector<std::string> groups_of(const SubjectRef& member) const;

 private:
  class Known;
  std::unique_ptr<const Known> known_;
};

}  // namespace rbacgraph
