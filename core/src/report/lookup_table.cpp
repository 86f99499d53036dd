#include "rbacgraph/report/lookup_table.h"

#include <algorithm>
#include <ostream>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/report/display.h"
#include "report/lookup_words.h"
#include "report/powerful_words.h"
#include "report/table_cells.h"

namespace rbacgraph {
namespace {

using By = LookupAnswer::By;

constexpr std::size_t kListed = 3;

/// SUBJECT and KIND.
void add_subject(std::vector<Cell>& cells, const LookupAnswer& answer, const LookupRow& row) {
  if (row.subject == LookupRow::kNobody) {
    cells.resize(cells.size() + 2);
    return;
  }
  const SubjectRef& subject = answer.subjects[row.subject];
  // An account without namespace is told by its name alone.
  cells.push_back({subject.ns.empty() ? subject.name : subject_text(subject)});
  if (subject.kind != SubjectKind::Other) {
    cells.push_back(words_cell(to_string(subject.kind)));
  } else {
    const Subject& written = answer.binding(row).subjects[row.place];
    cells.push_back({std::string(answer.graph->snapshot().text(written.kind_word))});
  }
}

std::string role_text(const LookupAnswer& answer, const LookupWords& words, const LookupRow& row) {
  const ObjectRef role = words.role(row);
  return kind_and_name(role.kind, role.name) +
         (answer.role(row) == kNoId<RoleId> ? " (missing)" : "");
}

Cell via_cell(const LookupAnswer& answer, const LookupRow& row) {
  if (row.subject == LookupRow::kNobody) return {};
  if (!row.through_group) return words_cell("direct");
  const Subject& group = answer.binding(row).subjects[row.place];
  return {"group:" + std::string(answer.graph->snapshot().text(group.name))};
}

Cell place_cell(const Snapshot& snapshot, const SourceRef& source,
                const AnswerTableOptions& options) {
  return text_or_nothing(options.names == nullptr ? place_text(snapshot, source)
                                                  : place_text(*options.names, source));
}

std::string kind_words(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::Group: return "groups";
    case SubjectKind::ServiceAccount: return "service accounts";
    case SubjectKind::User: return "users";
    case SubjectKind::Other: break;
  }
  return "subjects";
}

std::string where_text(const LookupFilter& filter) {
  return filter.ns ? ", cluster-wide and in namespace " + printable(*filter.ns)
                   : ", in all namespaces";
}

std::string object_text(const ObjectRef& object) {
  return printable(kind_and_name(object.kind, object.name)) +
         (object.ns.empty() ? "" : " in " + printable(object.ns));
}

std::string question(const LookupAnswer& answer) {
  const std::string where = where_text(answer.filter);
  const std::string_view powerful = answer.powerful == nullptr ? "" : "powerful ";
  const std::string kinds =
      answer.filter.kind ? " (" + kind_words(*answer.filter.kind) + " only)" : "";
  switch (answer.by) {
    case By::Subject:
    case By::Workload:
      return fmt::format("Which {}bindings and roles has {}{}?", powerful,
                         printable(spell(answer.subjects.front())), where);
    case By::Pattern:
      return fmt::format("Which {}bindings and roles have the {} that match {}{}?", powerful,
                         answer.filter.kind ? kind_words(*answer.filter.kind) : "subjects",
                         printable(answer.pattern), where);
    case By::Role: return fmt::format("Who has {}{}{}?", object_text(answer.object), where, kinds);
    case By::Binding: break;
  }
  return fmt::format("Whom does {} bind{}?", object_text(answer.object), kinds);
}

/// "sa:ci/a, user:b and 12 more"
std::string first_few(const std::vector<std::string>& all) {
  const std::size_t shown = std::min(kListed, all.size());
  std::string text = fmt::format("{}", fmt::join(std::span(all).first(shown), ", "));
  if (shown < all.size()) text += fmt::format(" and {} more", all.size() - shown);
  return text;
}

std::string nothing_line(const LookupAnswer& answer) {
  if (answer.powerful != nullptr)
    return "Nothing powerful, as far as the input tells: no such binding gives any of it";
  switch (answer.by) {
    case By::Subject:
    case By::Workload:
      return fmt::format("no binding in the input names {} or one of its groups",
                         printable(spell(answer.subjects.front())));
    case By::Pattern:
      return answer.subjects.empty() ? "No subject in the input matches" : "No binding names them";
    case By::Role: return "Nobody, as far as the input tells: no binding in it gives this role";
    case By::Binding: break;
  }
  return "Nobody";
}

struct Counts {
  std::set<BindingId> bindings;
  std::set<BindingId> missing;
  std::set<BindingId> through_group;
  std::set<Name> namespaces;
  std::set<std::uint32_t> subjects;
  std::uint64_t cluster_wide = 0;
};

Counts count(const LookupAnswer& answer) {
  Counts counts;
  for (const LookupRow& row : answer.rows) {
    const Binding& binding = answer.binding(row);
    if (row.subject != LookupRow::kNobody) counts.subjects.insert(row.subject);
    if (row.through_group) counts.through_group.insert(row.binding);
    if (!counts.bindings.insert(row.binding).second) continue;
    if (answer.role(row) == kNoId<RoleId>) counts.missing.insert(row.binding);
    if (binding.kind == BindingKind::ClusterRoleBinding) {
      ++counts.cluster_wide;
    } else {
      counts.namespaces.insert(binding.ns);
    }
  }
  return counts;
}

std::string counts_line(const LookupAnswer& answer) {
  const Counts counts = count(answer);
  std::vector<std::string> parts;
  if (counts.cluster_wide > 0) parts.push_back(fmt::format("{} cluster-wide", counts.cluster_wide));
  if (!counts.namespaces.empty()) {
    parts.push_back(fmt::format("{} in {}", counts.bindings.size() - counts.cluster_wide,
                                count_text(counts.namespaces.size(), "namespace")));
  }
  std::string text =
      fmt::format("{} ({})", count_text(counts.bindings.size(), "binding"), fmt::join(parts, ", "));
  if (answer.by != By::Subject && answer.by != By::Workload) {
    text += " of " +
            count_text(answer.powerful == nullptr ? answer.subjects.size() : counts.subjects.size(),
                       "subject");
  }
  if (!counts.through_group.empty())
    text += fmt::format(", {} through a group", counts.through_group.size());
  if (!counts.missing.empty())
    text += fmt::format(", {} to a role that is not there", counts.missing.size());
  return text;
}

/// Those that a pattern matches and no binding names.
std::vector<std::string> unbound(const LookupAnswer& answer) {
  std::vector<bool> bound(answer.subjects.size(), false);
  for (const LookupRow& row : answer.rows)
    if (row.subject != LookupRow::kNobody) bound[row.subject] = true;
  std::vector<std::string> all;
  for (std::size_t at = 0; at < bound.size(); ++at)
    if (!bound[at]) all.push_back(printable(spell(answer.subjects[at])));
  return all;
}

}  // namespace

Table lookup_table(const LookupAnswer& answer, const AnswerTableOptions& options) {
  const Snapshot& snapshot = answer.graph->snapshot();
  LookupWords words(answer);
  Table table;
  table.columns = {"SUBJECT", "KIND", "SCOPE", "ROLE", "BINDING", "VIA"};
  if (options.wide) table.columns.insert(table.columns.end(), {"AGGREGATION", "SOURCE", "NOTE"});
  const bool powerful = answer.powerful != nullptr;
  if (powerful) table.columns.emplace_back("POWERFUL");
  if (powerful && options.wide) table.columns.emplace_back(kPowerIdsColumn);
  table.rows.reserve(answer.rows.size());
  for (const LookupRow& row : answer.rows) {
    const Binding& binding = answer.binding(row);
    const bool missing = answer.role(row) == kNoId<RoleId>;
    std::vector<Cell> cells;
    cells.reserve(table.columns.size());
    add_subject(cells, answer, row);
    cells.push_back(
        scope_cell(snapshot, binding.ns, binding.kind == BindingKind::ClusterRoleBinding, false));
    cells.push_back({role_text(answer, words, row), missing ? Emphasis::Faint : Emphasis::None});
    cells.push_back({kind_and_name(to_string(binding.kind), snapshot.text(binding.name))});
    cells.push_back(via_cell(answer, row));
    if (options.wide) {
      std::vector<std::string> from;
      for (const Name name : words.contributors(row)) from.emplace_back(snapshot.text(name));
      cells.push_back(names_cell(std::move(from)));
      cells.push_back(place_cell(snapshot, binding.source, options));
      cells.push_back(text_or_nothing(words.note(row)));
    }
    if (powerful) {
      const Powers powers = powers_of(answer, row);
      cells.push_back(powers_cell(powers));
      if (options.wide) cells.push_back(power_ids_cell(powers));
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

void write_names(std::ostream& out, const LookupAnswer& answer) {
  const LookupWords words(answer);
  if (answer.by == By::Subject || answer.by == By::Workload) {
    std::set<ObjectRef> roles;
    for (const LookupRow& row : answer.rows) roles.insert(words.role(row));
    for (const ObjectRef& role : roles) {
      out << printable(role.kind + "/" + (role.ns.empty() ? "" : role.ns + "/") + role.name)
          << '\n';
    }
    return;
  }
  std::set<SubjectRef> subjects;
  for (const LookupRow& row : answer.rows)
    if (!words.names_nobody(row)) subjects.insert(answer.subjects[row.subject]);
  if (answer.by == By::Pattern && answer.powerful == nullptr)
    subjects.insert(answer.subjects.begin(), answer.subjects.end());
  for (const SubjectRef& subject : subjects) out << printable(spell(subject)) << '\n';
}

std::string account_sentence(const Snapshot& snapshot, const WorkloadAccount& account) {
  const Workload& workload = snapshot.workloads()[index_of(account.workload)];
  std::string text =
      fmt::format("{}/{} in {} runs as {}", snapshot.text(workload.kind),
                  snapshot.text(workload.name), snapshot.text(workload.ns), spell(account.account));
  if (account.is_default) text += ", the default account";
  if (!account.exists && !snapshot.service_accounts().empty())
    text += ", which is not in the input";
  switch (account.token) {
    case TokenMount::Mounted: return text + "; its token is mounted";
    case TokenMount::OffByWorkload:
      return text +
             "; its token is not mounted: the workload's automountServiceAccountToken is "
             "false";
    case TokenMount::OffByAccount: break;
  }
  return text + "; its token is not mounted: the account's automountServiceAccountToken is false";
}

std::vector<std::string> headline(const LookupAnswer& answer) {
  std::vector<std::string> lines{question(answer)};
  if (answer.workload)
    lines.push_back(printable(account_sentence(answer.graph->snapshot(), *answer.workload)));
  if (!answer.user) return lines;
  std::vector<std::string> groups;
  for (const std::string& group : answer.user->groups) groups.push_back(printable(group));
  if (!groups.empty()) lines.push_back(fmt::format("In the groups {}", fmt::join(groups, ", ")));
  return lines;
}

std::vector<std::string> trailer(const LookupAnswer& answer) {
  std::vector<std::string> lines{answer.rows.empty() ? nothing_line(answer) : counts_line(answer)};
  if (answer.by == By::Pattern && answer.powerful == nullptr) {
    const std::vector<std::string> without = unbound(answer);
    if (!without.empty()) {
      lines.push_back(fmt::format("{} without any binding: {}",
                                  count_text(without.size(), "subject"), first_few(without)));
    }
  }
  if (answer.powerful != nullptr) {
    for (const std::string& line : power_legend(named_powers(answer))) {
      lines.push_back("powerful: " + line);
    }
  }
  for (const std::string& note : answer.notes) lines.push_back("note: " + printable(note));
  return lines;
}

}  // namespace rbacgraph
