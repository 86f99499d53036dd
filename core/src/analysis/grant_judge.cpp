#include "analysis/grant_judge.h"

namespace rbacgraph {

GrantJudge::GrantJudge(const Snapshot& snapshot, const AccessQuery& query)
    : snapshot_(snapshot), query_(query), classifier_(snapshot, query) {
  if (query.ns) ns_ = snapshot.names().find(*query.ns).value_or(kNoId<Name>);
}

std::optional<GrantJudge::MatchedRule> GrantJudge::match(RuleId id) const {
  const PolicyRule& rule = snapshot_.rule(id);
  const RuleUse use = classifier_.use_of(rule);
  if (use == RuleUse::None) return std::nullopt;
  return MatchedRule{id, use, query_.is_url() ? CheckScope::Cluster : classifier_.scope_of(rule)};
}

bool GrantJudge::concerns_query(const BindingScope& binding) const {
  return binding.kind == BindingKind::ClusterRoleBinding || !ns_ || binding.ns == *ns_;
}

GrantJudge::Judgement GrantJudge::judge(const MatchedRule& rule,
                                        const BindingScope& binding) const {
  if (!concerns_query(binding)) return {};

  if (rule.use == RuleUse::DeadNames) return DeadReason::NamesOnDeleteCollection;
  if (rule.use == RuleUse::DeadEmptyName) return DeadReason::EmptyNameOnNamedRequest;
  const bool yes = rule.use == RuleUse::Yes;
  if (binding.kind == BindingKind::ClusterRoleBinding)
    return yes ? Gives::Everywhere : Gives::NamedEverywhere;
  switch (rule.scope) {
    case CheckScope::Cluster:
      return query_.is_url() ? DeadReason::UrlThroughRoleBinding
                             : DeadReason::ClusterScopedThroughRoleBinding;
    case CheckScope::Namespaced: return yes ? Gives::InNamespace : Gives::NamedInNamespace;
    case CheckScope::NamespaceObject: break;
  }
  if (!classifier_.allows_name(snapshot_.rule(rule.id), binding.ns))
    return DeadReason::OtherNamespaceObject;
  if (query_.name.empty()) return Gives::OwnNamespaceObject;
  if (snapshot_.text(binding.ns) == query_.name) return Gives::InNamespace;
  return {};  // alive, but for another object than the one asked about
}

GrantJudge::Judgement GrantJudge::judge_nobody(const BindingScope& binding) const {
  if (!concerns_query(binding)) return {};
  return DeadReason::AccountWithoutNamespace;
}

}  // namespace rbacgraph
