/// The address of an API server, as client-go reads it (SEMANTICS §5.1).
#pragma once

#include <string>
#include <string_view>

#include "rbacgraph/base/result.h"

namespace rbacgraph {

struct ServerUrl {
  std::string text;  ///< "https://host:port/prefix": no query, no slash at the end
  bool tls = false;
};

/// Without a scheme it is http. A user name in the address is refused: it would be a credential in
/// a place that is shown.
Result<ServerUrl> read_server_url(std::string_view written);

}  // namespace rbacgraph
