#include "rbacgraph/analysis/membership.h"

#include <algorithm>
#include <iterator>

namespace rbacgraph {
namespace {

SubjectRef member_from_user_name(std::string_view user) {
  if (const auto account = parse_service_account_user(user))
    return {SubjectKind::ServiceAccount, std::string(account->first), std::string(account->second)};
  return {SubjectKind::User, "", std::string(user)};
}

std::string user_name_of(const SubjectRef& member) {
  return member.kind == SubjectKind::ServiceAccount ? service_account_user(member.ns, member.name)
                                                    : member.name;
}

void add_named_subjects(const Snapshot& snapshot, std::vector<SubjectRef>& known) {
  for (const Binding& binding : snapshot.bindings()) {
    for (const Subject& subject : binding.subjects) {
      if (subject.kind == SubjectKind::User) {
        known.push_back(member_from_user_name(snapshot.text(subject.name)));
      } else if (subject.kind == SubjectKind::ServiceAccount) {
        const Name ns = subject.ns == kEmptyName ? binding.ns : subject.ns;
        if (ns == kEmptyName) continue;
        known.push_back({SubjectKind::ServiceAccount, std::string(snapshot.text(ns)),
                         std::string(snapshot.text(subject.name))});
      }
    }
  }
}

/// A user name that does not parse as an account's may still be that of a stored account subject
/// which spells it: then they are one member, the account, as in the access graph.
void drop_users_that_are_accounts(std::vector<SubjectRef>& known) {
  std::vector<std::string> odd;
  for (const SubjectRef& member : known) {
    if (member.kind != SubjectKind::ServiceAccount) continue;
    std::string user = user_name_of(member);
    if (!parse_service_account_user(user)) odd.push_back(std::move(user));
  }
  if (odd.empty()) return;
  std::ranges::sort(odd);
  std::erase_if(known, [&](const SubjectRef& member) {
    return member.kind == SubjectKind::User && std::ranges::binary_search(odd, member.name);
  });
}

}  // namespace

Membership::Membership(std::shared_ptr<const Snapshot> snapshot, GroupMap map)
    : map_(std::move(map)) {
  for (const ServiceAccount& account : snapshot->service_accounts())
    known_.push_back({SubjectKind::ServiceAccount, std::string(snapshot->text(account.ns)),
                      std::string(snapshot->text(account.name))});
  add_named_subjects(*snapshot, known_);
  for (const auto& [user, groups] : map_) known_.push_back(member_from_user_name(user));
  std::ranges::sort(known_);
  known_.erase(std::ranges::unique(known_).begin(), known_.end());
  drop_users_that_are_accounts(known_);

  for (const auto& [user, groups] : map_)
    for (const std::string& group : groups)
      by_mapped_group_[group].push_back(member_from_user_name(user));
}

std::vector<SubjectRef> Membership::members_of(std::string_view group) const {
  std::vector<SubjectRef> members;
  const auto implied = [&](const SubjectRef& member) {
    // By its user name, as at authentication: a stored subject may spell an account that none can be.
    const bool account = member.kind == SubjectKind::ServiceAccount &&
                         parse_service_account_user(user_name_of(member)).has_value();
    const bool anonymous =
        member.kind == SubjectKind::User && member.name == kAnonymousUser;
    if (group == kAuthenticatedGroup) return !anonymous;
    if (group == kUnauthenticatedGroup) return anonymous;
    if (!account || !group.starts_with(kServiceAccountsGroup)) return false;
    const std::string_view rest = group.substr(kServiceAccountsGroup.size());
    return rest.empty() || (rest.front() == ':' && rest.substr(1) == member.ns);
  };
  if (group == kAuthenticatedGroup || group == kUnauthenticatedGroup ||
      group.starts_with(kServiceAccountsGroup))
    std::ranges::copy_if(known_, std::back_inserter(members), implied);
  if (const auto mapped = by_mapped_group_.find(group); mapped != by_mapped_group_.end()) {
    members.insert(members.end(), mapped->second.begin(), mapped->second.end());
    std::ranges::sort(members);
    members.erase(std::ranges::unique(members).begin(), members.end());
  }
  return members;
}

std::vector<std::string> Membership::groups_of(const SubjectRef& member) const {
  const std::string user = user_name_of(member);
  const auto mapped = map_.find(user);
  return with_implied_groups(user, mapped == map_.end() ? std::vector<std::string>()
                                                        : mapped->second);
}

}  // namespace rbacgraph
