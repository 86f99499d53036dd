#include "source/proxy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <vector>

#include <arpa/inet.h>

#include "rbacgraph/base/text.h"

namespace rbacgraph {
namespace {

/// An address as bytes, four or sixteen; empty for a name.
std::vector<std::uint8_t> address_of(std::string_view host) {
  const std::string word(host);
  std::array<std::uint8_t, 16> bytes{};
  if (::inet_pton(AF_INET, word.c_str(), bytes.data()) == 1)
    return {bytes.begin(), bytes.begin() + 4};
  if (::inet_pton(AF_INET6, word.c_str(), bytes.data()) == 1) return {bytes.begin(), bytes.end()};
  return {};
}

bool in_network(std::string_view host, std::string_view network) {
  const std::size_t slash = network.find('/');
  if (slash == std::string_view::npos) return false;
  const std::vector<std::uint8_t> address = address_of(host);
  const std::vector<std::uint8_t> base = address_of(network.substr(0, slash));
  unsigned bits = 0;
  const std::string_view length = network.substr(slash + 1);
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
  if (error != std::errc() || end != length.data() + length.size() || base.empty() ||
      address.size() != base.size() || bits > base.size() * 8)
    return false;
  for (unsigned bit = 0; bit < bits; ++bit) {
    const unsigned shift = 7 - bit % 8;
    const auto differing =
        static_cast<unsigned>(static_cast<unsigned char>(address[bit / 8] ^ base[bit / 8]));
    if ((differing >> shift & 1U) != 0) return false;
  }
  return true;
}

struct HostPort {
  std::string host;
  std::string port;
};

HostPort split_host_port(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return {lower_ascii(text), ""};
    HostPort result{lower_ascii(text.substr(1, close - 1)), ""};
    if (text.substr(close).starts_with("]:")) result.port = text.substr(close + 2);
    return result;
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.find(':') != colon) return {lower_ascii(text), ""};
  return {lower_ascii(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

bool names_host(std::string_view entry, const HostPort& server) {
  if (entry == "*" || in_network(server.host, entry)) return true;
  const HostPort excepted = split_host_port(entry);
  if (!excepted.port.empty() && excepted.port != server.port) return false;
  std::string_view name = excepted.host;
  if (name.empty()) return false;
  if (const auto address = address_of(name); !address.empty())
    return address == address_of(server.host);
  if (name.starts_with("*.")) name.remove_prefix(1);
  if (name.starts_with('.')) return server.host.ends_with(name);
  return server.host == name || server.host.ends_with("." + std::string(name));
}

bool on_this_machine(std::string_view host) {
  return host == "localhost" || in_network(host, "127.0.0.0/8") || in_network(host, "::1/128");
}

}  // namespace

std::string proxy_of_environment(
    std::string_view server,
    const std::function<std::optional<std::string>(const std::string&)>& variable) {
  const auto either = [&](const std::string& name) {
    const std::string value = variable(name).value_or("");
    return value.empty() ? variable(lower_ascii(name)).value_or("") : value;
  };
  const bool tls = server.starts_with("https://");
  std::string proxy = either(tls ? "HTTPS_PROXY" : "HTTP_PROXY");
  if (proxy.empty()) return {};
  const std::string_view rest = server.substr(server.find("://") + 3);
  HostPort host = split_host_port(rest.substr(0, rest.find('/')));
  if (host.port.empty()) host.port = tls ? "443" : "80";
  if (on_this_machine(host.host)) return {};
  const std::string excepted = either("NO_PROXY");
  for (std::string_view left = excepted; !left.empty();) {
    const std::size_t comma = std::min(left.find(','), left.size());
    std::string_view word = left.substr(0, comma);
    left.remove_prefix(std::min(comma + 1, left.size()));
    word.remove_prefix(std::min(word.find_first_not_of(' '), word.size()));
    word = word.substr(0, word.find_last_not_of(' ') + 1);
    if (!word.empty() && names_host(word, host)) return {};
  }
  return proxy;
}

}  // namespace rbacgraph
