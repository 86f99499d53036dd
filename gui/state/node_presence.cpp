#include "state/node_presence.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace rbacgraph::gui {
namespace {

/// A part of an id as it was before picture_id() wrote it.
std::string plain(std::string_view part) {
  std::string text;
  for (std::size_t at = 0; at < part.size(); ++at) {
    unsigned byte = 0;
    const char* const digits = part.data() + at + 1;
    if (part[at] == '%' && at + 2 < part.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      text += static_cast<char>(byte);
      at += 2;
    } else {
      text += part[at];
    }
  }
  return text;
}

/// The parts of an id; the last one may have slashes.
std::vector<std::string> parts_of(std::string_view id, std::size_t count) {
  std::vector<std::string> parts;
  while (parts.size() + 1 < count) {
    const std::size_t slash = id.find('/');
    if (slash == std::string_view::npos) return {};
    parts.push_back(plain(id.substr(0, slash)));
    id.remove_prefix(slash + 1);
  }
  parts.push_back(plain(id));
  return parts;
}

std::string key_of(std::string_view kind, std::string_view ns, std::string_view name) {
  std::string key(kind);
  key.append("/").append(ns).append("/").append(name);
  return key;
}

}  // namespace

/// Of both sides.
void NodePresence::collect_others() {
  if (std::exchange(collected_, true)) return;
  const auto collect = [&](const Snapshot& snapshot) {
    for (std::size_t at = 0; at < snapshot.bindings().size(); ++at) {
      const auto id = static_cast<BindingId>(at);
      if (snapshot.role_of(id) != kNoId<RoleId>) continue;
      const Binding& binding = snapshot.binding(id);
      const std::string_view kind = snapshot.text(binding.role_ref.kind);
      const std::string_view ns =
          kind == to_string(RoleKind::Role) ? snapshot.text(binding.ns) : "";
      others_.insert(key_of(kind, ns, snapshot.text(binding.role_ref.name)));
    }
    constexpr std::string_view kAccount = "ServiceAccount";
    for (const ServiceAccount& each : snapshot.service_accounts())
      others_.insert(key_of(kAccount, snapshot.text(each.ns), snapshot.text(each.name)));
    for (const Workload& each : snapshot.workloads())
      others_.insert(key_of(kAccount, snapshot.text(each.ns), snapshot.text(each.service_account)));
  };
  collect(*policy_.snapshot);
  if (comparison_ != nullptr) collect(*comparison_->diff.b);
}

bool NodePresence::has_role(RoleKind kind, const std::string& ns, const std::string& name) {
  if (policy_.snapshot->find_role(kind, ns, name)) return true;
  if (comparison_ != nullptr && comparison_->diff.b->find_role(kind, ns, name)) return true;
  collect_others();
  return others_.contains(key_of(to_string(kind), ns, name));
}

bool NodePresence::has_binding(BindingKind kind, const std::string& ns,
                               const std::string& name) const {
  return policy_.snapshot->find_binding(kind, ns, name) ||
         (comparison_ != nullptr && comparison_->diff.b->find_binding(kind, ns, name));
}

bool NodePresence::has_subject(SubjectKind kind, const std::string& ns, const std::string& name) {
  // Whom only B binds no index knows; and what the API server knows by itself is always there.
  if (comparison_ != nullptr || name.starts_with("system:")) return true;
  if (policy_.graph->find_subject(kind, ns, name) != kNoId<SubjectId>) return true;
  if (kind != SubjectKind::ServiceAccount) return false;
  collect_others();
  return others_.contains(key_of("ServiceAccount", ns, name));
}

bool NodePresence::is_gone(std::string_view id) {
  if (++asked_ > kMostIds) return false;
  const std::string_view kind = id.substr(0, id.find('/'));
  const bool has_namespace = kind == "Role" || kind == "RoleBinding" || kind == "ServiceAccount";
  std::vector<std::string> parts = parts_of(id, has_namespace ? 3 : 2);
  if (parts.empty()) return false;
  const std::string& name = parts.back();
  const std::string ns = has_namespace ? parts[1] : "";
  if (kind == "ClusterRole") return !has_role(RoleKind::ClusterRole, ns, name);
  if (kind == "Role") return !has_role(RoleKind::Role, ns, name);
  if (kind == "ClusterRoleBinding") return !has_binding(BindingKind::ClusterRoleBinding, ns, name);
  if (kind == "RoleBinding") return !has_binding(BindingKind::RoleBinding, ns, name);
  if (kind == "ServiceAccount") return !has_subject(SubjectKind::ServiceAccount, ns, name);
  if (kind == "User") return !has_subject(SubjectKind::User, ns, name);
  if (kind == "Group") return !has_subject(SubjectKind::Group, ns, name);
  return false;
}

}  // namespace rbacgraph::gui
