#include "rbacgraph/report/path_table.h"

#include <algorithm>
#include <iterator>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/report/display.h"
#include "rbacgraph/report/summary.h"
#include "report/table_cells.h"

namespace rbacgraph {
namespace {

std::string spell(const ObjectRef& ref) {
  if (ref.kind == "ServiceAccount")
    return spell(SubjectRef{SubjectKind::ServiceAccount, ref.ns, ref.name});
  if (ref.kind == "User") return spell(SubjectRef{SubjectKind::User, "", ref.name});
  if (ref.kind == "Group") return spell(SubjectRef{SubjectKind::Group, "", ref.name});
  std::string text = ref.kind + "/";
  if (!ref.ns.empty()) text += ref.ns + "/";
  return text + ref.name;
}

std::string resource_text(const AccessQuery& query) {
  if (query.is_url()) return query.non_resource_url;
  std::string text = query.resource;
  if (!query.group.empty()) text += "." + query.group;
  if (!query.subresource.empty()) text += "/" + query.subresource;
  return query.name.empty() ? text : text + " " + query.name;
}

/// "get,list by rules 0, 4"
std::string rules_text(const Snapshot& snapshot, RoleId role,
                       std::span<const std::uint32_t> rules) {
  std::vector<std::string_view> verbs;
  for (const std::uint32_t at : rules) {
    const PolicyRule& rule = snapshot.rule(snapshot.rules(role)[at].rule);
    for (const Name verb : snapshot.names().list(rule.verbs)) {
      if (std::ranges::find(verbs, snapshot.text(verb)) == verbs.end()) {
        verbs.push_back(snapshot.text(verb));
      }
    }
  }
  return fmt::format("{} by rule{} {}", fmt::join(verbs, ","), rules.size() == 1 ? "" : "s",
                     fmt::join(rules, ", "));
}

std::string allows_text(const Snapshot& snapshot, const PathHop& hop) {
  std::vector<std::uint32_t> whole;
  std::ranges::set_difference(hop.rules, hop.named_rules, std::back_inserter(whole));
  std::vector<std::string> parts;
  if (!whole.empty()) parts.push_back(rules_text(snapshot, hop.role, whole));
  if (!hop.named_rules.empty()) {
    parts.push_back(rules_text(snapshot, hop.role, hop.named_rules) +
                    ", for some named objects only");
  }
  return fmt::format("allows {}", fmt::join(parts, "; "));
}

Cell by_cell(const Snapshot& snapshot, const PathHop& hop) {
  switch (hop.edge) {
    case PathEdge::Contains: return words_cell("is in it");
    case PathEdge::RunsAs: return words_cell("runs as");
    case PathEdge::MemberOf: return words_cell("is in the group");
    case PathEdge::BoundBy: return words_cell("is bound by");
    case PathEdge::RefersTo: return words_cell("gives the role");
    case PathEdge::AggregatedFrom: return words_cell("has rules of");
    case PathEdge::GivesIn: return words_cell("gives access in");
    case PathEdge::Superuser: return words_cell("passes before RBAC is asked");
    case PathEdge::Allows: break;
  }
  return {allows_text(snapshot, hop)};
}

Cell hop_scope_cell(const Snapshot& snapshot, const PathHop& hop) {
  if (hop.edge == PathEdge::Superuser) return scope_cell(snapshot, kEmptyName, true, false);
  if (hop.binding == kNoId<BindingId>) return {};
  const Binding& binding = snapshot.binding(hop.binding);
  return scope_cell(snapshot, binding.ns, binding.kind == BindingKind::ClusterRoleBinding, false);
}

}  // namespace

std::string spell(const PathEnd& end) {
  return end.object ? spell(end.object->ref) : resource_text(end.resource);
}

SourceRef source_of(const Snapshot& snapshot, const PathHop& hop) {
  switch (hop.edge) {
    case PathEdge::BoundBy:
    case PathEdge::GivesIn: return snapshot.binding(hop.binding).source;
    case PathEdge::RefersTo:
    case PathEdge::AggregatedFrom: return snapshot.role(hop.role).source;
    case PathEdge::Allows: return snapshot.rules(hop.role)[hop.rules.front()].source;
    case PathEdge::Contains:
    case PathEdge::RunsAs:
    case PathEdge::MemberOf:
    case PathEdge::Superuser: break;
  }
  return {};
}

Table path_table(const PathAnswer& answer, const AnswerTableOptions& options) {
  const Snapshot& snapshot = answer.graph->snapshot();
  Table table;
  table.columns = {"PATH", "NODE", "BY", "SCOPE", "SOURCE"};
  for (std::size_t at = 0; at < answer.paths.size(); ++at) {
    const std::uint64_t number = at + 1;
    table.rows.push_back({{number}, {spell(answer.from), Emphasis::Strong}, {}, {}, {}});
    for (const PathHop& hop : answer.paths[at]) {
      const SourceRef source = source_of(snapshot, hop);
      const bool end = &hop == &answer.paths[at].back();
      table.rows.push_back(
          {{number},
           {end ? spell(answer.to) : spell(hop.to), end ? Emphasis::Strong : Emphasis::None},
           by_cell(snapshot, hop),
           hop_scope_cell(snapshot, hop),
           text_or_nothing(options.names == nullptr ? place_text(snapshot, source)
                                                    : place_text(*options.names, source))});
    }
  }
  return table;
}

std::string_view to_string(PathEdge edge) {
  switch (edge) {
    case PathEdge::Contains: return "contains";
    case PathEdge::RunsAs: return "runs-as";
    case PathEdge::MemberOf: return "member-of";
    case PathEdge::BoundBy: return "bound-by";
    case PathEdge::RefersTo: return "refers-to";
    case PathEdge::AggregatedFrom: return "aggregated-from";
    case PathEdge::GivesIn: return "gives-in";
    case PathEdge::Superuser: return "superuser";
    case PathEdge::Allows: break;
  }
  return "allows";
}

std::vector<std::string> headline(const PathAnswer& answer) {
  std::vector<std::string> lines{fmt::format(
      "How does {} reach {}{}?", printable(spell(answer.from)), printable(spell(answer.to)),
      answer.ns ? ", in namespace " + printable(*answer.ns) : "")};
  for (const PathEnd* end : {&answer.from, &answer.to}) {
    if (!end->object && !end->resource.reading.empty()) {
      lines.push_back(printable(end->resource.reading));
    }
  }
  return lines;
}

std::vector<std::string> trailer(const PathAnswer& answer) {
  std::vector<std::string> lines;
  if (!answer.shortest) {
    lines.emplace_back(
        "There is no path, as far as the input tells (grants are followed, and not what somebody "
        "could "
        "make of them)");
  } else {
    std::string text = count_text(answer.count, "path");
    if (answer.count > answer.paths.size())
      text += fmt::format(", the first {} of them listed; --limit lists more", answer.paths.size());
    text += fmt::format("; the shortest has {}", count_text(*answer.shortest, "hop"));
    lines.push_back(std::move(text));
  }
  for (const std::string& note : answer.notes) lines.push_back("note: " + printable(note));
  return lines;
}

}  // namespace rbacgraph
