#include "rbacgraph/authz/attributes.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "rbacgraph/base/text.h"

namespace rbacgraph {
namespace {

// ---- Percent-encoding ---------------------------------------------------------------------------

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// In a query a plus is a blank. nullopt for a % that no two hexadecimal digits follow.
std::optional<std::string> unescape(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>((high * 16) + low);
      i += 2;
    }
  }
  return out;
}

/// The first value of a parameter. Pairs that can't be decoded, or that hold a semicolon, are
/// passed over, as the server does.
std::optional<std::string> query_value(std::string_view query, std::string_view wanted) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (pair.empty() || pair.find(';') != std::string_view::npos) continue;
    const std::size_t equals = pair.find('=');
    const auto key = unescape(pair.substr(0, equals), true);
    auto value = unescape(
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true);
    if (key && value && *key == wanted) return value;
  }
  return std::nullopt;
}

// ---- Field selectors ----------------------------------------------------------------------------

/// The terms between commas; a backslash takes the comma after it its meaning.
std::vector<std::string_view> selector_terms(std::string_view selector) {
  std::vector<std::string_view> terms;
  std::size_t start = 0;
  bool escaped = false;
  for (std::size_t i = 0; i < selector.size(); ++i) {
    if (escaped) {
      escaped = false;
    } else if (selector[i] == '\\') {
      escaped = true;
    } else if (selector[i] == ',') {
      terms.push_back(selector.substr(start, i - start));
      start = i + 1;
    }
  }
  terms.push_back(selector.substr(start));
  return terms;
}

std::optional<std::string> unescape_selector_value(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    char c = value[i];
    if (c == ',' || c == '=') return std::nullopt;
    if (c == '\\') {
      if (++i == value.size()) return std::nullopt;
      c = value[i];
      if (c != '\\' && c != ',' && c != '=') return std::nullopt;
    }
    out += c;
  }
  return out;
}

struct SelectorTerm {
  std::string_view field;
  bool equal = false;
  std::string value;
};

std::optional<SelectorTerm> parse_term(std::string_view term) {
  const std::size_t at = std::min(term.find('='), term.find("!="));
  if (at == std::string_view::npos) return std::nullopt;
  const bool negated = term[at] == '!';
  const bool two_characters = negated || term.substr(at).starts_with("==");
  auto value = unescape_selector_value(term.substr(at + (two_characters ? 2 : 1)));
  if (!value) return std::nullopt;
  return SelectorTerm{term.substr(0, at), !negated, std::move(*value)};
}

/// The name that a field selector pins down; "" where it doesn't, or where it can't be parsed.
std::string name_of_selector(std::string_view selector) {
  std::vector<std::string_view> terms = selector_terms(selector);
  // The server sorts them before it looks, so of two names the first in the alphabet counts.
  std::ranges::sort(terms);
  std::optional<std::string> name;
  for (const std::string_view text : terms) {
    if (text.empty()) continue;
    const auto term = parse_term(text);
    if (!term) return {};
    if (!name && term->equal && term->field == "metadata.name") name = term->value;
  }
  if (!name || *name == "." || *name == ".." || name->find_first_of("/%") != std::string::npos)
    return {};
  return *name;
}

// ---- The request --------------------------------------------------------------------------------

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> parts;
  const std::size_t first = path.find_first_not_of('/');
  if (first == std::string_view::npos) return parts;
  path = path.substr(first, path.find_last_not_of('/') - first + 1);
  for (;;) {
    const std::size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

/// Methods are compared as they are: there is no "get" method.
std::string_view verb_of_method(std::string_view method) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kVerbs = {{
      {"POST", "create"},
      {"GET", "get"},
      {"HEAD", "get"},
      {"PUT", "update"},
      {"PATCH", "patch"},
      {"DELETE", "delete"},
  }};
  for (const auto& [name, verb] : kVerbs)
    if (method == name) return verb;
  return {};
}

/// GET and DELETE of no object in particular (SEMANTICS §2.7, steps 6 and 7).
void adjust_verb_without_name(ResourceRequest& request, std::string_view query) {
  if (!request.name.empty()) return;
  if (request.verb == "delete") request.verb = "deletecollection";
  if (request.verb != "get") return;
  request.verb = "list";
  if (const auto watch = query_value(query, "watch")) {
    if (*watch != "0" && !equal_ignoring_case(*watch, "false")) request.verb = "watch";
  }
  if (const auto selector = query_value(query, "fieldSelector"))
    request.name = name_of_selector(*selector);
}

/// `parts` are what follows the version.
Result<Request> resource_request(std::string_view method, std::string_view group,
                                 std::span<const std::string_view> parts, std::string_view query) {
  ResourceRequest request;
  request.group = group;
  request.verb = verb_of_method(method);
  const bool prefixed = parts[0] == "watch" || parts[0] == "proxy";
  if (prefixed) {
    if (parts.size() < 2) {
      return fail(ErrorCode::InvalidArgument,
                  "unable to determine kind and namespace from the URL: nothing follows \"" +
                      std::string(parts[0]) + "\"",
                  "the API server answers such a request with an error");
    }
    request.verb = parts[0];
    parts = parts.subspan(1);
  }
  if (parts[0] == "namespaces" && parts.size() > 1) {
    request.ns = parts[1];
    if (parts.size() > 2 && parts[2] != "status" && parts[2] != "finalize")
      parts = parts.subspan(2);
  }
  request.resource = parts[0];
  if (parts.size() > 1) request.name = parts[1];
  if (parts.size() > 2 && request.verb != "proxy") request.subresource = parts[2];
  adjust_verb_without_name(request, query);
  return request;
}

}  // namespace

Result<Request> request_from_http(std::string_view method, std::string_view url) {
  const std::size_t question = url.find('?');
  const std::string_view query =
      question == std::string_view::npos ? std::string_view() : url.substr(question + 1);
  if (!url.starts_with('/')) {
    return fail(ErrorCode::InvalidArgument, "the URL \"" + std::string(url) + "\" is no path",
                "give path and query: /api/v1/pods?watch=1");
  }
  const bool has_control = std::ranges::any_of(url, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
  if (has_control) return fail(ErrorCode::InvalidArgument, "the URL holds a control character");
  const auto path = unescape(url.substr(0, question), false);
  if (!path) {
    return fail(ErrorCode::InvalidArgument,
                "the path of \"" + std::string(url) + "\" has a % that no two digits follow",
                "write % itself as %25");
  }

  const std::vector<std::string_view> parts = split_path(*path);
  const std::span<const std::string_view> rest(parts);
  if (parts.size() >= 3 && parts[0] == "api")
    return resource_request(method, "", rest.subspan(2), query);
  if (parts.size() >= 4 && parts[0] == "apis")
    return resource_request(method, parts[1], rest.subspan(3), query);
  return UrlRequest{lower_ascii(method), *path};
}

}  // namespace rbacgraph
