#include "rbacgraph/analysis/who_can.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "analysis/rule_use.h"

namespace rbacgraph {
namespace {

/// What one grant gives its subject.
enum class Gives : std::uint8_t {
  Everywhere,
  InNamespace,
  NamedEverywhere,
  NamedInNamespace,
  OwnNamespaceObject,  // the Namespace object of the binding's namespace, and no other
};

struct Row {
  Grant grant;
  Gives gives;
};

/// Expansion multiplies members by grants.
constexpr std::size_t kMaxExpandedGrants = 20'000'000;

class WhoCan {
 public:
  WhoCan(std::shared_ptr<const AccessGraph> graph, const AccessQuery& query,
         const WhoCanOptions& options, std::stop_token stop)
      : graph_(*graph), snapshot_(graph->snapshot()), options_(options), stop_(std::move(stop)) {
    answer_.graph = std::move(graph);
    answer_.query = query;
  }

  Answer run() {
    walk();
    group_by_subject();
    if (options_.expand_groups && options_.membership != nullptr) {
      make_expanded_items();
    } else {
      make_items();
    }
    std::ranges::sort(answer_.dead, {}, [](const DeadGrant& dead) {
      return std::tie(dead.subject, dead.grant.binding, dead.grant.rule, dead.grant.subject);
    });
    add_notes();
    return std::move(answer_);
  }

 private:
  const AccessQuery& query() const { return answer_.query; }

  std::vector<RuleId> candidates() const {
    if (query().is_url()) return graph_.rules_with_urls();
    if (query().any_resource) return graph_.rules_with_resources();
    return graph_.rules_for_resource(query().resource, query().subresource);
  }

  void walk() {
    const RuleClassifier classifier(snapshot_, query());
    for (const RuleId id : candidates()) {
      if (stop_.stop_requested()) return;
      const PolicyRule& rule = snapshot_.rule(id);
      const RuleUse use = classifier.use_of(rule);
      if (use == RuleUse::None) continue;
      const CheckScope scope = query().is_url() ? CheckScope::Cluster : classifier.scope_of(rule);
      graph_.walk_back({&id, 1}, [&](SubjectId subject, const Grant& grant) {
        judge(classifier, rule, use, scope, subject, grant);
      });
    }
  }

  void judge(const RuleClassifier& classifier, const PolicyRule& rule, RuleUse use,
             CheckScope scope, SubjectId subject, const Grant& grant) {
    const Identity& who = graph_.identity(subject);
    if (!options_.expand_groups && options_.only && who.kind != *options_.only) return;
    const Binding& binding = snapshot_.binding(grant.binding);
    const bool local = binding.kind == BindingKind::RoleBinding;
    if (local && query().ns && snapshot_.text(binding.ns) != *query().ns) return;

    if (who.kind == SubjectKind::ServiceAccount && who.ns == kEmptyName)
      return bury(subject, grant, DeadReason::AccountWithoutNamespace);
    if (use == RuleUse::DeadNames) return bury(subject, grant, DeadReason::NamesOnDeleteCollection);
    if (use == RuleUse::DeadEmptyName)
      return bury(subject, grant, DeadReason::EmptyNameOnNamedRequest);
    if (!local) {
      rows_.emplace_back(
          subject, Row{grant, use == RuleUse::Yes ? Gives::Everywhere : Gives::NamedEverywhere});
      return;
    }
    switch (scope) {
      case CheckScope::Cluster:
        return bury(subject, grant,
                    query().is_url() ? DeadReason::UrlThroughRoleBinding
                                     : DeadReason::ClusterScopedThroughRoleBinding);
      case CheckScope::Namespaced:
        rows_.emplace_back(subject, Row{grant, use == RuleUse::Yes ? Gives::InNamespace
                                                                   : Gives::NamedInNamespace});
        return;
      case CheckScope::NamespaceObject:
        if (!classifier.allows_name(rule, binding.ns))
          return bury(subject, grant, DeadReason::OtherNamespaceObject);
        if (query().name.empty()) {
          rows_.emplace_back(subject, Row{grant, Gives::OwnNamespaceObject});
        } else if (snapshot_.text(binding.ns) == query().name) {
          rows_.emplace_back(subject, Row{grant, Gives::InNamespace});
        }
        return;  // alive, but for another object than the one asked about
    }
  }

  void bury(SubjectId subject, const Grant& grant, DeadReason reason) {
    if (options_.only && graph_.identity(subject).kind != *options_.only) return;
    answer_.dead.push_back({graph_.subject_ref(subject), grant, reason});
  }

  /// Sorts rows by subject, then by grant, and drops repetitions of the very same evidence.
  void group_by_subject() {
    std::vector<std::uint32_t> start(graph_.subject_count() + 1, 0);
    for (const auto& [subject, row] : rows_) ++start[index_of(subject) + 1];
    for (std::size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
    std::vector<std::pair<SubjectId, Row>> sorted(rows_.size());
    std::vector<std::uint32_t> next(start.begin(), start.end() - 1);
    for (const auto& entry : rows_) sorted[next[index_of(entry.first)]++] = entry;
    rows_.clear();
    for (std::size_t i = 0; i + 1 < start.size(); ++i) {
      if (start[i] == start[i + 1]) continue;
      std::vector<Row> rows;
      rows.reserve(start[i + 1] - start[i]);
      for (std::uint32_t at = start[i]; at < start[i + 1]; ++at) rows.push_back(sorted[at].second);
      tidy(rows);
      by_subject_.emplace_back(make_id<SubjectId>(i), std::move(rows));
    }
  }

  void tidy(std::vector<Row>& rows) const {
    std::ranges::sort(rows, [](const Row& a, const Row& b) {
      return std::tie(a.grant.binding, a.grant.rule, a.grant.subject) <
             std::tie(b.grant.binding, b.grant.rule, b.grant.subject);
    });
    const auto same = [&](const Row& a, const Row& b) {
      if (a.grant.binding != b.grant.binding || a.grant.rule != b.grant.rule) return false;
      const std::vector<Subject>& subjects = snapshot_.binding(a.grant.binding).subjects;
      return subjects[a.grant.subject] == subjects[b.grant.subject];
    };
    const auto rest = std::ranges::unique(rows, same);
    rows.erase(rest.begin(), rest.end());
  }

  void make_items() {
    answer_.items.reserve(by_subject_.size());
    for (const auto& [subject, rows] : by_subject_)
      answer_.items.push_back(make_item(graph_.subject_ref(subject), subject, rows));
  }

  void make_expanded_items() {
    std::map<SubjectRef, std::vector<Row>> by_member;
    std::size_t expanded = 0;
    for (const auto& [subject, rows] : by_subject_) {
      if (graph_.identity(subject).kind != SubjectKind::Group) continue;
      for (const SubjectRef& member :
           options_.membership->members_of(snapshot_.text(graph_.identity(subject).name))) {
        expanded += rows.size();
        if (expanded > kMaxExpandedGrants) return tell_too_many();
        std::vector<Row>& of_member = by_member[member];
        of_member.insert(of_member.end(), rows.begin(), rows.end());
      }
    }
    for (auto& [subject, rows] : by_subject_) {
      std::vector<Row>& all = by_member[graph_.subject_ref(subject)];
      all.insert(all.end(), rows.begin(), rows.end());
    }
    for (auto& [who, rows] : by_member) {
      if (options_.only && who.kind != *options_.only) continue;
      tidy(rows);
      answer_.items.push_back(
          make_item(who, graph_.find_subject(who.kind, who.ns, who.name), rows));
    }
  }

  void tell_too_many() {
    Diagnostic told;
    told.severity = Severity::Error;
    told.code = "limit-reached";
    told.message = "the groups' members have more than " + std::to_string(kMaxExpandedGrants) +
                   " grants in all: groups are not expanded";
    told.hint = "ask for one namespace with -n, or without --expand-groups";
    told.incomplete = true;
    answer_.diagnostics.push_back(std::move(told));
    make_items();
  }

  AnswerItem make_item(SubjectRef who, SubjectId subject, const std::vector<Row>& rows) {
    AnswerItem item;
    item.subject = std::move(who);
    item.subject_id = subject;
    item.grants.reserve(rows.size());
    for (const Row& row : rows) {
      item.grants.push_back(row.grant);
      if (row.gives == Gives::Everywhere) item.cluster_wide = true;
      if (row.gives == Gives::InNamespace)
        item.namespaces.push_back(snapshot_.binding(row.grant.binding).ns);
    }
    if (item.cluster_wide) {
      item.namespaces.clear();
    } else {
      sort_namespaces(item.namespaces);
      item.named = named_access(rows, item.namespaces);
    }
    if (item.subject.kind == SubjectKind::Group) add_members(item);
    if (item.subject.kind == SubjectKind::ServiceAccount && subject != kNoId<SubjectId>)
      item.workloads = graph_.workloads_of(subject);
    return item;
  }

  void sort_namespaces(std::vector<Name>& namespaces) const {
    std::ranges::sort(namespaces, {}, [&](Name ns) { return graph_.namespace_rank(ns); });
    namespaces.erase(std::ranges::unique(namespaces).begin(), namespaces.end());
  }

  std::vector<NamedAccess> named_access(const std::vector<Row>& rows,
                                        const std::vector<Name>& yes_in) const {
    // Keyed so that cluster-wide comes first, then namespaces in their order.
    std::map<std::uint32_t, NamedAccess> by_scope;
    const auto add = [&](std::optional<Name> ns, std::span<const Name> names) {
      NamedAccess& access = by_scope[ns ? graph_.namespace_rank(*ns) + 1 : 0];
      access.ns = ns;
      access.resource_names.insert(access.resource_names.end(), names.begin(), names.end());
    };
    for (const Row& row : rows) {
      if (row.gives == Gives::Everywhere || row.gives == Gives::InNamespace) continue;
      const Name ns = snapshot_.binding(row.grant.binding).ns;
      if (row.gives == Gives::NamedEverywhere) {
        add(std::nullopt, names_of(row.grant));
      } else if (!std::ranges::binary_search(yes_in, graph_.namespace_rank(ns), {}, [&](Name each) {
                   return graph_.namespace_rank(each);
                 })) {
        if (row.gives == Gives::NamedInNamespace) {
          add(ns, names_of(row.grant));
        } else {
          add(ns, {&ns, 1});
        }
      }
    }
    std::vector<NamedAccess> named;
    for (auto& [key, access] : by_scope) {
      std::vector<Name>& names = access.resource_names;
      std::erase(names, kEmptyName);
      std::ranges::sort(names, {}, [&](Name name) { return snapshot_.text(name); });
      names.erase(std::ranges::unique(names).begin(), names.end());
      named.push_back(std::move(access));
    }
    return named;
  }

  std::span<const Name> names_of(const Grant& grant) const {
    const RuleEntry& entry = snapshot_.rules(snapshot_.role_of(grant.binding))[grant.rule];
    return snapshot_.names().list(snapshot_.rule(entry.rule).resource_names);
  }

  void add_members(AnswerItem& item) const {
    if (options_.membership == nullptr) return;
    item.members = options_.membership->members_of(item.subject.name, kMaxListedMembers);
    item.member_count = item.members.size() < kMaxListedMembers
                            ? item.members.size()
                            : options_.membership->count_members_of(item.subject.name);
  }

  void add_notes() {
    answer_.notes.emplace_back(
        "members of the group system:masters can do everything: the API server lets them pass "
        "before RBAC is asked");
    if (!query().is_url())
      answer_.notes.emplace_back(
          "what the Node authorizer or a webhook may allow besides is not visible in RBAC");
  }

  const AccessGraph& graph_;
  const Snapshot& snapshot_;
  const WhoCanOptions& options_;
  std::stop_token stop_;
  Answer answer_;
  std::vector<std::pair<SubjectId, Row>> rows_;
  std::vector<std::pair<SubjectId, std::vector<Row>>> by_subject_;
};

}  // namespace

Answer who_can(std::shared_ptr<const AccessGraph> graph, const AccessQuery& query,
               const WhoCanOptions& options, std::stop_token stop) {
  return WhoCan(std::move(graph), query, options, std::move(stop)).run();
}

}  // namespace rbacgraph
