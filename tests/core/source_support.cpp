#include "source_support.h"

namespace rbacgraph::test {
namespace {

std::string words(const Snapshot& s, NameList list) {
  std::string text = "[";
  for (const Name name : s.names().list(list))
    text += (text.size() > 1 ? "," : "") + std::string(s.text(name));
  return text + "]";
}

std::string key(const Snapshot& s, std::string_view kind, Name ns, Name name) {
  return std::string(kind) + " " + std::string(s.text(ns)) + "/" + std::string(s.text(name));
}

std::string rule_words(const Snapshot& s, const PolicyRule& rule) {
  std::string text = " {" + words(s, rule.verbs);
  text += words(s, rule.api_groups) + words(s, rule.resources);
  if (rule.resource_names != kEmptyList) text += " names" + words(s, rule.resource_names);
  if (rule.non_resource_urls != kEmptyList) text += " urls" + words(s, rule.non_resource_urls);
  return text + "}";
}

std::string role_line(const Snapshot& s, const Role& role) {
  std::string line = key(s, to_string(role.kind), role.ns, role.name);
  if (role.stored) line += " stored";
  for (const RuleEntry& entry : role.rules) line += rule_words(s, s.rule(entry.rule));
  for (const auto& [label, value] : role.labels)
    line += " label " + std::string(s.text(label)) + "=" + std::string(s.text(value));
  if (role.aggregation) {
    line += " aggregates";
    for (const LabelSelector& selector : role.aggregation->selectors) {
      line += " (";
      for (const LabelRequirement& r : selector.requirements)
        line += std::string(s.text(r.key)) + " " + std::to_string(static_cast<int>(r.op)) +
                words(s, r.values) + ";";
      line += ")";
    }
  }
  return line;
}

std::string binding_line(const Snapshot& s, const Binding& binding) {
  std::string line = key(s, to_string(binding.kind), binding.ns, binding.name) + " -> ";
  line += std::string(s.text(binding.role_ref.api_group)) + " ";
  line +=
      std::string(s.text(binding.role_ref.kind)) + "/" + std::string(s.text(binding.role_ref.name));
  for (const Subject& subject : binding.subjects)
    line += " " + key(s, s.text(subject.kind_word), subject.ns, subject.name);
  return line;
}

std::string flag_words(const std::optional<bool>& flag) {
  return !flag ? "" : *flag ? " automount" : " no automount";
}

}  // namespace

std::shared_ptr<const Snapshot> read(std::string_view text, const ReadOptions& options) {
  SnapshotBuilder builder;
  read_text(builder, text, "in", options);
  return builder.build(AggregationMode::Stored);
}

std::vector<std::string> lines_of(const Snapshot& s) {
  std::vector<std::string> lines;
  for (const Role& role : s.roles()) lines.push_back(role_line(s, role));
  for (const Binding& binding : s.bindings()) lines.push_back(binding_line(s, binding));
  for (const ServiceAccount& account : s.service_accounts())
    lines.push_back(key(s, "ServiceAccount", account.ns, account.name) +
                    flag_words(account.automount_token));
  for (const Namespace& ns : s.namespaces())
    lines.push_back(key(s, "Namespace", kEmptyName, ns.name));
  for (const Workload& w : s.workloads())
    lines.push_back(key(s, s.text(w.kind), w.ns, w.name) + " as " +
                    std::string(s.text(w.service_account)) + flag_words(w.automount_token));
  for (const ResourceType& type : s.catalog().types()) {
    if (type.origin != CatalogOrigin::CustomResourceDefinition) continue;
    std::string line = "type " + qualified_name(type) + " " + type.kind + " " + type.singular +
                       (type.namespaced ? " namespaced" : " cluster");
    for (const std::string& name : type.short_names) line += " short " + name;
    for (const SubresourceType& sub : type.subresources) line += " /" + sub.name;
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> diagnostics_of(const Snapshot& s) {
  std::vector<std::string> lines;
  for (const Diagnostic& told : s.diagnostics()) {
    if (told.code.starts_with("invalid-") || told.code == "dangling-role-ref") continue;
    const auto at = s.locate(told.source);
    std::string line = std::string(to_string(told.severity)) + " " + told.code + " ";
    if (at) line += std::to_string(at->line) + ":" + std::to_string(at->column) + " ";
    line += told.message + (told.incomplete ? " (incomplete)" : "");
    if (!told.hint.empty()) line += " | " + told.hint;
    lines.push_back(line);
  }
  return lines;
}

std::string counts_of(const SourceInfo& source) {
  std::string text;
  const auto list = [&](const auto& counts) {
    bool first = true;
    for (const auto& [kind, count] : counts) {
      text += (first ? "" : ", ") + kind + " " + std::to_string(count);
      first = false;
    }
    text += "; ";
  };
  list(source.kept);
  list(source.passed_over);
  return text + std::to_string(source.refused);
}

}  // namespace rbacgraph::test
