/// What changed between two Snapshots: in objects, and in access (DESIGN §9, Diff).
///
/// Access is compared by what it covers and not by how it is written. Each subject is taken by
/// itself (a user or account without groups, a group alone), and requests are those that a
/// SubjectAccessReview can state: a request is gained exactly when some gained entry covers it and
/// none of that entry's exceptions does; lost requests are told in the same way. A slash in a
/// resource stands for its subresource, as it does in rules. Nobody gains or loses anything through
/// system:masters, whose members may do everything on either side.
///
/// What a side may hold and could not be read there (policy/coverage.h) is not told as removed or
/// added where nobody's access depends on it: Diff::notes says so.
///
/// Both Snapshots have to have the same words under the same ids: `b` is made with a
/// SnapshotBuilder that started from `a` or from its words (policy/snapshot_builder.h).
///
/// Everything here is immutable once made; any number of threads may read it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/analysis/membership.h"
#include "rbacgraph/analysis/powerful.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// A rule in words; its lists in the order of what it tells of.
struct RuleWords {
  std::vector<Name> verbs;
  std::vector<Name> api_groups;
  std::vector<Name> resources;
  std::vector<Name> resource_names;  ///< empty: not limited to names
  std::vector<Name> non_resource_urls;
  friend bool operator==(const RuleWords&, const RuleWords&) = default;
};

/// Nothing there, a word, a list of words, or a rule.
using FieldValue = std::variant<std::monostate, std::string, std::vector<std::string>, RuleWords>;

/// A field in which two versions of an object differ, with what it holds in each.
struct FieldChange {
  std::string path;  ///< "roleRef.name", "rules[2].verbs" (of `a` where it is there, else of `b`)
  FieldValue a;
  FieldValue b;
};

struct ObjectChange {
  enum class Kind : std::uint8_t { Added, Removed, Changed };
  Kind kind{};
  ObjectRef object;
  std::vector<FieldChange> fields;  ///< of a changed one, in the order of the object's fields
  /// Where it is told: in `a` for a removed one, else in `b`.
  SourceRef source;
  /// It differs in its name alone, or a binding in the name of its role: the other side has a role
  /// with the same rules, or a binding that gives the same to the same subjects.
  bool only_names = false;
  /// Index in Diff::objects of the removed or added object that says the same.
  std::optional<std::uint32_t> same_as;
};
std::string_view to_string(ObjectChange::Kind kind);

/// Cluster-wide, or in these namespaces, sorted by text.
struct AccessScope {
  bool cluster_wide = false;
  std::vector<Name> namespaces;
  friend bool operator==(const AccessScope&, const AccessScope&) = default;
};

/// What is not gained, or not lost, of an entry.
struct AccessException {
  RuleWords rule;
  std::optional<AccessScope> scope;  ///< nullopt: the entry's
  /// Indices in Diff::access, ascending: it changes too, but what undoes that is something else, so
  /// that these entries of the subject tell of it. Empty where the other side has it as well.
  std::vector<std::uint32_t> told_in;
};

struct AccessChange {
  bool gained = false;  ///< else lost
  SubjectRef subject;
  AccessScope scope;
  RuleWords rule;
  std::vector<AccessException> except;
  /// No real request can use it, and why.
  std::optional<DeadReason> dead;
  /// Of something gained: an exception that was there before, and that no real request could use.
  /// Of something lost: one that is left and that none can use.
  std::optional<DeadReason> dead_part;
  /// Indices in Diff::objects, ascending: what is in some minimal set of which undoing removes the
  /// whole entry.
  std::vector<std::uint32_t> causes;
  /// Those sets, as indices in `causes`; smallest first, at most kMaxUndoSets.
  std::vector<std::vector<std::uint32_t>> undo;
  /// There are more of them. Where it is so many objects that not all could be looked through,
  /// there may be smaller ones.
  bool more_undo = false;
  Powers powers;  ///< that it gives or gave
  /// What gives any of it, on side `b` of what is gained and on side `a` of what is lost;
  /// ascending, at most kMaxListedGrants. Of a member those of the group.
  std::vector<Grant> grants;
  std::uint64_t grant_count = 0;  ///< those left out included
  /// Where there are exceptions: what gives any of it on the other side, in the same way.
  std::vector<Grant> other_grants;
  std::uint64_t other_grant_count = 0;
  /// With DiffOptions::expand_groups, of a member: the group, and through whom it has or had the
  /// same on the other side too.
  std::optional<SubjectRef> through;
  /// Through whom the subject has, or had, all of it on the other side too: a group that it is in,
  /// or, of a member, its own bindings. Without expand_groups the groups are those of every account
  /// and user (`system:authenticated`, `system:serviceaccounts`…).
  std::vector<SubjectRef> already_through;
};

inline constexpr std::size_t kMaxUndoSets = 8;
inline constexpr std::size_t kMaxListedGrants = 100;

/// What a changed binding gives, or gave, by a role that is not there on that side: what it is,
/// nobody knows, and it may be anything.
struct UnknownAccess {
  bool gained = false;  ///< else lost
  SubjectRef subject;
  AccessScope scope;
  ObjectRef role;
  std::uint32_t cause = 0;  ///< index in Diff::objects
};

struct DiffOptions {
  bool expand_groups = false;
  /// Who is in which group on either side; needed with expand_groups.
  const Membership* members_a = nullptr;
  const Membership* members_b = nullptr;
  /// `b` is `a` with changes: what is not in it was taken away, and nothing of it is hidden.
  bool made_of_a = false;
};

struct Diff {
  /// Those that were given; what was taken as unchanged of the other side is put in.
  std::shared_ptr<const Snapshot> a;
  std::shared_ptr<const Snapshot> b;
  /// Removed, added and changed ones, in this order; each by kind, namespace and name.
  std::vector<ObjectChange> objects;
  /// What a reader should see first comes first: gained before lost, powerful permissions by their
  /// rank, what holds everywhere before what holds in namespaces; then by subject and rule.
  std::vector<AccessChange> access;
  /// Gained before lost, by subject, role and cause.
  std::vector<UnknownAccess> unknown;
  std::vector<std::string> notes;

  std::uint64_t count_gained() const;
  std::uint64_t count_lost() const;
  const NamePool& names() const { return b->names(); }
};

/// REQUIRES: `b` shares the words of `a`. Stops early, with what it has, when `stop` is requested.
Diff diff(std::shared_ptr<const Snapshot> a, std::shared_ptr<const Snapshot> b,
          const DiffOptions& options = {}, const std::stop_token& stop = {});

}  // namespace rbacgraph
