/// What a comparison found, as rows.
///
/// For people: # SUBJECT SCOPE ACCESS POWERFUL CAUSE, most dangerous first; "+" before a number is
/// gained, "-" lost. POWERFUL and THROUGH are there only where they say something. Entries that
/// differ in their namespace alone share a row, which has the first one's number. With every
/// detail: a row for each entry, and its parts in columns of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "rbacgraph/analysis/diff_report.h"
#include "rbacgraph/analysis/diff_roles.h"
#include "rbacgraph/report/table.h"

namespace rbacgraph {

/// How inputs are named in SOURCE.
enum class DiffPlaces : std::uint8_t { AsGiven, InReports };

/// For people, see above.
Table diff_table(const DiffReport& report);
/// # CHANGE SUBJECT KIND SCOPE VERBS GROUPS RESOURCES NAMES EXCEPT POWERFUL, their ids, CAUSE
/// SOURCE NOTE.
Table diff_wide_table(const DiffReport& report, DiffPlaces places);
/// CHANGE OBJECT NAMESPACE SOURCE FIELDS. `fold`: what differs in its namespace alone shares a row,
/// which has the place of the first. At most so many rows.
Table diff_objects_table(const DiffReport& report, DiffPlaces places, bool fold,
                         std::size_t at_most = static_cast<std::size_t>(-1));
/// ? SUBJECT SCOPE NOT-KNOWN CAUSE: what is given by roles that are not there.
Table diff_unknown_table(const DiffReport& report);
/// ROLE GAINED POWERFUL LOST: roles that nobody holds. None where only some of the comparison is
/// asked for, or the role is ignored.
Table diff_roles_table(const DiffReport& report, const std::vector<UnheldRole>& roles);
/// Of how many rows it is, folded.
std::size_t count_object_rows(const DiffReport& report);
/// WHAT ADDED REMOVED CHANGED: objects by kind; of access what was gained and lost, how much of it
/// is powerful or dead, and by how many subjects.
Table diff_stat_table(const DiffReport& report);

/// "3 objects differ, 5 accesses gained (2 powerful), 1 lost"
std::string diff_verdict(const DiffReport& report);
/// What to know besides: what is left out, what the names of powerful permissions mean, notes.
std::vector<std::string> trailer(const DiffReport& report);

}  // namespace rbacgraph
