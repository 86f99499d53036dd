/// Changes of access and of objects in words. None of it is printable yet, as names are in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/diff.h"
#include "rbacgraph/analysis/diff_report.h"
#include "rbacgraph/report/source_names.h"

namespace rbacgraph {

inline constexpr std::size_t kAllWords = static_cast<std::size_t>(-2);

std::vector<std::string> name_list(const NamePool& names, const std::vector<Name>& words);

/// "get,list secrets named tls", "get jobs.batch/status", "get pods,jobs in core,batch".
std::string rule_text(const NamePool& names, const RuleWords& rule);
/// What of an entry an exception takes away: what the entry says too is left out. "get,list",
/// "in shop", "get,list pods in shop".
std::string except_text(const NamePool& names, const AccessChange& entry,
                        const AccessException& except);
/// The rule, and what it is not: "* pods but not get,list".
std::string access_text(const NamePool& names, const AccessChange& entry, std::size_t most_except);

/// The first of a list, and how many more there are: all where that is at most one more.
std::string shortened(const std::vector<std::string>& list, std::size_t most,
                      std::string_view between = ",");

/// "cluster-wide", or namespaces.
std::string scope_text(const NamePool& names, const AccessScope& scope, std::size_t most);

/// "RoleBinding/web in shop".
std::string object_text(const ObjectRef& object);
/// "added RoleBinding/web in shop".
std::string change_text(const ObjectChange& change);
/// Of a binding that came or went what it refers to: "ClusterRole/admin". Else "".
std::string bound_role_text(const Diff& diff, const ObjectChange& change);
/// "rules[0].verbs was get, is get,list", "subjects: also sa:ci/runner".
/// Of lists at most so many words, and how many more there are.
std::string field_text(const NamePool& names, const FieldChange& field,
                       std::size_t most_words = kAllWords);

/// "all that ClusterRole/cluster-admin gives, which is not there".
std::string unknown_text(const UnknownAccess& each);

/// What there is to know of an entry besides: that it is dead, through whom it is. Not sorted out
/// for one line: each is a sentence of its own.
std::vector<std::string> notes_of(const AccessChange& entry);

/// How many of the entries can be undone in more ways than they tell; "" where none can.
std::string more_undo_text(const DiffReport& report);

/// The names of the inputs of both sides, told from each other too.
struct DiffSourceNames {
  explicit DiffSourceNames(const Diff& diff) : a(*diff.a, *diff.b), b(*diff.b, *diff.a) {}
  const SourceNames& of(bool in_b) const { return in_b ? b : a; }
  SourceNames a;
  SourceNames b;
};

/// Is the object's place told of side b?
inline bool is_in_b(const ObjectChange& change) {
  return change.kind != ObjectChange::Kind::Removed;
}
/// Where it is told; "" if that is not known. With `names` the name of the input in reports.
std::string place_of(const Diff& diff, const ObjectChange& change, const DiffSourceNames* names);
/// Of each object of the Diff.
std::vector<std::string> places_of(const Diff& diff, const std::vector<std::uint32_t>& objects,
                                   const DiffSourceNames* names);

}  // namespace rbacgraph
