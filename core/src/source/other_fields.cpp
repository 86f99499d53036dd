#include "source/other_fields.h"

#include <algorithm>
#include <array>
#include <span>

namespace rbacgraph {
namespace {

struct Account {
  Name name = kEmptyName;
  Name old_name = kEmptyName;  ///< of the field that older servers wrote as well
};

/// Follows `way` down to the pod's spec.
bool read_pod_spec(FieldReader& fields, std::span<const std::string_view> way,
                   const FieldPath& path, Account& account, std::optional<bool>& automount) {
  ValueReader& reader = fields.reader();
  ValueReader::Cursor members;
  bool present = false;
  if (!fields.open_mapping(members, present, path)) return false;
  std::string_view key;
  while (present && reader.next_key(members, key)) {
    bool fine = true;
    if (!way.empty()) {
      if (key == way.front())
        fine = read_pod_spec(fields, way.subspan(1), path / way.front(), account, automount);
    } else if (key == "serviceAccountName") {
      fine = fields.read_name(account.name, path / "serviceAccountName");
    } else if (key == "serviceAccount") {
      fine = fields.read_name(account.old_name, path / "serviceAccount");
    } else if (key == "automountServiceAccountToken") {
      fine = fields.read_flag(automount, path / "automountServiceAccountToken");
    }
    if (!fine) return false;
  }
  return reader.ok();
}

std::span<const std::string_view> way_to_pod_spec(ObjectKind kind) {
  static constexpr std::array<std::string_view, 4> kCronJob{"jobTemplate", "spec", "template",
                                                            "spec"};
  if (kind == ObjectKind::Pod) return {};
  if (kind == ObjectKind::CronJob) return kCronJob;
  return std::span(kCronJob).subspan(2);
}

bool read_string(FieldReader& fields, std::string& word, const FieldPath& path) {
  std::string_view text;
  if (!fields.read_text(text, path)) return false;
  word = text;
  return true;
}

bool read_type_names(FieldReader& fields, ResourceType& type, const FieldPath& path) {
  ValueReader& reader = fields.reader();
  ValueReader::Cursor members;
  bool present = false;
  if (!fields.open_mapping(members, present, path)) return false;
  std::string_view key;
  while (present && reader.next_key(members, key)) {
    bool fine = true;
    if (key == "plural") {
      fine = read_string(fields, type.resource, path / "plural");
    } else if (key == "singular") {
      fine = read_string(fields, type.singular, path / "singular");
    } else if (key == "kind") {
      fine = read_string(fields, type.kind, path / "kind");
    } else if (key == "shortNames") {
      NameList names = kEmptyList;
      fine = fields.read_names(names, path / "shortNames");
      type.short_names.clear();
      for (const Name name : fields.builder().names().list(names))
        type.short_names.emplace_back(fields.builder().names().text(name));
    }
    if (!fine) return false;
  }
  return reader.ok();
}

/// The verbs of the two subresources that a definition can have.
bool read_subresources(FieldReader& fields, ResourceType& type, const FieldPath& path) {
  ValueReader& reader = fields.reader();
  ValueReader::Cursor members;
  bool present = false;
  if (!fields.open_mapping(members, present, path)) return false;
  std::string_view key;
  while (present && reader.next_key(members, key)) {
    if (key != "status" && key != "scale") continue;
    if (reader.kind() == ValueKind::Null) continue;
    if (std::ranges::find(type.subresources, key, &SubresourceType::name) ==
        type.subresources.end())
      type.subresources.push_back({std::string(key), {"get", "patch", "update"}, true});
  }
  return reader.ok();
}

/// A subresource of any version counts: RBAC doesn't see versions.
bool read_versions(FieldReader& fields, ResourceType& type, const FieldPath& path) {
  ValueReader& reader = fields.reader();
  ValueReader::Cursor items;
  bool present = false;
  if (!fields.open_list(items, present, path)) return false;
  std::size_t index = 0;
  while (present && reader.next_item(items)) {
    const FieldPath item = path[index++];
    ValueReader::Cursor members;
    bool there = false;
    if (!fields.open_mapping(members, there, item)) return false;
    std::string_view key;
    while (there && reader.next_key(members, key)) {
      if (key == "subresources" && !read_subresources(fields, type, item / "subresources"))
        return false;
    }
    if (!reader.ok()) return false;
  }
  return reader.ok();
}

}  // namespace

bool read_workload_spec(FieldReader& fields, ObjectKind kind, Workload& workload) {
  Account account;
  workload.automount_token.reset();
  if (!read_pod_spec(fields, way_to_pod_spec(kind), {nullptr, "spec", 0}, account,
                     workload.automount_token))
    return false;
  workload.service_account = account.name != kEmptyName ? account.name : account.old_name;
  return true;
}

bool read_definition_spec(FieldReader& fields, ResourceType& type) {
  type = {};
  type.origin = CatalogOrigin::CustomResourceDefinition;
  type.verbs = {"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"};
  const FieldPath path{nullptr, "spec", 0};
  ValueReader& reader = fields.reader();
  ValueReader::Cursor members;
  bool present = false;
  if (!fields.open_mapping(members, present, path)) return false;
  std::string_view key;
  while (present && reader.next_key(members, key)) {
    bool fine = true;
    if (key == "group") {
      fine = read_string(fields, type.group, path / "group");
    } else if (key == "scope") {
      std::string scope;
      fine = read_string(fields, scope, path / "scope");
      type.namespaced = scope != "Cluster";
    } else if (key == "names") {
      fine = read_type_names(fields, type, path / "names");
    } else if (key == "subresources") {
      fine = read_subresources(fields, type, path / "subresources");
    } else if (key == "versions") {
      fine = read_versions(fields, type, path / "versions");
    }
    if (!fine) return false;
  }
  if (!reader.ok()) return false;
  if (type.group.empty() || type.resource.empty())
    return fields.refuse("group and names.plural are needed", path);
  if (type.singular.empty()) {
    for (const char c : type.kind)
      type.singular.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  std::ranges::sort(type.subresources, {}, &SubresourceType::name);
  return true;
}

}  // namespace rbacgraph
