#include "analysis/diff_grants.h"

#include <algorithm>
#include <map>

namespace rbacgraph {

void DiffGrants::set_subject(SubjectId subject, std::span<const BindingId> bindings) {
  subject_ = subject;
  bindings_of_role_.clear();
  places_.clear();
  std::map<RoleId, std::uint32_t> known;
  for (const BindingId binding : bindings) {
    const RoleId role = side_.role_of(binding);
    if (role == kNoId<RoleId>) continue;
    const auto next = static_cast<std::uint32_t>(bindings_of_role_.size());
    const auto [at, first_time] = known.try_emplace(role, next);
    if (first_time) {
      bindings_of_role_.emplace_back();
      add_role(role, next);
    }
    Bindings& of_role = bindings_of_role_[at->second];
    const Binding& object = side_.binding(binding);
    if (object.kind == BindingKind::ClusterRoleBinding) {
      of_role.everywhere.push_back(binding);
    } else {
      of_role.in_namespaces.emplace_back(object.ns, binding);
    }
  }
  for (Bindings& each : bindings_of_role_) std::ranges::sort(each.in_namespaces);
  std::ranges::sort(places_, {}, &std::pair<RuleId, Place>::first);
  rule_of_box_.clear();
  std::vector<const ScopedBox*> boxes;
  for (std::size_t at = 0; at < places_.size(); ++at) {
    const RuleId rule = places_[at].first;
    if (at > 0 && places_[at - 1].first == rule) continue;
    for (const ScopedBox& box : access_.boxes_of(rule)) {
      boxes.push_back(&box);
      rule_of_box_.push_back(rule);
    }
  }
  index_ = BoxIndex(access_.algebra(), std::move(boxes));
}

void DiffGrants::add_role(RoleId role, std::uint32_t place) {
  const std::span<const RuleEntry> rules = side_.rules(role);
  for (std::uint32_t at = 0; at < rules.size(); ++at)
    places_.emplace_back(rules[at].rule, Place{place, at});
}

/// Of the subject among those of a binding that names it.
std::uint32_t DiffGrants::place_in(BindingId binding) {
  constexpr std::size_t kFewSubjects = 64;
  const std::span<const SubjectId> subjects = subjects_.of(binding);
  if (subjects.size() <= kFewSubjects)
    return static_cast<std::uint32_t>(std::ranges::find(subjects, subject_) - subjects.begin());
  const auto [list, first_time] = long_lists_.try_emplace(binding);
  if (first_time) {
    for (std::uint32_t at = 0; at < subjects.size(); ++at)
      list->second.try_emplace(subjects[at], at);
  }
  return list->second.at(subject_);
}

/// Looks up the bindings of each namespace, or the namespace of each binding, what are fewer.
template <class Add>
void DiffGrants::each_that_reaches(const Bindings& bindings, const BoxScope& scope,
                                   const Add& add) const {
  for (const BindingId binding : bindings.everywhere) add(binding);
  const auto& some = bindings.in_namespaces;
  if (some.size() < scope.namespaces.size()) {
    for (const auto& [ns, binding] : some)
      if (std::ranges::binary_search(scope.namespaces, ns)) add(binding);
    return;
  }
  for (const Name ns : scope.namespaces) {
    for (const auto& [unused, binding] :
         std::ranges::equal_range(some, ns, {}, &std::pair<Name, BindingId>::first))
      add(binding);
  }
}

DiffGrants::Found DiffGrants::listed(std::vector<Grant> grants) {
  std::ranges::sort(grants);
  grants.erase(std::ranges::unique(grants).begin(), grants.end());
  const std::uint64_t count = grants.size();
  if (grants.size() > kMaxListedGrants) grants.resize(kMaxListedGrants);
  return {std::move(grants), count};
}

DiffGrants::Found DiffGrants::that_give(const Region& region) {
  std::vector<Grant> grants;
  add_that_give(region, grants);
  return listed(std::move(grants));
}

DiffGrants::Found DiffGrants::that_give(std::span<const ScopedBox> boxes) {
  std::vector<Grant> grants;
  for (const ScopedBox& box : boxes) add_that_give({box, {}}, grants);
  return listed(std::move(grants));
}

void DiffGrants::add_that_give(const Region& region, std::vector<Grant>& to) {
  const BoxAlgebra& algebra = access_.algebra();
  const ScopedBox& whole = region.whole;
  const auto gives = [&](const ScopedBox& box) {
    const ScopedBox here{box.box, whole.scope};
    return algebra.overlap(here, whole) &&
           (region.except.empty() || !algebra.within(region, here).empty());
  };
  RuleId last = kNoId<RuleId>;
  for (const std::uint32_t box : index_.places_that_may_overlap(whole.box)) {
    const RuleId rule = rule_of_box_[box];
    if (rule == last || !gives(*index_.box(box))) continue;
    last = rule;
    const auto same = std::ranges::equal_range(places_, rule, {}, &std::pair<RuleId, Place>::first);
    for (const auto& [unused, place] : same) {
      each_that_reaches(bindings_of_role_[place.role], whole.scope, [&](BindingId binding) {
        to.push_back({binding, place.rule, place_in(binding)});
      });
    }
  }
}

}  // namespace rbacgraph
