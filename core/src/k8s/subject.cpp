#include "rbacgraph/k8s/subject.h"

#include <algorithm>
#include <array>

namespace rbacgraph {
namespace {

bool is_lower_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// Every name of an account and a namespace is looked at, byte by byte.
constexpr std::array<bool, 256> kOfLabel = [] {
  std::array<bool, 256> of_label{};
  for (int c = 'a'; c <= 'z'; ++c) of_label[static_cast<std::size_t>(c)] = true;
  for (int c = '0'; c <= '9'; ++c) of_label[static_cast<std::size_t>(c)] = true;
  of_label['-'] = true;
  return of_label;
}();

bool is_label_of_at_most(std::string_view text, std::size_t longest) {
  if (text.empty() || text.size() > longest) return false;
  if (!is_lower_alphanumeric(text.front()) || !is_lower_alphanumeric(text.back())) return false;
  return std::ranges::all_of(text, [](char c) { return kOfLabel[static_cast<unsigned char>(c)]; });
}

}  // namespace

std::string_view to_string(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::Group: return "Group";
    case SubjectKind::ServiceAccount: return "ServiceAccount";
    case SubjectKind::User: return "User";
    case SubjectKind::Other: return {};
  }
  return {};
}

SubjectKind subject_kind(std::string_view word) {
  for (const SubjectKind kind :
       {SubjectKind::Group, SubjectKind::ServiceAccount, SubjectKind::User})
    if (word == to_string(kind)) return kind;
  return SubjectKind::Other;
}

bool is_dns_label(std::string_view text) { return is_label_of_at_most(text, 63); }

bool is_dns_subdomain(std::string_view text) {
  constexpr std::size_t kLongest = 253;
  if (text.size() > kLongest) return false;
  for (;;) {
    const std::size_t dot = text.find('.');
    // Only the whole is bounded: a part of a subdomain may be longer than a label.
    if (!is_label_of_at_most(text.substr(0, dot), kLongest)) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

std::string service_account_user(std::string_view ns, std::string_view name) {
  std::string user;
  user.reserve(kServiceAccountUserPrefix.size() + ns.size() + 1 + name.size());
  user.append(kServiceAccountUserPrefix).append(ns).append(":").append(name);
  return user;
}

std::optional<std::pair<std::string_view, std::string_view>> parse_service_account_user(
    std::string_view user) {
  if (!user.starts_with(kServiceAccountUserPrefix)) return std::nullopt;
  user.remove_prefix(kServiceAccountUserPrefix.size());
  const std::size_t colon = user.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view ns = user.substr(0, colon);
  const std::string_view name = user.substr(colon + 1);
  if (!is_dns_label(ns) || !is_dns_subdomain(name)) return std::nullopt;
  return std::pair{ns, name};
}

std::vector<std::string> with_implied_groups(std::string_view user,
                                             std::vector<std::string> known) {
  const auto has = [&](std::string_view group) {
    return std::ranges::find(known, group) != known.end();
  };
  if (const auto account = parse_service_account_user(user)) {
    known.emplace_back(kServiceAccountsGroup);
    known.push_back(std::string(kServiceAccountsGroup).append(":").append(account->first));
  }
  if (!has(kAuthenticatedGroup) && !has(kUnauthenticatedGroup))
    known.emplace_back(user == kAnonymousUser ? kUnauthenticatedGroup : kAuthenticatedGroup);
  std::ranges::sort(known);
  known.erase(std::ranges::unique(known).begin(), known.end());
  return known;
}

}  // namespace rbacgraph
