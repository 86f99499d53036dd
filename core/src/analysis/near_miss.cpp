#include "analysis/near_miss.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <tuple>

#include "analysis/grant_judge.h"
#include "analysis/rule_use.h"
#include "rbacgraph/authz/rule_match.h"
#include "rbacgraph/base/text.h"

namespace rbacgraph {
namespace {

/// "pods/exec" in its two parts.
struct TypeWords {
  std::string_view resource;
  std::string_view subresource;
};
TypeWords split(std::string_view type) {
  const std::size_t slash = type.find('/');
  if (slash == std::string_view::npos) return {type, {}};
  return {type.substr(0, slash), type.substr(slash + 1)};
}

/// One part of a rule that stands in the way, and how.
struct Obstacle {
  MissKind kind{};
  std::string has;
  std::string needs;
};

class NearMisses {
 public:
  NearMisses(const Authorizer& authorizer, Explanation& explanation)
      : authorizer_(authorizer),
        explanation_(explanation),
        query_(explanation.query),
        snapshot_(explanation.graph->snapshot()),
        names_(snapshot_.names()) {
    if (query_.is_url()) {
      url_ = resolve(names_, UrlRequest{query_.verb, query_.non_resource_url});
    } else {
      type_ =
          query_.subresource.empty() ? query_.resource : query_.resource + "/" + query_.subresource;
      resource_ = resolve(names_, ResourceRequest{query_.verb, query_.group, query_.resource,
                                                  query_.subresource, "", query_.name});
      known_type_ = snapshot_.catalog().find(query_.group, query_.resource);
    }
  }

  void find() {
    for (const Authorizer::AppliedBinding& place : authorizer_.naming_subjects(explanation_.user)) {
      look_at(place);
    }
    find_groups_not_held();
    sort_and_cut();
  }

 private:
  // ---- Through bindings that name the user
  // -------------------------------------------------------

  void look_at(const Authorizer::AppliedBinding& place) {
    const RoleId role = snapshot_.role_of(place.binding);
    if (role == kNoId<RoleId>) {
      if (!scope_obstacle(snapshot_.binding(place.binding))) add_dangling(place);
      return;
    }
    const std::span<const RuleEntry> rules = snapshot_.rules(role);
    for (std::uint32_t at = 0; at < rules.size(); ++at) {
      const PolicyRule& rule = snapshot_.rule(rules[at].rule);
      const auto obstacle = the_one_obstacle(snapshot_.binding(place.binding), rule);
      if (obstacle)
        add({obstacle->kind, place.binding, place.subject, at, obstacle->has, obstacle->needs});
    }
  }

  void add_dangling(const Authorizer::AppliedBinding& place) {
    const Binding& binding = snapshot_.binding(place.binding);
    // A ClusterRoleBinding finds no Role, and an unknown kind of role is never found.
    const std::string_view kind = snapshot_.text(binding.role_ref.kind);
    const bool possible =
        kind == "ClusterRole" || (kind == "Role" && binding.kind == BindingKind::RoleBinding);
    if (!possible) return;
    add({MissKind::RoleNotFound, place.binding, place.subject, std::nullopt, "",
         std::string(snapshot_.text(binding.role_ref.name))});
  }

  /// What keeps this rule from allowing the request through this binding, if it is one thing.
  std::optional<Obstacle> the_one_obstacle(const Binding& binding, const PolicyRule& rule) const {
    std::optional<Obstacle> found;
    int count = 0;
    const auto take = [&](std::optional<Obstacle> obstacle) {
      if (!obstacle) return;
      ++count;
      found = std::move(obstacle);
    };
    bool hopeless = false;
    take(verb_obstacle(rule));
    if (query_.is_url()) {
      if (!url_matches(names_, rule, url_.path)) hopeless = true;
    } else {
      take(group_obstacle(rule));
      const bool type_fits = resource_matches(names_, rule, resource_);
      if (!type_fits) {
        std::optional<Obstacle> type = type_obstacle(rule);
        hopeless = hopeless || !type;
        take(std::move(type));
      }
      take(name_obstacle(binding, rule));
    }
    take(scope_obstacle(binding));
    return !hopeless && count == 1 ? found : std::nullopt;
  }

  std::optional<Obstacle> verb_obstacle(const PolicyRule& rule) const {
    const Name verb = query_.is_url() ? url_.verb : resource_.verb;
    if (verb_matches(names_, rule, verb)) return std::nullopt;
    for (const Name each : names_.list(rule.verbs)) {
      if (equal_ignoring_case(snapshot_.text(each), query_.verb))
        return Obstacle{MissKind::WordSpelling, std::string(snapshot_.text(each)), query_.verb};
    }
    return Obstacle{MissKind::OtherVerb, joined(rule.verbs), query_.verb};
  }

  std::optional<Obstacle> group_obstacle(const PolicyRule& rule) const {
    if (group_matches(names_, rule, resource_.group)) return std::nullopt;
    for (const Name each : names_.list(rule.api_groups)) {
      const std::string_view text = snapshot_.text(each);
      const bool meant = equal_ignoring_case(text, query_.group) || is_group_version(text);
      if (meant) return Obstacle{MissKind::WordSpelling, std::string(text), query_.group};
    }
    return Obstacle{MissKind::OtherApiGroup, joined(rule.api_groups), query_.group};
  }

  /// "apps/v1" for apps; "core", "v1" and "core/v1" for the core group.
  bool is_group_version(std::string_view text) const {
    if (query_.group.empty()) return text == "core" || text == "v1" || text == "core/v1";
    return text.size() > query_.group.size() && text.starts_with(query_.group) &&
           text[query_.group.size()] == '/';
  }

  /// nullopt: it is about something else altogether.
  std::optional<Obstacle> type_obstacle(const PolicyRule& rule) const {
    std::optional<Obstacle> other;
    for (const Name each : names_.list(rule.resources)) {
      const std::string_view text = snapshot_.text(each);
      if (spells_the_type(text)) return Obstacle{MissKind::WordSpelling, std::string(text), type_};
      if (split(text).resource == query_.resource && !other)
        other = Obstacle{MissKind::OtherSubresource, std::string(text), type_};
    }
    return other;
  }

  /// The type in another case, its singular, Kind or a short name, or as "pods/*", which is none.
  bool spells_the_type(std::string_view text) const {
    if (equal_ignoring_case(text, type_)) return true;
    const TypeWords words = split(text);
    if (words.subresource == "*") return words.resource == query_.resource;
    if (words.subresource != query_.subresource || known_type_ == nullptr) return false;
    return equal_ignoring_case(words.resource, known_type_->resource) ||
           equal_ignoring_case(words.resource, known_type_->singular) ||
           equal_ignoring_case(words.resource, known_type_->kind) ||
           std::ranges::find(known_type_->short_names, words.resource) !=
               known_type_->short_names.end();
  }

  std::optional<Obstacle> name_obstacle(const Binding& binding, const PolicyRule& rule) const {
    if (rule.resource_names == kEmptyList) return std::nullopt;
    const NameForm form = name_form(query_.verb, query_.subresource);
    if (form == NameForm::Never) {
      if (name_matches(names_, rule, kEmptyName)) return std::nullopt;
      return Obstacle{MissKind::NeverWithName, joined(rule.resource_names), ""};
    }
    const bool own_namespace_object = query_.place.scope == CheckScope::NamespaceObject &&
                                      binding.kind == BindingKind::RoleBinding;
    if (own_namespace_object && query_.name.empty()) {
      // Only the Namespace object of the binding's own namespace can be meant.
      if (name_matches(names_, rule, binding.ns)) return std::nullopt;
      return Obstacle{MissKind::OtherName, joined(rule.resource_names),
                      std::string(snapshot_.text(binding.ns))};
    }
    if (!query_.name.empty()) {
      if (name_matches(names_, rule, resource_.name)) return std::nullopt;
      return Obstacle{MissKind::OtherName, joined(rule.resource_names), query_.name};
    }
    const auto listed = names_.list(rule.resource_names);
    const bool has_name = std::ranges::any_of(listed, [](Name n) { return n != kEmptyName; });
    // With a name in it, it is a yes for that name already.
    if (has_name || form != NameForm::Always) return std::nullopt;
    return Obstacle{MissKind::AlwaysWithName, "", ""};
  }

  /// Does the binding reach the request, whatever its role allows?
  std::optional<Obstacle> scope_obstacle(const Binding& binding) const {
    if (binding.kind == BindingKind::ClusterRoleBinding) return std::nullopt;
    const std::string ns(snapshot_.text(binding.ns));
    if (query_.is_url()) return Obstacle{MissKind::RoleBindingOnly, ns, ""};
    switch (query_.place.scope) {
      case CheckScope::Cluster: return Obstacle{MissKind::RoleBindingOnly, ns, ""};
      case CheckScope::Namespaced:
        if (!query_.ns || *query_.ns == ns) return std::nullopt;
        return Obstacle{MissKind::OtherNamespace, ns, *query_.ns};
      case CheckScope::NamespaceObject: break;
    }
    // A request for the Namespace object N carries the namespace N.
    const std::string object = !query_.name.empty() ? query_.name : query_.ns.value_or(ns);
    if (query_.ns && *query_.ns != object) return Obstacle{MissKind::RoleBindingOnly, ns, ""};
    if (object == ns) return std::nullopt;
    return Obstacle{MissKind::OtherNamespace, ns, object};
  }

  std::string joined(NameList list) const {
    std::string text;
    for (const Name name : names_.list(list)) {
      if (!text.empty()) text += ", ";
      text += snapshot_.text(name).empty() ? "\"\"" : snapshot_.text(name);
    }
    return text;
  }

  // ---- Through groups ---------------------------------------------------------------------------

  /// Accounts are in the groups that the API server adds, and in no others.
  void find_groups_not_held() {
    if (explanation_.subject.kind != SubjectKind::User) return;
    const AccessGraph& graph = *explanation_.graph;
    const GrantJudge judge(snapshot_, query_);
    const std::vector<RuleId> candidates =
        query_.is_url() ? graph.rules_with_urls()
                        : graph.rules_for_resource(query_.resource, query_.subresource);
    for (const RuleId id : candidates) {
      const auto rule = judge.match(id);
      if (!rule) continue;
      graph.walk_back({&id, 1}, [&](SubjectId subject, const Grant& grant) {
        const Identity& who = graph.identity(subject);
        if (who.kind != SubjectKind::Group) return;
        const std::string_view group = snapshot_.text(who.name);
        // Who is in it passes anyway, whatever bindings say.
        if (group == kMastersGroup) return;
        // "Authenticated" or not is not a matter of being put into a group.
        if (group == kAuthenticatedGroup || group == kUnauthenticatedGroup) return;
        if (std::holds_alternative<Gives>(
                judge.judge(*rule, scope_of(snapshot_.binding(grant.binding))))) {
          add({MissKind::GroupNotHeld, grant.binding, grant.subject, grant.rule, "",
               std::string(group)});
        }
      });
    }
  }

  // ---- Putting together
  // --------------------------------------------------------------------------

  void add(NearMiss miss) { explanation_.misses.push_back(std::move(miss)); }

  void sort_and_cut() {
    std::vector<NearMiss>& misses = explanation_.misses;
    const auto order = [](const NearMiss& miss) {
      return std::tuple(miss.kind, miss.binding, miss.rule, miss.subject);
    };
    std::ranges::sort(misses, {}, order);
    // One binding may name the user twice, and the group besides.
    const auto rest = std::ranges::unique(misses, {}, [](const NearMiss& miss) {
      return std::tuple(miss.kind, miss.binding, miss.rule);
    });
    misses.erase(rest.begin(), rest.end());
    explanation_.miss_count = misses.size();
    if (misses.size() > kMaxNearMisses) misses.resize(kMaxNearMisses);
  }

  const Authorizer& authorizer_;
  Explanation& explanation_;
  const AccessQuery& query_;
  const Snapshot& snapshot_;
  const NamePool& names_;
  std::string type_;
  ResolvedResource resource_{};
  ResolvedUrl url_{};
  const ResourceType* known_type_ = nullptr;
};

}  // namespace

void find_near_misses(const Authorizer& authorizer, Explanation& explanation) {
  NearMisses(authorizer, explanation).find();
}

}  // namespace rbacgraph
