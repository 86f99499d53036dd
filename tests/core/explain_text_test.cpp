// Explanations as text: broken to a width without losing a word, and what a cut does not last
// against.
#include "rbacgraph/report/explain_text.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/analysis/can_i.h"
#include "rbacgraph/analysis/cut_notes.h"
#include "rbacgraph/report/display.h"
#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;
using testing::ElementsAre;
using testing::IsEmpty;

Explanation secrets_of(const std::shared_ptr<const Snapshot>& snapshot, const SubjectRef& subject) {
  AccessQuery query;
  query.verb = "list";
  query.resource = "secrets";
  query.place = snapshot->catalog().check_place("list", "", "secrets", "");
  return explain(AccessGraph::build(snapshot), Authorizer(snapshot), subject,
                 user_info(subject, {}), query);
}

std::string text_of(const Explanation& explanation, std::size_t width) {
  const Cuts cuts = cuts_of(explanation);
  std::ostringstream out;
  write_explanation(out, explanation, &cuts, {.width = width});
  return out.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Without blanks and ends of lines, which are all that breaking may change.
std::string letters_of(const std::string& text) {
  std::string letters;
  for (const char c : text)
    if (c != ' ' && c != '\n') letters += c;
  return letters;
}

std::shared_ptr<const Snapshot> shop() {
  Policy p;
  p.cluster_role("readers-of-everything-in-a-shop",
                 {{.verbs = "get,list,watch", .resources = "configmaps,pods,secrets,services"}});
  p.role_binding("shop/readers", "ClusterRole/readers-of-everything-in-a-shop",
                 {"sa:shop/nightly-report-writer"});
  return p.build();
}

TEST(ExplainText, TakesNoMoreColumnsThanThereAre) {
  const SubjectRef writer{SubjectKind::ServiceAccount, "shop", "nightly-report-writer"};
  const Explanation yes = secrets_of(shop(), writer);
  const std::string whole = text_of(yes, 0);
  const std::string narrow = text_of(yes, 40);
  EXPECT_EQ(letters_of(narrow), letters_of(whole));
  EXPECT_GT(lines_of(narrow).size(), lines_of(whole).size());
  for (const std::string& line : lines_of(narrow)) EXPECT_LE(display_width(line), 40U) << line;
  EXPECT_EQ(text_of(yes, 1000), whole);
}

TEST(ExplainText, GoesOnBelowTheBeginningOfTheText) {
  const Explanation no = secrets_of(shop(), {SubjectKind::User, "", "mia"});
  EXPECT_THAT(lines_of(text_of(no, 30)),
              ElementsAre("no: user:mia can't list", "    secrets (core), in all", "    namespaces",
                          "nothing that is bound to it", "comes near this"));
}

TEST(CutNotes, TellWhatTheServerPutsBack) {
  Policy p;
  p.cluster_role("view", {{.verbs = "list", .resources = "secrets"}});
  p.role_binding("shop/viewers", "ClusterRole/view", {"user:mia"});
  const auto snapshot = p.build();
  const Explanation explanation = secrets_of(snapshot, {SubjectKind::User, "", "mia"});
  const Cuts cuts = cuts_of(explanation);
  EXPECT_THAT(put_back_notes(*snapshot, cuts, {}), IsEmpty());
  SystemParts parts;
  parts.same_roles = {*snapshot->find_role(RoleKind::ClusterRole, "", "view")};
  EXPECT_THAT(
      put_back_notes(*snapshot, cuts, parts),
      ElementsAre("ClusterRole/view is one of the API server's own: it puts its own rules there "
                  "back when it starts, unless the annotation "
                  "rbac.authorization.kubernetes.io/autoupdate of it is \"false\""));
  parts = {};
  parts.changed = {{"RoleBinding", "shop", "viewers"}};
  EXPECT_THAT(
      put_back_notes(*snapshot, cuts, parts),
      ElementsAre("RoleBinding/viewers in shop is one of the API server's own: it makes that "
                  "binding anew when it starts",
                  "RoleBinding/viewers in shop is one of the API server's own: it puts its own "
                  "subjects there back when it starts, unless the annotation "
                  "rbac.authorization.kubernetes.io/autoupdate of it is \"false\""));
}

}  // namespace
}  // namespace rbacgraph
