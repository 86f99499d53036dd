/// What a server says of our own rights, where it shows nothing of its policy (SEMANTICS §5.6):
/// SelfSubjectRulesReview, namespace by namespace.
///
/// It names rules, and neither roles nor bindings. They are told as made-up ones of the name
/// kOwnRights: a ClusterRole with what holds everywhere, a Role in each namespace with what is
/// added there.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "source/live_list.h"

namespace rbacgraph {

constexpr std::string_view kOwnRights = "(own rights)";

struct OwnRights {
  std::unique_ptr<ListPart> part;
  std::string user;
  std::vector<std::string> errors;  ///< the server's, from evaluating
  bool incomplete = false;          ///< the server says so: not all authorizers can list rules
};

/// `namespaces`: which to ask about. Fails where the server does not answer such reviews.
ServerResult<OwnRights> read_own_rights(HttpClient& http, const std::string& server,
                                        const std::vector<std::string>& namespaces,
                                        const ReadOptions& options, SourceId source);

}  // namespace rbacgraph
