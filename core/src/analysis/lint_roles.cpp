/// Flaws of roles: their rules, and whether anybody uses them.
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>

#include "analysis/lint_context.h"
#include "analysis/lint_dead.h"
#include "analysis/lint_words.h"
#include "policy/aggregation.h"
#include "rbacgraph/authz/rule_coverage.h"

namespace rbacgraph {
namespace {

/// A label by which the API server's own roles select: whether they do is not told by manifests.

/// Of the rules of one role those that another one makes superfluous.
struct Superfluous {
  std::uint32_t rule;
  std::uint32_t by;
  bool same;  ///< both say the same
};

class RoleLinter {
 public:
  RoleLinter(LintContext& context, const std::shared_ptr<const Snapshot>& snapshot)
      : context_(context),
        snapshot_(*snapshot),
        pool_(std::make_shared<NamePool>(
            std::shared_ptr<const NamePool>(snapshot, &snapshot->names()))) {}

  void run(const std::stop_token& stop) {
    const bool any_binding = !snapshot_.bindings().empty();
    if (!any_binding)
      context_.note("there is no binding in the input: which roles are unused was not checked");
    for (std::size_t at = 0; at < snapshot_.roles().size(); ++at) {
      if (stop.stop_requested()) return;
      const auto id = make_id<RoleId>(at);
      if (!context_.wants(id)) continue;
      const Role& role = snapshot_.role(id);
      // The rules of a role that aggregates are those of others.
      if (!role.aggregation) check_rules(id, role);
      if (any_binding && graph().bindings_of(id).empty() && !is_aggregated(role)) {
        if (may_be_used_unseen(role)) {
          ++seemingly_unused_;
          continue;
        }
        context_.add(id, std::nullopt,
                     {Check::UnusedRole, Severity::Info,
                      "no binding refers to this role, and no role aggregates it",
                      "delete it, if nobody is to be bound to it"});
      }
    }
    if (seemingly_unused_ > 0 && context_.wants(Check::UnusedRole)) {
      context_.note(std::to_string(seemingly_unused_) +
                    (seemingly_unused_ == 1 ? " role that no binding refers to is"
                                            : " roles that no binding refers to are") +
                    " not told as unused: what may use them was not all read");
    }
  }

 private:
  const AccessGraph& graph() const { return context_.graph(); }

  void check_rules(RoleId id, const Role& role) {
    if (role.rules.empty()) {
      context_.add(id, std::nullopt,
                   {Check::EmptyRole, Severity::Info, "this role has no rules",
                    "delete it, or add the rules that are missing"});
    }
    std::set<std::string_view> groups;
    for (std::uint32_t at = 0; at < role.rules.size(); ++at) {
      const RuleId rule = role.rules[at].rule;
      for (const Flaw& flaw : flaws_of_words(rule)) {
        // Once a role: most rules of an add-on are about its own group.
        const bool again = flaw.check == Check::UnknownGroup && !groups.insert(flaw.message).second;
        if (!again) context_.add(id, at, flaw);
      }
      if (role.kind == RoleKind::Role && role.ns != kEmptyName) check_dead(id, role, at);
    }
    for (const Superfluous& each : superfluous_of(role)) {
      const PolicyRule& rule = snapshot_.rule(role.rules[each.rule].rule);
      const std::string by = "rule " + std::to_string(each.by);
      if (each.same) {
        context_.add(id, each.rule,
                     {Check::DuplicateRule, Severity::Info, "this rule says what " + by + " says",
                      "delete one of them"});
      } else {
        context_.add(
            id, each.rule,
            {Check::ShadowedRule, Severity::Info,
             "everything that this rule allows (" + words_of(rule) + ") " + by + " allows too",
             "delete it, or narrow " + by});
      }
    }
  }

  const std::vector<Flaw>& flaws_of_words(RuleId rule) {
    const auto [place, is_new] = words_.try_emplace(index_of(rule));
    if (is_new) place->second = word_flaws(snapshot_, snapshot_.rule(rule));
    return place->second;
  }

  void check_dead(RoleId id, const Role& role, std::uint32_t at) {
    const PolicyRule& rule = snapshot_.rule(role.rules[at].rule);
    const auto [place, is_new] = dead_.try_emplace(index_of(role.rules[at].rule));
    if (is_new || depends_on_namespace(snapshot_, rule))
      place->second = dead_words(snapshot_, rule, role.ns);
    const DeadWords& words = place->second;
    if (words.unreachable.empty()) return;
    context_.add(id, at,
                 {Check::DeadRule, Severity::Warning,
                  "no RoleBinding reaches " + quoted_list(words.unreachable) +
                      ": requests for it carry no namespace",
                  "grant it with a ClusterRole and a ClusterRoleBinding, or leave it out"});
  }

  std::string words_of(const PolicyRule& rule) const {
    const NameList things = rule.resources != kEmptyList ? rule.resources : rule.non_resource_urls;
    std::vector<std::string> verbs;
    std::vector<std::string> words;
    for (const Name verb : snapshot_.names().list(rule.verbs))
      verbs.emplace_back(context_.text(verb));
    for (const Name word : snapshot_.names().list(things)) words.emplace_back(context_.text(word));
    return quoted_list(verbs) + " on " + quoted_list(words);
  }

  /// Roles made from one template have equal lists of rules, which are looked at once.
  const std::vector<Superfluous>& superfluous_of(const Role& role) {
    std::vector<RuleId> ids;
    ids.reserve(role.rules.size());
    for (const RuleEntry& entry : role.rules) ids.push_back(entry.rule);
    const auto [place, is_new] = superfluous_.try_emplace(ids);
    if (is_new) place->second = find_superfluous(ids);
    return place->second;
  }

  std::vector<Superfluous> find_superfluous(const std::vector<RuleId>& ids) {
    std::vector<Superfluous> found;
    if (!context_.wants(Check::DuplicateRule) && !context_.wants(Check::ShadowedRule)) return found;
    // A hostile role may have very many rules: those of one resource are compared.
    constexpr std::size_t kMostRules = 300;
    if (ids.size() > kMostRules) return found;
    for (std::uint32_t at = 0; at < ids.size(); ++at) {
      for (std::uint32_t by = 0; by < ids.size(); ++by) {
        if (at == by || !may_cover(snapshot_.rule(ids[by]), snapshot_.rule(ids[at]))) continue;
        if (!covers(ids[by], ids[at])) continue;
        const bool same = covers(ids[at], ids[by]);
        if (same && by > at) continue;  // of two that say the same the later is told
        found.push_back({at, by, same});
        break;
      }
    }
    return found;
  }

  /// A quick no, which is the answer for most pairs: the first verb or its star is needed.
  bool may_cover(const PolicyRule& owner, const PolicyRule& servant) const {
    const NamePool& names = snapshot_.names();
    if (servant.verbs == kEmptyList || owner.verbs == kEmptyList) return false;
    if ((servant.resources == kEmptyList || servant.api_groups == kEmptyList) &&
        servant.non_resource_urls == kEmptyList)
      return false;  // it allows nothing, which is told elsewhere
    const auto holds = [&](NameList list, Name word) {
      return std::ranges::any_of(names.list(list),
                                 [&](Name each) { return each == word || each == kStarName; });
    };
    return holds(owner.verbs, names.list(servant.verbs).front()) &&
           (servant.api_groups == kEmptyList ||
            holds(owner.api_groups, names.list(servant.api_groups).front()));
  }

  bool covers(RuleId owner, RuleId servant) {
    if (owner == servant) return true;
    return uncovered(*pool_, {&snapshot_.rule(owner), 1}, {&snapshot_.rule(servant), 1}).empty();
  }

  /// By a binding that could not be read, or by a role that aggregates and could not.
  bool may_be_used_unseen(const Role& role) const {
    const Coverage& coverage = snapshot_.coverage();
    if (role.kind == RoleKind::Role)
      return coverage.may_miss("RoleBinding", context_.text(role.ns));
    return coverage.may_miss("ClusterRoleBinding", std::nullopt) ||
           coverage.may_miss("RoleBinding", std::nullopt) ||
           coverage.may_miss("ClusterRole", std::nullopt);
  }

  bool is_aggregated(const Role& role) {
    if (role.kind != RoleKind::ClusterRole) return false;
    for (const auto& [label, value] : role.labels)
      if (context_.text(label).starts_with(kAggregateLabel)) return true;
    return std::ranges::any_of(snapshot_.roles(), [&](const Role& other) {
      return other.aggregation &&
             std::ranges::any_of(other.aggregation->selectors, [&](const LabelSelector& selector) {
               return selects(snapshot_.names(), selector, role.labels);
             });
    });
  }

  LintContext& context_;
  const Snapshot& snapshot_;
  std::size_t seemingly_unused_ = 0;
  std::shared_ptr<NamePool> pool_;  // a layer that coverage may add words to
  std::unordered_map<std::size_t, std::vector<Flaw>> words_;  // by RuleId
  std::unordered_map<std::size_t, DeadWords> dead_;           // by RuleId
  std::map<std::vector<RuleId>, std::vector<Superfluous>> superfluous_;
};

}  // namespace

void lint_roles(LintContext& context, const std::stop_token& stop) {
  RoleLinter(context, context.graph().shared_snapshot()).run(stop);
}

}  // namespace rbacgraph
