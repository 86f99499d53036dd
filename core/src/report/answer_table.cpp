#include "rbacgraph/report/answer_table.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/side_by_side.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/summary.h"
#include "report/powerful_words.h"
#include "report/table_cells.h"

namespace rbacgraph {
namespace {

constexpr std::array kColumns{"SUBJECT", "KIND", "SCOPE", "VIA", "ROLE"};
constexpr std::array kWideColumns{"RULE", "NAMES", "SOURCE", "NOTE"};

/// Grants of one item that make one row: a range of `item.grants`, which is sorted by binding.
struct Row {
  std::span<const Grant> grants;
  bool cluster_wide = false;
  Name ns = kEmptyName;
};

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
    if (rows_.size() < 2) return;
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

  /// The names that it is limited to, none where it is not.
  std::vector<std::string> names(const Row& row) const {
    std::vector<std::string> names;
    for (const Grant& grant : row.grants) {
      for (const Name name : names_of(snapshot_, grant)) {
        std::string text(snapshot_.text(name));
        if (std::ranges::find(names, text) == names.end()) names.push_back(std::move(text));
      }
    }
    if (names.empty() && only_named(row)) names.emplace_back(snapshot_.text(row.ns));
    return names;
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
  for (const SubjectRef& member : item.members) members.push_back(spell(member));
  return fmt::format("{}: {}", count_text(item.member_count, "known member"),
                     first_few(members, item.member_count));
}

std::string workloads_note(const Snapshot& snapshot, const AnswerItem& item) {
  if (item.workloads.empty()) return {};
  std::vector<std::string> workloads;
  for (const WorkloadId id : item.workloads) {
    const Workload& workload = snapshot.workloads()[index_of(id)];
    workloads.push_back(kind_and_name(snapshot.text(workload.kind), snapshot.text(workload.name)));
  }
  return "runs " + first_few(workloads, workloads.size());
}

/// How the binding spells the subject, where that is not the subject itself.
std::string through_note(const Snapshot& snapshot, const AnswerItem& item, const Row& row) {
  std::vector<std::string> spellings;
  for (const Grant& grant : row.grants) {
    const Subject& subject = snapshot.binding(grant.binding).subjects[grant.subject];
    if (subject.kind == item.subject.kind) continue;
    std::string text =
        fmt::format("through {} {}", to_string(subject.kind), snapshot.text(subject.name));
    if (std::ranges::find(spellings, text) == spellings.end()) spellings.push_back(std::move(text));
  }
  return fmt::format("{}", fmt::join(spellings, ", "));
}

std::string note_text(const Snapshot& snapshot, const AnswerItem& item, const ItemRows& rows,
                      const Row& row, bool first_of_item) {
  std::vector<std::string> notes;
  const auto add = [&](std::string note) {
    if (!note.empty()) notes.push_back(std::move(note));
  };
  if (rows.only_named(row)) add("only named: " + plain_text({rows.names(row)}));
  add(through_note(snapshot, item, row));
  if (first_of_item) {
    add(members_note(item));
    add(workloads_note(snapshot, item));
  }
  return fmt::format("{}", fmt::join(notes, "; "));
}

using Rows = std::vector<std::vector<Cell>>;

void add_rows(Rows& to, const Answer& answer, const AnswerItem& item,
              const AnswerTableOptions& options, bool with_query) {
  const Snapshot& snapshot = answer.graph->snapshot();
  const ItemRows rows(answer, item, options.wide);
  bool first = true;
  for (const Row& row : rows.rows()) {
    const Grant& grant = row.grants.front();
    std::vector<Cell> cells;
    cells.reserve((with_query ? 1 : 0) + kColumns.size() +
                  (options.wide ? kWideColumns.size() : 0) + (answer.powerful != nullptr ? 2 : 0));
    if (with_query) cells.push_back({short_phrase(answer.query)});
    cells.push_back({subject_text(item.subject)});
    cells.push_back(words_cell(to_string(item.subject.kind)));
    cells.push_back(scope_cell(snapshot, row.ns, row.cluster_wide, rows.only_named(row)));
    add_evidence(cells, snapshot, grant);
    if (options.wide) {
      cells.push_back(rule_cell(snapshot, grant));
      cells.push_back(names_cell(rows.names(row)));
      cells.push_back(source_cell(snapshot, grant, options));
      cells.push_back(text_or_nothing(note_text(snapshot, item, rows, row, first)));
    }
    if (answer.powerful != nullptr) {
      Powers powers;
      for (const Grant& each : row.grants) powers |= answer.powerful->of(snapshot, each);
      cells.push_back(powers_cell(powers));
      if (options.wide) cells.push_back(power_ids_cell(powers));
    }
    first = false;
    to.push_back(std::move(cells));
  }
}

/// Of a long answer the two halves are made at once.
void add_rows(Rows& to, const Answer& answer, const AnswerTableOptions& options, bool with_query) {
  constexpr std::size_t kMany = 5'000;
  std::size_t grants = 0;
  for (const AnswerItem& item : answer.items) grants += item.grants.size();
  auto half = answer.items.begin();
  for (std::size_t before = 0; before < grants / 2; ++half) before += half->grants.size();
  const auto add = [&](Rows& rows, auto begin, auto end) {
    for (auto item = begin; item != end; ++item) add_rows(rows, answer, *item, options, with_query);
  };
  Rows rest;
  side_by_side(
      grants >= kMany, [&] { add(to, answer.items.begin(), half); },
      [&] { add(rest, half, answer.items.end()); });
  std::ranges::move(rest, std::back_inserter(to));
}

std::string_view verdict_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::No: return "no";
    case Verdict::Yes: return "yes";
    case Verdict::Unknown: break;
  }
  return "unknown";
}

/// Why there is no grant to show.
std::string verdict_note(const CanIAnswer& answer) {
  if (answer.decision.superuser) return "a member of system:masters";
  return reason(*answer.snapshot, answer.decision);
}

}  // namespace

Table answer_table(std::span<const Answer> answers, const AnswerTableOptions& options) {
  const bool with_query = options.query || answers.size() > 1;
  Table table;
  if (with_query) table.columns.emplace_back("QUERY");
  table.columns.insert(table.columns.end(), kColumns.begin(), kColumns.end());
  if (options.wide)
    table.columns.insert(table.columns.end(), kWideColumns.begin(), kWideColumns.end());
  if (answers.front().powerful != nullptr) {
    table.columns.emplace_back("POWERFUL");
    if (options.wide) table.columns.emplace_back(kPowerIdsColumn);
  }
  for (const Answer& answer : answers) add_rows(table.rows, answer, options, with_query);
  return table;
}

Table answer_table(const CanIAnswer& answer, const AnswerTableOptions& options) {
  const Snapshot& snapshot = *answer.snapshot;
  Table table;
  if (options.query) table.columns.emplace_back("QUERY");
  table.columns.insert(table.columns.end(), {"ALLOWED", "SUBJECT", "KIND", "SCOPE", "VIA", "ROLE"});
  if (options.wide) table.columns.insert(table.columns.end(), {"RULE", "NAMES", "SOURCE"});
  table.columns.emplace_back("NOTE");
  const auto start_row = [&] {
    std::vector<Cell> cells;
    if (options.query) cells.push_back({short_phrase(answer.query)});
    cells.push_back(words_cell(verdict_word(answer.decision.verdict)));
    return cells;
  };
  for (const Grant& grant : answer.grants) {
    const Binding& binding = snapshot.binding(grant.binding);
    const SubjectRef subject = spelled_subject(snapshot, grant);
    std::vector<Cell> cells = start_row();
    cells.push_back({subject_text(subject)});
    cells.push_back(words_cell(to_string(subject.kind)));
    cells.push_back(
        scope_cell(snapshot, binding.ns, binding.kind == BindingKind::ClusterRoleBinding, false));
    add_evidence(cells, snapshot, grant);
    if (options.wide) {
      cells.push_back(rule_cell(snapshot, grant));
      std::vector<std::string> names;
      for (const Name name : names_of(snapshot, grant)) names.emplace_back(snapshot.text(name));
      cells.push_back(names_cell(std::move(names)));
      cells.push_back(source_cell(snapshot, grant, options));
    }
    cells.emplace_back();
    table.rows.push_back(std::move(cells));
  }
  if (table.rows.empty()) {
    std::vector<Cell> cells = start_row();
    cells.resize(table.columns.size());
    cells.back() = text_or_nothing(verdict_note(answer));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table dead_table(const Answer& answer, const AnswerTableOptions& options) {
  const Snapshot& snapshot = answer.graph->snapshot();
  Table table;
  table.columns = {"SUBJECT", "KIND", "SCOPE", "VIA", "ROLE", "RULE", "SOURCE", "REASON"};
  for (const DeadGrant& dead : answer.dead) {
    const Binding& binding = snapshot.binding(dead.grant.binding);
    std::vector<Cell> cells;
    cells.push_back({subject_text(dead.subject)});
    cells.push_back(words_cell(to_string(dead.subject.kind)));
    cells.push_back(
        scope_cell(snapshot, binding.ns, binding.kind == BindingKind::ClusterRoleBinding, false));
    add_evidence(cells, snapshot, dead.grant);
    cells.push_back(rule_cell(snapshot, dead.grant));
    cells.push_back(source_cell(snapshot, dead.grant, options));
    cells.push_back(text_or_nothing(explain(snapshot, answer.query, dead)));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

void write_names(std::ostream& out, std::span<const Answer> answers) {
  std::set<SubjectRef> subjects;
  for (const Answer& answer : answers)
    for (const AnswerItem& item : answer.items) subjects.insert(item.subject);
  for (const SubjectRef& subject : subjects) out << printable(spell(subject)) << '\n';
}

}  // namespace rbacgraph
