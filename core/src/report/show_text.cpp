#include "rbacgraph/report/show_text.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/report/display.h"
#include "rbacgraph/report/lookup_table.h"
#include "report/table_cells.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kMembersShown = 10;
/// On the terminal.
constexpr std::size_t kBindingsShown = 100;

class Sections {
 public:
  Sections(const Shown& shown, const SourceNames* names)
      : shown_(shown), snapshot_(shown.graph->snapshot()), names_(names) {}

  std::vector<Section> all() {
    add({"About it", {}, facts()});
    if (is_role() && shown_.role != kNoId<RoleId>) add(rules());
    add(access());
    if (shown_.object.kind == NamedKind::Namespace) {
      add(roles());
      add(accounts());
    }
    add(workloads());
    add(wrong());
    return std::move(all_);
  }

 private:
  void add(Section section) {
    if (!section.empty()) all_.push_back(std::move(section));
  }

  bool is_role() const {
    return shown_.object.kind == NamedKind::Role || shown_.object.kind == NamedKind::ClusterRole;
  }
  std::string place(const SourceRef& ref) const {
    return names_ == nullptr ? place_text(snapshot_, ref) : place_text(*names_, ref);
  }
  std::vector<std::string> texts(NameList list) const {
    std::vector<std::string> all;
    for (const Name name : snapshot_.names().list(list)) all.emplace_back(snapshot_.text(name));
    return all;
  }

  std::vector<std::string> facts() const {
    std::vector<std::string> lines = show_facts(shown_);
    if (const std::string where = place(shown_.source); !where.empty())
      lines.insert(lines.begin(), "written at " + where);
    return lines;
  }

  Section rules() const {
    Section section{"Rules", {}, {}};
    const std::span<const RuleEntry> entries = snapshot_.rules(shown_.role);
    const auto any = [&](auto has) { return std::ranges::any_of(entries, has); };
    const auto list_of = [&](NameList PolicyRule::* member) {
      return [this, member](const RuleEntry& entry) {
        return snapshot_.rule(entry.rule).*member != kEmptyList;
      };
    };
    const bool names = any(list_of(&PolicyRule::resource_names));
    const bool urls = any(list_of(&PolicyRule::non_resource_urls));
    const bool from = any([](const RuleEntry& e) { return e.aggregated_from != kEmptyName; });
    section.table.columns = {"RULE", "VERBS", "RESOURCES", "API GROUPS"};
    if (names) section.table.columns.emplace_back("NAMES");
    if (urls) section.table.columns.emplace_back("URLS");
    if (from) section.table.columns.emplace_back("FROM");
    section.table.columns.emplace_back("SOURCE");
    for (std::uint32_t at = 0; at < entries.size(); ++at) {
      const PolicyRule& rule = snapshot_.rule(entries[at].rule);
      std::vector<Cell> cells{{std::uint64_t{at}},
                              names_cell(texts(rule.verbs)),
                              names_cell(texts(rule.resources)),
                              names_cell(texts(rule.api_groups))};
      if (names) cells.push_back(names_cell(texts(rule.resource_names)));
      if (urls) cells.push_back(names_cell(texts(rule.non_resource_urls)));
      if (from)
        cells.push_back(text_or_nothing(std::string(snapshot_.text(entries[at].aggregated_from))));
      cells.push_back(text_or_nothing(place(entries[at].source)));
      section.table.rows.push_back(std::move(cells));
    }
    if (entries.empty()) section.lines.emplace_back("none: it allows nothing");
    return section;
  }

  Section access() const {
    Section section;
    switch (shown_.object.kind) {
      case NamedKind::ClusterRole:
      case NamedKind::Role: section.title = "Who has it"; break;
      case NamedKind::ClusterRoleBinding:
      case NamedKind::RoleBinding: section.title = "Whom it names"; break;
      case NamedKind::Namespace: section.title = "RoleBindings in it"; break;
      case NamedKind::ServiceAccount:
      case NamedKind::User:
      case NamedKind::Group:
      case NamedKind::Workload: section.title = "Bindings and roles"; break;
    }
    const std::size_t all = shown_.access.rows.size();
    if (names_ == nullptr && all > kBindingsShown) {
      LookupAnswer few = shown_.access;
      few.rows.resize(kBindingsShown);
      section.table = lookup_table(few, {.wide = true});
      section.lines.push_back(fmt::format("and {} (all of them with -o json, or by lookup)",
                                          count_text(all - kBindingsShown, "more row")));
    } else {
      section.table = lookup_table(shown_.access, {.wide = true, .names = names_});
    }
    if (section.table.rows.empty()) section.lines.emplace_back("none, as far as the input tells");
    return section;
  }

  Section roles() const {
    Section section{"Roles in it", {}, {}};
    section.table.columns = {"ROLE", "RULES", "BINDINGS", "SOURCE"};
    for (const RoleId id : shown_.roles) {
      const Role& role = snapshot_.role(id);
      section.table.rows.push_back({{std::string(snapshot_.text(role.name))},
                                    {std::uint64_t{snapshot_.rules(id).size()}},
                                    {std::uint64_t{shown_.graph->bindings_of(id).size()}},
                                    text_or_nothing(place(role.source))});
    }
    return section;
  }

  Section accounts() const {
    Section section{"Service accounts in it", {}, {}};
    section.table.columns = {"ACCOUNT", "NAMED BY BINDINGS"};
    for (const SubjectRef& account : shown_.accounts) {
      const SubjectId id =
          shown_.graph->find_subject(SubjectKind::ServiceAccount, account.ns, account.name);
      const std::uint64_t bindings = id == kNoId<SubjectId> ? 0 : shown_.graph->reach(id).size();
      section.table.rows.push_back({{account.name}, {bindings}});
    }
    return section;
  }

  Section workloads() const {
    const bool of_namespace = shown_.object.kind == NamedKind::Namespace;
    Section section{of_namespace ? "Workloads in it" : "Runs as it", {}, {}};
    section.table.columns = {"WORKLOAD"};
    if (of_namespace) section.table.columns.emplace_back("ACCOUNT");
    section.table.columns.emplace_back("SOURCE");
    for (const WorkloadId id : shown_.workloads) {
      const Workload& each = snapshot_.workloads()[index_of(id)];
      std::vector<Cell> cells{
          {kind_and_name(snapshot_.text(each.kind), snapshot_.text(each.name))}};
      if (of_namespace) cells.push_back({std::string(snapshot_.text(each.service_account))});
      cells.push_back(text_or_nothing(place(each.source)));
      section.table.rows.push_back(std::move(cells));
    }
    return section;
  }

  Section wrong() const {
    Section section{"Wrong with it", {}, {}};
    for (const Diagnostic& each : shown_.about) {
      const std::string where = place(each.source);
      section.lines.push_back(fmt::format("{}: {}{}{}", to_string(each.severity),
                                          where.empty() ? "" : where + ": ", each.message,
                                          each.hint.empty() ? "" : "; hint: " + each.hint));
    }
    return section;
  }

  const Shown& shown_;
  const Snapshot& snapshot_;
  const SourceNames* names_;
  std::vector<Section> all_;
};

std::string joined(const Snapshot& snapshot, const std::vector<Name>& names) {
  std::vector<std::string_view> all;
  for (const Name name : names) all.push_back(snapshot.text(name));
  return fmt::format("{}", fmt::join(all, ", "));
}

void add_role_facts(std::vector<std::string>& lines, const Shown& shown) {
  const Snapshot& snapshot = shown.graph->snapshot();
  if (shown.role == kNoId<RoleId>) {
    lines.emplace_back(
        "not in the input: bindings refer to it, and give nothing as long as it is "
        "not there");
    return;
  }
  if (snapshot.role(shown.role).aggregation) {
    const std::vector<Name> from = contributors_of(snapshot, shown.role);
    lines.push_back(from.empty() ? "aggregates, and no ClusterRole contributes to it"
                                 : "its rules are put together from " + joined(snapshot, from));
  }
  std::vector<Name> into;
  for (const RoleId id : shown.aggregated_into) into.push_back(snapshot.role(id).name);
  if (!into.empty()) lines.push_back("its rules are also put into " + joined(snapshot, into));
}

void add_binding_facts(std::vector<std::string>& lines, const Shown& shown) {
  if (!shown.role_ref) return;
  const ObjectRef& ref = shown.object.ref;
  lines.push_back(
      fmt::format("gives {}{}{}", kind_and_name(shown.role_ref->kind, shown.role_ref->name),
                  ref.ns.empty() ? " cluster-wide" : " in namespace " + ref.ns,
                  shown.role == kNoId<RoleId> ? ", which is not there: it gives nothing" : ""));
}

void add_group_facts(std::vector<std::string>& lines, const Shown& shown) {
  if (shown.object.kind != NamedKind::Group) return;
  if (shown.member_count == 0) {
    lines.emplace_back("no member is known: who is in a group stands in no RBAC object");
    return;
  }
  std::vector<std::string> members;
  for (const SubjectRef& member :
       std::span(shown.members).first(std::min(shown.members.size(), kMembersShown)))
    members.push_back(spell(member));
  std::string line = fmt::format("{}: {}", count_text(shown.member_count, "known member"),
                                 fmt::join(members, ", "));
  if (shown.member_count > members.size())
    line += fmt::format(" and {} more", shown.member_count - members.size());
  lines.push_back(std::move(line));
}

void add_subject_facts(std::vector<std::string>& lines, const Shown& shown) {
  const bool account = shown.object.kind == NamedKind::ServiceAccount;
  if (account && !shown.object.exists && !shown.graph->snapshot().service_accounts().empty())
    lines.emplace_back("no such ServiceAccount is in the input");
  if (account && !shown.automount) {
    lines.emplace_back(
        "its token is not mounted unless a pod asks: automountServiceAccountToken "
        "is false");
  }
  if (!account && !shown.object.exists) lines.emplace_back("no binding in the input names it");
  add_group_facts(lines, shown);
  if (shown.access.user && !shown.access.user->groups.empty())
    lines.push_back(fmt::format("in the groups {}", fmt::join(shown.access.user->groups, ", ")));
}

void add_namespace_facts(std::vector<std::string>& lines, const Shown& shown) {
  if (!shown.object.exists && !shown.graph->snapshot().namespaces().empty())
    lines.emplace_back("no such Namespace is in the input, but objects in it are");
  lines.push_back(fmt::format("{} besides, which {} here as everywhere",
                              count_text(shown.cluster_wide, "ClusterRoleBinding"),
                              shown.cluster_wide == 1 ? "holds" : "hold"));
}

}  // namespace

std::string show_title(const Shown& shown) {
  const ObjectRef& ref = shown.object.ref;
  return kind_and_name(ref.kind, ref.name) + (ref.ns.empty() ? "" : " in " + ref.ns);
}

std::vector<std::string> show_facts(const Shown& shown) {
  std::vector<std::string> lines;
  switch (shown.object.kind) {
    case NamedKind::ClusterRole:
    case NamedKind::Role: add_role_facts(lines, shown); break;
    case NamedKind::ClusterRoleBinding:
    case NamedKind::RoleBinding: add_binding_facts(lines, shown); break;
    case NamedKind::ServiceAccount:
    case NamedKind::User:
    case NamedKind::Group: add_subject_facts(lines, shown); break;
    case NamedKind::Namespace: add_namespace_facts(lines, shown); break;
    case NamedKind::Workload:
      if (shown.account) lines.push_back(account_sentence(shown.graph->snapshot(), *shown.account));
      break;
  }
  return lines;
}

std::vector<Section> show_sections(const Shown& shown, const SourceNames* names) {
  return Sections(shown, names).all();
}

}  // namespace rbacgraph
