/// Which proxy a server is asked through, as Go's net/http chooses it (SEMANTICS §5.3).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace rbacgraph {

/// HTTPS_PROXY or HTTP_PROXY by the server's scheme, unless NO_PROXY names it: by host, suffix
/// (".corp"), address, CIDR, each with or without a port, or `*`. Both spellings of the names,
/// capitals first. A server on this machine is never asked through one. "": directly.
std::string proxy_of_environment(
    std::string_view server,
    const std::function<std::optional<std::string>(const std::string&)>& variable);

}  // namespace rbacgraph
