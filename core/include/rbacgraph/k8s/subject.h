/// Subjects of bindings, and the identities that they name.
///
/// A Subject is spelled as a binding spells it. An Identity is who that is: a service account can
/// be spelled in three ways (SEMANTICS §2.3) and is one identity.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rbacgraph/base/name_pool.h"

namespace rbacgraph {

/// `Other` is any other word in `subject.kind`: the API server stores none such, and it matches
/// nobody. Kinds compare case-sensitively ("user" is Other).
enum class SubjectKind : std::uint8_t { Group, ServiceAccount, User, Other };

std::string_view to_string(SubjectKind kind);  ///< "" for Other
SubjectKind subject_kind(std::string_view word);

struct Subject {
  SubjectKind kind = SubjectKind::Other;
  Name kind_word = kEmptyName;  ///< as written
  Name ns = kEmptyName;         ///< of a ServiceAccount; "" is the namespace of the RoleBinding
  Name name = kEmptyName;
  friend bool operator==(const Subject&, const Subject&) = default;
};

/// A subject in plain words, and who asks or is asked about. `ns` is set for service accounts only.
struct SubjectRef {
  SubjectKind kind = SubjectKind::User;
  std::string ns;
  std::string name;
  friend auto operator<=>(const SubjectRef&, const SubjectRef&) = default;
};

inline constexpr std::string_view kMastersGroup = "system:masters";
inline constexpr std::string_view kAuthenticatedGroup = "system:authenticated";
inline constexpr std::string_view kUnauthenticatedGroup = "system:unauthenticated";
inline constexpr std::string_view kServiceAccountsGroup = "system:serviceaccounts";
inline constexpr std::string_view kNodesGroup = "system:nodes";
inline constexpr std::string_view kAnonymousUser = "system:anonymous";
inline constexpr std::string_view kServiceAccountUserPrefix = "system:serviceaccount:";

/// "system:serviceaccount:<ns>:<name>"
std::string service_account_user(std::string_view ns, std::string_view name);

/// The account that a user name stands for: the prefix, then exactly two parts, of which the first
/// is a DNS label and the second a DNS subdomain. Anything else is an ordinary user name.
std::optional<std::pair<std::string_view, std::string_view>> parse_service_account_user(
    std::string_view user);

bool is_dns_label(std::string_view text);      ///< RFC 1123, at most 63 bytes
bool is_dns_subdomain(std::string_view text);  ///< RFC 1123, at most 253 bytes

/// The groups that the API server adds at authentication (SEMANTICS §2.3), given the ones that
/// the user is known to have: sorted, without repetition, `known` included.
std::vector<std::string> with_implied_groups(std::string_view user,
                                             std::vector<std::string> known = {});

}  // namespace rbacgraph
