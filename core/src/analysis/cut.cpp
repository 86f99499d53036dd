#include "rbacgraph/analysis/cut.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "policy/written_rules.h"
#include "rbacgraph/policy/snapshot_builder.h"

namespace rbacgraph {
namespace {

/// Subsets of so many roles are all tried.
constexpr std::size_t kMostRolesTried = 12;

/// The grants to cut, by what can be removed of them. Through one binding each of its matching
/// subjects has each matching rule of its role, so a binding is cut off by itself, by all of these
/// subjects, or by all of these rules.
class Grants {
 public:
  Grants(const Explanation& explanation, WrittenRules& written)
      : snapshot_(explanation.graph->snapshot()), written_(written) {
    for (const Grant& grant : explanation.access.grants) add(grant);
  }

  bool empty() const { return subjects_.empty(); }

  std::vector<CutElement> bindings() const {
    std::vector<CutElement> elements;
    for (const auto& [binding, subjects] : subjects_) elements.push_back(element(binding));
    return elements;
  }
  std::vector<CutElement> subjects() const {
    std::vector<CutElement> elements;
    for (const auto& [binding, subjects] : subjects_)
      elements.insert(elements.end(), subjects.begin(), subjects.end());
    return elements;
  }
  std::vector<CutElement> rules() const {
    std::set<CutElement> elements;
    for (const auto& [role, rules] : rules_) elements.insert(rules.begin(), rules.end());
    return {elements.begin(), elements.end()};
  }

  /// The fewest elements of all kinds. Of each role either all rules go or each of its bindings.
  std::vector<CutElement> fewest(bool& proven) const {
    std::vector<RoleId> roles;
    for (const auto& [role, rules] : rules_) roles.push_back(role);
    proven = roles.size() <= kMostRolesTried;
    std::vector<CutElement> best = with_rules_of({});
    if (!proven) {
      for (const RoleId role : roles) keep_smaller(best, with_rules_of({&role, 1}));
      return best;
    }
    for (std::size_t mask = 1; mask < std::size_t{1} << roles.size(); ++mask) {
      std::vector<RoleId> chosen;
      for (std::size_t at = 0; at < roles.size(); ++at)
        if ((mask >> at & 1U) != 0) chosen.push_back(roles[at]);
      keep_smaller(best, with_rules_of(chosen));
    }
    return best;
  }

 private:
  void add(const Grant& grant) {
    const Binding& binding = snapshot_.binding(grant.binding);
    // Of subjects spelled alike the first stands for all.
    const auto first = std::ranges::find(binding.subjects, binding.subjects[grant.subject]);
    CutElement subject;
    subject.kind = CutElement::Kind::Subject;
    subject.binding = grant.binding;
    subject.subject = static_cast<std::uint32_t>(first - binding.subjects.begin());
    subjects_[grant.binding].insert(subject);
    const RoleId role = snapshot_.role_of(grant.binding);
    const RuleId rule = snapshot_.rules(role)[grant.rule].rule;
    for (const RoleId writer : written_.written_in(role, rule)) {
      CutElement element;
      element.kind = CutElement::Kind::Rule;
      element.role = writer;
      element.rule = rule;
      rules_[role].insert(element);
    }
  }

  static CutElement element(BindingId binding) {
    CutElement element;
    element.binding = binding;
    return element;
  }

  std::vector<CutElement> with_rules_of(std::span<const RoleId> chosen) const {
    std::set<CutElement> elements;
    for (const RoleId role : chosen)
      elements.insert(rules_.at(role).begin(), rules_.at(role).end());
    for (const auto& [binding, subjects] : subjects_) {
      if (std::ranges::find(chosen, snapshot_.role_of(binding)) != chosen.end()) continue;
      // Taking one subject out takes less away than the binding.
      const bool one = subjects.size() == 1 && snapshot_.binding(binding).subjects.size() > 1;
      elements.insert(one ? *subjects.begin() : element(binding));
    }
    return {elements.begin(), elements.end()};
  }

  static void keep_smaller(std::vector<CutElement>& best, std::vector<CutElement> other) {
    if (other.size() < best.size()) best = std::move(other);
  }

  const Snapshot& snapshot_;
  WrittenRules& written_;
  std::map<BindingId, std::set<CutElement>> subjects_;
  std::map<RoleId, std::set<CutElement>> rules_;
};

Collateral collateral_of(const AccessGraph& graph, WrittenRules& written,
                         const CutElement& element) {
  const Snapshot& snapshot = graph.snapshot();
  Collateral lost;
  if (element.kind == CutElement::Kind::Rule) {
    std::set<SubjectId> holders;
    graph.walk_back({&element.rule, 1}, [&](SubjectId subject, const Grant& grant) {
      const RoleId role = snapshot.role_of(grant.binding);
      const std::vector<RoleId> writers = written.written_in(role, element.rule);
      if (std::ranges::find(writers, element.role) != writers.end()) holders.insert(subject);
    });
    lost.subjects = holders.empty() ? 0 : holders.size() - 1;
    return lost;
  }
  const Binding& binding = snapshot.binding(element.binding);
  if (element.kind == CutElement::Kind::Binding) {
    std::set<SubjectId> named;
    for (std::uint32_t at = 0; at < binding.subjects.size(); ++at)
      named.insert(graph.subject_of(element.binding, at));
    lost.subjects = named.empty() ? 0 : named.size() - 1;
  }
  lost.rules = snapshot.rules(snapshot.role_of(element.binding)).size() - 1;
  return lost;
}

/// Rules to be removed, by the role in which they are written.
using RemovedRules = std::map<RoleId, std::set<RuleId>>;

void remove_rules(const std::shared_ptr<const Snapshot>& snapshot, SnapshotBuilder& builder,
                  const RemovedRules& removed) {
  const Snapshot& base = *snapshot;
  WrittenRules written(snapshot);
  for (const auto& [id, rules] : removed) {
    Role role = base.role(id);
    std::erase_if(role.rules, [&](const RuleEntry& entry) { return rules.contains(entry.rule); });
    builder.put(std::move(role));
  }
  // What a server stored in an aggregated role is not worked out again, so the controller's part is
  // done here.
  std::set<RuleId> all;
  for (const auto& [id, rules] : removed) all.insert(rules.begin(), rules.end());
  for (std::size_t at = 0; at < base.roles().size(); ++at) {
    const auto id = make_id<RoleId>(at);
    Role role = base.role(id);
    if (!role.stored || !role.aggregation || removed.contains(id)) continue;
    const auto gone = [&](const RuleEntry& entry) {
      return all.contains(entry.rule) &&
             std::ranges::all_of(written.written_in(id, entry.rule), [&](RoleId writer) {
               const auto found = removed.find(writer);
               return found != removed.end() && found->second.contains(entry.rule);
             });
    };
    if (std::erase_if(role.rules, gone) > 0) builder.put(std::move(role));
  }
}

/// Rules that are written in an aggregated role itself come and go with what it selects (SEMANTICS
/// §3.3), so a cut of rules is tried out, made longer and made shorter.
///
/// What is tried out is a small world: the bindings that give this access, their roles, and what
/// these select. Nothing else can give it or take it away.
class AggregatedRulesCut {
 public:
  AggregatedRulesCut(const Explanation& explanation, WrittenRules& written, std::stop_token stop)
      : explanation_(explanation),
        base_(explanation.graph->shared_snapshot()),
        written_(written),
        stop_(std::move(stop)) {}

  /// Is there a rule in it that comes from, or is written in, an aggregated role?
  bool concerns(const std::vector<CutElement>& elements) const {
    const auto by_rule = [](const CutElement& each) { return each.kind == CutElement::Kind::Rule; };
    return std::ranges::any_of(elements, by_rule) &&
           std::ranges::any_of(explanation_.access.grants, [&](const Grant& grant) {
             return is_aggregated(*base_, base_->role_of(grant.binding));
           });
  }

  void mend(std::vector<CutElement>& elements) {
    if (!world_) make_world();
    // Both worlds have the same order, so that what is sorted stays sorted.
    for (CutElement& each : elements) {
      if (each.role != kNoId<RoleId>) each.role = place_of(roles_, each.role);
      if (each.binding != kNoId<BindingId>) each.binding = place_of(bindings_, each.binding);
    }
    add_what_comes_back(elements);
    drop_what_need_not_go(elements);
    for (CutElement& each : elements) {
      if (each.role != kNoId<RoleId>) each.role = roles_[index_of(each.role)];
      if (each.binding != kNoId<BindingId>) each.binding = bindings_[index_of(each.binding)];
    }
  }

 private:
  void make_world() {
    std::set<RoleId> roles;
    std::set<BindingId> bindings;
    for (const Grant& grant : explanation_.access.grants) {
      const RoleId role = base_->role_of(grant.binding);
      bindings.insert(grant.binding);
      if (!roles.insert(role).second) continue;
      const std::vector<RoleId>& selected = written_.selected_from(role);
      roles.insert(selected.begin(), selected.end());
    }
    roles_.assign(roles.begin(), roles.end());
    bindings_.assign(bindings.begin(), bindings.end());
    world_ = SnapshotBuilder(base_, roles_, bindings_).build(base_->aggregation());
  }

  template <class Id>
  static Id place_of(const std::vector<Id>& ids, Id id) {
    return make_id<Id>(static_cast<std::size_t>(std::ranges::lower_bound(ids, id) - ids.begin()));
  }

  Explanation after(const std::vector<CutElement>& elements) const {
    const std::shared_ptr<const Snapshot> snapshot = without(world_, elements);
    return explain(AccessGraph::build(snapshot), Authorizer(snapshot), explanation_.subject,
                   explanation_.user, explanation_.query);
  }

  void add_what_comes_back(std::vector<CutElement>& elements) const {
    for (std::size_t size = 0; size != elements.size() && !stop_.stop_requested();) {
      size = elements.size();
      const Explanation left = after(elements);
      WrittenRules written(left.graph->shared_snapshot());
      // Roles and rules keep their ids in an edited Snapshot.
      const std::vector<CutElement> more = Grants(left, written).rules();
      std::set<CutElement> all(elements.begin(), elements.end());
      all.insert(more.begin(), more.end());
      elements.assign(all.begin(), all.end());
    }
  }

  void drop_what_need_not_go(std::vector<CutElement>& elements) const {
    for (std::size_t at = 0; at < elements.size() && !stop_.stop_requested();) {
      std::vector<CutElement> less = elements;
      less.erase(less.begin() + static_cast<std::ptrdiff_t>(at));
      if (after(less).somewhere()) {
        ++at;
      } else {
        elements = std::move(less);
      }
    }
  }

  const Explanation& explanation_;
  std::shared_ptr<const Snapshot> base_;
  WrittenRules& written_;                  // of base_
  std::shared_ptr<const Snapshot> world_;  // made when it is needed
  std::vector<RoleId> roles_;              // of base_, by id in world_
  std::vector<BindingId> bindings_;
  const std::stop_token stop_;
};

}  // namespace

Cuts cuts_of(const Explanation& explanation, const std::stop_token& stop) {
  Cuts result;
  WrittenRules written(explanation.graph->shared_snapshot());
  const Grants grants(explanation, written);
  if (explanation.superuser || grants.empty()) return result;
  AggregatedRulesCut aggregated(explanation, written, stop);
  bool may_be_less = false;
  const auto add = [&](Cut::Kind kind, std::vector<CutElement> elements) {
    if (stop.stop_requested()) return;
    if (aggregated.concerns(elements)) {
      aggregated.mend(elements);
      may_be_less = true;
    }
    Cut cut{kind, std::move(elements), {}};
    for (const CutElement& element : cut.elements) {
      if (stop.stop_requested()) return;
      cut.collateral.push_back(collateral_of(*explanation.graph, written, element));
    }
    result.cuts.push_back(std::move(cut));
  };
  add(Cut::Kind::Bindings, grants.bindings());
  add(Cut::Kind::Subjects, grants.subjects());
  add(Cut::Kind::Rules, grants.rules());
  if (stop.stop_requested()) return {};
  const auto size = [](const Cut& cut) { return cut.elements.size(); };
  std::vector<CutElement> fewest = grants.fewest(result.proven);
  if (fewest.size() < std::ranges::min(result.cuts, {}, size).elements.size())
    add(Cut::Kind::Mixed, std::move(fewest));
  result.smallest = static_cast<std::size_t>(std::ranges::min_element(result.cuts, {}, size) -
                                             result.cuts.begin());
  if (may_be_less) result.proven = false;
  if (stop.stop_requested()) return {};
  return result;
}

std::shared_ptr<const Snapshot> without(const std::shared_ptr<const Snapshot>& snapshot,
                                        const std::vector<CutElement>& elements) {
  SnapshotBuilder builder(snapshot);
  std::map<BindingId, std::vector<Subject>> subjects;
  RemovedRules rules;
  for (const CutElement& element : elements) {
    switch (element.kind) {
      case CutElement::Kind::Binding: builder.remove(snapshot->binding(element.binding)); break;
      case CutElement::Kind::Subject:
        subjects[element.binding].push_back(
            snapshot->binding(element.binding).subjects[element.subject]);
        break;
      case CutElement::Kind::Rule: rules[element.role].insert(element.rule); break;
    }
  }
  for (const auto& [id, removed] : subjects) {
    Binding binding = snapshot->binding(id);
    std::erase_if(binding.subjects, [&](const Subject& subject) {
      return std::ranges::find(removed, subject) != removed.end();
    });
    builder.put(std::move(binding));
  }
  if (!rules.empty()) remove_rules(snapshot, builder, rules);
  return builder.build(snapshot->aggregation());
}

}  // namespace rbacgraph
