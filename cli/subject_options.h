/// The subject that a question is about, and the groups it is in.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"
#include "rbacgraph/analysis/can_i.h"
#include "rbacgraph/analysis/membership.h"
#include "rbacgraph/base/result.h"

namespace rbacgraph::cli {

/// --as-group, --exact-groups and --group-map.
std::span<const OptionSpec> subject_option_specs();

/// What these options say of whoever is asked about.
struct SubjectGroups {
  std::vector<std::string> given;  ///< --as-group
  bool exact = false;              ///< these and no others
  GroupMap map;

  /// Who that is with all groups: the ones that the API server adds, those of the group map and
  /// the given ones; or where `exact` the latter alone.
  UserInfo user_of(const SubjectRef& subject) const;
};
Result<SubjectGroups> subject_groups(const Options& options);

struct AskedSubject {
  SubjectRef subject;
  UserInfo user;  ///< with all groups
};

/// Reads the user's word for a subject, and works out its groups.
Result<AskedSubject> asked_subject(const Snapshot& snapshot, const Options& options,
                                   std::string_view word);

/// The file of --group-map; empty without.
Result<GroupMap> group_map_option(const Options& options);

}  // namespace rbacgraph::cli
