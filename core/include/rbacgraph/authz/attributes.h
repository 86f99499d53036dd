/// What RBAC looks at in a request (SEMANTICS §2.2), in plain words.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rbacgraph/base/result.h"

namespace rbacgraph {

/// Who asks. The groups are complete: nothing is implied (a SubjectAccessReview adds none). For a
/// user as the API server would see it after authentication, see `with_implied_groups`.
struct UserInfo {
  std::string name;
  std::vector<std::string> groups;
  /// These groups by themselves, whoever is in them: no subject that names a user is about that,
  /// not even one of the empty name, which a stored binding may have (SEMANTICS §2.3). `name` is ""
  /// then. Never so of a request or review, whose "" is a name like any other.
  bool groups_alone = false;
};

/// Every member may be "", which is an ordinary value. `ns` "" is a request without namespace.
struct ResourceRequest {
  std::string verb;
  std::string group;
  std::string resource;
  std::string subresource;
  std::string ns;
  std::string name;
  friend bool operator==(const ResourceRequest&, const ResourceRequest&) = default;
};

struct UrlRequest {
  std::string verb;  ///< the HTTP method in lower case
  std::string path;
  friend bool operator==(const UrlRequest&, const UrlRequest&) = default;
};

using Request = std::variant<ResourceRequest, UrlRequest>;

/// The attributes that the API server derives from an HTTP request (SEMANTICS §2.7). `url` is path
/// and query. Fails where the server answers with an error before authorization.
Result<Request> request_from_http(std::string_view method, std::string_view url);

}  // namespace rbacgraph
