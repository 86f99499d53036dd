#include "support/recording.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <gtest/gtest.h>

#include "rbacgraph/source/read.h"
#include "support/paths.h"

namespace rbacgraph::test {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::ifstream open(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path.string());
  return file;
}

naive::Strings words_of(const Snapshot& snapshot, NameList list) {
  naive::Strings words;
  for (const Name name : snapshot.names().list(list)) words.emplace_back(snapshot.text(name));
  return words;
}

}  // namespace

fs::path recording(const std::string& name) {
  const fs::path own = test_data("conformance") / name;
  if (fs::exists(own)) return own;
  const auto shared = shared_data("conformance");
  if (shared && fs::exists(*shared / name)) return *shared / name;
  return {};
}

std::vector<fs::path> recordings() {
  std::vector<fs::path> directories;
  for (const char* name :
       {"bootstrap", "edge-cases", "open-attack-lab", "open-platform", "stored-invalid"}) {
    const fs::path found = recording(name);
    if (!found.empty()) directories.push_back(found);
  }
  return directories;
}

json read_json(const fs::path& path) {
  std::ifstream file = open(path);
  return json::parse(file);
}

std::vector<json> read_lines(const fs::path& path) {
  std::ifstream file = open(path);
  std::vector<json> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) lines.push_back(json::parse(line));
  }
  return lines;
}

std::shared_ptr<const Snapshot> read_snapshot(const fs::path& path, AggregationMode mode) {
  SnapshotBuilder builder;
  const auto read = read_path(builder, path.string(), ReadOptions{});
  if (!read) throw std::runtime_error(read.error().message);
  return builder.build(mode);
}

namespace {

/// Makes objects of a SnapshotBuilder from JSON. Knows the RBAC kinds, accounts and namespaces.
class ObjectMaker {
 public:
  explicit ObjectMaker(SnapshotBuilder& builder) : builder_(builder) {}

  void put(const json& object) {
    const std::string kind = object.at("kind").get<std::string>();
    if (kind == "Role" || kind == "ClusterRole") put_role(object);
    if (kind == "RoleBinding" || kind == "ClusterRoleBinding") put_binding(object);
    const json& metadata = object.at("metadata");
    if (kind == "ServiceAccount") {
      ServiceAccount account;
      account.ns = word(metadata, "namespace");
      account.name = word(metadata, "name");
      builder_.put(std::move(account));
    }
    if (kind == "Namespace") {
      Namespace ns;
      ns.name = word(metadata, "name");
      builder_.put(std::move(ns));
    }
  }

 private:
  Name word(const json& object, const char* member) {
    return builder_.intern(object.value(member, std::string()));
  }

  NameList list(const json& object, const char* member) {
    std::vector<Name> names;
    if (object.contains(member) && object[member].is_array()) {
      for (const json& each : object[member])
        names.push_back(builder_.intern(each.get<std::string>()));
    }
    return builder_.names().intern_list(names);
  }

  void put_role(const json& object) {
    const json& metadata = object.at("metadata");
    Role role;
    role.kind = object["kind"] == "Role" ? RoleKind::Role : RoleKind::ClusterRole;
    if (role.kind == RoleKind::Role) role.ns = word(metadata, "namespace");
    role.name = word(metadata, "name");
    if (object.contains("rules") && object["rules"].is_array()) {
      for (const json& rule : object["rules"]) {
        RuleEntry entry;
        entry.rule = builder_.intern_rule({list(rule, "verbs"), list(rule, "apiGroups"),
                                           list(rule, "resources"), list(rule, "resourceNames"),
                                           list(rule, "nonResourceURLs")});
        role.rules.push_back(entry);
      }
    }
    if (metadata.contains("labels")) {
      for (const auto& [key, value] : metadata["labels"].items()) {
        role.labels.emplace_back(builder_.intern(key), builder_.intern(value.get<std::string>()));
      }
    }
    if (object.contains("aggregationRule") && object["aggregationRule"].is_object()) {
      role.aggregation.emplace();
      const json selectors = object["aggregationRule"].value("clusterRoleSelectors", json::array());
      for (const json& selector : selectors) {
        role.aggregation->selectors.push_back(make_selector(selector));
      }
    }
    builder_.put(std::move(role));
  }

  LabelSelector make_selector(const json& selector) {
    LabelSelector made;
    const json labels = selector.value("matchLabels", json::object());
    for (const auto& [key, value] : labels.items()) {
      LabelRequirement requirement;
      requirement.key = builder_.intern(key);
      requirement.op = SelectorOperator::In;
      const Name only[] = {builder_.intern(value.get<std::string>())};
      requirement.values = builder_.names().intern_list(only);
      made.requirements.push_back(requirement);
    }
    for (const json& expression : selector.value("matchExpressions", json::array())) {
      LabelRequirement requirement;
      requirement.key = word(expression, "key");
      requirement.operator_word = word(expression, "operator");
      const std::string op = expression.value("operator", std::string());
      requirement.op = op == "In"             ? SelectorOperator::In
                       : op == "NotIn"        ? SelectorOperator::NotIn
                       : op == "Exists"       ? SelectorOperator::Exists
                       : op == "DoesNotExist" ? SelectorOperator::DoesNotExist
                                              : SelectorOperator::Unknown;
      requirement.values = list(expression, "values");
      made.requirements.push_back(requirement);
    }
    return made;
  }

  void put_binding(const json& object) {
    const json& metadata = object.at("metadata");
    Binding binding;
    if (object["kind"] == "RoleBinding") {
      binding.kind = BindingKind::RoleBinding;
      binding.ns = word(metadata, "namespace");
    }
    binding.name = word(metadata, "name");
    if (object.contains("roleRef")) {
      binding.role_ref = {word(object["roleRef"], "apiGroup"), word(object["roleRef"], "kind"),
                          word(object["roleRef"], "name")};
    }
    for (const json& each : object.value("subjects", json::array())) {
      binding.subjects.push_back({subject_kind(each.value("kind", std::string())),
                                  word(each, "kind"), word(each, "namespace"), word(each, "name")});
    }
    builder_.put(std::move(binding));
  }

  SnapshotBuilder& builder_;
};

}  // namespace

std::shared_ptr<const Snapshot> snapshot_of(const json& objects, AggregationMode mode) {
  SnapshotBuilder builder;
  put_objects(builder, objects);
  return builder.build(mode);
}

std::shared_ptr<const Snapshot> snapshot_of(const json& objects, AggregationMode mode,
                                            const std::shared_ptr<const Snapshot>& words) {
  SnapshotBuilder builder(WordsOf{words});
  put_objects(builder, objects);
  return builder.build(mode);
}

void put_objects(SnapshotBuilder& builder, const json& objects) {
  ObjectMaker maker(builder);
  for (const json& object : objects.is_array() ? objects : objects.at("items")) maker.put(object);
}

Request request_of(const naive::Request& request) {
  if (request.is_url) return UrlRequest{request.verb, request.path};
  return ResourceRequest{request.verb,        request.group, request.resource,
                         request.subresource, request.ns,    request.name};
}

std::vector<naive::Grant> in_words(const Snapshot& snapshot, const std::vector<Grant>& grants) {
  std::vector<naive::Grant> words;
  for (const Grant& grant : grants) {
    const Binding& binding = snapshot.binding(grant.binding);
    words.push_back({std::string(to_string(binding.kind)), std::string(snapshot.text(binding.ns)),
                     std::string(snapshot.text(binding.name)), grant.rule, grant.subject});
  }
  std::sort(words.begin(), words.end());
  return words;
}

naive::Rule in_words(const Snapshot& snapshot, const PolicyRule& rule) {
  return {words_of(snapshot, rule.verbs), words_of(snapshot, rule.api_groups),
          words_of(snapshot, rule.resources), words_of(snapshot, rule.resource_names),
          words_of(snapshot, rule.non_resource_urls)};
}

std::string describe(const naive::User& user, const naive::Request& request) {
  json groups = user.groups;
  json words;
  if (request.is_url) {
    words = {{"verb", request.verb}, {"path", request.path}};
  } else {
    words = {{"verb", request.verb},         {"group", request.group},
             {"resource", request.resource}, {"subresource", request.subresource},
             {"namespace", request.ns},      {"name", request.name}};
  }
  return json(user.name).dump() + " " + groups.dump() + " " + words.dump();
}

}  // namespace rbacgraph::test
