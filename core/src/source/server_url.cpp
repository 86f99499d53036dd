#include "source/server_url.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "rbacgraph/base/text.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kScheme = "://";

bool is_odd(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7F || c == '"' || c == '<' || c == '>' || c == '\\';
}

/// Of "host:port", "[::1]:port", or without one.
bool has_odd_port(std::string_view host) {
  const std::size_t colon = host.find(':', host.starts_with('[') ? host.find(']') : 0);
  if (colon == std::string_view::npos) return false;
  constexpr std::uint32_t kMost = 65535;
  const std::string_view port = host.substr(colon + 1);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return error != std::errc() || end != port.data() + port.size() || number == 0 || number > kMost;
}

}  // namespace

Result<ServerUrl> read_server_url(std::string_view written) {
  const auto refused = [](std::string why, std::string hint) {
    return fail(ErrorCode::InvalidArgument, "the server's address " + std::move(why),
                std::move(hint));
  };
  constexpr std::string_view kModel = "it looks like https://host:port";
  // What may be a password is not quoted, so neither is the address.
  if (std::ranges::any_of(written, is_odd))
    return refused("has a blank or a character in it that no address has", std::string(kModel));
  written = written.substr(0, written.find_first_of("?#"));
  const std::size_t scheme_end = written.find(kScheme);
  std::string scheme = "http";
  std::string_view rest = written;
  if (scheme_end != std::string_view::npos) {
    scheme = lower_ascii(written.substr(0, scheme_end));
    rest = written.substr(scheme_end + kScheme.size());
  }
  if (scheme != "http" && scheme != "https")
    return refused("begins with neither https:// nor http://", std::string(kModel));
  const std::string_view host = rest.substr(0, rest.find('/'));
  if (host.find('@') != std::string_view::npos)
    return refused("has a user name in it", "credentials go into the user's entry");
  if (host.empty() || host.starts_with(':')) return refused("has no host", std::string(kModel));
  if (has_odd_port(host))
    return refused("has a port that is none: there are 1 to 65535", std::string(kModel));
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (scheme_end == std::string_view::npos && rest.size() > host.size())
    return refused("has a path and no scheme", std::string(kModel));
  return ServerUrl{scheme + std::string(kScheme) + std::string(rest), scheme == "https"};
}

}  // namespace rbacgraph
