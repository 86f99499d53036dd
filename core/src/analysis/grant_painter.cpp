#include "analysis/grant_painter.h"

#include <algorithm>
#include <array>
#include <string>

namespace rbacgraph {

using enum PictureSide;

GrantPainter::GrantPainter(PictureBuilder& builder, const AccessQuery& query)
    : builder_(builder), query_(query) {
  if (query.is_url()) {
    target_ = builder.url(query.non_resource_url);
  } else if (!query.any_resource) {
    std::string type = query.resource;
    if (!query.subresource.empty()) type += "/" + query.subresource;
    target_ = builder.resource(query.group, type);
  }
  if (!target_) return;
  builder.node(*target_).start = true;
  builder.node(*target_).matches = true;
}

void GrantPainter::match(PictureBuilder::EdgeAt at, std::optional<DeadReason> dead) {
  builder_.judge(at, dead);
  if (dead) return;
  builder_.edge(at).matches = true;
  builder_.node(builder_.edge(at).from).matches = true;
  builder_.node(builder_.edge(at).to).matches = true;
}

void GrantPainter::paint(const Grant& grant, std::optional<DeadReason> dead) {
  match(builder_.bound_by(A, grant.binding, grant.subject), dead);
  paint_rule(grant, dead);
}

void GrantPainter::paint_for(PictureBuilder::At who, const Grant& grant,
                             std::optional<DeadReason> dead) {
  const PictureBuilder::At named = builder_.subject_in(A, grant.binding, grant.subject);
  if (named != who) match(builder_.member_of(who, named), dead);
  paint(grant, dead);
}

void GrantPainter::paint_rule(const Grant& grant, std::optional<DeadReason> dead) {
  match(builder_.refers_to(A, grant.binding), dead);
  const PictureBuilder::At role = builder_.role_of(A, grant.binding);
  const Snapshot& snapshot = builder_.snapshot(A);
  const RoleId id = snapshot.role_of(grant.binding);
  const PolicyRule& rule = snapshot.rule(snapshot.rules(id)[grant.rule].rule);
  if (!target_) return paint_patterns(role, grant, rule, dead);
  const NamePool& names = snapshot.names();
  const std::optional<Name> verb = names.find(query_.verb);
  const std::array<Name, 1> asked{verb.value_or(kEmptyName)};
  const bool whole = !query_.name.empty() || rule.resource_names == kEmptyList || query_.is_url();
  PictureBuilder::Allowed allowed{.rule = grant.rule};
  allowed.verbs = query_.any_verb || !verb ? names.list(rule.verbs) : std::span<const Name>(asked);
  if (!whole) allowed.resource_names = names.list(rule.resource_names);
  // The role says so whoever it is bound to: alive where any of its bindings makes use of it.
  match(builder_.allows(role, *target_, allowed), dead);
}

void GrantPainter::paint_patterns(PictureBuilder::At role, const Grant& grant,
                                  const PolicyRule& rule, std::optional<DeadReason> dead) {
  if (query_.powerful) {
    std::vector<std::uint32_t>& about = builder_.node(role).rules[0];
    if (std::ranges::find(about, grant.rule) == about.end()) about.push_back(grant.rule);
    return;
  }
  const NamePool& names = builder_.snapshot(A).names();
  const std::optional<Name> verb = names.find(query_.verb);
  const std::array<Name, 1> asked{verb.value_or(kEmptyName)};
  PictureBuilder::Allowed allowed{.rule = grant.rule};
  allowed.verbs = query_.any_verb || !verb ? names.list(rule.verbs) : std::span<const Name>(asked);
  allowed.resource_names = names.list(rule.resource_names);
  for (const Name group : names.list(rule.api_groups)) {
    for (const Name resource : names.list(rule.resources)) {
      match(builder_.allows(role, builder_.resource(names.text(group), names.text(resource)),
                            allowed),
            dead);
    }
  }
}

}  // namespace rbacgraph
