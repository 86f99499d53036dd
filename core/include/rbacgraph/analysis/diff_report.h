/// What of a Diff was asked for, and what it comes to.
///
/// A filter chooses among what is told of access. Entries keep the numbers that they have without
/// it: entry N is `diff.access[N - 1]`. With a filter, the objects are those that an entry which is
/// left has as a cause; without one, all of them.
///
/// Plain data: any number of threads may read it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rbacgraph/analysis/diff.h"
#include "rbacgraph/analysis/diff_ignore.h"

namespace rbacgraph {

struct DiffFilter {
  bool gained = false;  ///< and not lost, unless that is wanted too
  bool lost = false;
  bool powerful = false;                ///< only what gives something powerful
  std::optional<std::string> ns;        ///< only what holds there, cluster-wide entries included
  std::vector<SubjectRef> subjects;     ///< only theirs; empty: everybody's
  std::optional<std::uint32_t> number;  ///< only this entry
  bool by_permission = false;           ///< without objects that differ in names alone

  /// Does it choose among the entries?
  bool empty() const { return !gained && !lost && !powerful && !ns && subjects.empty() && !number; }
};

struct DiffReport {
  Diff diff;
  DiffFilter filter;
  bool expand_groups = false;
  std::vector<std::uint32_t> objects;  ///< indices in diff.objects, ascending
  std::vector<std::uint32_t> access;   ///< indices in diff.access, ascending
  std::vector<std::uint32_t> unknown;  ///< indices in diff.unknown, ascending
  DiffIgnore::Ignored ignored;         ///< in neither of them

  bool empty() const { return objects.empty() && access.empty() && unknown.empty(); }
};

/// Does something of an entry hold in this namespace? Not where an exception takes all of it away.
bool holds_in(const Diff& diff, const AccessChange& entry, const std::string& ns);

DiffReport report_of(Diff diff, DiffFilter filter, bool expand_groups,
                     const DiffIgnore& ignore = {});

struct AccessCounts {
  std::uint64_t entries = 0;
  std::uint64_t powerful = 0;  ///< of them
  std::uint64_t dead = 0;      ///< of them: no real request can use them
  std::uint64_t already = 0;   ///< of them: members who have it another way on the other side too
  std::uint64_t subjects = 0;  ///< different ones
};

struct ObjectCounts {
  std::uint64_t added = 0;
  std::uint64_t removed = 0;
  std::uint64_t changed = 0;

  std::uint64_t all() const { return added + removed + changed; }
};

/// Of what is listed.
struct DiffSummary {
  std::map<std::string, ObjectCounts> kinds;
  ObjectCounts objects;
  AccessCounts gained;
  AccessCounts lost;
  std::uint64_t unknown_gained = 0;  ///< by roles that are not there
  std::uint64_t unknown_lost = 0;
};
DiffSummary summary_of(const DiffReport& report);

}  // namespace rbacgraph
