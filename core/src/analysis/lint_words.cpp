#include "analysis/lint_words.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "analysis/group_knowledge.h"
#include "rbacgraph/base/text.h"

namespace rbacgraph {
namespace {

constexpr std::array<std::string_view, 7> kUrlVerbs{"delete", "get",  "head", "options",
                                                    "patch",  "post", "put"};

bool has_star(std::string_view word) { return word.find('*') != std::string_view::npos; }

template <class Words>
bool holds(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != std::ranges::end(words);
}

std::vector<std::string_view> texts_of(const NamePool& names, NameList list) {
  std::vector<std::string_view> texts;
  for (const Name name : names.list(list)) texts.push_back(names.text(name));
  return texts;
}

std::string did_you_mean(const std::vector<std::string>& near) {
  std::string text;
  for (const std::string& word : near)
    text.append(text.empty() ? "did you mean " : " or ").append(quoted(word));
  return text.empty() ? text : text + "?";
}

class WordChecker {
 public:
  WordChecker(const Snapshot& snapshot, const PolicyRule& rule)
      : names_(snapshot.names()),
        catalog_(snapshot.catalog()),
        rule_(rule),
        groups_(texts_of(names_, rule.api_groups)),
        verbs_(texts_of(names_, rule.verbs)),
        any_group_(holds(groups_, "*")) {
    for (const std::string_view group : groups_)
      knowledge_ = std::min(knowledge_, knowledge_of(catalog_, group));
  }

  std::vector<Flaw> run() {
    const bool has_resources = rule_.resources != kEmptyList;
    const bool has_urls = rule_.non_resource_urls != kEmptyList;
    for (const std::string_view verb : verbs_) {
      const bool url_verb = holds(kUrlVerbs, verb);
      if (verb == "*" || (has_urls && url_verb)) continue;
      if (has_resources || !has_urls) {
        check_verb(verb);
      } else {
        check_url_verb(verb);
      }
    }
    // Without groups a rule is invalid, which is told elsewhere.
    if (has_resources && !groups_.empty()) {
      for (const std::string_view group : groups_) check_group(group);
      for (const Name resource : names_.list(rule_.resources))
        check_resource(names_.text(resource));
      check_names();
    }
    for (const Name url : names_.list(rule_.non_resource_urls)) check_url(names_.text(url));
    return std::move(flaws_);
  }

 private:
  void tell(Check check, Severity severity, std::string message, std::string hint) {
    flaws_.push_back({check, severity, std::move(message), std::move(hint)});
  }
  /// Of what may be right where the catalogue does not know all.
  Severity unless_unknown() const {
    return knowledge_ == GroupKnowledge::Whole ? Severity::Warning : Severity::Info;
  }

  void check_verb(std::string_view verb) {
    if (ResourceCatalog::is_known_verb(verb)) return;
    if (has_star(verb)) {
      return tell(Check::LiteralStar, Severity::Warning,
                  "the verb " + quoted(verb) + " has a star that is no wildcard",
                  "write out the verbs, or \"*\" for all of them");
    }
    const std::string message = "no request has the verb " + quoted(verb);
    const std::string lowered = lower_ascii(verb);
    if (lowered != verb && ResourceCatalog::is_known_verb(lowered)) {
      return tell(Check::UnknownVerb, Severity::Warning, message,
                  "verbs are in lower case: " + quoted(lowered));
    }
    if (lowered == "post" || lowered == "put" || lowered == "head" || lowered == "options") {
      return tell(Check::UnknownVerb, Severity::Warning, message,
                  std::string("requests for resources have the API's verbs: ") +
                      (lowered == "post" ? "\"create\"" : "\"get\", \"list\", \"update\" …"));
    }
    std::string hint = did_you_mean(nearest(verb, ResourceCatalog::verb_words(), 2));
    if (!hint.empty() || verb.empty()) {
      if (hint.empty()) hint = "leave it out";
      return tell(Check::UnknownVerb, Severity::Warning, message, std::move(hint));
    }
    if (unless_unknown() == Severity::Warning)
      return tell(Check::UnknownVerb, Severity::Warning, message, "leave it out");
    tell(Check::UnknownVerb, Severity::Info,
         "no known request has the verb " + quoted(verb) +
             "; an API that the input does not define may ask for it",
         "leave it out, unless that API asks for it");
  }

  void check_url_verb(std::string_view verb) {
    const std::string lowered = lower_ascii(verb);
    tell(Check::UnknownVerb, Severity::Warning, "no request for a URL has the verb " + quoted(verb),
         holds(kUrlVerbs, lowered)
             ? "verbs are in lower case: " + quoted(lowered)
             : "the verb of a URL is the HTTP method in lower case: \"get\", \"post\" …");
  }

  void check_group(std::string_view group) {
    if (group.empty() || group == "*") return;
    if (has_star(group)) {
      return tell(Check::LiteralStar, Severity::Warning,
                  "the API group " + quoted(group) + " has a star that is no wildcard",
                  "name each group, or \"*\" for all of them");
    }
    if (knowledge_of(catalog_, group) != GroupKnowledge::None) return;
    const std::string lowered = lower_ascii(group);
    const std::string_view bare = std::string_view(lowered).substr(0, lowered.find('/'));
    std::string message = "there is no API group " + quoted(group);
    if (bare == "core" || bare == "v1") {
      return tell(Check::UnknownGroup, Severity::Warning, std::move(message),
                  "the core group is spelled \"\"");
    }
    if (bare != group && knowledge_of(catalog_, bare) != GroupKnowledge::None) {
      return tell(
          Check::UnknownGroup, Severity::Warning, std::move(message),
          (bare != group.substr(0, bare.size()) ? "groups are in lower case, without version: "
                                                : "groups are without version: ") +
              quoted(bare));
    }
    if (group.find('.') == std::string_view::npos || group.find('/') != std::string_view::npos) {
      std::string hint = did_you_mean(nearest(group, known_groups(catalog_), 2));
      if (hint.empty() && bare.size() != group.size() && bare.find('.') != std::string_view::npos)
        hint = "groups are without version: " + quoted(bare);
      if (hint.empty()) hint = "every group of CustomResourceDefinitions has a dot in its name";
      return tell(Check::UnknownGroup, Severity::Warning, std::move(message), std::move(hint));
    }
    tell(Check::UnknownGroup, Severity::Info,
         "nothing in the input defines the API group " + quoted(group) +
             ": its resources are not checked",
         "add its CustomResourceDefinitions to the input, if there are any");
  }

  /// The types of this name in the rule's groups, removed ones last.
  std::vector<const ResourceType*> find_types(std::string_view resource) const {
    std::vector<const ResourceType*> found;
    for (const ResourceType& type : catalog_.types()) {
      if (type.resource == resource && (any_group_ || holds(groups_, type.group))) {
        found.push_back(&type);
      }
    }
    std::ranges::stable_partition(
        found, [](const ResourceType* type) { return type->origin != CatalogOrigin::Removed; });
    return found;
  }

  void check_resource(std::string_view word) {
    if (word == "*") return;
    const std::size_t slash = std::min(word.find('/'), word.size());
    const std::string_view resource = word.substr(0, slash);
    const std::string_view subresource = word.substr(std::min(slash + 1, word.size()));
    if (has_star(subresource) || (has_star(resource) && resource != "*"))
      return tell_star(word, resource);
    if (resource == "*") return check_any_parent(word, subresource);
    const std::vector<const ResourceType*> types = find_types(resource);
    if (types.empty()) return tell_unknown(word, resource);
    if (types.front()->origin == CatalogOrigin::Removed) {
      return tell(Check::RemovedResource, Severity::Info,
                  "no supported API server has " + quoted(qualified_name(*types.front())),
                  "leave it out, unless the cluster is that old");
    }
    if (subresource.empty() && slash == word.size()) return;
    if (std::ranges::any_of(types, [&](const ResourceType* type) {
          return ResourceCatalog::is_subresource(*type, subresource);
        }))
      return;
    std::vector<std::string_view> known;
    for (const SubresourceType& each : types.front()->subresources) known.push_back(each.name);
    tell(Check::UnknownSubresource, unless_unknown(),
         quoted(resource) + " has no subresource " + quoted(subresource),
         did_you_mean(nearest(subresource, known, 2)));
  }

  void tell_star(std::string_view word, std::string_view resource) {
    std::string hint =
        "\"*\" is every resource with all subresources, \"*/scale\" the subresource "
        "scale of any";
    const std::vector<const ResourceType*> types = find_types(resource);
    if (!types.empty() && !types.front()->subresources.empty()) {
      std::vector<std::string> known;
      for (const SubresourceType& each : types.front()->subresources)
        known.push_back(std::string(resource) + "/" + each.name);
      hint = "name the subresources: " + quoted_list(known);
    }
    tell(Check::LiteralStar, Severity::Warning,
         "the resource " + quoted(word) + " matches no request: its star is no wildcard",
         std::move(hint));
  }

  void check_any_parent(std::string_view word, std::string_view subresource) {
    const bool known = std::ranges::any_of(catalog_.types(), [&](const ResourceType& type) {
      return (any_group_ || holds(groups_, type.group)) &&
             ResourceCatalog::is_subresource(type, subresource);
    });
    if (known || knowledge_ != GroupKnowledge::Whole) return;
    tell(Check::UnknownSubresource, Severity::Warning,
         "nothing in the rule's API groups has the subresource of " + quoted(word), "");
  }

  /// A type that the word may be meant for, by another of its names.
  const ResourceType* find_by_other_name(std::string_view resource) const {
    const std::string lowered = lower_ascii(resource);
    for (const ResourceType& type : catalog_.types()) {
      if (!any_group_ && !holds(groups_, type.group)) continue;
      if (type.origin == CatalogOrigin::Removed || type.origin == CatalogOrigin::Virtual) continue;
      if (lowered == lower_ascii(type.resource) || lowered == lower_ascii(type.kind) ||
          lowered == lower_ascii(type.singular) || holds(type.short_names, lowered))
        return &type;
    }
    return nullptr;
  }

  void tell_unknown(std::string_view word, std::string_view resource) {
    // There the "resource" is an audience.
    if (holds(verbs_, "request-serviceaccounts-token-audience")) return;
    if (const ResourceType* type = find_by_other_name(resource)) {
      return tell(Check::ResourceSpelling, any_group_ ? Severity::Warning : unless_unknown(),
                  quoted(resource) + " is not how rules spell " + quoted(type->resource),
                  "rules name the plural in lower case: " +
                      quoted(type->resource + std::string(word.substr(resource.size()))));
    }
    if (knowledge_ == GroupKnowledge::None) return;  // which is told of the group
    std::vector<std::string> elsewhere;
    for (const ResourceType& type : catalog_.types()) {
      if (type.resource == resource && type.origin != CatalogOrigin::Removed) {
        elsewhere.push_back(type.group);
      }
    }
    std::string hint;
    if (!elsewhere.empty()) {
      hint = elsewhere.front().empty() ? "it is in the core group, \"\""
                                       : "it is in the API group " + quoted(elsewhere.front());
    } else {
      std::vector<std::string_view> known;
      for (const ResourceType& type : catalog_.types())
        if (any_group_ || holds(groups_, type.group)) known.push_back(type.resource);
      hint = resource.empty() ? "leave it out" : did_you_mean(nearest(resource, known, 2));
    }
    std::string message = "there is no resource " + quoted(resource) + " in " + groups_text();
    if (unless_unknown() == Severity::Info) {
      message += ", as far as the input defines it";
      if (hint.empty()) hint = "add its CustomResourceDefinition to the input, if there is one";
    }
    tell(Check::UnknownResource, unless_unknown(), std::move(message), std::move(hint));
  }

  std::string groups_text() const {
    if (any_group_) return "any API group";
    std::vector<std::string> names;
    for (const std::string_view group : groups_) names.emplace_back(group.empty() ? "core" : group);
    if (names.size() == 1)
      return groups_.front().empty() ? "the core group" : "the API group " + quoted(names.front());
    return "the API groups " + quoted_list(names);
  }

  void check_names() {
    std::vector<std::string_view> listed;
    for (const Name name : names_.list(rule_.resource_names)) listed.push_back(names_.text(name));
    if (listed.empty()) return;
    const auto resources = names_.list(rule_.resources);
    const auto is = [&](auto what) {
      return std::ranges::any_of(resources, [&](Name name) { return what(names_.text(name)); });
    };
    const bool signers = is([](std::string_view resource) { return resource == "signers"; });
    for (const std::string_view name : listed) {
      // The API server asks for "<domain>/*" itself (SEMANTICS §4).
      if (!has_star(name) || (signers && name.ends_with("/*"))) continue;
      tell(Check::LiteralStar, Severity::Warning,
           "resourceNames has no wildcards: " + quoted(name) + " is the object of that very name",
           "leave resourceNames out to allow all names");
      break;
    }
    // An empty name is for requests without one.
    if (holds(listed, "")) return;
    const bool whole_objects =
        is([](std::string_view resource) { return resource.find('/') == std::string_view::npos; });
    if (whole_objects) check_names_of_verbs();
  }

  void check_names_of_verbs() {
    std::string message;
    Severity severity = Severity::Info;
    const auto say = [&](std::string_view text, Severity how) {
      message.append(message.empty() ? "" : "; ").append(text);
      severity = std::max(severity, how);
    };
    if (holds(verbs_, "deletecollection")) {
      say("\"deletecollection\" with resourceNames allows nothing: its requests carry no name",
          Severity::Warning);
    }
    if (holds(verbs_, "create")) {
      const bool by_name = holds(verbs_, "patch") || holds(verbs_, "update");
      say("\"create\" with resourceNames allows no POST, which carries no name",
          by_name ? Severity::Info : Severity::Warning);
    }
    std::vector<std::string> lists;
    for (const std::string_view verb : {"list", "watch"})
      if (holds(verbs_, verb)) lists.emplace_back(verb);
    if (!lists.empty()) {
      say(quoted_list(lists) +
              (lists.size() == 1 ? " with resourceNames allows" : " with resourceNames allow") +
              " only requests with the field selector metadata.name=NAME",
          Severity::Info);
    }
    if (message.empty()) return;
    tell(Check::NamesOnUnnamedRequest, severity, std::move(message),
         "give these verbs in a rule without resourceNames, or leave them out");
  }

  void check_url(std::string_view url) {
    const std::size_t last = url.find_last_not_of('*');
    if (last == std::string_view::npos || !has_star(url.substr(0, last))) return;
    tell(Check::LiteralStar, Severity::Warning,
         "the URL " + quoted(url) + " has a star inside, which is an ordinary character",
         "a star counts at the end only, and stands for everything from there on");
  }

  const NamePool& names_;
  const ResourceCatalog& catalog_;
  const PolicyRule& rule_;
  std::vector<std::string_view> groups_;
  std::vector<std::string_view> verbs_;
  bool any_group_;
  /// Of the group that the least is known of.
  GroupKnowledge knowledge_ = GroupKnowledge::Whole;
  std::vector<Flaw> flaws_;
};

}  // namespace

std::vector<Flaw> word_flaws(const Snapshot& snapshot, const PolicyRule& rule) {
  return WordChecker(snapshot, rule).run();
}

}  // namespace rbacgraph
