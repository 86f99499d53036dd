#include "cli/diff_sides.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/input.h"
#include "rbacgraph/analysis/find_object.h"
#include "rbacgraph/policy/renaming.h"
#include "rbacgraph/policy/snapshot_builder.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph::cli {
namespace {

constexpr std::string_view kHint = "rbacgraph diff A B; --help shows more";

constexpr std::array<OptionSpec, 3> kSideOptions{{
    {"apply", '\0', Takes::Values, "FILE",
     "in place of B: A as it would be with these objects put over it; may be given again"},
    {"delete", '\0', Takes::Values, "KIND/[NS/]NAME",
     "in place of B: A without this object; may be given again"},
    {"map", '\0', Takes::Values, "ns:OLD=NEW|sa:NS/OLD=NS/NEW",
     "names of A that are others in B; OLD between slashes is a regular expression"},
}};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

// As for other programs that compare: a side without any object. An input that happens to have none
// is refused, since it is rather one that was not written.
constexpr std::string_view kNothing = "/dev/null";

tl::unexpected<Error> usage_error(std::string message) {
  return fail(ErrorCode::InvalidArgument, std::move(message), std::string(kHint));
}

constexpr std::string_view kContext = "context:";

/// Which sides are live clusters, and whether the options for those say anything.
Result<void> check_clusters(const Options& options) {
  const auto clusters = std::ranges::count_if(
      options.words(), [](const std::string& word) { return word.starts_with(kContext); });
  if (std::ranges::find(options.words(), kContext) != options.words().end()) {
    return fail(ErrorCode::InvalidArgument, "context: is without a name",
                "context:NAME is the cluster of that context; kubectl config get-contexts lists "
                "them");
  }
  for (const char* const other : {"context", "all-contexts"}) {
    if (options.has(other)) {
      return usage_error(
          fmt::format("--{}: here a side itself says which, as context:NAME", other));
    }
  }
  const std::string_view given = given_live_option(options, Impersonates::UserInGroups);
  if (clusters == 0 && !given.empty())
    return usage_error(fmt::format("--{} is about a cluster, and neither side is one", given));
  const std::string_view of_one = given_option_of_one_cluster(options);
  if (clusters > 1 && !of_one.empty())
    return usage_error(fmt::format("--{} is about one cluster, and both sides are one", of_one));
  return {};
}

/// Makes `reading` read what a word of the command means.
Result<void> set_side(const Options& options, const std::string& word, InputOptions& reading) {
  reading.paths.clear();
  reading.live.reset();
  reading.nothing = word == kNothing;
  if (reading.nothing) return {};
  reading.empty_hint = fmt::format("{} stands for a side without objects", kNothing);
  if (!word.starts_with(kContext)) {
    reading.paths = {word};
    return {};
  }
  Result<LiveInput> live = live_input(options, Impersonates::UserInGroups);
  if (!live) return tl::unexpected<Error>(std::move(live.error()));
  live->connection.context = word.substr(kContext.size());
  live->ns = options.value("namespace");
  live->stdin_taken = std::ranges::find(options.words(), "-") != options.words().end();
  reading.live = std::move(*live);
  return {};
}

bool is_what_if(const Options& options) { return options.has("apply") || options.has("delete"); }

/// The object's key, for removing it.
Object key_object(SnapshotBuilder& builder, const ObjectRef& ref) {
  const Name ns = builder.intern(ref.ns);
  const Name name = builder.intern(ref.name);
  if (ref.kind == to_string(RoleKind::ClusterRole) || ref.kind == to_string(RoleKind::Role)) {
    Role role;
    role.kind = ref.kind == to_string(RoleKind::Role) ? RoleKind::Role : RoleKind::ClusterRole;
    role.ns = ns;
    role.name = name;
    return role;
  }
  if (ref.kind == to_string(BindingKind::RoleBinding) ||
      ref.kind == to_string(BindingKind::ClusterRoleBinding)) {
    Binding binding;
    binding.kind = ref.kind == to_string(BindingKind::RoleBinding)
                       ? BindingKind::RoleBinding
                       : BindingKind::ClusterRoleBinding;
    binding.ns = ns;
    binding.name = name;
    return binding;
  }
  if (ref.kind == to_string(SubjectKind::ServiceAccount)) {
    ServiceAccount account;
    account.ns = ns;
    account.name = name;
    return account;
  }
  if (ref.kind == "Namespace") {
    Namespace object;
    object.name = name;
    return object;
  }
  Workload workload;
  workload.kind = builder.intern(ref.kind);
  workload.ns = ns;
  workload.name = name;
  return workload;
}

Result<std::vector<ObjectRef>> objects_to_delete(const Options& options, const Snapshot& a) {
  constexpr NamedKinds kDeletable{
      NamedKind::ClusterRole, NamedKind::Role,           NamedKind::ClusterRoleBinding,
      NamedKind::RoleBinding, NamedKind::ServiceAccount, NamedKind::Namespace,
      NamedKind::Workload};
  std::vector<ObjectRef> objects;
  for (const std::string& words : options.values("delete")) {
    Result<NamedObject> found = find_object(a, words, kDeletable, "object");
    if (!found) return tl::unexpected<Error>(std::move(found.error()));
    if (!found->exists) {
      return fail(ErrorCode::NotFound,
                  fmt::format("--delete {}: others refer to it, but it is not in A", words),
                  "what refers to it can be deleted instead");
    }
    objects.push_back(std::move(found->ref));
  }
  return objects;
}

/// `a` with the changes that the options tell of: what is applied first, then what is deleted.
Result<SnapshotPtr> changed(const Invocation& invocation, InputOptions reading,
                            const SnapshotPtr& a) {
  const Options& options = invocation.options;
  const Result<std::vector<ObjectRef>> gone = objects_to_delete(options, *a);
  if (!gone) return tl::unexpected<Error>(gone.error());
  SnapshotBuilder builder(a);
  if (options.has("apply")) {
    reading.paths = options.values("apply");
    reading.live.reset();
    reading.default_policy.reset();
    const Result<SnapshotPtr> change = load_anything(reading, invocation.io, invocation.talk, a);
    if (!change) return tl::unexpected<Error>(change.error());
    const bool none = (*change)->roles().empty() && (*change)->bindings().empty() &&
                      (*change)->service_accounts().empty() && (*change)->namespaces().empty() &&
                      (*change)->workloads().empty();
    if (none) {
      return fail(ErrorCode::Parse,
                  fmt::format("--apply {}: there is no object in it", reading.paths.front()),
                  "it takes manifests, as kubectl apply does");
    }
    builder.apply(**change);
  }
  for (const ObjectRef& ref : *gone) builder.remove(key_object(builder, ref));
  return builder.build(reading.aggregation);
}

}  // namespace

std::span<const OptionSpec> side_option_specs() { return kSideOptions; }

Result<void> check_sides(const Options& options) {
  const std::vector<std::string>& words = options.words();
  if (const Result<Renaming> map = Renaming::parse(options.values("map")); !map)
    return tl::unexpected<Error>(map.error());
  if (words.empty()) return usage_error("A and B are missing: what to compare");
  if (Result<void> clusters = check_clusters(options); !clusters) return clusters;
  if (is_what_if(options)) {
    if (words.size() > 1)
      return usage_error("--apply and --delete make B of A: \"" + words[1] + "\" is too many");
    if (options.has("map"))
      return usage_error("--map is for two inputs that are named differently");
    const std::vector<std::string>& applied = options.values("apply");
    if (words[0] == "-" && std::ranges::find(applied, "-") != applied.end())
      return usage_error("standard input can be read once only: it can't be A and the change");
    if (words[0].empty()) return usage_error("A is empty");
    return {};
  }
  if (words.size() == 1) return usage_error("B is missing: what to compare " + words[0] + " with");
  if (words.size() > 2) return usage_error("too many arguments: \"" + words[2] + "\"");
  if (words[0].empty() || words[1].empty())
    return usage_error(std::string(words[0].empty() ? "A" : "B") + " is empty");
  if (words[0] == "-" && words[1] == "-")
    return usage_error("standard input can be read once only: it can't be A and B");
  return {};
}

namespace {

Result<SnapshotPtr> load_side(const Invocation& invocation, InputOptions reading,
                              const std::string& word, const SnapshotPtr& other = {}) {
  if (Result<void> set = set_side(invocation.options, word, reading); !set)
    return tl::unexpected<Error>(set.error());
  return load(reading, invocation.io, invocation.talk, other);
}

}  // namespace

Result<DiffSides> load_sides(const Invocation& invocation, InputOptions reading) {
  const Options& options = invocation.options;
  const std::vector<std::string>& words = options.words();
  // After a change the controller of aggregated roles runs, so what a server stored before does not
  // count: on neither side, lest what it drifted by be told as changed.
  if (is_what_if(options) && reading.aggregation == AggregationMode::Auto)
    reading.aggregation = AggregationMode::Computed;
  Result<SnapshotPtr> a = load_side(invocation, reading, words[0]);
  if (!a) return tl::unexpected<Error>(a.error());
  if (is_what_if(options)) {
    Result<SnapshotPtr> b = changed(invocation, std::move(reading), *a);
    if (!b) return tl::unexpected<Error>(b.error());
    return DiffSides{std::move(*a), std::move(*b), true};
  }
  const Result<Renaming> map = Renaming::parse(options.values("map"));
  if (!map) return tl::unexpected<Error>(map.error());
  for (const std::string& unused : map->unused(**a)) {
    invocation.talk.say("warning: --map " + unused +
                        ": nothing in A has such a name (an expression is for the whole name)");
  }
  if (const auto clash = map->clash(**a)) {
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("--map: the {} {} and {} of A would both be named {}",
                    clash->of_accounts ? "accounts" : "namespaces", printable(clash->first),
                    printable(clash->second), printable(clash->target)),
        "what one of them may do would hide what the other lost; give each a name of its own");
  }
  const SnapshotPtr renamed = map->apply(*a);
  Result<SnapshotPtr> b = load_side(invocation, reading, words[1], renamed);
  if (!b) return tl::unexpected<Error>(b.error());
  return DiffSides{renamed, std::move(*b), false};
}

}  // namespace rbacgraph::cli
