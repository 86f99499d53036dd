#include "rbacgraph/report/rules_table.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/report/display.h"
#include "report/dead_words.h"
#include "report/powerful_words.h"
#include "report/table_cells.h"

namespace rbacgraph {
namespace {

std::vector<std::string> texts(const Snapshot& snapshot, std::span<const Name> names) {
  std::vector<std::string> all;
  for (const Name name : names) all.emplace_back(snapshot.text(name));
  return all;
}

/// The bindings of a rule, without their namespace, each once.
std::vector<std::string> bindings_text(const Snapshot& snapshot, const HeldRule& rule) {
  std::vector<std::string> all;
  for (const Grant& grant : rule.grants) {
    const Binding& binding = snapshot.binding(grant.binding);
    std::string text = kind_and_name(to_string(binding.kind), snapshot.text(binding.name));
    if (std::ranges::find(all, text) == all.end()) all.push_back(std::move(text));
  }
  return all;
}

/// Rules that are told alike but for their namespace.
struct FoldedRule {
  const HeldRule* rule;
  std::vector<std::string> namespaces;
};

std::vector<FoldedRule> fold(const RulesAnswer& answer) {
  const Snapshot& snapshot = answer.graph->snapshot();
  using Key = std::tuple<bool, Name, Name, std::optional<Name>, Name, std::vector<Name>,
                         std::optional<DeadReason>, std::vector<std::string>>;
  std::map<Key, std::size_t> places;
  std::vector<FoldedRule> folded;
  for (const HeldRule& rule : answer.items) {
    if (rule.cluster_wide()) {
      folded.push_back({&rule, {}});
      continue;
    }
    const Key key{rule.is_url, rule.api_group, rule.resource, rule.resource_name,
                  rule.url,    rule.verbs,     rule.dead,     bindings_text(snapshot, rule)};
    const auto [place, is_new] = places.emplace(key, folded.size());
    if (is_new) folded.push_back({&rule, {}});
    folded[place->second].namespaces.emplace_back(snapshot.text(rule.ns));
  }
  return folded;
}

/// RESOURCE, URL where there are any, NAME, VERBS. A "*" may be either.
void add_rule_cells(std::vector<Cell>& cells, const Snapshot& snapshot, const HeldRule& rule,
                    bool with_urls) {
  const Emphasis emphasis = rule.dead ? Emphasis::Faint : Emphasis::None;
  Cell word{resource_text(snapshot, rule), emphasis};
  cells.push_back(rule.is_url ? Cell{} : word);
  if (with_urls) cells.push_back(rule.is_url ? std::move(word) : Cell{});
  cells.push_back(rule.resource_name ? Cell{std::string(snapshot.text(*rule.resource_name))}
                                     : Cell{});
  cells.push_back({texts(snapshot, rule.verbs), emphasis});
}

void add_wide_rows(Table& table, const Snapshot& snapshot, const HeldRule& rule,
                   const AnswerTableOptions& options, bool powerful) {
  for (const Grant& grant : rule.grants) {
    std::vector<Cell> cells;
    cells.push_back(scope_cell(snapshot, rule.ns, rule.cluster_wide(), false));
    add_rule_cells(cells, snapshot, rule, true);
    add_evidence(cells, snapshot, grant);
    cells.push_back(rule_cell(snapshot, grant));
    cells.push_back(source_cell(snapshot, grant, options));
    std::string note = "through " + spell(spelled_subject(snapshot, grant));
    if (rule.dead) note += "; dead: " + dead_sentence(snapshot, rule);
    cells.push_back({std::move(note)});
    if (powerful) {
      cells.push_back(powers_cell(rule.powers));
      cells.push_back(power_ids_cell(rule.powers));
    }
    table.rows.push_back(std::move(cells));
  }
}

}  // namespace

std::string resource_text(const Snapshot& snapshot, const HeldRule& rule) {
  if (rule.is_url) return std::string(snapshot.text(rule.url));
  const std::string_view type = snapshot.text(rule.resource);
  const std::string_view group = snapshot.text(rule.api_group);
  const std::size_t slash = type.find('/');
  std::string text(type.substr(0, slash));
  if (!group.empty()) text.append(1, '.').append(group);
  if (slash != std::string_view::npos) text.append(type.substr(slash));
  return text;
}

Table rules_table(const RulesAnswer& answer, const AnswerTableOptions& options) {
  const Snapshot& snapshot = answer.graph->snapshot();
  Table table;
  const bool with_urls = options.wide || std::ranges::any_of(answer.items, &HeldRule::is_url);
  table.columns = {"SCOPE", "RESOURCE", "NAME", "VERBS", "VIA"};
  if (with_urls) table.columns.insert(table.columns.begin() + 2, "URL");
  if (options.wide) {
    table.columns.insert(table.columns.end(), {"ROLE", "RULE", "SOURCE", "NOTE"});
    if (answer.filter.powerful)
      table.columns.insert(table.columns.end(), {"POWERFUL", std::string(kPowerIdsColumn)});
    for (const HeldRule& rule : answer.items)
      add_wide_rows(table, snapshot, rule, options, answer.filter.powerful);
    return table;
  }
  // What is dead is not powerful.
  table.columns.emplace_back(answer.filter.powerful ? "POWERFUL" : "NOTE");
  for (const FoldedRule& folded : fold(answer)) {
    const HeldRule& rule = *folded.rule;
    std::vector<Cell> cells;
    cells.push_back(folded.namespaces.size() > 1
                        ? Cell{folded.namespaces}
                        : scope_cell(snapshot, rule.ns, rule.cluster_wide(), false));
    add_rule_cells(cells, snapshot, rule, with_urls);
    cells.push_back({bindings_text(snapshot, rule)});
    if (answer.filter.powerful) {
      cells.push_back(powers_cell(rule.powers));
    } else {
      cells.push_back(rule.dead ? Cell{Words{"dead: no real request can use it"}} : Cell{});
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::string dead_sentence(const Snapshot& snapshot, const HeldRule& rule) {
  if (rule.dead == DeadReason::OtherNamespaceObject) {
    return fmt::format("a RoleBinding in {0} reaches the Namespace object \"{0}\" only",
                       snapshot.text(rule.ns));
  }
  return rule.dead ? std::string(dead_text(*rule.dead)) : std::string();
}

std::vector<std::string> headline(const RulesAnswer& answer) {
  std::string text = fmt::format(
      "What {}can {} do{}?", answer.filter.powerful ? "powerful things " : "",
      printable(spell(answer.subject)),
      answer.filter.ns ? ", cluster-wide and in namespace " + printable(*answer.filter.ns)
                       : ", in all namespaces");
  std::vector<std::string> lines{std::move(text)};
  std::vector<std::string> groups;
  for (const std::string& group : answer.user.groups) groups.push_back(printable(group));
  if (!groups.empty()) lines.push_back(fmt::format("In the groups {}", fmt::join(groups, ", ")));
  return lines;
}

std::vector<std::string> trailer(const RulesAnswer& answer) {
  const auto dead = static_cast<std::uint64_t>(std::ranges::count_if(
      answer.items, [](const HeldRule& rule) { return rule.dead.has_value(); }));
  std::set<Name> namespaces;
  std::uint64_t cluster_wide = 0;
  for (const HeldRule& rule : answer.items) {
    if (rule.cluster_wide()) {
      ++cluster_wide;
    } else {
      namespaces.insert(rule.ns);
    }
  }
  std::vector<std::string> lines;
  if (answer.items.empty()) {
    lines.push_back(
        fmt::format("Nothing{}, as far as the input tells: no binding in it gives any {}",
                    answer.filter.powerful ? " powerful" : "",
                    answer.filter.powerful ? "powerful permission" : "rule"));
  } else {
    std::string text =
        fmt::format("{} ({} cluster-wide", count_text(answer.items.size(), "rule"), cluster_wide);
    if (!namespaces.empty()) {
      text += fmt::format(", {} in {}", answer.items.size() - cluster_wide,
                          count_text(namespaces.size(), "namespace"));
    }
    text += ")";
    if (dead > 0) {
      text += fmt::format(", {} of them dead (no real request can use {})", dead,
                          dead == 1 ? "it" : "them");
    }
    lines.push_back(std::move(text));
  }
  for (const std::string& line : power_legend(named_powers(answer)))
    lines.push_back("powerful: " + line);
  const Snapshot& snapshot = answer.graph->snapshot();
  for (const BindingId id : answer.unresolved) {
    const Binding& binding = snapshot.binding(id);
    lines.push_back(
        fmt::format("{} gives nothing: {}/{} is not there",
                    printable(kind_and_name(to_string(binding.kind), snapshot.text(binding.name))),
                    printable(snapshot.text(binding.role_ref.kind)),
                    printable(snapshot.text(binding.role_ref.name))));
  }
  for (const std::string& note : answer.notes) lines.push_back("note: " + printable(note));
  return lines;
}

}  // namespace rbacgraph
