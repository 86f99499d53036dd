#include "rbacgraph/analysis/matrix.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "analysis/grant_judge.h"
#include "analysis/words_absent.h"
#include "rbacgraph/k8s/resource_catalog.h"

namespace rbacgraph {
namespace {

constexpr std::array<std::string_view, 8> kApiVerbs{
    "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"};

/// A rule that a subject holds, and where: the scopes of its bindings, each once.
struct RuleHeld {
  RuleId rule;
  std::vector<BindingScope> scopes;
};

std::vector<RuleHeld> rules_held(const Authorizer& authorizer, const UserInfo& user) {
  const Snapshot& snapshot = authorizer.snapshot();
  // Roles first: bindings are many more than those. ClusterRoleBindings come first in each.
  std::map<RoleId, std::set<std::pair<BindingKind, Name>>> by_role;
  for (const Authorizer::AppliedBinding& place : authorizer.naming_subjects(user)) {
    const Binding& binding = snapshot.binding(place.binding);
    const RoleId role = snapshot.role_of(place.binding);
    if (role != kNoId<RoleId>) by_role[role].emplace(binding.kind, binding.ns);
  }
  std::map<RuleId, std::set<std::pair<BindingKind, Name>>> by_rule;
  for (const auto& [role, scopes] : by_role) {
    for (const RuleEntry& entry : snapshot.rules(role))
      by_rule[entry.rule].insert(scopes.begin(), scopes.end());
  }
  std::vector<RuleHeld> held;
  for (const auto& [rule, scopes] : by_rule) {
    RuleHeld& one = held.emplace_back(RuleHeld{rule, {}});
    for (const auto& [kind, ns] : scopes) one.scopes.push_back({kind, ns});
  }
  return held;
}

MatrixMark mark_of(Gives gives, bool one_namespace) {
  switch (gives) {
    case Gives::Everywhere: return MatrixMark::Yes;
    case Gives::InNamespace: return one_namespace ? MatrixMark::Yes : MatrixMark::SomeNamespaces;
    case Gives::NamedEverywhere:
    case Gives::NamedInNamespace:
    case Gives::OwnNamespaceObject: break;
  }
  return MatrixMark::OnlyNamed;
}

/// The types that are worth a row.
class Types {
 public:
  using Key = std::tuple<std::string, std::string, std::string>;  // group, resource, subresource

  void add_served(const ResourceCatalog& catalog) {
    for (const ResourceType& type : catalog.types()) {
      const bool served = type.origin == CatalogOrigin::BuiltIn ||
                          type.origin == CatalogOrigin::CustomResourceDefinition ||
                          type.origin == CatalogOrigin::Discovery;
      if (!served) continue;
      keys_.emplace(type.group, type.resource, "");
      for (const SubresourceType& sub : type.subresources)
        if (sub.listed) keys_.emplace(type.group, type.resource, sub.name);
    }
  }

  /// What a rule names, stars left out.
  void add_named(const Snapshot& snapshot, const PolicyRule& rule) {
    const NamePool& names = snapshot.names();
    for (const Name group : names.list(rule.api_groups)) {
      for (const Name resource : names.list(rule.resources)) {
        const std::string_view text = names.text(resource);
        const std::size_t slash = std::min(text.find('/'), text.size());
        const std::string_view type = text.substr(0, slash);
        const std::string_view sub = slash == text.size() ? "" : text.substr(slash + 1);
        if (group == kStarName || type == "*" || sub == "*") continue;
        keys_.emplace(names.text(group), type, sub);
      }
    }
  }

  std::vector<AccessQuery> take() const {
    std::vector<AccessQuery> types;
    for (const auto& [group, resource, subresource] : keys_) {
      AccessQuery& type = types.emplace_back();
      type.group = group;
      type.resource = resource;
      type.subresource = subresource;
    }
    return types;
  }

 private:
  std::set<Key> keys_;
};

/// Fills in the marks, a cell at a time; what a rule allows is worked out once for all subjects.
class MatrixMaker {
 public:
  MatrixMaker(Matrix& matrix, const Authorizer& authorizer)
      : matrix_(matrix), snapshot_(matrix.graph->snapshot()) {
    for (const MatrixSubject& subject : matrix.subjects) {
      held_.push_back(rules_held(authorizer, subject.user));
      superuser_.push_back(std::ranges::find(subject.user.groups, kMastersGroup) !=
                           subject.user.groups.end());
      for (const RuleHeld& held : held_.back()) rules_.insert(held.rule);
    }
    for (const RuleId id : rules_) sort_in(id);
  }

  bool has_urls() const {
    return std::ranges::any_of(rules_, [&](RuleId id) {
      return !snapshot_.names().list(snapshot_.rule(id).non_resource_urls).empty();
    });
  }

  void add_verbs() {
    std::vector<std::string>& verbs = matrix_.query.verbs;
    verbs.assign(kApiVerbs.begin(), kApiVerbs.end());
    std::set<std::string> others;
    for (const RuleId id : rules_) {
      const PolicyRule& rule = snapshot_.rule(id);
      if (snapshot_.names().list(rule.resources).empty()) continue;
      for (const Name verb : snapshot_.names().list(rule.verbs)) {
        std::string text(snapshot_.text(verb));
        if (verb != kStarName && ResourceCatalog::is_known_verb(text) &&
            std::ranges::find(kApiVerbs, text) == kApiVerbs.end())
          others.insert(std::move(text));
      }
    }
    verbs.insert(verbs.end(), others.begin(), others.end());
  }

  std::vector<AccessQuery> all_types() const {
    Types types;
    types.add_served(snapshot_.catalog());
    for (const RuleId id : rules_) types.add_named(snapshot_, snapshot_.rule(id));
    return types.take();
  }

  MatrixRow row(const AccessQuery& type) const {
    MatrixRow row{type.group, type.resource, type.subresource, {}};
    const std::size_t verb_count = matrix_.query.verbs.size();
    row.marks.resize(held_.size() * verb_count, MatrixMark::No);
    const std::vector<RuleId> candidates = candidates_for(type);
    for (std::size_t verb = 0; verb < verb_count; ++verb) {
      AccessQuery query = type;
      query.verb = matrix_.query.verbs[verb];
      query.any_verb = false;  // the type may have been read with any
      query.ns = matrix_.query.ns;
      query.place = snapshot_.catalog().check_place(query.verb, query.group, query.resource,
                                                    query.subresource);
      const GrantJudge judge(snapshot_, query);
      std::vector<GrantJudge::MatchedRule> matched;
      for (const RuleId id : candidates)
        if (const auto rule = judge.match(id)) matched.push_back(*rule);
      for (std::size_t subject = 0; subject < held_.size(); ++subject) {
        row.marks[(subject * verb_count) + verb] =
            superuser_[subject] ? MatrixMark::Yes : best(judge, matched, held_[subject]);
      }
    }
    return row;
  }

 private:
  /// Under each word of its resources; under none where a word stands for several.
  void sort_in(RuleId id) {
    const std::span<const Name> words = snapshot_.names().list(snapshot_.rule(id).resources);
    const bool is_wild = std::ranges::any_of(words, [&](Name word) {
      const std::string_view text = snapshot_.text(word);
      return text == "*" || text.starts_with("*/");
    });
    if (is_wild) {
      wild_.push_back(id);
      return;
    }
    for (const Name word : words) {
      std::vector<RuleId>& rules = by_resource_[snapshot_.text(word)];
      if (rules.empty() || rules.back() != id) rules.push_back(id);
    }
  }

  /// The rules that may match a type (SEMANTICS §2.4), ascending: of a role with very many rules
  /// next to none.
  std::vector<RuleId> candidates_for(const AccessQuery& type) const {
    if (type.any_resource) return {rules_.begin(), rules_.end()};
    const std::string word =
        type.subresource.empty() ? type.resource : type.resource + "/" + type.subresource;
    const auto named = by_resource_.find(word);
    if (named == by_resource_.end()) return wild_;
    std::vector<RuleId> all;
    std::ranges::merge(wild_, named->second, std::back_inserter(all));
    return all;
  }

  MatrixMark best(const GrantJudge& judge, const std::vector<GrantJudge::MatchedRule>& matched,
                  const std::vector<RuleHeld>& held) const {
    MatrixMark best = MatrixMark::No;
    for (const GrantJudge::MatchedRule& rule : matched) {
      const auto one = std::ranges::lower_bound(held, rule.id, {}, &RuleHeld::rule);
      if (one == held.end() || one->rule != rule.id) continue;
      for (const BindingScope& scope : one->scopes) {
        const GrantJudge::Judgement judgement = judge.judge(rule, scope);
        const auto* gives = std::get_if<Gives>(&judgement);
        if (gives == nullptr) continue;
        best = std::max(best, mark_of(*gives, matrix_.query.ns.has_value()));
        if (best == MatrixMark::Yes) return best;
        // Whatever else leads to this rule gives no more: ClusterRoleBindings come first.
        break;
      }
    }
    return best;
  }

  Matrix& matrix_;
  const Snapshot& snapshot_;
  std::vector<std::vector<RuleHeld>> held_;  // by subject
  std::vector<bool> superuser_;              // by subject
  std::set<RuleId> rules_;                   // of all subjects
  std::unordered_map<std::string_view, std::vector<RuleId>> by_resource_;
  std::vector<RuleId> wild_;
};

void add_notes(Matrix& matrix, bool has_urls) {
  const auto in_group = [&](std::string_view group) {
    return std::ranges::any_of(matrix.subjects, [&](const MatrixSubject& subject) {
      const std::vector<std::string>& groups = subject.user.groups;
      return std::ranges::find(groups, group) != groups.end();
    });
  };
  if (in_group(kMastersGroup)) {
    matrix.notes.emplace_back(
        "a member of the group system:masters can do everything: the API server lets it pass "
        "before RBAC is asked");
  }
  if (has_urls) {
    matrix.notes.emplace_back(
        "rules for URLs have no place in the matrix; the command rules lists them");
  }
  if (in_group(kNodesGroup))
    matrix.notes.emplace_back("what the Node authorizer allows besides is not visible in RBAC");
}

}  // namespace

PowerSet Matrix::powers(const MatrixRow& row, std::size_t subject, std::size_t verb) const {
  if (!query.powerful || mark(row, subject, verb) == MatrixMark::No) return {};
  const std::string& word = query.verbs[verb];
  const CheckPlace place =
      graph->snapshot().catalog().check_place(word, row.group, row.resource, row.subresource);
  const bool in_namespace = mark(row, subject, verb) == MatrixMark::SomeNamespaces ||
                            (query.ns && place.scope != CheckScope::Cluster);
  return powers_of_request(word, row.group, row.resource, row.subresource, !in_namespace);
}

Matrix matrix_of(std::shared_ptr<const AccessGraph> graph, const Authorizer& authorizer,
                 std::vector<MatrixSubject> subjects, MatrixQuery query,
                 const std::stop_token& stop) {
  Matrix matrix;
  matrix.graph = std::move(graph);
  matrix.query = std::move(query);
  matrix.subjects = std::move(subjects);
  MatrixMaker maker(matrix, authorizer);
  matrix.default_verbs = matrix.query.verbs.empty();
  if (matrix.default_verbs) maker.add_verbs();
  const bool all = matrix.query.types.empty();
  for (const AccessQuery& type : all ? maker.all_types() : matrix.query.types) {
    if (stop.stop_requested()) break;
    MatrixRow row = maker.row(type);
    const bool idle =
        std::ranges::all_of(row.marks, [](MatrixMark mark) { return mark == MatrixMark::No; });
    if (all && idle) {
      ++matrix.idle_types;
    } else {
      matrix.rows.push_back(std::move(row));
    }
  }
  add_notes(matrix, maker.has_urls());
  if (matrix.query.ns) {
    if (auto absent = absent_namespace(matrix.graph->snapshot(), *matrix.query.ns)) {
      matrix.diagnostics.push_back(std::move(*absent));
    }
  }
  return matrix;
}

}  // namespace rbacgraph
