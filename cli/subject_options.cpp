#include "cli/subject_options.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "cli/input.h"
#include "rbacgraph/analysis/query.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<OptionSpec, 3> kSubject{{
    {"as-group", '\0', Takes::Values, "GROUP",
     "a group that the subject is in, besides those that the API server adds"},
    {"exact-groups", '\0', Takes::Nothing, "",
     "in the groups of --as-group and in no others, implied ones neither"},
    {"group-map", '\0', Takes::Value, "FILE",
     "who is in which group: {user: [group...]} as YAML or JSON, or CSV lines user,group"},
}};

}  // namespace

std::span<const OptionSpec> subject_option_specs() { return kSubject; }

Result<GroupMap> group_map_option(const Options& options) {
  const std::optional<std::string> path = options.value("group-map");
  if (!path) return GroupMap{};
  Result<std::string> text = read_small_file(*path);
  if (!text) return tl::unexpected<Error>(text.error());
  return parse_group_map(*text, *path);
}

Result<SubjectGroups> subject_groups(const Options& options) {
  SubjectGroups groups;
  groups.given = options.values("as-group");
  if (std::ranges::any_of(groups.given, &std::string::empty))
    return fail(ErrorCode::InvalidArgument, "option --as-group needs a value: GROUP");
  groups.exact = options.has("exact-groups");
  if (groups.exact && options.has("group-map")) {
    return fail(ErrorCode::InvalidArgument, "--exact-groups and --group-map exclude each other",
                "name the groups with --as-group");
  }
  Result<GroupMap> map = group_map_option(options);
  if (!map) return tl::unexpected<Error>(map.error());
  groups.map = std::move(*map);
  return groups;
}

UserInfo SubjectGroups::user_of(const SubjectRef& subject) const {
  if (exact) {
    UserInfo user = user_info(subject, {});
    user.groups = given;
    if (subject.kind == SubjectKind::Group) user.groups.push_back(subject.name);
    return user;
  }
  std::vector<std::string> groups = given;
  if (!map.empty()) {
    const std::string name = user_info(subject, {}).name;
    if (const auto mapped = map.find(name); mapped != map.end())
      groups.insert(groups.end(), mapped->second.begin(), mapped->second.end());
  }
  return user_info(subject, std::move(groups));
}

Result<AskedSubject> asked_subject(const Snapshot& snapshot, const Options& options,
                                   std::string_view word) {
  Result<SubjectRef> subject = read_subject(snapshot, word);
  if (!subject) return tl::unexpected<Error>(subject.error());
  const Result<SubjectGroups> groups = subject_groups(options);
  if (!groups) return tl::unexpected<Error>(groups.error());
  UserInfo user = groups->user_of(*subject);
  return AskedSubject{std::move(*subject), std::move(user)};
}

}  // namespace rbacgraph::cli
