#include "rbacgraph/policy/validation.h"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/paths.h"

namespace rbacgraph {
namespace {

using Json = nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// Objects from JSON, as the server's tests write them.
class Objects {
 public:
  std::vector<Diagnostic> validate_object(const Json& object) {
    const std::string kind = object.at("kind");
    return kind.ends_with("Binding") ? validate_binding(object) : validate_role(object);
  }

  std::vector<std::string> messages(const Json& object) {
    std::vector<std::string> all;
    for (const Diagnostic& one : validate_object(object)) all.push_back(one.message);
    return all;
  }

 private:
  Name word(const Json& object, const char* member) {
    return names_.intern(object.value(member, std::string()));
  }

  NameList list(const Json& object, const char* member) {
    std::vector<Name> words;
    if (object.contains(member))
      for (const Json& one : object.at(member)) words.push_back(names_.intern(std::string(one)));
    return names_.intern_list(words);
  }

  LabelRequirement requirement(const Json& json) {
    const std::string op = json.value("operator", std::string());
    LabelRequirement out;
    out.key = word(json, "key");
    out.operator_word = names_.intern(op);
    out.values = list(json, "values");
    if (op == "In") out.op = SelectorOperator::In;
    if (op == "NotIn") out.op = SelectorOperator::NotIn;
    if (op == "Exists") out.op = SelectorOperator::Exists;
    if (op == "DoesNotExist") out.op = SelectorOperator::DoesNotExist;
    return out;
  }

  std::vector<Diagnostic> validate_role(const Json& object) {
    const Json metadata = object.value("metadata", Json::object());
    Role role;
    role.kind = object.at("kind") == "Role" ? RoleKind::Role : RoleKind::ClusterRole;
    role.ns = word(metadata, "namespace");
    role.name = word(metadata, "name");
    role.source = {SourceId{0}, 7};
    std::vector<PolicyRule> rules;
    for (const Json& rule : object.value("rules", Json::array())) {
      rules.push_back({list(rule, "verbs"), list(rule, "apiGroups"), list(rule, "resources"),
                       list(rule, "resourceNames"), list(rule, "nonResourceURLs")});
      role.rules.push_back(
          {make_id<RuleId>(rules.size() - 1), kEmptyName, {SourceId{0}, 100 + rules.size()}});
    }
    if (object.contains("aggregationRule")) {
      role.aggregation.emplace();
      for (const Json& json :
           object["aggregationRule"].value("clusterRoleSelectors", Json::array())) {
        LabelSelector& selector = role.aggregation->selectors.emplace_back();
        for (const Json& one : json.value("matchExpressions", Json::array()))
          selector.requirements.push_back(requirement(one));
      }
    }
    return validate(
        names_, [&](RuleId id) -> const PolicyRule& { return rules[index_of(id)]; }, role);
  }

  std::vector<Diagnostic> validate_binding(const Json& object) {
    const Json metadata = object.value("metadata", Json::object());
    Binding binding;
    binding.kind = object.at("kind") == "RoleBinding" ? BindingKind::RoleBinding
                                                      : BindingKind::ClusterRoleBinding;
    binding.ns = word(metadata, "namespace");
    binding.name = word(metadata, "name");
    const Json ref = object.value("roleRef", Json::object());
    binding.role_ref = {word(ref, "apiGroup"), word(ref, "kind"), word(ref, "name")};
    for (const Json& subject : object.value("subjects", Json::array())) {
      const std::string kind = subject.value("kind", std::string());
      binding.subjects.push_back({subject_kind(kind), names_.intern(kind),
                                  word(subject, "namespace"), word(subject, "name")});
    }
    return validate(names_, binding);
  }

  NamePool names_;
};

Json parse(const char* text) { return Json::parse(text); }

/// The server's words for an error, up to what it says of the value.
std::string opening(const Json& one) {
  const std::string type = one.at("errorType");
  const std::string field = one.at("field");
  if (type == "NotSupported") return field + ": Unsupported value: ";
  if (type == "Invalid") return field + ": Invalid value: ";
  return field + ": " + type + " value";
}

TEST(Validation, RefusesWhatUpstreamsTestsRefuse) {
  std::ifstream in(test::test_data("cases/upstream_more.json"));
  const Json cases = Json::parse(in).at("validation");
  std::size_t invalid = 0;
  for (const Json& one : cases) {
    SCOPED_TRACE(one.at("id").get<std::string>());
    const auto messages = Objects().messages(one.at("object"));
    if (one.at("valid")) {
      EXPECT_THAT(messages, IsEmpty());
      continue;
    }
    ++invalid;
    EXPECT_THAT(messages, testing::Contains(StartsWith(opening(one))));
    // What the server answered goes on with the very same message, but for long explanations.
    const std::string live = one.at("live");
    if (live.find("is invalid: ") != std::string::npos && !messages.empty()) {
      EXPECT_THAT(live, HasSubstr(messages.front().substr(0, 60)));
    }
  }
  EXPECT_EQ(cases.size(), 30u);
  EXPECT_EQ(invalid, 24u);
}

TEST(Validation, NamesTheRuleAndItsPlace) {
  const auto told = Objects().validate_object(parse(
      R"({"kind":"Role","metadata":{"namespace":"shop","name":"r"},"rules":[
          {"verbs":["get"],"apiGroups":[""],"resources":["pods"]},
          {"apiGroups":[""],"resources":["pods"]}]})"));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].message,
            "rules[1].verbs: Required value: verbs must contain at least one value");
  EXPECT_EQ(told[0].code, "invalid-rule");
  EXPECT_EQ(told[0].severity, Severity::Warning);
  EXPECT_EQ(told[0].object, (ObjectRef{"Role", "shop", "r"}));
  EXPECT_EQ(told[0].source, (SourceRef{SourceId{0}, 102}));
}

TEST(Validation, TellsAllFlawsOfAResourceRule) {
  EXPECT_THAT(
      Objects().messages(parse(R"({"kind":"ClusterRole","metadata":{"name":"r"},"rules":[{}]})")),
      ElementsAre("rules[0].verbs: Required value: verbs must contain at least one value",
                  "rules[0].apiGroups: Required value: resource rules must supply at least one api "
                  "group",
                  "rules[0].resources: Required value: resource rules must supply at least one "
                  "resource"));
}

TEST(Validation, LooksNoFurtherAfterUrls) {
  EXPECT_THAT(
      Objects().messages(parse(
          R"({"kind":"Role","metadata":{"namespace":"a","name":"r"},"rules":[
                      {"verbs":["get"],"nonResourceURLs":["/a","/b","/c","/d"],
                       "resourceNames":["x"]}]})")),
      ElementsAre("rules[0].nonResourceURLs: Invalid value: [\"/a\",\"/b\",\"/c\",…]: "
                  "namespaced rules cannot apply to non-resource URLs",
                  "rules[0].nonResourceURLs: Invalid value: [\"/a\",\"/b\",\"/c\",…]: rules "
                  "cannot apply to both regular resources and non-resource URLs"));
}

TEST(Validation, ChecksNamesAsPathSegmentsOnly) {
  const auto of_name = [](const std::string& name) {
    Json object = parse(R"({"kind":"ClusterRole","metadata":{}})");
    object["metadata"]["name"] = name;
    return Objects().messages(object);
  };
  for (const char* legal : {"system:controller:x", "With Blank", "*", "...", "é"})
    EXPECT_THAT(of_name(legal), IsEmpty()) << legal;
  EXPECT_THAT(of_name("."), ElementsAre("metadata.name: Invalid value: \".\": may not be '.'"));
  EXPECT_THAT(of_name(".."), ElementsAre("metadata.name: Invalid value: \"..\": may not be '..'"));
  EXPECT_THAT(of_name("a/b"),
              ElementsAre("metadata.name: Invalid value: \"a/b\": may not contain '/'"));
  EXPECT_THAT(of_name("a%b"),
              ElementsAre("metadata.name: Invalid value: \"a%b\": may not contain '%'"));
}

TEST(Validation, ChecksNamespaces) {
  EXPECT_THAT(
      Objects().messages(parse(R"({"kind":"Role","metadata":{"namespace":"A.b","name":"r"}})")),
      ElementsAre(StartsWith("metadata.namespace: Invalid value: \"A.b\": a lowercase RFC "
                             "1123 label must consist")));
  EXPECT_THAT(Objects().messages(
                  parse(R"({"kind":"ClusterRole","metadata":{"namespace":"a","name":"r"}})")),
              ElementsAre("metadata.namespace: Forbidden: not allowed on this type"));
}

TEST(Validation, FillsInTheGroupOfARoleRefFirst) {
  EXPECT_THAT(Objects().messages(parse(R"({"kind":"ClusterRoleBinding","metadata":{"name":"b"},
                                           "roleRef":{"kind":"ClusterRole","name":"r"}})")),
              IsEmpty());
}

TEST(Validation, AnAccountNeedsANamespaceInAClusterRoleBindingOnly) {
  const char* subjects = R"([{"kind":"ServiceAccount","name":"x"}])";
  Json object = parse(R"({"kind":"ClusterRoleBinding","metadata":{"name":"b"},
                          "roleRef":{"kind":"ClusterRole","name":"r"}})");
  object["subjects"] = parse(subjects);
  EXPECT_THAT(Objects().messages(object), ElementsAre("subjects[0].namespace: Required value"));
  object["kind"] = "RoleBinding";
  object["metadata"]["namespace"] = "shop";
  EXPECT_THAT(Objects().messages(object), IsEmpty());
}

TEST(Validation, ChecksSelectors) {
  const auto of_selectors = [](const char* selectors) {
    Json object = parse(R"({"kind":"ClusterRole","metadata":{"name":"r"}})");
    object["aggregationRule"]["clusterRoleSelectors"] = parse(selectors);
    return Objects().messages(object);
  };
  EXPECT_THAT(of_selectors("[]"),
              ElementsAre("aggregationRule.clusterRoleSelectors: Required value: at least one "
                          "clusterRoleSelector required if aggregationRule is non-nil"));
  EXPECT_THAT(of_selectors("[{}]"), IsEmpty());
  EXPECT_THAT(of_selectors(R"([{"matchExpressions":[
                  {"key":"example.com/A_b.c","operator":"In","values":["", "x.Y_z"]},
                  {"key":"a","operator":"DoesNotExist"}]}])"),
              IsEmpty());
  EXPECT_THAT(
      of_selectors(R"([{},{"matchExpressions":[
          {"key":"a","operator":"in","values":["x"]},
          {"key":"b","operator":"NotIn"},
          {"key":"c","operator":"Exists","values":["x"]},
          {"key":"A.com/d","operator":"Exists"},
          {"key":"e/","operator":"Exists"},
          {"key":"f","operator":"In","values":["-x"]}]}])"),
      ElementsAre(
          "aggregationRule.clusterRoleSelectors[1].operator (of key \"a\"): Invalid value: \"in\": "
          "not a valid selector operator",
          "aggregationRule.clusterRoleSelectors[1].values (of key \"b\"): Required value: must be "
          "specified when `operator` is 'In' or 'NotIn'",
          "aggregationRule.clusterRoleSelectors[1].values (of key \"c\"): Forbidden: may not be "
          "specified when `operator` is 'Exists' or 'DoesNotExist'",
          StartsWith("aggregationRule.clusterRoleSelectors[1].key (of key \"A.com/d\"): Invalid "
                     "value: \"A.com/d\": name part must"),
          StartsWith("aggregationRule.clusterRoleSelectors[1].key (of key \"e/\"): Invalid value"),
          StartsWith(
              "aggregationRule.clusterRoleSelectors[1].values (of key \"f\"): Invalid value: "
              "\"-x\": a valid label must be")));
}

TEST(Validation, BoundsLabels) {
  const std::string longest(63, 'x');
  Json object = parse(R"({"kind":"ClusterRole","metadata":{"name":"r"}})");
  Json& expression = object["aggregationRule"]["clusterRoleSelectors"][0]["matchExpressions"][0];
  expression = {{"key", longest}, {"operator", "In"}, {"values", {longest}}};
  EXPECT_THAT(Objects().messages(object), IsEmpty());
  expression["key"] = longest + "x";
  expression["values"][0] = longest + "x";
  EXPECT_EQ(Objects().messages(object).size(), 2u);
}

TEST(Validation, BoundsWhatIsToldOfOneObject) {
  Json object = parse(R"({"kind":"ClusterRole","metadata":{"name":"r"}})");
  for (int i = 0; i < 10; ++i) object["rules"].push_back(Json::object());
  const auto messages = Objects().messages(object);
  ASSERT_EQ(messages.size(), 21u);
  EXPECT_EQ(messages.back(), "and 10 more flaws in this object");
}

TEST(Validation, KnowsTheGroupOfEachKindOfSubject) {
  constexpr std::string_view kRbac = "rbac.authorization.k8s.io";
  EXPECT_EQ(subject_group_flaw(SubjectKind::User, kRbac, 0), "");
  EXPECT_EQ(subject_group_flaw(SubjectKind::Group, "", 0), "");
  EXPECT_EQ(subject_group_flaw(SubjectKind::ServiceAccount, "", 0), "");
  EXPECT_EQ(subject_group_flaw(SubjectKind::Other, "x", 0), "");
  EXPECT_EQ(subject_group_flaw(SubjectKind::Group, "rbac", 3),
            "subjects[3].apiGroup: Unsupported value: \"rbac\": supported values: "
            "\"rbac.authorization.k8s.io\"");
  EXPECT_EQ(subject_group_flaw(SubjectKind::ServiceAccount, kRbac, 1),
            "subjects[1].apiGroup: Unsupported value: \"rbac.authorization.k8s.io\": supported "
            "values: \"\"");
}

}  // namespace
}  // namespace rbacgraph
