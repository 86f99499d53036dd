#include "rbacgraph/analysis/query.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "analysis/words_absent.h"
#include "rbacgraph/base/text.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kMostSuggested = 3;
constexpr std::array<std::string_view, 7> kMethods = {"delete", "get",  "head", "options",
                                                      "patch",  "post", "put"};
constexpr std::array<std::string_view, 8> kStandardVerbs = {
    "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"};
constexpr std::string_view kHowToSpellTypes =
    "a type is spelled PLURAL or PLURAL.GROUP; types of your own are known where their "
    "CustomResourceDefinitions are in the input";
constexpr std::string_view kOfUnknownVerbs =
    "only rules with this very verb, or \"*\", grant it; the usual ones are create, delete, "
    "deletecollection, get, list, patch, update, watch";
constexpr std::string_view kBothForms =
    "write TYPE --subresource SUBRESOURCE --name NAME to say which is which";

template <class Words>
bool holds(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != std::ranges::end(words);
}

std::string quoted(std::string_view text) {
  return std::string(1, '"').append(text).append(1, '"');
}

template <class Words>
std::string joined(const Words& words) {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

/// "did you mean get, list?", or "" without suggestions.
template <class Words>
std::string did_you_mean(const Words& words) {
  return words.empty() ? std::string() : "did you mean " + joined(words) + "?";
}

std::string type_name(std::string_view group, std::string_view resource,
                      std::string_view subresource = {}) {
  std::string name(resource);
  if (!group.empty()) name.append(1, '.').append(group);
  if (!subresource.empty()) name.append(1, '/').append(subresource);
  return name;
}

/// The star as a verb is told here, since it is read alike for types and URLs.
void add_readings(AccessQuery& query, std::span<const std::string> readings) {
  const auto add = [&](std::string_view one) {
    query.reading.append(query.reading.empty() ? "" : "; ").append(one);
  };
  if (query.verb == "*" && !query.any_verb) {
    add("the verb \"*\" asks for what is granted with every verb; --any-verb asks for any verb at "
        "all");
  }
  for (const std::string& one : readings) add(one);
}

Result<std::vector<std::string_view>> split_list(std::string_view list, std::string_view what) {
  std::vector<std::string_view> words;
  for (std::string_view rest = list;;) {
    const std::size_t comma = rest.find(',');
    std::string_view word = rest.substr(0, comma);
    word.remove_prefix(std::min(word.find_first_not_of(' '), word.size()));
    word = word.substr(0, word.find_last_not_of(' ') + 1);
    if (word.empty()) {
      return fail(ErrorCode::InvalidArgument,
                  list.empty() ? "the " + std::string(what) + " is missing"
                               : "an empty " + std::string(what) + " in " + quoted(list),
                  "give VERB and TYPE, each a word or a list with commas: get,list secrets");
    }
    words.push_back(word);
    if (comma == std::string_view::npos) return words;
    rest.remove_prefix(comma + 1);
  }
}

/// `TYPE/X` taken apart: what X is, and which reading that was.
struct TypeWords {
  ResourceCatalog::TypeReading type;
  std::string subresource;
  std::string name;
  std::vector<std::string> readings;
};

class QueryReader {
 public:
  QueryReader(const Snapshot& snapshot, const QueryWords& words)
      : snapshot_(snapshot), catalog_(snapshot.catalog()), words_(words) {}

  Result<ReadQueries> read();

 private:
  Result<void> check_options() const;
  Result<AccessQuery> read_one(std::string_view verb, std::string_view type);
  Result<AccessQuery> read_url(AccessQuery query, std::string_view url);
  Result<AccessQuery> read_resource(AccessQuery query, std::string_view word);
  Result<TypeWords> take_apart(std::string_view verb, std::string_view word) const;
  ResourceCatalog::TypeReading read_type(std::string_view word, std::string_view verb) const;
  Result<void> place_rest(std::string_view rest, std::string_view word, TypeWords& out) const;

  void tell(Severity severity, std::string code, std::string message, std::string hint = {});
  void tell_about_verb(const AccessQuery& query);
  std::string hint_of_unknown_verb(const AccessQuery& query) const;
  void tell_about_method(std::string_view verb);
  void tell_about_type(const AccessQuery& query, std::string_view word, const TypeWords& words);
  std::string hint_of_unknown_type(const AccessQuery& query, std::string_view word,
                                   const ResourceCatalog::TypeReading& reading) const;
  void tell_about_namespace(const AccessQuery& query);
  void tell_about_support(const AccessQuery& query, const ResourceType& type);

  const Snapshot& snapshot_;
  const ResourceCatalog& catalog_;
  const QueryWords& words_;
  std::vector<Diagnostic> told_;
};

// ---- Diagnostics --------------------------------------------------------------------------------

/// Each once: a list of verbs meets the same type again and again.
void QueryReader::tell(Severity severity, std::string code, std::string message, std::string hint) {
  const bool known = std::ranges::any_of(
      told_, [&](const Diagnostic& one) { return one.code == code && one.message == message; });
  if (known) return;
  Diagnostic& diagnostic = told_.emplace_back();
  diagnostic.severity = severity;
  diagnostic.code = std::move(code);
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
}

/// What people write for a verb: HTTP's word, a subresource (exec), the type itself, a misspelling.
std::string QueryReader::hint_of_unknown_verb(const AccessQuery& query) const {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kOfMethods = {
      {{"head", "get"}, {"post", "create"}, {"put", "update"}}};
  const std::string lowered = lower_ascii(query.verb);
  const auto* const method =
      std::ranges::find(kOfMethods, lowered, [](const auto& pair) { return pair.first; });
  if (method != kOfMethods.end()) {
    return std::string(method->first) + " is an HTTP method; of resources it is the verb " +
           std::string(method->second);
  }
  if (ResourceCatalog::is_known_verb(query.resource) &&
      catalog_.read_type(query.verb, query.resource).type != nullptr) {
    return "the verb comes first: " + query.resource + " " + query.verb;
  }
  if (const ResourceType* type = catalog_.find(query.group, query.resource); type != nullptr) {
    const auto part = std::ranges::find(type->subresources, query.verb, &SubresourceType::name);
    if (query.subresource.empty() && part != type->subresources.end()) {
      return query.verb + " is a subresource: ask for " +
             type_name(query.group, query.resource, query.verb) + ", whose verbs are " +
             joined(part->verbs);
    }
  }
  const std::string hint =
      did_you_mean(nearest(query.verb, ResourceCatalog::verb_words(), kMostSuggested));
  return hint.empty() ? std::string(kOfUnknownVerbs) : hint;
}

void QueryReader::tell_about_verb(const AccessQuery& query) {
  const std::string& verb = query.verb;
  if (words_.any_verb || ResourceCatalog::is_known_verb(verb)) return;
  const std::string lowered = lower_ascii(verb);
  if (lowered != verb && ResourceCatalog::is_known_verb(lowered)) {
    tell(Severity::Warning, "unknown-verb",
         "no request has the verb " + quoted(verb) + ": verbs are case-sensitive",
         "did you mean " + lowered + "?");
    return;
  }
  tell(Severity::Warning, "unknown-verb", "unknown verb " + quoted(verb),
       hint_of_unknown_verb(query));
}

void QueryReader::tell_about_method(std::string_view verb) {
  if (words_.any_verb || verb == "*" || holds(kMethods, verb)) return;
  const std::string lowered = lower_ascii(verb);
  std::string hint;
  if (holds(kMethods, lowered)) {
    hint = "verbs are case-sensitive: did you mean " + lowered + "?";
  } else {
    hint = did_you_mean(nearest(verb, kMethods, kMostSuggested));
    if (hint.empty()) hint = "requests for URLs have " + joined(kMethods);
  }
  tell(Severity::Warning, "unknown-verb",
       quoted(verb) + " is no HTTP method, and the verb of a request for a URL is one",
       std::move(hint));
}

std::string QueryReader::hint_of_unknown_type(const AccessQuery& query, std::string_view word,
                                              const ResourceCatalog::TypeReading& reading) const {
  if (query.group == "core" && catalog_.find("", query.resource) != nullptr) {
    return "the core group is the empty string: write " + query.resource + ", or " +
           query.resource + " --api-group=";
  }
  if (const auto named = types_in_rules(snapshot_, query.resource);
      query.group.empty() && !words_.api_group && !named.empty())
    return "rules of the input name " + joined(named) + ": write it with its group";
  std::string hint = did_you_mean(reading.suggestions);
  if (words_.api_group) {
    const auto loose = catalog_.read_type(word, query.verb);
    hint = loose.type == nullptr
               ? did_you_mean(loose.suggestions)
               : "without --api-group, " + quoted(word) + " is " + qualified_name(*loose.type);
  }
  return hint.empty() ? std::string(kHowToSpellTypes) : hint;
}

void QueryReader::tell_about_type(const AccessQuery& query, std::string_view word,
                                  const TypeWords& words) {
  const std::string name = type_name(query.group, query.resource);
  if (query.place.assumed) {
    std::string message = "unknown type " + quoted(name) + ": taken as namespaced";
    tell(Severity::Warning, "unknown-type", std::move(message),
         hint_of_unknown_type(query, word, words.type));
  }
  if (!words.type.also.empty()) {
    tell(Severity::Info, "ambiguous-type",
         quoted(word) + " was taken as " + name + "; it is also the name of " +
             joined(words.type.also),
         "write TYPE.GROUP to say which");
  }
  tell_about_namespace(query);
  if (query.ns && query.place.scope == CheckScope::Cluster) {
    tell(Severity::Info, "not-namespaced",
         type_name(query.group, query.resource, query.subresource) +
             " is not namespaced: a real request for it carries no namespace");
  }
  if (words.type.type != nullptr) tell_about_support(query, *words.type.type);
}

void QueryReader::tell_about_namespace(const AccessQuery& query) {
  if (!query.ns || query.place.scope == CheckScope::Cluster) return;
  if (auto absent = absent_namespace(snapshot_, *query.ns))
    tell(absent->severity, absent->code, absent->message, absent->hint);
}

/// A rule may well say "update pods/log"; the API server serves no such request.
void QueryReader::tell_about_support(const AccessQuery& query, const ResourceType& type) {
  if (query.any_verb || !holds(kStandardVerbs, query.verb)) return;
  const std::vector<std::string>* served = &type.verbs;
  if (!query.subresource.empty()) {
    const auto found =
        std::ranges::find(type.subresources, query.subresource, &SubresourceType::name);
    if (found == type.subresources.end()) return;
    served = &found->verbs;
  }
  if (served->empty() || holds(*served, query.verb)) return;
  tell(Severity::Info, "unsupported-verb",
       type_name(type.group, type.resource, query.subresource) + " has no " + quoted(query.verb) +
           ": its verbs are " + joined(*served));
}

// ---- Words --------------------------------------------------------------------------------------

ResourceCatalog::TypeReading QueryReader::read_type(std::string_view word,
                                                    std::string_view verb) const {
  if (!words_.api_group) return catalog_.read_type(word, verb);
  ResourceCatalog::TypeReading literal;
  literal.group = *words_.api_group;
  literal.resource = word;
  literal.type = catalog_.find(literal.group, literal.resource);
  return literal;
}

/// Decides what X of TYPE/X is (DESIGN §5).
Result<void> QueryReader::place_rest(std::string_view rest, std::string_view word,
                                     TypeWords& out) const {
  const ResourceCatalog::TypeReading& type = out.type;
  const std::string plain = type_name(type.group, type.resource);
  const bool literal = words_.api_group.has_value();
  const bool pattern = type.resource == "*";
  const bool is_subresource =
      pattern || literal || catalog_.is_subresource(type.group, type.resource, rest);
  if (words_.subresource) {
    // To the letter there is no knowing what is a subresource, so the option decides.
    if (is_subresource && !literal && !words_.subresource->empty()) {
      return fail(ErrorCode::InvalidArgument,
                  "the subresource is given twice: " + quoted(rest) + " in " + quoted(word) +
                      ", and " + quoted(*words_.subresource),
                  std::string(kBothForms));
    }
  } else if (is_subresource) {
    out.subresource = rest;
    if (!pattern && !literal && !words_.name) {
      out.readings.push_back(quoted(rest) + " was read as the subresource " +
                             type_name(type.group, type.resource, rest) + "; --name " +
                             std::string(rest) + " asks about an object of that name");
    }
    return {};
  }
  if (words_.name) {
    return fail(
        ErrorCode::InvalidArgument,
        "the name is given twice: " + quoted(rest) + " in " + quoted(word) + ", and " +
            quoted(*words_.name),
        words_.subresource
            ? std::string(kBothForms)
            : "if " + quoted(rest) + " is a subresource, write --subresource " + std::string(rest));
  }
  // Only what the authorizer alone knows, such as signers, has slashes in its names.
  const bool may_have_slash =
      literal || (type.type != nullptr && type.type->origin == CatalogOrigin::Virtual);
  if (!may_have_slash && rest.find('/') != std::string_view::npos) {
    if (const std::size_t scheme = word.find("://"); scheme != std::string_view::npos) {
      const std::size_t path = word.find('/', scheme + 3);
      return fail(ErrorCode::InvalidArgument, quoted(word) + " is no type",
                  "a URL is asked about by its path: " +
                      std::string(path == std::string_view::npos ? "/" : word.substr(path)));
    }
    return fail(ErrorCode::InvalidArgument, quoted(word) + " has too many parts",
                std::string(kBothForms));
  }
  out.name = rest;
  out.readings.push_back(
      quoted(rest) + " was read as the name of one of the " + plain +
      (words_.subresource ? std::string()
                          : "; --subresource " + std::string(rest) + " asks about a subresource"));
  return {};
}

Result<TypeWords> QueryReader::take_apart(std::string_view verb, std::string_view word) const {
  const std::size_t slash = word.find('/');
  const std::string_view type_word = word.substr(0, slash);
  TypeWords out;
  out.type = read_type(type_word, verb);
  const std::string name = type_name(out.type.group, out.type.resource);
  if (out.type.resource == "*" && out.type.group == "*") {
    out.readings.emplace_back(
        "\"*\" asks for what is granted on every resource of every group; --any-resource asks for "
        "any resource at all");
  } else if (type_word != name && !words_.api_group) {
    out.readings.push_back(quoted(type_word) + " was read as " + name);
  }
  if (slash != std::string_view::npos) {
    const std::string_view rest = word.substr(slash + 1);
    if (rest.empty()) {
      return fail(ErrorCode::InvalidArgument, "nothing follows the slash of " + quoted(word),
                  "write TYPE, TYPE/SUBRESOURCE or TYPE/NAME");
    }
    if (auto placed = place_rest(rest, word, out); !placed)
      return tl::unexpected<Error>(std::move(placed.error()));
  }
  if (words_.subresource) out.subresource = *words_.subresource;
  if (words_.name) out.name = *words_.name;
  return out;
}

/// A question that was asked before in other words ("secret,secrets") is the same question.
void add_once(std::vector<AccessQuery>& queries, AccessQuery query) {
  const auto asked = [](const AccessQuery& one) {
    return std::tie(one.verb, one.group, one.resource, one.subresource, one.name,
                    one.non_resource_url);
  };
  for (AccessQuery& before : queries) {
    if (asked(before) != asked(query)) continue;
    if (before.reading.empty()) before.reading = std::move(query.reading);
    return;
  }
  queries.push_back(std::move(query));
}

// ---- Queries ------------------------------------------------------------------------------------

Result<AccessQuery> QueryReader::read_url(AccessQuery query, std::string_view url) {
  const auto conflict = [&](std::string_view option) {
    return fail(ErrorCode::InvalidArgument,
                quoted(url) + " is a URL, which has no " + std::string(option),
                "ask about URLs and resources in two commands");
  };
  if (words_.name) return conflict("object name");
  if (words_.subresource) return conflict("subresource");
  if (words_.api_group) return conflict("API group");
  const std::string_view path = url.substr(0, url.find('?'));
  std::vector<std::string> readings;
  if (path != url)
    readings.emplace_back("the query of the URL was left out: the API server looks at the path");
  query.non_resource_url = path;
  query.place = {CheckScope::Cluster, false};
  tell_about_method(query.verb);
  const auto real = request_from_http("GET", path);
  if (real && std::holds_alternative<ResourceRequest>(*real)) {
    const auto& request = std::get<ResourceRequest>(*real);
    tell(Severity::Warning, "resource-path",
         quoted(path) + " is the path of a resource, for which no rule for URLs is looked at",
         "ask about " + type_name(request.group, request.resource, request.subresource));
  }
  if (query.ns) {
    tell(Severity::Info, "not-namespaced",
         quoted(path) + " is not namespaced: a request for a URL carries no namespace");
  }
  add_readings(query, readings);
  return query;
}

Result<AccessQuery> QueryReader::read_resource(AccessQuery query, std::string_view word) {
  auto words = take_apart(query.verb, word);
  if (!words) return tl::unexpected<Error>(std::move(words.error()));
  query.group = words->type.group;
  query.resource = words->type.resource;
  query.subresource = words->subresource;
  query.name = words->name;
  query.place = catalog_.check_place(query.verb, query.group, query.resource, query.subresource);
  tell_about_verb(query);
  tell_about_type(query, word.substr(0, word.find('/')), *words);
  add_readings(query, words->readings);
  return query;
}

Result<AccessQuery> QueryReader::read_one(std::string_view verb, std::string_view type) {
  AccessQuery query;
  query.verb = verb;
  query.ns = words_.ns;
  query.any_verb = words_.any_verb;
  if (!words_.any_resource) {
    return type.starts_with('/') ? read_url(std::move(query), type)
                                 : read_resource(std::move(query), type);
  }
  query.any_resource = true;
  query.group = "*";
  query.resource = "*";
  if (words_.name) query.name = *words_.name;
  query.place = catalog_.check_place(query.verb, query.group, query.resource, {});
  tell_about_verb(query);
  tell_about_namespace(query);
  add_readings(query, {});
  return query;
}

Result<void> QueryReader::check_options() const {
  const auto conflict = [](std::string message, std::string hint) {
    return fail(ErrorCode::InvalidArgument, std::move(message), std::move(hint));
  };
  if (words_.any_verb && !words_.verbs.empty() && words_.verbs != "*") {
    return conflict("--any-verb and the verb " + quoted(words_.verbs) + " exclude each other",
                    "leave one of them out");
  }
  if (words_.any_resource) {
    if (!words_.types.empty() && words_.types != "*") {
      return conflict("--any-resource and the type " + quoted(words_.types) + " exclude each other",
                      "leave one of them out");
    }
    if (words_.subresource || words_.api_group) {
      return conflict("--any-resource goes with neither --subresource nor --api-group",
                      "name the type, or leave the option out");
    }
  }
  if (words_.name && words_.name->empty())
    return conflict("the name is empty", "leave it out to ask about all objects");
  if (words_.ns && words_.ns->empty())
    return conflict("the namespace is empty", "leave -n out to ask about all namespaces");
  return {};
}

Result<ReadQueries> QueryReader::read() {
  if (auto checked = check_options(); !checked)
    return tl::unexpected<Error>(std::move(checked.error()));
  const auto verbs = split_list(words_.any_verb ? "*" : std::string_view(words_.verbs), "verb");
  if (!verbs) return tl::unexpected<Error>(verbs.error());
  const auto types = split_list(words_.any_resource ? "*" : std::string_view(words_.types), "type");
  if (!types) return tl::unexpected<Error>(types.error());
  ReadQueries out;
  for (const std::string_view verb : *verbs) {
    for (const std::string_view type : *types) {
      auto query = read_one(verb, type);
      if (!query) return tl::unexpected<Error>(std::move(query.error()));
      add_once(out.queries, std::move(*query));
    }
  }
  out.diagnostics = std::move(told_);
  return out;
}

}  // namespace

Result<ReadQueries> read_queries(const Snapshot& snapshot, const QueryWords& words) {
  return QueryReader(snapshot, words).read();
}

}  // namespace rbacgraph
