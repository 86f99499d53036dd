#include "rbacgraph/report/rules_manifest.h"

#include <algorithm>
#include <compare>
#include <map>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "rbacgraph/report/display.h"
#include "report/document_writer.h"

namespace rbacgraph {
namespace {

using Strings = std::vector<std::string>;

constexpr std::string_view kRbacGroup = "rbac.authorization.k8s.io";

/// A PolicyRule in words, each list sorted.
struct WrittenRule {
  Strings api_groups;
  Strings resources;
  Strings resource_names;
  Strings non_resource_urls;
  Strings verbs;
  friend auto operator<=>(const WrittenRule&, const WrittenRule&) = default;
};

WrittenRule written(const Snapshot& snapshot, const HeldRule& rule) {
  const auto one = [&](Name name) { return Strings{std::string(snapshot.text(name))}; };
  WrittenRule words;
  if (rule.is_url) {
    words.non_resource_urls = one(rule.url);
  } else {
    words.api_groups = one(rule.api_group);
    words.resources = one(rule.resource);
    if (rule.resource_name) words.resource_names = one(*rule.resource_name);
  }
  for (const Name verb : rule.verbs) words.verbs.emplace_back(snapshot.text(verb));
  std::ranges::sort(words.verbs);
  return words;
}

/// Rules that are equal but for one list become one with all of it. A rule in which the list is
/// empty says something else, as one without resource names does, and stays as it is.
void unite(std::vector<WrittenRule>& rules, Strings WrittenRule::* list) {
  std::map<WrittenRule, std::size_t> places;
  std::vector<WrittenRule> united;
  for (WrittenRule& rule : rules) {
    if ((rule.*list).empty()) {
      united.push_back(std::move(rule));
      continue;
    }
    WrittenRule others = rule;
    (others.*list).clear();
    const auto [place, is_new] = places.emplace(std::move(others), united.size());
    if (is_new) {
      united.push_back(std::move(rule));
      continue;
    }
    Strings& whole = united[place->second].*list;
    whole.insert(whole.end(), (rule.*list).begin(), (rule.*list).end());
  }
  for (WrittenRule& rule : united) std::ranges::sort(rule.*list);
  rules = std::move(united);
}

/// The same atoms in fewer rules, sorted. `items` are of one scope.
std::vector<WrittenRule> rules_of_scope(const Snapshot& snapshot, std::span<const HeldRule> items) {
  std::vector<WrittenRule> rules;
  for (const HeldRule& item : items)
    if (!item.dead) rules.push_back(written(snapshot, item));
  unite(rules, &WrittenRule::resource_names);
  unite(rules, &WrittenRule::resources);
  unite(rules, &WrittenRule::api_groups);
  unite(rules, &WrittenRule::non_resource_urls);
  std::ranges::sort(rules);
  return rules;
}

Json rules_json(const std::vector<WrittenRule>& rules) {
  Json list = Json::array();
  for (const WrittenRule& rule : rules) {
    Json object;
    const auto add = [&](const char* key, const Strings& words) {
      if (!words.empty()) object[key] = words;
    };
    add("apiGroups", rule.api_groups);
    add("resources", rule.resources);
    add("resourceNames", rule.resource_names);
    add("nonResourceURLs", rule.non_resource_urls);
    add("verbs", rule.verbs);
    list.push_back(std::move(object));
  }
  return list;
}

/// A path segment (SEMANTICS §1.2: no "/", no "%"), and another one for every other subject.
std::string object_name(const SubjectRef& subject) {
  std::string name = "access-of:";
  for (const char c : spell(subject)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '/' || c == '%' || c == '~' || byte < 0x20 || byte == 0x7f) {
      name += fmt::format("~{:02x}", byte);
    } else {
      name += c;
    }
  }
  return name;
}

Json binding_subject(const SubjectRef& subject) {
  Json object;
  object["kind"] = to_string(subject.kind);
  if (subject.kind == SubjectKind::ServiceAccount) {
    object["namespace"] = subject.ns;
  } else {
    object["apiGroup"] = kRbacGroup;
  }
  object["name"] = subject.name;
  return object;
}

class ManifestWriter {
 public:
  ManifestWriter(std::ostream& out, const SubjectRef& subject)
      : out_(out), name_(object_name(subject)), subject_(binding_subject(subject)) {}

  /// `ns` is "" for what holds cluster-wide.
  void scope(std::string_view ns, const std::vector<WrittenRule>& rules) {
    const std::string kind = ns.empty() ? "ClusterRole" : "Role";
    object(kind, ns, [&](DocumentWriter& writer) { writer.member("rules", rules_json(rules)); });
    object(kind + "Binding", ns, [&](DocumentWriter& writer) {
      writer.member("roleRef", {{"apiGroup", kRbacGroup}, {"kind", kind}, {"name", name_}});
      writer.member("subjects", Json::array({subject_}));
    });
  }

 private:
  void object(const std::string& kind, std::string_view ns, const auto& rest) {
    out_ << "---\n";
    const std::unique_ptr<DocumentWriter> writer = document_writer(out_, DocumentFormat::Yaml);
    writer->open_object();
    writer->member("apiVersion", std::string(kRbacGroup) + "/v1");
    writer->member("kind", kind);
    Json metadata;
    metadata["name"] = name_;
    if (!ns.empty()) metadata["namespace"] = ns;
    writer->member("metadata", metadata);
    rest(*writer);
    writer->close_object();
  }

  std::ostream& out_;
  std::string name_;
  Json subject_;
};

void write_comment(std::ostream& out, const RulesAnswer& answer) {
  out << "# What " << printable(spell(answer.subject)) << " can do";
  if (answer.filter.ns) out << ", cluster-wide and in namespace " << printable(*answer.filter.ns);
  out << ", as roles and bindings of its own.\n";
  const auto dead = static_cast<std::uint64_t>(std::ranges::count_if(
      answer.items, [](const HeldRule& rule) { return rule.dead.has_value(); }));
  if (dead > 0)
    out << "# Left out: " << count_text(dead, "rule") << " that no real request can use.\n";
  if (dead == answer.items.size()) out << "# There is nothing that it can do.\n";
}

}  // namespace

void write_manifest(std::ostream& out, const RulesAnswer& answer) {
  const Snapshot& snapshot = answer.graph->snapshot();
  write_comment(out, answer);
  ManifestWriter writer(out, answer.subject);
  const std::span<const HeldRule> items(answer.items);
  for (std::size_t from = 0; from < items.size();) {
    std::size_t to = from;
    while (to < items.size() && items[to].ns == items[from].ns) ++to;
    const std::vector<WrittenRule> rules = rules_of_scope(snapshot, items.subspan(from, to - from));
    if (!rules.empty()) writer.scope(snapshot.text(items[from].ns), rules);
    from = to;
  }
}

}  // namespace rbacgraph
