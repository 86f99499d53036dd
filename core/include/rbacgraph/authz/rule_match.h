/// Does one rule allow one request? (SEMANTICS §2.4) Everything is compared byte by byte.
///
/// The request is resolved against the names of a Snapshot first, so that matching compares
/// integers. A word that no object contains can still be matched by a star.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rbacgraph/authz/attributes.h"
#include "rbacgraph/base/name_pool.h"
#include "rbacgraph/k8s/policy_rule.h"

namespace rbacgraph {

/// A ResourceRequest in Names; kNoId<Name> for a word that the pool does not hold.
struct ResolvedResource {
  Name verb;
  Name group;
  Name resource;         ///< "resource" or "resource/subresource"
  Name any_subresource;  ///< "*/subresource"; kNoId without a subresource
  Name name;
};

/// A UrlRequest: the path stays text, because rules match it by prefix.
struct ResolvedUrl {
  Name verb;
  std::string path;
};

ResolvedResource resolve(const NamePool& names, const ResourceRequest& request);
ResolvedUrl resolve(const NamePool& names, const UrlRequest& request);

bool verb_matches(const NamePool& names, const PolicyRule& rule, Name verb);
bool group_matches(const NamePool& names, const PolicyRule& rule, Name group);
bool resource_matches(const NamePool& names, const PolicyRule& rule,
                      const ResolvedResource& request);
bool name_matches(const NamePool& names, const PolicyRule& rule, Name name);
bool url_matches(const NamePool& names, const PolicyRule& rule, std::string_view path);

/// A final star makes a prefix of what stands before all trailing stars; "*" alone is the empty
/// prefix. Other stars are ordinary characters, and "/" is one too.
bool url_pattern_matches(std::string_view pattern, std::string_view path);

bool rule_allows(const NamePool& names, const PolicyRule& rule, const ResolvedResource& request);
bool rule_allows(const NamePool& names, const PolicyRule& rule, const ResolvedUrl& request);

}  // namespace rbacgraph
