/// From the user's words to queries (DESIGN §5): verbs, TYPE[.GROUP][/SUBRESOURCE], TYPE/NAME,
/// /URL.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/base/result.h"

namespace rbacgraph {

struct QueryWords {
  std::string verbs;  ///< "get,list"
  std::string
      types;  ///< "secrets,configmaps", "/healthz", "pods/exec"; may be "" with any_resource
  std::optional<std::string> name;         ///< third positional, or --name
  std::optional<std::string> subresource;  ///< --subresource
  std::optional<std::string> api_group;    ///< --api-group: TYPE is taken to the letter
  std::optional<std::string> ns;           ///< -n
  bool any_verb = false;
  bool any_resource = false;
};

struct ReadQueries {
  std::vector<AccessQuery> queries;  ///< one for each verb and type, in the order given
  std::vector<Diagnostic>
      diagnostics;  ///< unknown-type, unknown-verb, …: the query is answered all the same
};

Result<ReadQueries> read_queries(const Snapshot& snapshot, const QueryWords& words);

/// A subject in the user's words: sa:ns/name, user:NAME, group:NAME, system:serviceaccount:ns:name,
/// ServiceAccount/ns/name; a bare word is looked up among the known subjects. An unknown one that
/// is spelled with its kind is taken as it is; an ambiguous or unknown bare word is an error that
/// lists the choices or the nearest names. `only`: a bare word is looked up among those of this
/// kind.
Result<SubjectRef> read_subject(const Snapshot& snapshot, std::string_view words,
                                std::optional<SubjectKind> only = {});

}  // namespace rbacgraph
