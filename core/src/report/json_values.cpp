#include "report/json_values.h"

#include <span>

#include "rbacgraph/analysis/completeness.h"

namespace rbacgraph {
namespace {

Json counts_json(const std::map<std::string, std::uint64_t>& counts) {
  Json object = Json::object();
  for (const auto& [kind, count] : counts) object[kind] = count;
  return object;
}

}  // namespace

Json subject_json(const SubjectRef& subject) {
  return object_json(to_string(subject.kind), subject.ns, subject.name);
}

Json object_json(std::string_view kind, std::string_view ns, std::string_view name) {
  Json object;
  object["kind"] = kind;
  if (!ns.empty()) object["namespace"] = ns;
  object["name"] = name;
  return object;
}

Json source_json(const SourceNames& names, const SourceRef& ref) {
  const std::string_view file = names.of(ref.source);
  if (file.empty()) return nullptr;
  Json object;
  const SourceInfo* const source = names.snapshot().source(ref);
  object[source != nullptr && source->cluster ? "cluster" : "file"] = file;
  if (const std::optional<LineColumn> position = names.snapshot().locate(ref)) {
    object["line"] = position->line;
    object["column"] = position->column;
  }
  return object;
}

Json grant_json(const SourceNames& names, const Grant& grant) {
  const Snapshot& snapshot = names.snapshot();
  const Binding& binding = snapshot.binding(grant.binding);
  const RoleId role_id = snapshot.role_of(grant.binding);
  const RuleEntry& entry = snapshot.rules(role_id)[grant.rule];
  const auto text = [&](Name name) { return snapshot.text(name); };

  Json object;
  object["binding"] = binding_json(snapshot, grant.binding);
  object["role"] = role_json(snapshot, role_id);
  object["rule"] = grant.rule;
  if (entry.aggregated_from != kEmptyName) object["aggregatedFrom"] = text(entry.aggregated_from);
  object["through"] = through_json(snapshot, binding.subjects[grant.subject]);
  const std::span<const Name> limit =
      snapshot.names().list(snapshot.rule(entry.rule).resource_names);
  if (!limit.empty()) object["resourceNames"] = name_list_json(snapshot, limit);
  if (Json source = source_json(names, entry.source); !source.is_null())
    object["source"] = std::move(source);
  if (Json source = source_json(names, binding.source); !source.is_null())
    object["bindingSource"] = std::move(source);
  return object;
}

Json query_json(const AccessQuery& query) {
  Json object;
  object["verb"] = query.verb;
  object["group"] = query.group;
  object["resource"] = query.resource;
  object["subresource"] = query.subresource;
  object["name"] = query.name;
  object["namespace"] = query.ns ? Json(*query.ns) : Json(nullptr);
  object["nonResourceURL"] = query.non_resource_url;
  if (query.any_verb) object["anyVerb"] = true;
  if (query.any_resource) object["anyResource"] = true;
  if (query.powerful) object["powerful"] = true;
  if (!query.reading.empty()) object["reading"] = query.reading;
  return object;
}

Json type_json(const AccessQuery& query) {
  if (query.is_url()) return Json{{"nonResourceURL", query.non_resource_url}};
  Json object;
  object["group"] = query.group;
  object["resource"] = query.resource;
  object["subresource"] = query.subresource;
  return object;
}

Json binding_json(const Snapshot& snapshot, BindingId id) {
  const Binding& binding = snapshot.binding(id);
  return object_json(to_string(binding.kind), snapshot.text(binding.ns),
                     snapshot.text(binding.name));
}

Json role_json(const Snapshot& snapshot, RoleId id) {
  const Role& role = snapshot.role(id);
  return object_json(to_string(role.kind), snapshot.text(role.ns), snapshot.text(role.name));
}

Json through_json(const Snapshot& snapshot, const Subject& subject) {
  return object_json(snapshot.text(subject.kind_word), snapshot.text(subject.ns),
                     snapshot.text(subject.name));
}

Json name_list_json(const Snapshot& snapshot, std::span<const Name> names) {
  Json list = Json::array();
  for (const Name name : names) list.push_back(snapshot.text(name));
  return list;
}

Json named_json(const Snapshot& snapshot, const std::vector<NamedAccess>& named) {
  Json list = Json::array();
  for (const NamedAccess& access : named) {
    Json object;
    if (access.ns) object["namespace"] = snapshot.text(*access.ns);
    object["resourceNames"] = name_list_json(snapshot, access.resource_names);
    list.push_back(std::move(object));
  }
  return list;
}

Json dead_json(const SourceNames& names, const AccessQuery& query, const DeadGrant& dead) {
  Json object;
  object["subject"] = subject_json(dead.subject);
  object["grant"] = grant_json(names, dead.grant);
  object["reason"] = explain(names.snapshot(), query, dead);
  return object;
}

Json diagnostic_json(const SourceNames& names, const Diagnostic& diagnostic) {
  Json object;
  object["severity"] = to_string(diagnostic.severity);
  object["code"] = diagnostic.code;
  object["message"] = diagnostic.message;
  if (diagnostic.object) {
    object["object"] =
        object_json(diagnostic.object->kind, diagnostic.object->ns, diagnostic.object->name);
  }
  if (Json source = source_json(names, diagnostic.source); !source.is_null())
    object["source"] = std::move(source);
  if (!diagnostic.hint.empty()) object["hint"] = diagnostic.hint;
  return object;
}

Json incomplete_json(const Snapshot& snapshot) {
  Json list = Json::array();
  for (const Gap& gap : gaps(snapshot)) {
    Json object;
    if (!gap.kind.empty()) object["kind"] = gap.kind;
    if (!gap.ns.empty()) object["namespace"] = gap.ns;
    object["state"] = gap.state;
    object["why"] = gap.why;
    list.push_back(std::move(object));
  }
  return list;
}

Json inputs_json(const SourceNames& names) {
  Json list = Json::array();
  const std::span<const SourceInfo> sources = names.snapshot().sources();
  for (std::size_t at = 0; at < sources.size(); ++at) {
    const SourceInfo& source = sources[at];
    Json object;
    object["name"] = names.of(make_id<SourceId>(at));
    if (!source.sha256.empty()) object["sha256"] = source.sha256;
    object["bytes"] = source.bytes;
    object["objects"] = counts_json(source.kept);
    if (!source.passed_over.empty()) object["passedOver"] = counts_json(source.passed_over);
    if (source.refused > 0) object["refused"] = source.refused;
    list.push_back(std::move(object));
  }
  return list;
}

}  // namespace rbacgraph
