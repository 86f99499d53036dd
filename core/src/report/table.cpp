#include "rbacgraph/report/table.h"

#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "rbacgraph/report/display.h"
#include "rbacgraph/report/summary.h"
#include "report/column_writer.h"

namespace rbacgraph {
namespace {

/// Grants of one item that make one row: a range of `item.grants`, which is sorted by binding.
struct Row {
  std::span<const Grant> grants;
  bool cluster_wide = false;
  Name ns = kEmptyName;
};

std::span<const Name> names_of(const Snapshot& snapshot, const Grant& grant) {
  const RuleEntry& entry = snapshot.rules(snapshot.role_of(grant.binding))[grant.rule];
  return snapshot.names().list(snapshot.rule(entry.rule).resource_names);
}

class ItemRows {
 public:
  ItemRows(const Answer& answer, const AnswerItem& item, bool by_rule)
      : snapshot_(answer.graph->snapshot()), query_(answer.query), item_(item) {
    const std::span<const Grant> all(item.grants);
    for (std::size_t at = 0; at < all.size();) {
      std::size_t end = at + 1;
      while (end < all.size() && all[end].binding == all[at].binding &&
             (!by_rule || all[end].rule == all[at].rule))
        ++end;
      const Binding& binding = snapshot_.binding(all[at].binding);
      rows_.push_back(
          {all.subspan(at, end - at), binding.kind == BindingKind::ClusterRoleBinding, binding.ns});
      at = end;
    }
    std::ranges::stable_sort(rows_, {}, [&](const Row& row) {
      const Binding& binding = snapshot_.binding(row.grants.front().binding);
      return std::tuple(!row.cluster_wide, snapshot_.text(row.ns), snapshot_.text(binding.name));
    });
  }

  std::span<const Row> rows() const { return rows_; }

  /// Does this row give no plain yes?
  bool only_named(const Row& row) const {
    if (query_.is_url() || !query_.name.empty()) return false;
    const auto of_this_scope = [&](const NamedAccess& access) {
      return row.cluster_wide ? !access.ns : access.ns == row.ns;
    };
    if (std::ranges::any_of(item_.named, of_this_scope)) return true;
    return std::ranges::all_of(row.grants, [&](const Grant& grant) {
      const std::span<const Name> names = names_of(snapshot_, grant);
      return !names.empty() && std::ranges::find(names, kEmptyName) == names.end();
    });
  }

  /// The names that it is limited to, "" where it is not.
  std::string names(const Row& row) const {
    std::vector<std::string> names;
    for (const Grant& grant : row.grants)
      for (const Name name : names_of(snapshot_, grant)) {
        std::string text = name == kEmptyName ? "\"\"" : printable(snapshot_.text(name));
        if (std::ranges::find(names, text) == names.end()) names.push_back(std::move(text));
      }
    if (names.empty() && only_named(row)) names.push_back(printable(snapshot_.text(row.ns)));
    return fmt::format("{}", fmt::join(names, ","));
  }

 private:
  const Snapshot& snapshot_;
  const AccessQuery& query_;
  const AnswerItem& item_;
  std::vector<Row> rows_;
};

/// The first three of a list, and how many more there are.
std::string first_few(const std::vector<std::string>& list, std::uint64_t count) {
  constexpr std::size_t kShown = 3;
  const std::vector<std::string> shown(
      list.begin(), list.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, list.size())));
  std::string text = fmt::format("{}", fmt::join(shown, ", "));
  if (count > shown.size()) text += fmt::format(" and {} more", count - shown.size());
  return text;
}

std::string members_note(const AnswerItem& item) {
  if (item.subject.kind != SubjectKind::Group) return {};
  if (item.member_count == 0) return "no member is known";
  std::vector<std::string> members;
  for (const SubjectRef& member : item.members) members.push_back(printable(spell(member)));
  return fmt::format("{}: {}", count_text(item.member_count, "known member"),
                     first_few(members, item.member_count));
}

std::string workloads_note(const Snapshot& snapshot, const AnswerItem& item) {
  if (item.workloads.empty()) return {};
  std::vector<std::string> workloads;
  for (const WorkloadId id : item.workloads) {
    const Workload& workload = snapshot.workloads()[index_of(id)];
    workloads.push_back(
        printable(kind_and_name(snapshot.text(workload.kind), snapshot.text(workload.name))));
  }
  return "runs " + first_few(workloads, workloads.size());
}

/// How the binding spells the subject, where that is not the subject itself.
std::string through_note(const Snapshot& snapshot, const AnswerItem& item, const Row& row) {
  std::vector<std::string> spellings;
  for (const Grant& grant : row.grants) {
    const Subject& subject = snapshot.binding(grant.binding).subjects[grant.subject];
    if (subject.kind == item.subject.kind) continue;
    std::string text = fmt::format("through {} {}", to_string(subject.kind),
                                   printable(snapshot.text(subject.name)));
    if (std::ranges::find(spellings, text) == spellings.end()) spellings.push_back(std::move(text));
  }
  return fmt::format("{}", fmt::join(spellings, ", "));
}

std::string rules_text(const Snapshot& snapshot, const Row& row) {
  const Grant& grant = row.grants.front();
  const RuleEntry& entry = snapshot.rules(snapshot.role_of(grant.binding))[grant.rule];
  std::string text = std::to_string(grant.rule);
  if (entry.aggregated_from != kEmptyName)
    text += fmt::format(" (from {})", printable(snapshot.text(entry.aggregated_from)));
  return text;
}

std::string subject_text(const SubjectRef& subject) {
  if (subject.kind != SubjectKind::ServiceAccount) return printable(subject.name);
  return printable(subject.ns + "/" + subject.name);
}

void add_wide_cells(std::vector<Cell>& cells, const Snapshot& snapshot, const AnswerItem& item,
                    const ItemRows& rows, const Row& row, bool first_of_item) {
  const RoleId role = snapshot.role_of(row.grants.front().binding);
  std::vector<std::string> notes;
  const auto add_note = [&](std::string note) {
    if (!note.empty()) notes.push_back(std::move(note));
  };
  const std::string names = rows.names(row);
  if (rows.only_named(row)) add_note("only named: " + names);
  add_note(through_note(snapshot, item, row));
  if (first_of_item) {
    add_note(members_note(item));
    add_note(workloads_note(snapshot, item));
  }
  // An empty cell would shift the columns of whoever splits a line at its blanks.
  const auto or_dash = [](std::string text) { return text.empty() ? "-" : std::move(text); };
  cells.push_back({rules_text(snapshot, row)});
  cells.push_back({or_dash(names)});
  cells.push_back(
      {or_dash(place_text(snapshot, snapshot.rules(role)[row.grants.front().rule].source))});
  cells.push_back({fmt::format("{}", fmt::join(notes, "; "))});
}

void add_rows(ColumnWriter& table, const Answer& answer, const AnswerItem& item,
              const TableOptions& options, bool with_query) {
  const Snapshot& snapshot = answer.graph->snapshot();
  const ItemRows rows(answer, item, options.wide);
  bool first = true;
  for (const Row& row : rows.rows()) {
    const Binding& binding = snapshot.binding(row.grants.front().binding);
    const Role& role = snapshot.role(snapshot.role_of(row.grants.front().binding));
    std::vector<Cell> cells;
    if (with_query) cells.push_back({short_phrase(answer.query)});
    cells.push_back({subject_text(item.subject)});
    cells.push_back({std::string(to_string(item.subject.kind))});
    std::string scope = row.cluster_wide ? "cluster-wide" : printable(snapshot.text(row.ns));
    const bool only_named = rows.only_named(row);
    if (only_named) scope += " (only named)";
    cells.push_back({std::move(scope), only_named         ? CellColor::Faint
                                       : row.cluster_wide ? CellColor::Strong
                                                          : CellColor::None});
    cells.push_back(
        {printable(kind_and_name(to_string(binding.kind), snapshot.text(binding.name)))});
    cells.push_back({printable(kind_and_name(to_string(role.kind), snapshot.text(role.name)))});
    if (options.wide) add_wide_cells(cells, snapshot, item, rows, row, first);
    first = false;
    table.add(std::move(cells));
  }
}

}  // namespace

void write_table(std::ostream& out, std::span<const Answer> answers, const TableOptions& options) {
  const bool with_query = answers.size() > 1;
  ColumnWriter table;
  std::vector<std::string> header{"SUBJECT", "KIND", "SCOPE", "VIA", "ROLE"};
  if (with_query) header.insert(header.begin(), "QUERY");
  if (options.wide) header.insert(header.end(), {"RULE", "NAMES", "SOURCE", "NOTE"});
  if (options.headers) table.set_header(std::move(header));
  for (const Answer& answer : answers)
    for (const AnswerItem& item : answer.items) add_rows(table, answer, item, options, with_query);
  table.write(out, options.color);
}

void write_names(std::ostream& out, std::span<const Answer> answers) {
  std::set<SubjectRef> subjects;
  for (const Answer& answer : answers)
    for (const AnswerItem& item : answer.items) subjects.insert(item.subject);
  for (const SubjectRef& subject : subjects) out << printable(spell(subject)) << '\n';
}

}  // namespace rbacgraph
