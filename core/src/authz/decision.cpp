#include "rbacgraph/authz/decision.h"

#include <algorithm>

namespace rbacgraph {
namespace {

// Go's %q, as far as names go: the server quotes with it.
std::string quoted(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

/// The server puts the namespace after the name.
std::string name_and_namespace(std::string_view name, std::string_view ns) {
  return ns.empty() ? quoted(name) : quoted(std::string(name).append("/").append(ns));
}

std::string allowed_by(const Snapshot& snapshot, const Grant& grant) {
  const Binding& binding = snapshot.binding(grant.binding);
  const Subject& subject = binding.subjects[grant.subject];
  std::string_view subject_ns;
  if (subject.kind == SubjectKind::ServiceAccount)
    subject_ns = snapshot.text(subject.ns == kEmptyName ? binding.ns : subject.ns);
  std::string text = "RBAC: allowed by ";
  text.append(to_string(binding.kind)).append(" ");
  text += name_and_namespace(snapshot.text(binding.name), snapshot.text(binding.ns));
  text.append(" of ").append(snapshot.text(binding.role_ref.kind)).append(" ");
  text += quoted(snapshot.text(binding.role_ref.name));
  text.append(" to ").append(to_string(subject.kind)).append(" ");
  return text + name_and_namespace(snapshot.text(subject.name), subject_ns);
}

std::string not_found(const Snapshot& snapshot, const RoleRef& ref) {
  const std::string_view kind = snapshot.text(ref.kind);
  if (kind == to_string(RoleKind::ClusterRole) || kind == to_string(RoleKind::Role)) {
    // The authorizer's lister says the singular, as recorded from a v1.36.3 server.
    const std::string_view resource = kind == to_string(RoleKind::Role) ? "role" : "clusterrole";
    return std::string(resource) + ".rbac.authorization.k8s.io " + quoted(snapshot.text(ref.name)) +
           " not found";
  }
  return "unsupported role reference kind: " + quoted(kind);
}

}  // namespace

std::string reason(const Snapshot& snapshot, const Decision& decision) {
  if (decision.grant) return allowed_by(snapshot, *decision.grant);
  if (decision.superuser || decision.unresolved.empty()) return {};
  std::vector<std::string> errors;
  for (const BindingId id : decision.unresolved) {
    std::string error = not_found(snapshot, snapshot.binding(id).role_ref);
    // The server joins them to one aggregate, which leaves out repetitions.
    if (std::ranges::find(errors, error) == errors.end()) errors.push_back(std::move(error));
  }
  if (errors.size() == 1) return "RBAC: " + errors.front();
  std::string text = "RBAC: [";
  for (const std::string& error : errors)
    text.append(&error == &errors.front() ? "" : ", ").append(error);
  return text + "]";
}

}  // namespace rbacgraph
