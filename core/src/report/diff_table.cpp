#include "rbacgraph/report/diff_table.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/report/display.h"
#include "report/diff_rows.h"
#include "report/diff_words.h"
#include "report/powerful_words.h"
#include "report/table_cells.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kNamespacesShown = 2;

std::vector<std::string> changes_text(const Diff& diff, const std::vector<std::uint32_t>& causes) {
  std::vector<std::string> texts;
  for (const std::uint32_t at : causes) texts.push_back(change_text(diff.objects[at]));
  return texts;
}

std::vector<Cell> wide_cells(const Diff& diff, std::uint32_t at, std::vector<std::string> places) {
  const NamePool& names = diff.names();
  const AccessChange& entry = diff.access[at];
  const Emphasis emphasis = is_aside(entry) ? Emphasis::Faint : Emphasis::None;
  std::vector<std::string> except;
  for (const AccessException& each : entry.except)
    except.push_back(except_text(names, entry, each));
  std::vector<Cell> cells;
  cells.push_back({std::uint64_t{at} + 1});
  cells.push_back({Words{entry.gained ? "gained" : "lost"}, emphasis});
  cells.push_back({subject_text(entry.subject), emphasis});
  cells.push_back({Words{std::string(to_string(entry.subject.kind))}, emphasis});
  cells.push_back(entry.scope.cluster_wide ? Cell{Words{"cluster-wide"}, Emphasis::Strong}
                                           : names_cell(name_list(names, entry.scope.namespaces)));
  cells.push_back({name_list(names, entry.rule.verbs), emphasis});
  const bool is_url = entry.rule.api_groups.empty();
  cells.push_back(names_cell(name_list(names, entry.rule.api_groups)));
  cells.push_back(
      {name_list(names, is_url ? entry.rule.non_resource_urls : entry.rule.resources), emphasis});
  cells.push_back(names_cell(name_list(names, entry.rule.resource_names)));
  cells.push_back(text_or_nothing(fmt::format("{}", fmt::join(except, "; "))));
  cells.push_back(powers_cell(entry.powers));
  cells.push_back(power_ids_cell(entry.powers));
  cells.push_back(names_cell(changes_text(diff, entry.causes)));
  cells.push_back(names_cell(std::move(places)));
  cells.push_back(text_or_nothing(fmt::format("{}", fmt::join(notes_of(entry), "; "))));
  return cells;
}

/// `brief`: the first of many fields, and of their words.
std::string fields_text(const NamePool& names, const ObjectChange& change, bool brief) {
  constexpr std::size_t kFieldsShown = 4;
  constexpr std::size_t kWordsShown = 6;
  std::vector<std::string> fields;
  for (const FieldChange& field : change.fields)
    fields.push_back(field_text(names, field, brief ? kWordsShown : kAllWords));
  return shortened(fields, brief ? kFieldsShown : kAllWords, "; ");
}

/// Changes that are alike but for their namespaces.
struct FoldedObject {
  std::uint32_t first = 0;  ///< index in Diff::objects
  std::vector<std::string> namespaces;
};

std::vector<FoldedObject> fold_objects(const DiffReport& report, bool fold) {
  using Key = std::tuple<ObjectChange::Kind, std::string, std::string, std::string>;
  std::map<Key, std::size_t> places;
  std::vector<FoldedObject> folded;
  for (const std::uint32_t at : report.objects) {
    const ObjectChange& change = report.diff.objects[at];
    std::size_t place = folded.size();
    if (fold && !change.object.ns.empty()) {
      Key key{change.kind, change.object.kind, change.object.name,
              fields_text(report.diff.names(), change, false)};
      place = places.emplace(std::move(key), place).first->second;
    }
    if (place == folded.size()) folded.push_back({at, {}});
    if (!change.object.ns.empty()) folded[place].namespaces.push_back(change.object.ns);
  }
  return folded;
}

std::string counts_text(const AccessCounts& counts, std::string_view what) {
  std::string text = what.empty() ? std::to_string(counts.entries)
                                  : fmt::format("{} {}", counts.entries,
                                                counts.entries == 1 ? "access" : "accesses");
  return text;
}

std::string powerful_text(const AccessCounts& counts) {
  return counts.powerful == 0 ? "" : fmt::format(" ({} powerful)", counts.powerful);
}

}  // namespace

Table diff_table(const DiffReport& report) {
  const std::vector<DiffRow> rows = diff_rows(report.diff, report.access);
  return rows_table(report.diff, rows, {});
}

Table diff_wide_table(const DiffReport& report, DiffPlaces places) {
  const Diff& diff = report.diff;
  std::optional<DiffSourceNames> names;
  if (places == DiffPlaces::InReports) names.emplace(diff);
  // A cause may be an object that is left out of what is listed.
  std::vector<std::uint32_t> causes;
  for (const std::uint32_t at : report.access)
    causes.insert(causes.end(), diff.access[at].causes.begin(), diff.access[at].causes.end());
  std::ranges::sort(causes);
  causes.erase(std::ranges::unique(causes).begin(), causes.end());
  const std::vector<std::string> place = places_of(diff, causes, names ? &*names : nullptr);
  Table table;
  table.columns = {"#",     "CHANGE", "SUBJECT",  "KIND",
                   "SCOPE", "VERBS",  "GROUPS",   "RESOURCES",
                   "NAMES", "EXCEPT", "POWERFUL", std::string(kPowerIdsColumn),
                   "CAUSE", "SOURCE", "NOTE"};
  for (const std::uint32_t at : report.access) {
    std::vector<std::string> own;
    for (const std::uint32_t cause : diff.access[at].causes) {
      own.push_back(place[static_cast<std::size_t>(std::ranges::lower_bound(causes, cause) -
                                                   causes.begin())]);
    }
    table.rows.push_back(wide_cells(diff, at, std::move(own)));
  }
  for (const std::uint32_t at : report.unknown) {
    const UnknownAccess& each = diff.unknown[at];
    std::vector<Cell> cells(table.columns.size());
    cells[0] = {Words{"?"}};
    cells[1] = words_cell(each.gained ? "gained" : "lost");
    cells[2] = {spell(each.subject)};
    cells[3] = words_cell(to_string(each.subject.kind));
    cells[4] = {scope_text(diff.names(), each.scope, 1)};
    cells[table.columns.size() - 3] = {change_text(diff.objects[each.cause])};
    cells.back() = {"not known: " + unknown_text(each)};
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table diff_objects_table(const DiffReport& report, DiffPlaces places, bool fold,
                         std::size_t at_most) {
  const Diff& diff = report.diff;
  std::optional<DiffSourceNames> names;
  if (places == DiffPlaces::InReports) names.emplace(diff);
  std::vector<FoldedObject> folded = fold_objects(report, fold);
  if (folded.size() > at_most) folded.resize(at_most);
  std::vector<std::uint32_t> shown;
  for (const FoldedObject& each : folded) shown.push_back(each.first);
  std::vector<std::string> place = places_of(diff, shown, names ? &*names : nullptr);
  Table table;
  table.columns = {"CHANGE", "OBJECT", "NAMESPACE", "SOURCE", "FIELDS"};
  for (std::size_t at = 0; at < folded.size(); ++at) {
    const ObjectChange& change = diff.objects[folded[at].first];
    table.rows.push_back({words_cell(to_string(change.kind)),
                          {kind_and_name(change.object.kind, change.object.name)},
                          text_or_nothing(shortened(folded[at].namespaces, kNamespacesShown)),
                          text_or_nothing(std::move(place[at])),
                          text_or_nothing(fields_text(diff.names(), change, fold))});
  }
  return table;
}

Table diff_unknown_table(const DiffReport& report) {
  const Diff& diff = report.diff;
  Table table;
  table.columns = {"?", "SUBJECT", "SCOPE", "NOT KNOWN", "CAUSE"};
  for (const std::uint32_t at : report.unknown) {
    const UnknownAccess& each = diff.unknown[at];
    const Emphasis emphasis = each.gained ? Emphasis::Strong : Emphasis::None;
    table.rows.push_back({{Words{each.gained ? "+ ?" : "- ?"}, emphasis},
                          {spell(each.subject), emphasis},
                          each.scope.cluster_wide
                              ? Cell{Words{"cluster-wide"}, emphasis}
                              : Cell{scope_text(diff.names(), each.scope, 1), emphasis},
                          {unknown_text(each), emphasis},
                          {change_text(diff.objects[each.cause]), emphasis}});
  }
  return table;
}

Table diff_roles_table(const DiffReport& report, const std::vector<UnheldRole>& roles) {
  // So many rules are told of a role, the most dangerous first.
  constexpr std::size_t kRulesShown = 3;
  Table table;
  if (!report.filter.empty()) return table;
  table.columns = {"ROLE THAT NOBODY HOLDS", "GAINED", "POWERFUL", "LOST"};
  for (const UnheldRole& each : roles) {
    std::vector<std::string> gained;
    std::vector<std::string> lost;
    Powers powers;
    for (const AccessChange& entry : each.access) {
      (entry.gained ? gained : lost).push_back(access_text(report.diff.names(), entry, 1));
      if (entry.gained) powers |= entry.powers;
    }
    table.rows.push_back({{object_text(each.role)},
                          text_or_nothing(shortened(gained, kRulesShown, "; ")),
                          powers_cell(powers),
                          text_or_nothing(shortened(lost, kRulesShown, "; "))});
  }
  return table;
}

std::size_t count_object_rows(const DiffReport& report) {
  return fold_objects(report, true).size();
}

Table diff_stat_table(const DiffReport& report) {
  const DiffSummary summary = summary_of(report);
  Table table;
  table.columns = {"WHAT", "ADDED", "REMOVED", "CHANGED"};
  const auto row = [&](Cell what, std::uint64_t added, std::uint64_t removed, Cell changed) {
    table.rows.push_back({std::move(what), {added}, {removed}, std::move(changed)});
  };
  for (const auto& [kind, counts] : summary.kinds)
    row({kind}, counts.added, counts.removed, {counts.changed});
  row(words_cell("objects"), summary.objects.added, summary.objects.removed,
      {summary.objects.changed});
  const auto access = [&](std::string_view what, std::uint64_t AccessCounts::* count) {
    row(words_cell(what), summary.gained.*count, summary.lost.*count, {});
  };
  access("access", &AccessCounts::entries);
  access("powerful access", &AccessCounts::powerful);
  access("dead access", &AccessCounts::dead);
  access("subjects", &AccessCounts::subjects);
  if (summary.unknown_gained + summary.unknown_lost > 0)
    row(words_cell("unknown access"), summary.unknown_gained, summary.unknown_lost, {});
  return table;
}

namespace {

/// What the verdict doesn't count: ", and what ClusterRole/x gives is not known".
std::string unknown_verdict(const DiffReport& report) {
  std::set<std::string> roles;
  for (const std::uint32_t at : report.unknown) {
    const ObjectRef& role = report.diff.unknown[at].role;
    roles.insert(kind_and_name(role.kind, role.name));
  }
  if (roles.empty()) return {};
  return ", and what " +
         (roles.size() == 1 ? *roles.begin() + " gives"
                            : fmt::format("{} roles give", roles.size())) +
         " is not known";
}

std::string known_verdict(const DiffSummary& summary) {
  const std::uint64_t objects = summary.objects.all();
  const std::string text = objects == 0 ? "No object differs"
                                        : fmt::format("{} {}", count_text(objects, "object"),
                                                      objects == 1 ? "differs" : "differ");
  if (summary.gained.entries + summary.lost.entries == 0)
    return text + ", no access gained or lost";
  if (summary.gained.entries == 0) {
    return text + fmt::format(", no access gained, {} lost{}", counts_text(summary.lost, ""),
                              powerful_text(summary.lost));
  }
  return text + fmt::format(", {} gained{}, {} lost{}", counts_text(summary.gained, "access"),
                            powerful_text(summary.gained),
                            summary.lost.entries == 0 ? "none" : counts_text(summary.lost, ""),
                            powerful_text(summary.lost));
}

}  // namespace

std::string diff_verdict(const DiffReport& report) {
  // Elsewhere something may differ all the same.
  if (report.empty() && !report.filter.empty()) return "Nothing that was asked for differs";
  return known_verdict(summary_of(report)) + unknown_verdict(report);
}

std::vector<std::string> trailer(const DiffReport& report) {
  std::vector<std::string> lines;
  const DiffSummary summary = summary_of(report);
  const std::uint64_t dead = summary.gained.dead + summary.lost.dead;
  if (dead > 0) {
    lines.push_back(fmt::format("{} dead: no real request can use {}",
                                dead == 1 ? "1 entry is" : fmt::format("{} entries are", dead),
                                dead == 1 ? "it" : "them"));
  }
  PowerSet powers;
  for (const std::uint32_t at : report.access)
    powers |= shown_powers(report.diff.access[at].powers);
  for (const std::string& line : power_legend(powers)) lines.push_back("powerful: " + line);
  if (!report.filter.empty() && !report.filter.number) {
    lines.push_back(fmt::format("note: {} of {} listed, as asked for", report.access.size(),
                                count_text(report.diff.access.size(), "change") + " of access"));
  }
  for (const DiffIgnore::Count& each : report.ignored.lines) {
    const std::string what = "\"" + printable(each.pattern) + "\" (" + printable(each.reason) + ")";
    if (each.objects + each.access == 0) {
      lines.push_back("note: nothing is left out by " + what);
    } else {
      lines.push_back(fmt::format("note: {} and {} of access are left out by {}",
                                  count_text(each.objects, "object"),
                                  count_text(each.access, "change"), what));
    }
  }
  if (std::string more = more_undo_text(report); !more.empty())
    lines.push_back("note: " + std::move(more));
  for (const std::string& note : report.diff.notes) lines.push_back("note: " + printable(note));
  return lines;
}

}  // namespace rbacgraph
