#include "rbacgraph/report/snapshot_document.h"

#include <array>
#include <ostream>

#include "report/json_text.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kRbacVersion = "rbac.authorization.k8s.io/v1";

class Writer {
 public:
  Writer(std::ostream& out, const Snapshot& snapshot) : out_(out), snapshot_(snapshot) {}

  void write(const SnapshotHead& head) {
    out_ << "{\"apiVersion\":\"rbacgraph/v1\",\"kind\":\"Snapshot\",\n\"cluster\":"
         << dump(cluster(head), -1) << ",\n\"coverage\":" << dump(coverage(head), -1);
    if (const Json types = resource_types(); !types.empty())
      out_ << ",\n\"resourceTypes\":" << dump(types, -1);
    out_ << ",\n\"items\":[";
    for (const Role& role : snapshot_.roles()) item(role_json(role));
    for (const Binding& binding : snapshot_.bindings()) item(binding_json(binding));
    for (const ServiceAccount& account : snapshot_.service_accounts()) {
      Json object = head_of("v1", "ServiceAccount", account.ns, account.name);
      if (account.automount_token)
        object["automountServiceAccountToken"] = *account.automount_token;
      item(object);
    }
    for (const Namespace& ns : snapshot_.namespaces())
      item(head_of("v1", "Namespace", kEmptyName, ns.name));
    for (const Workload& workload : snapshot_.workloads())
      if (text(workload.kind) == "Pod") item(pod_json(workload));
    out_ << "\n]}\n";
  }

 private:
  std::string_view text(Name name) const { return snapshot_.text(name); }

  void item(const Json& object) {
    out_ << (first_ ? "\n" : ",\n") << dump(object, -1);
    first_ = false;
  }

  Json head_of(std::string_view version, std::string_view kind, Name ns, Name name) const {
    Json metadata{{"name", text(name)}};
    if (ns != kEmptyName) metadata["namespace"] = text(ns);
    return Json{{"apiVersion", version}, {"kind", kind}, {"metadata", std::move(metadata)}};
  }

  Json words(NameList list) const {
    Json array = Json::array();
    for (const Name name : snapshot_.names().list(list)) array.push_back(text(name));
    return array;
  }

  Json rule_json(const PolicyRule& rule) const {
    Json object;
    object["verbs"] = words(rule.verbs);
    const auto add = [&](const char* key, NameList list) {
      if (list != kEmptyList) object[key] = words(list);
    };
    add("apiGroups", rule.api_groups);
    add("resources", rule.resources);
    add("resourceNames", rule.resource_names);
    add("nonResourceURLs", rule.non_resource_urls);
    return object;
  }

  Json selector_json(const LabelSelector& selector) const {
    Json list = Json::array();
    for (const LabelRequirement& requirement : selector.requirements) {
      Json object;
      object["key"] = text(requirement.key);
      object["operator"] = operator_word(requirement);
      if (requirement.values != kEmptyList) object["values"] = words(requirement.values);
      list.push_back(std::move(object));
    }
    return Json{{"matchExpressions", std::move(list)}};
  }

  /// matchLabels were made into In by who read them.
  std::string_view operator_word(const LabelRequirement& requirement) const {
    switch (requirement.op) {
      case SelectorOperator::In: return "In";
      case SelectorOperator::NotIn: return "NotIn";
      case SelectorOperator::Exists: return "Exists";
      case SelectorOperator::DoesNotExist: return "DoesNotExist";
      case SelectorOperator::Unknown: break;
    }
    return text(requirement.operator_word);
  }

  Json role_json(const Role& role) const {
    Json object = head_of(kRbacVersion, to_string(role.kind), role.ns, role.name);
    for (const auto& [key, value] : role.labels)
      object["metadata"]["labels"][std::string(text(key))] = text(value);
    if (role.aggregation) {
      Json selectors = Json::array();
      for (const LabelSelector& each : role.aggregation->selectors)
        selectors.push_back(selector_json(each));
      object["aggregationRule"] = Json{{"clusterRoleSelectors", std::move(selectors)}};
    }
    Json rules = Json::array();
    for (const RuleEntry& entry : role.rules)
      rules.push_back(rule_json(snapshot_.rule(entry.rule)));
    object["rules"] = std::move(rules);
    return object;
  }

  Json binding_json(const Binding& binding) const {
    Json object = head_of(kRbacVersion, to_string(binding.kind), binding.ns, binding.name);
    object["roleRef"] = Json{{"apiGroup", text(binding.role_ref.api_group)},
                             {"kind", text(binding.role_ref.kind)},
                             {"name", text(binding.role_ref.name)}};
    Json subjects = Json::array();
    for (const Subject& subject : binding.subjects) {
      Json each;
      each["kind"] = text(subject.kind_word);
      if (subject.kind == SubjectKind::User || subject.kind == SubjectKind::Group)
        each["apiGroup"] = "rbac.authorization.k8s.io";
      each["name"] = text(subject.name);
      if (subject.ns != kEmptyName) each["namespace"] = text(subject.ns);
      subjects.push_back(std::move(each));
    }
    if (!subjects.empty()) object["subjects"] = std::move(subjects);
    return object;
  }

  Json pod_json(const Workload& pod) const {
    Json object = head_of("v1", "Pod", pod.ns, pod.name);
    Json spec{{"serviceAccountName", text(pod.service_account)}};
    if (pod.automount_token) spec["automountServiceAccountToken"] = *pod.automount_token;
    object["spec"] = std::move(spec);
    return object;
  }

  static Json cluster(const SnapshotHead& head) {
    Json object = Json::object();
    const auto add = [&](const char* key, const std::string& value) {
      if (!value.empty()) object[key] = value;
    };
    add("context", head.context);
    add("server", head.server);
    add("serverVersion", head.server_version);
    add("collectedAt", head.collected_at);
    for (const auto& [resource, version] : head.resource_versions)
      object["resourceVersions"][resource] = version;
    return object;
  }

  /// What is missing, and of the RBAC kinds also what is not.
  Json coverage(const SnapshotHead& head) const {
    Json list = Json::array();
    const std::vector<CoverageEntry>& gaps = snapshot_.coverage().gaps();
    for (const std::string_view kind :
         {"Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"}) {
      bool whole = true;
      for (const CoverageEntry& gap : gaps) whole = whole && gap.kind != kind && !gap.kind.empty();
      if (whole) list.push_back(Json{{"kind", kind}, {"state", "complete"}});
    }
    for (const CoverageEntry& gap : gaps) {
      Json object;
      object["kind"] = gap.kind;
      if (!gap.ns.empty()) object["namespace"] = gap.ns;
      object["state"] = to_string(gap.state);
      object["why"] = gap.why;
      if (gap.only_unbound) object["missing"] = "unbound";
      list.push_back(std::move(object));
    }
    // After the gaps, of which they are exceptions.
    for (const CoverageEntry& each : head.listed) {
      list.push_back(
          Json{{"kind", each.kind}, {"namespace", each.ns}, {"state", to_string(each.state)}});
    }
    return list;
  }

  Json resource_types() const {
    Json list = Json::array();
    for (const ResourceType& type : snapshot_.catalog().types()) {
      if (type.origin != CatalogOrigin::Discovery) continue;
      Json object{{"group", type.group},           {"resource", type.resource},
                  {"singular", type.singular},     {"kind", type.kind},
                  {"namespaced", type.namespaced}, {"verbs", type.verbs}};
      if (!type.short_names.empty()) object["shortNames"] = type.short_names;
      for (const SubresourceType& sub : type.subresources) {
        Json each{{"name", sub.name}, {"verbs", sub.verbs}};
        if (!sub.listed) each["listed"] = false;
        object["subresources"].push_back(std::move(each));
      }
      list.push_back(std::move(object));
    }
    return list;
  }

  std::ostream& out_;
  const Snapshot& snapshot_;
  bool first_ = true;
};

}  // namespace

void write_snapshot(std::ostream& out, const Snapshot& snapshot, const SnapshotHead& head) {
  Writer(out, snapshot).write(head);
}

}  // namespace rbacgraph
