#include "rbacgraph/policy/snapshot.h"

#include "policy/snapshot_indexes.h"

namespace rbacgraph {

Snapshot::Snapshot() : indexes_(std::make_unique<Indexes>()) {}
Snapshot::~Snapshot() = default;

std::span<const RuleEntry> Snapshot::rules(RoleId id) const {
  if (!indexes_->aggregated.empty() && role(id).aggregation) {
    const auto computed = indexes_->aggregated.find(static_cast<std::uint32_t>(id));
    if (computed != indexes_->aggregated.end()) return computed->second;
  }
  return role(id).rules;
}

namespace {

template <class Id, class Kind, class T>
std::optional<Id> find_in(const NamePool& names, const ObjectTable<T>& table, Kind kind,
                          std::string_view ns, std::string_view name) {
  const std::optional<Name> ns_name = names.find(ns);
  const std::optional<Name> object_name = names.find(name);
  if (!ns_name || !object_name) return std::nullopt;
  const auto id = table.find({static_cast<std::uint32_t>(kind), *ns_name, *object_name});
  return id ? std::optional(make_id<Id>(*id)) : std::nullopt;
}

}  // namespace

std::optional<RoleId> Snapshot::find_role(RoleKind kind, std::string_view ns,
                                          std::string_view name) const {
  return find_in<RoleId>(names(), indexes_->roles, kind, ns, name);
}

std::optional<BindingId> Snapshot::find_binding(BindingKind kind, std::string_view ns,
                                                std::string_view name) const {
  return find_in<BindingId>(names(), indexes_->bindings, kind, ns, name);
}

const SourceInfo* Snapshot::source(const SourceRef& ref) const {
  return index_of(ref.source) < sources_.size() ? &sources_[index_of(ref.source)] : nullptr;
}

std::optional<LineColumn> Snapshot::locate(const SourceRef& ref) const {
  const SourceInfo* info = source(ref);
  if (info == nullptr) return std::nullopt;
  if (info->lines) return info->lines->locate(ref.offset);
  const std::lock_guard lock(indexes_->lines_mutex);
  auto known = indexes_->lines.find(ref.source);
  if (known == indexes_->lines.end())
    known = indexes_->lines.emplace(ref.source, FileLines::open(info->path, info->stamp)).first;
  std::optional<FileLines>& lines = known->second;
  return lines ? lines->locate(ref.offset) : std::nullopt;
}

}  // namespace rbacgraph
