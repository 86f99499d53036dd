#include "rbacgraph/authz/authorizer.h"

#include <algorithm>
#include <tuple>

#include "rbacgraph/authz/rule_match.h"

namespace rbacgraph {
namespace {

/// A place in a binding's list of subjects.
struct SubjectPlace {
  BindingId binding;
  std::uint32_t subject;
  friend auto operator<=>(const SubjectPlace&, const SubjectPlace&) = default;
};

/// Sorted (key, place) pairs: places by key.
template <class Key>
class PlacesByKey {
 public:
  void add(Key key, SubjectPlace place) { entries_.emplace_back(key, place); }
  void sort() { std::ranges::sort(entries_); }
  void collect(Key key, std::vector<SubjectPlace>& out) const {
    const auto found =
        std::ranges::equal_range(entries_, key, {}, &std::pair<Key, SubjectPlace>::first);
    for (const auto& entry : found) out.push_back(entry.second);
  }

 private:
  std::vector<std::pair<Key, SubjectPlace>> entries_;
};

}  // namespace

class Authorizer::Index {
 public:
  explicit Index(const Snapshot& snapshot) {
    for (std::uint32_t id = 0; id < snapshot.bindings().size(); ++id)
      add(snapshot.bindings()[id], make_id<BindingId>(id));
    users_.sort();
    groups_.sort();
    accounts_.sort();
  }

  /// Every place where a binding names this user, whatever the binding's scope.
  std::vector<SubjectPlace> places_of(const Snapshot& snapshot, const UserInfo& user) const {
    const NamePool& names = snapshot.names();
    std::vector<SubjectPlace> places;
    const auto name = user.groups_alone ? std::nullopt : names.find(user.name);
    if (name) users_.collect(*name, places);
    for (const std::string& group : user.groups)
      if (const auto known = names.find(group)) groups_.collect(*known, places);
    collect_account(names, user.name, places);
    std::ranges::sort(places);
    places.erase(std::ranges::unique(places).begin(), places.end());
    return places;
  }

 private:
  void add(const Binding& binding, BindingId id) {
    for (std::uint32_t i = 0; i < binding.subjects.size(); ++i) {
      const Subject& subject = binding.subjects[i];
      switch (subject.kind) {
        case SubjectKind::User: users_.add(subject.name, {id, i}); break;
        case SubjectKind::Group: groups_.add(subject.name, {id, i}); break;
        case SubjectKind::ServiceAccount: {
          const Name ns = subject.ns == kEmptyName ? binding.ns : subject.ns;
          if (ns != kEmptyName) accounts_.add({ns, subject.name}, {id, i});
          break;
        }
        case SubjectKind::Other: break;
      }
    }
  }

  // Only the user *name* is compared, with "system:serviceaccount:<ns>:<name>" of the subject, so
  // every way to cut the name in two counts: a stored subject may have a colon in it.
  void collect_account(const NamePool& names, std::string_view user,
                       std::vector<SubjectPlace>& places) const {
    if (!user.starts_with(kServiceAccountUserPrefix)) return;
    user.remove_prefix(kServiceAccountUserPrefix.size());
    for (std::size_t colon = user.find(':'); colon != std::string_view::npos;
         colon = user.find(':', colon + 1)) {
      const auto ns = names.find(user.substr(0, colon));
      const auto name = ns ? names.find(user.substr(colon + 1)) : std::nullopt;
      if (name) accounts_.collect({*ns, *name}, places);
    }
  }

  PlacesByKey<Name> users_;
  PlacesByKey<Name> groups_;
  PlacesByKey<std::pair<Name, Name>> accounts_;
};

Authorizer::Authorizer(std::shared_ptr<const Snapshot> snapshot)
    : snapshot_(std::move(snapshot)), index_(std::make_unique<const Index>(*snapshot_)) {}
Authorizer::~Authorizer() = default;
Authorizer::Authorizer(Authorizer&&) noexcept = default;
Authorizer& Authorizer::operator=(Authorizer&&) noexcept = default;

const Snapshot& Authorizer::snapshot() const { return *snapshot_; }

namespace {

bool in_scope(const Binding& binding, std::optional<Name> ns) {
  return binding.kind == BindingKind::ClusterRoleBinding || (ns && binding.ns == *ns);
}

/// The namespace whose RoleBindings count. A namespace that no object has is kNoId: it has none.
std::optional<Name> scope_of(const Snapshot& snapshot, std::string_view ns) {
  if (ns.empty()) return std::nullopt;
  return snapshot.names().find(ns).value_or(kNoId<Name>);
}

std::string_view namespace_of(const Request& request) {
  const auto* resource = std::get_if<ResourceRequest>(&request);
  return resource == nullptr ? std::string_view() : resource->ns;
}

bool is_master(const UserInfo& user) {
  return std::ranges::find(user.groups, kMastersGroup) != user.groups.end();
}

/// Calls `visit(rule)` for the rules of a role that allow the request, until it returns false.
template <class Resolved, class Visit>
bool visit_allowing(const Snapshot& snapshot, RoleId role, const Resolved& request,
                    const Visit& visit) {
  const std::span<const RuleEntry> rules = snapshot.rules(role);
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    if (rule_allows(snapshot.names(), snapshot.rule(rules[i].rule), request) && !visit(i))
      return false;
  }
  return true;
}

}  // namespace

std::vector<Authorizer::AppliedBinding> Authorizer::applied_bindings(const UserInfo& user,
                                                                     std::string_view ns) const {
  const std::optional<Name> scope = scope_of(*snapshot_, ns);
  std::vector<AppliedBinding> applied;
  for (const SubjectPlace& place : index_->places_of(*snapshot_, user)) {
    if (!in_scope(snapshot_->binding(place.binding), scope)) continue;
    if (!applied.empty() && applied.back().binding == place.binding) continue;
    applied.push_back({place.binding, place.subject});
  }
  std::ranges::stable_sort(applied, {}, [&](const AppliedBinding& each) {
    return snapshot_->binding(each.binding).kind;
  });
  return applied;
}

std::vector<Authorizer::AppliedBinding> Authorizer::naming_subjects(const UserInfo& user) const {
  std::vector<AppliedBinding> naming;
  for (const SubjectPlace& place : index_->places_of(*snapshot_, user))
    naming.push_back({place.binding, place.subject});
  return naming;
}

Decision Authorizer::decide(const UserInfo& user, const Request& request) const {
  Decision decision;
  if (is_master(user)) {
    decision.verdict = Verdict::Yes;
    decision.superuser = true;
    return decision;
  }
  const std::string_view ns = namespace_of(request);
  std::visit(
      [&](const auto& plain) {
        const auto resolved = resolve(snapshot_->names(), plain);
        for (const AppliedBinding& applied : applied_bindings(user, ns)) {
          const RoleId role = snapshot_->role_of(applied.binding);
          if (role == kNoId<RoleId>) {
            decision.unresolved.push_back(applied.binding);
            continue;
          }
          visit_allowing(*snapshot_, role, resolved, [&](std::uint32_t rule) {
            decision.grant = Grant{applied.binding, rule, applied.subject};
            return false;
          });
          if (decision.grant) return;
        }
      },
      request);
  if (decision.grant) {
    decision.verdict = Verdict::Yes;
    decision.unresolved.clear();
  } else if (snapshot_->coverage().may_hide_grant(ns)) {
    decision.verdict = Verdict::Unknown;
  }
  return decision;
}

std::vector<Grant> Authorizer::grants(const UserInfo& user, const Request& request) const {
  std::vector<Grant> grants;
  if (is_master(user)) return grants;
  const std::optional<Name> scope = scope_of(*snapshot_, namespace_of(request));
  std::visit(
      [&](const auto& plain) {
        const auto resolved = resolve(snapshot_->names(), plain);
        for (const SubjectPlace& place : index_->places_of(*snapshot_, user)) {
          const RoleId role = snapshot_->role_of(place.binding);
          if (role == kNoId<RoleId> || !in_scope(snapshot_->binding(place.binding), scope))
            continue;
          visit_allowing(*snapshot_, role, resolved, [&](std::uint32_t rule) {
            grants.push_back({place.binding, rule, place.subject});
            return true;
          });
        }
      },
      request);
  std::ranges::sort(grants, {}, [](const Grant& grant) {
    return std::tuple(grant.binding, grant.rule, grant.subject);
  });
  return grants;
}

}  // namespace rbacgraph
