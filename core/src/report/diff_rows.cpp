#include "report/diff_rows.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "rbacgraph/report/display.h"
#include "report/powerful_words.h"
#include "report/table_cells.h"

namespace rbacgraph {
namespace {

// So many are told in a row.
constexpr std::size_t kExceptionsShown = 2;

/// A kind of change to objects of one name; of a binding that came or went with its role.
using CauseKey = std::tuple<ObjectChange::Kind, std::string, std::string, std::string>;
using RuleKey = std::array<std::vector<Name>, 5>;

CauseKey key_of(const Diff& diff, const ObjectChange& change) {
  return {change.kind, change.object.kind, change.object.name, bound_role_text(diff, change)};
}

RuleKey key_of(const RuleWords& rule) {
  return {rule.verbs, rule.api_groups, rule.resources, rule.resource_names, rule.non_resource_urls};
}

/// All but the namespaces.
using RowKey =
    std::tuple<bool, SubjectRef, std::vector<RuleKey>, std::optional<DeadReason>, Powers,
               std::optional<SubjectRef>, std::vector<SubjectRef>, std::vector<CauseKey>>;

RowKey key_of(const Diff& diff, const AccessChange& entry) {
  std::vector<RuleKey> rules{key_of(entry.rule)};
  for (const AccessException& each : entry.except) rules.push_back(key_of(each.rule));
  std::vector<CauseKey> causes;
  for (const std::uint32_t at : entry.causes) causes.push_back(key_of(diff, diff.objects[at]));
  return {entry.gained, entry.subject, std::move(rules),      entry.dead,
          entry.powers, entry.through, entry.already_through, std::move(causes)};
}

/// Where the exceptions are, is not said by the row's namespaces.
bool stands_alone(const AccessChange& entry) {
  return entry.scope.cluster_wide ||
         std::ranges::any_of(entry.except,
                             [](const AccessException& each) { return each.scope.has_value(); });
}

/// "added RoleBinding/web in 14 namespaces and 1 more": all of them are for --why and wide rows.
std::string cause_text(const Diff& diff, const DiffRow& row) {
  std::vector<std::pair<CauseKey, std::vector<std::string>>> causes;
  std::map<CauseKey, std::size_t> places;
  for (const std::uint32_t at : row.causes) {
    const ObjectChange& change = diff.objects[at];
    const CauseKey key = key_of(diff, change);
    const std::size_t place = places.try_emplace(key, causes.size()).first->second;
    if (place == causes.size()) causes.push_back({key, {}});
    if (!change.object.ns.empty()) causes[place].second.push_back(change.object.ns);
  }
  std::vector<std::string> texts;
  for (const auto& [key, namespaces] : causes) {
    std::string text = fmt::format("{} {}", to_string(std::get<0>(key)),
                                   kind_and_name(std::get<1>(key), std::get<2>(key)));
    if (namespaces.size() == 1) text += " in " + namespaces.front();
    if (namespaces.size() > 1) text += " in " + count_text(namespaces.size(), "namespace");
    if (!std::get<3>(key).empty()) text += " to " + std::get<3>(key);
    texts.push_back(std::move(text));
  }
  if (texts.size() > 1) texts.front() += fmt::format(" and {} more", texts.size() - 1);
  return texts.empty() ? std::string() : texts.front();
}

std::string marks(const AccessChange& entry) {
  if (entry.dead) return " (dead)";
  if (entry.already_through.empty()) return {};
  return entry.gained ? " (had it already)" : " (has it still)";
}

/// Those that are there only where some row has something to say in them.
struct RowColumns {
  bool through = false;
  bool powerful = false;
};

std::vector<Cell> row_cells(const Diff& diff, const DiffRow& row, const RowColumns& columns,
                            const RowsTableOptions& options) {
  const AccessChange& entry = *row.entry;
  const Emphasis plain = is_aside(entry) ? Emphasis::Faint : Emphasis::None;
  const bool danger = entry.gained && !is_aside(entry) && row.is_powerful();
  const Emphasis marked = danger ? Emphasis::Strong : plain;
  std::vector<Cell> cells;
  cells.push_back(
      {Words{fmt::format("{} {}", entry.gained ? "+" : "-", row.numbers.front())}, marked});
  cells.push_back({spell(entry.subject), plain});
  if (columns.through) {
    cells.push_back(entry.through ? Cell{spell(*entry.through), plain} : Cell{});
  }
  cells.push_back(entry.scope.cluster_wide
                      ? Cell{Words{"cluster-wide"}, marked}
                      : Cell{shortened(row.namespaces, options.namespaces), plain});
  cells.push_back({access_text(diff.names(), entry, kExceptionsShown) + marks(entry), plain});
  if (columns.powerful) {
    cells.push_back(powers_cell(entry.powers));
    cells.back().emphasis = marked;
  }
  cells.push_back({cause_text(diff, row), plain});
  if (options.places == nullptr) return cells;
  cells.push_back(
      row.causes.empty()
          ? Cell{}
          : text_or_nothing(place_of(diff, diff.objects[row.causes.front()], options.places)));
  return cells;
}

}  // namespace

bool is_aside(const AccessChange& entry) { return entry.dead || !entry.already_through.empty(); }

std::vector<DiffRow> diff_rows(const Diff& diff, std::span<const std::uint32_t> access) {
  std::map<RowKey, std::size_t> places;
  std::vector<DiffRow> rows;
  for (const std::uint32_t at : access) {
    const AccessChange& entry = diff.access[at];
    std::size_t place = rows.size();
    if (!stands_alone(entry)) place = places.emplace(key_of(diff, entry), place).first->second;
    if (place == rows.size()) rows.push_back({&entry, {}, {}, {}});
    DiffRow& row = rows[place];
    row.numbers.push_back(at + 1);
    for (std::string& ns : name_list(diff.names(), entry.scope.namespaces))
      row.namespaces.push_back(std::move(ns));
    row.causes.insert(row.causes.end(), entry.causes.begin(), entry.causes.end());
  }
  for (DiffRow& row : rows) {
    std::ranges::sort(row.namespaces);
    std::ranges::sort(row.causes);
    row.causes.erase(std::ranges::unique(row.causes).begin(), row.causes.end());
  }
  return rows;
}

Table rows_table(const Diff& diff, std::span<const DiffRow> rows, const RowsTableOptions& options) {
  const RowColumns columns{
      std::ranges::any_of(rows, [](const DiffRow& row) { return row.entry->through.has_value(); }),
      std::ranges::any_of(rows, &DiffRow::is_powerful)};
  Table table;
  table.columns = {"#", "SUBJECT"};
  if (columns.through) table.columns.emplace_back("THROUGH");
  table.columns.insert(table.columns.end(), {"SCOPE", "ACCESS"});
  if (columns.powerful) table.columns.emplace_back("POWERFUL");
  table.columns.emplace_back("CAUSE");
  if (options.places != nullptr) table.columns.emplace_back("SOURCE");
  for (const DiffRow& row : rows) table.rows.push_back(row_cells(diff, row, columns, options));
  return table;
}

}  // namespace rbacgraph
