#include "rbacgraph/analysis/diff_picture.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "analysis/access_box.h"
#include "analysis/picture_builder.h"
#include "analysis/power_matcher.h"

namespace rbacgraph {
namespace {

using enum PictureSide;
using At = PictureBuilder::At;
using Dimension = AccessBox::Dimension;

class DiffPainter {
 public:
  explicit DiffPainter(const Diff& diff)
      : diff_(diff),
        algebra_(diff.names()),
        powers_in_b_(diff.names(), diff.b->catalog()),
        builder_(AccessGraph::build(diff.a), AccessGraph::build(diff.b)) {}

  void paint(const AccessChange& entry) {
    const At who = builder_.subject(entry.subject);
    builder_.node(who).start = true;
    const PictureSide own = entry.gained ? B : A;
    for (const Grant& grant : entry.grants) paint(entry, who, own, grant);
    if (entry.gained) {
      mark_powerful(entry);
    }
    for (const Grant& grant : entry.other_grants) paint(entry, who, own == A ? B : A, grant);
  }

  AccessPicture finish() { return builder_.finish(); }

 private:
  /// The roles that give it: only what is gained, and only what is of this rule.
  void mark_powerful(const AccessChange& entry) {
    const PowerSet gained = entry.powers.all();
    if (gained.empty()) {
      return;
    }
    for (const Grant& grant : entry.grants) {
      const PowerfulRules::ByScope given = powers_in_b_.match(rule_of(B, grant));
      const PowerSet all =
          given.cluster_wide.all() | given.in_namespace.all() | given.own_namespace;
      builder_.node(builder_.role_of(B, grant.binding)).powerful |= gained - (gained - all);
    }
  }

  void paint(const AccessChange& entry, At who, PictureSide side, const Grant& grant) {
    const At named = builder_.subject_in(side, grant.binding, grant.subject);
    if (named != who) builder_.judge(builder_.member_of(who, named), entry.dead);
    builder_.judge(builder_.bound_by(side, grant.binding, grant.subject), entry.dead);
    builder_.judge(builder_.refers_to(side, grant.binding), entry.dead);
    const At role = builder_.role_of(side, grant.binding);
    const PolicyRule& rule = rule_of(side, grant);
    const std::optional<std::uint32_t> twin = twin_of(side, grant);
    const PictureChange change = twin        ? PictureChange::Same
                                 : side == A ? PictureChange::OnlyA
                                             : PictureChange::OnlyB;
    const std::vector<Name> verbs = shared_verbs(rule, entry.rule);
    const PictureBuilder::Allowed allowed{// What is on both sides is told by its place in `a`.
                                          .rule = twin && side == B ? *twin : grant.rule,
                                          .verbs = verbs,
                                          .resource_names = diff_.names().list(rule.resource_names),
                                          .change = change};
    for (const Name url : entry.rule.non_resource_urls) {
      if (gives(rule, {true, {verbs, {kStarName}, {url}, {AccessBox::kAnyName}}}))
        allow(role, builder_.url(diff_.names().text(url)), allowed, entry);
    }
    for (const Name group : entry.rule.api_groups) {
      for (const Name resource : entry.rule.resources) {
        if (gives(rule, {false, {verbs, {group}, {resource}, names_of(entry.rule)}})) {
          allow(role, builder_.resource(diff_.names().text(group), diff_.names().text(resource)),
                allowed, entry);
        }
      }
    }
  }

  void allow(At role, At what, const PictureBuilder::Allowed& allowed, const AccessChange& entry) {
    builder_.judge(builder_.allows(role, what, allowed), entry.dead);
  }

  /// Does the rule give any of the box? Scopes were looked at when the grant was found.
  bool gives(const PolicyRule& rule, const AccessBox& box) const {
    const BoxScope anywhere{true, {}};
    return !box.words[Dimension::Verbs].empty() &&
           std::ranges::any_of(algebra_.boxes_of(rule), [&](const AccessBox& given) {
             return algebra_.overlap({given, anywhere}, {box, anywhere});
           });
  }

  static std::vector<Name> names_of(const RuleWords& rule) {
    return rule.resource_names.empty() ? std::vector{AccessBox::kAnyName} : rule.resource_names;
  }

  /// Those of the rule that the entry tells of.
  std::vector<Name> shared_verbs(const PolicyRule& rule, const RuleWords& told) const {
    std::vector<Name> verbs;
    for (const Name verb : diff_.names().list(rule.verbs)) {
      const bool wanted = std::ranges::any_of(told.verbs, [&](Name other) {
        return verb == other || verb == kStarName || other == kStarName;
      });
      if (wanted) verbs.push_back(verb);
    }
    return verbs;
  }

  const Snapshot& snapshot(PictureSide side) const { return side == A ? *diff_.a : *diff_.b; }

  const PolicyRule& rule_of(PictureSide side, const Grant& grant) const {
    const Snapshot& here = snapshot(side);
    return here.rule(here.rules(here.role_of(grant.binding))[grant.rule].rule);
  }

  /// What the rule says, in whatever order.
  std::array<std::set<Name>, 5> content(const PolicyRule& rule) const {
    std::array<std::set<Name>, 5> words;
    const std::array lists{rule.verbs, rule.api_groups, rule.resources, rule.resource_names,
                           rule.non_resource_urls};
    for (std::size_t at = 0; at < lists.size(); ++at) {
      const std::span<const Name> list = diff_.names().list(lists[at]);
      words[at].insert(list.begin(), list.end());
    }
    return words;
  }

  /// The role's rule on the other side that says the same; nullopt where the way is not there.
  std::optional<std::uint32_t> twin_of(PictureSide side, const Grant& grant) const {
    const Snapshot& here = snapshot(side);
    const PictureSide other = side == A ? B : A;
    const Snapshot& there = snapshot(other);
    const Binding& binding = here.binding(grant.binding);
    const auto twin =
        there.find_binding(binding.kind, here.text(binding.ns), here.text(binding.name));
    if (!twin) return std::nullopt;
    const SubjectRef who = builder_.graph(side).subject_ref(
        builder_.graph(side).subject_of(grant.binding, grant.subject));
    const SubjectId named = builder_.graph(other).find_subject(who.kind, who.ns, who.name);
    const std::span<const SubjectId> all = builder_.graph(other).subjects_of(*twin);
    if (named == kNoId<SubjectId> || std::ranges::find(all, named) == all.end())
      return std::nullopt;
    const RoleId role = there.role_of(*twin);
    if (role == kNoId<RoleId>) return std::nullopt;
    const Role& role_here = here.role(here.role_of(grant.binding));
    const Role& role_there = there.role(role);
    if (std::tie(role_here.kind, role_here.ns, role_here.name) !=
        std::tie(role_there.kind, role_there.ns, role_there.name))
      return std::nullopt;
    const PolicyRule& rule = rule_of(side, grant);
    const std::span<const RuleEntry> rules = there.rules(role);
    for (std::uint32_t at = 0; at < rules.size(); ++at) {
      const PolicyRule& other_rule = there.rule(rules[at].rule);
      if (other_rule == rule || content(other_rule) == content(rule)) return at;
    }
    return std::nullopt;
  }

  const Diff& diff_;
  BoxAlgebra algebra_;
  PowerMatcher powers_in_b_;
  PictureBuilder builder_;
};

}  // namespace

AccessPicture picture_of(const DiffReport& report) {
  DiffPainter painter(report.diff);
  for (const std::uint32_t at : report.access) painter.paint(report.diff.access[at]);
  return painter.finish();
}

}  // namespace rbacgraph
