#include "rbacgraph/analysis/membership.h"

#include <algorithm>
#include <mutex>
#include <tuple>

namespace rbacgraph {
namespace {

/// A known account (`ns` is set) or user, as views into the Snapshot or the group map.
struct Member {
  std::string_view ns;
  std::string_view name;
  friend auto operator<=>(const Member&, const Member&) = default;
};

void sort_unique(std::vector<Member>& members) {
  std::ranges::sort(members);
  members.erase(std::ranges::unique(members).begin(), members.end());
}

SubjectRef account_ref(const Member& account) {
  return {SubjectKind::ServiceAccount, std::string(account.ns), std::string(account.name)};
}

SubjectRef user_ref(const Member& user) { return {SubjectKind::User, "", std::string(user.name)}; }

/// Could an authenticated account be called so? A stored subject may spell one that none can be.
bool can_authenticate(const Member& account) {
  return is_dns_label(account.ns) && is_dns_subdomain(account.name);
}

}  // namespace

class Membership::Known {
 public:
  Known(std::shared_ptr<const Snapshot> snapshot, GroupMap map)
      : snapshot_(std::move(snapshot)), map_(std::move(map)) {}

  const GroupMap& map() const { return map_; }

  /// Calls `take` for each known member of the group, in order, while it returns true.
  template <class Take>
  void each_member_of(std::string_view group, const Take& take) const {
    std::call_once(collected_, [this] { collect(); });
    if (const auto mapped = by_mapped_group_.find(group); mapped != by_mapped_group_.end()) {
      std::vector<SubjectRef> members = mapped->second;
      each_implied(group, [&](SubjectRef member) {
        members.push_back(std::move(member));
        return true;
      });
      std::ranges::sort(members);
      members.erase(std::ranges::unique(members).begin(), members.end());
      for (SubjectRef& member : members)
        if (!take(SubjectRef(std::move(member)))) return;
    } else {
      each_implied(group, take);
    }
  }

  std::uint64_t count(std::string_view group) const {
    std::call_once(collected_, [this] { collect(); });
    if (by_mapped_group_.find(group) == by_mapped_group_.end()) {
      if (group == kAuthenticatedGroup) return accounts_.size() + users_.size();
      if (group == kServiceAccountsGroup) return able_;
    }
    std::uint64_t count = 0;
    each_member_of(group, [&](const SubjectRef&) {
      ++count;
      return true;
    });
    return count;
  }

  std::vector<SubjectRef> all() const {
    std::call_once(collected_, [this] { collect(); });
    std::vector<SubjectRef> all;
    for (const Member& account : accounts_) all.push_back(account_ref(account));
    for (const Member& user : users_) all.push_back(user_ref(user));
    if (anonymous_) all.push_back({SubjectKind::User, "", std::string(kAnonymousUser)});
    std::ranges::sort(all);
    return all;
  }

 private:
  template <class Take>
  void each_implied(std::string_view group, const Take& take) const {
    if (group == kUnauthenticatedGroup) {
      if (anonymous_) take(SubjectRef{SubjectKind::User, "", std::string(kAnonymousUser)});
      return;
    }
    const bool everyone = group == kAuthenticatedGroup;
    if (!everyone && !group.starts_with(kServiceAccountsGroup)) return;
    std::span<const Member> accounts = accounts_;
    if (!everyone && group != kServiceAccountsGroup) {
      const std::string_view rest = group.substr(kServiceAccountsGroup.size());
      if (rest.front() != ':') return;
      const auto of_namespace =
          std::ranges::equal_range(accounts_, rest.substr(1), {}, &Member::ns);
      accounts = {of_namespace.begin(), of_namespace.end()};
    }
    for (const Member& account : accounts)
      if ((everyone || can_authenticate(account)) && !take(account_ref(account))) return;
    if (!everyone) return;
    for (const Member& user : users_)
      if (!take(user_ref(user))) return;
  }

  void collect() const {
    const Snapshot& snapshot = *snapshot_;
    for (const ServiceAccount& account : snapshot.service_accounts())
      accounts_.push_back({snapshot.text(account.ns), snapshot.text(account.name)});
    for (const Binding& binding : snapshot.bindings())
      for (const Subject& subject : binding.subjects) add_named(binding, subject);
    for (const auto& [user, groups] : map_) add_user(user);
    sort_unique(accounts_);
    sort_unique(users_);
    drop_users_that_are_accounts();
    anonymous_ = std::erase(users_, Member{"", kAnonymousUser}) > 0;
    able_ = static_cast<std::uint64_t>(std::ranges::count_if(accounts_, can_authenticate));
    for (const auto& [user, groups] : map_)
      for (const std::string& group : groups) by_mapped_group_[group].push_back(member_of(user));
  }

  void add_named(const Binding& binding, const Subject& subject) const {
    if (subject.kind == SubjectKind::User) {
      add_user(snapshot_->text(subject.name));
    } else if (subject.kind == SubjectKind::ServiceAccount) {
      const Name ns = subject.ns == kEmptyName ? binding.ns : subject.ns;
      if (ns != kEmptyName)
        accounts_.push_back({snapshot_->text(ns), snapshot_->text(subject.name)});
    }
  }

  void add_user(std::string_view user) const {
    if (const auto account = parse_service_account_user(user)) {
      accounts_.push_back({account->first, account->second});
    } else {
      users_.push_back({"", user});
    }
  }

  static SubjectRef member_of(std::string_view user) {
    if (const auto account = parse_service_account_user(user))
      return account_ref({account->first, account->second});
    return user_ref({"", user});
  }

  /// A user name that does not parse as an account's may still be that of a stored account subject
  /// which spells it: then they are one member, the account, as in the access graph.
  void drop_users_that_are_accounts() const {
    std::vector<std::string> odd;
    for (const Member& account : accounts_)
      if (!can_authenticate(account)) odd.push_back(service_account_user(account.ns, account.name));
    if (odd.empty()) return;
    std::ranges::sort(odd);
    std::erase_if(users_,
                  [&](const Member& user) { return std::ranges::binary_search(odd, user.name); });
  }

  std::shared_ptr<const Snapshot> snapshot_;
  GroupMap map_;
  // Filled by collect(), once.
  mutable std::once_flag collected_;
  mutable std::vector<Member> accounts_;
  mutable std::vector<Member> users_;  // without system:anonymous
  mutable bool anonymous_ = false;
  mutable std::uint64_t able_ = 0;  // accounts that can authenticate
  mutable std::map<std::string, std::vector<SubjectRef>, std::less<>> by_mapped_group_;
};

Membership::Membership(std::shared_ptr<const Snapshot> snapshot, GroupMap map)
    : known_(std::make_unique<const Known>(std::move(snapshot), std::move(map))) {}
Membership::~Membership() = default;

std::vector<SubjectRef> Membership::known() const { return known_->all(); }

std::vector<SubjectRef> Membership::members_of(std::string_view group, std::size_t at_most) const {
  std::vector<SubjectRef> members;
  if (at_most == 0) return members;
  known_->each_member_of(group, [&](SubjectRef member) {
    members.push_back(std::move(member));
    return members.size() < at_most;
  });
  return members;
}

std::uint64_t Membership::count_members_of(std::string_view group) const {
  return known_->count(group);
}

std::vector<std::string> Membership::groups_of(const SubjectRef& member) const {
  const std::string user = member.kind == SubjectKind::ServiceAccount
                               ? service_account_user(member.ns, member.name)
                               : member.name;
  const auto mapped = known_->map().find(user);
  return with_implied_groups(
      user, mapped == known_->map().end() ? std::vector<std::string>() : mapped->second);
}

}  // namespace rbacgraph
