#include "source/own_rights.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "source/server_user.h"
#include "source/text_reader.h"

namespace rbacgraph {
namespace {

using Json = nlohmann::json;

/// No namespace can be called so, and none has RoleBindings: what is answered holds everywhere.
constexpr std::string_view kNoNamespace = ":none";
constexpr std::string_view kGroup = "rbac.authorization.k8s.io";

class Asker {
 public:
  Asker(HttpClient& http, const std::string& server, OwnRights& rights)
      : http_(http), server_(server), rights_(rights) {}

  /// The rules as PolicyRules, in the server's order.
  ServerResult<std::vector<Json>> rules_in(std::string_view ns) {
    const Json body{{"apiVersion", "authorization.k8s.io/v1"},
                    {"kind", "SelfSubjectRulesReview"},
                    {"spec", {{"namespace", ns}}}};
    ServerResult<std::string> text =
        http_.review("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", body.dump());
    if (!text) return tl::unexpected(std::move(text.error()));
    try {
      const Json status = Json::parse(*text).at("status");
      if (status.value("incomplete", false)) rights_.incomplete = true;
      note_error(status.value("evaluationError", ""));
      std::vector<Json> rules;
      for (const char* const list : {"resourceRules", "nonResourceRules"}) {
        if (status.contains(list) && status[list].is_array())
          rules.insert(rules.end(), status[list].begin(), status[list].end());
      }
      return rules;
    } catch (const Json::exception&) {
      return tl::unexpected(no_review(server_, "SelfSubjectRulesReview"));
    }
  }

 private:
  void note_error(std::string error) {
    if (!error.empty() && std::ranges::find(rights_.errors, error) == rights_.errors.end())
      rights_.errors.push_back(std::move(error));
  }

  HttpClient& http_;
  const std::string& server_;
  OwnRights& rights_;
};

/// Those of `rules` that are not in `everywhere` already.
std::vector<Json> without(std::vector<Json> rules, std::vector<Json> everywhere) {
  std::erase_if(rules, [&](const Json& rule) {
    const auto found = std::ranges::find(everywhere, rule);
    if (found == everywhere.end()) return false;
    everywhere.erase(found);
    return true;
  });
  return rules;
}

/// A role of the rules, and the binding that gives it to the user.
void add_pair(Json& items, const std::string& user, const std::string& ns,
              const std::vector<Json>& rules) {
  const std::string kind = ns.empty() ? "ClusterRole" : "Role";
  const std::string version = std::string(kGroup) + "/v1";
  Json metadata{{"name", kOwnRights}};
  if (!ns.empty()) metadata["namespace"] = ns;
  items.push_back(
      {{"apiVersion", version}, {"kind", kind}, {"metadata", metadata}, {"rules", rules}});
  items.push_back({{"apiVersion", version},
                   {"kind", kind + "Binding"},
                   {"metadata", metadata},
                   {"roleRef", {{"apiGroup", kGroup}, {"kind", kind}, {"name", kOwnRights}}},
                   {"subjects", {{{"apiGroup", kGroup}, {"kind", "User"}, {"name", user}}}}});
}

std::unique_ptr<ListPart> part_of(const Json& items, const ReadOptions& options, SourceId source) {
  const std::string text = Json{{"apiVersion", "v1"}, {"kind", "List"}, {"items", items}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
  auto part = std::make_unique<ListPart>(options, source);
  InputText input(memory_input(text), "", options);
  TextReader(part->objects.builder(), options, part->report).read(input);
  part->bytes = text.size();
  return part;
}

}  // namespace

ServerResult<OwnRights> read_own_rights(HttpClient& http, const std::string& server,
                                        const std::vector<std::string>& namespaces,
                                        const ReadOptions& options, SourceId source) {
  OwnRights rights;
  ServerResult<ServerUser> user = server_user(http, server);
  if (!user) return tl::unexpected(std::move(user.error()));
  rights.user = user->name;
  Asker asker(http, server, rights);
  ServerResult<std::vector<Json>> everywhere = asker.rules_in(kNoNamespace);
  if (!everywhere) return tl::unexpected(std::move(everywhere.error()));
  Json items = Json::array();
  add_pair(items, rights.user, "", *everywhere);
  for (const std::string& ns : namespaces) {
    ServerResult<std::vector<Json>> rules = asker.rules_in(ns);
    if (!rules) return tl::unexpected(std::move(rules.error()));
    const std::vector<Json> added = without(std::move(*rules), *everywhere);
    if (!added.empty()) add_pair(items, rights.user, ns, added);
  }
  rights.part = part_of(items, options, source);
  return rights;
}

}  // namespace rbacgraph
