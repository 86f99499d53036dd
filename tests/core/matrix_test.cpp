// The matrix of verbs and resources: marks, rows, and what is left out.
#include "rbacgraph/analysis/matrix.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rbacgraph/analysis/can_i.h"
#include "rbacgraph/report/markdown.h"
#include "rbacgraph/report/matrix_table.h"
#include "support/make_policy.h"

namespace rbacgraph {
namespace {

using test::Policy;
using testing::ElementsAre;
using testing::HasSubstr;

const SubjectRef kMia{SubjectKind::User, "", "mia"};
const SubjectRef kNoor{SubjectKind::User, "", "noor"};

Matrix ask(const std::shared_ptr<const Snapshot>& snapshot, const std::vector<SubjectRef>& subjects,
           MatrixQuery query = {}) {
  std::vector<MatrixSubject> asked;
  asked.reserve(subjects.size());
  for (const SubjectRef& subject : subjects) asked.push_back({subject, user_info(subject, {})});
  return matrix_of(AccessGraph::build(snapshot), Authorizer(snapshot), std::move(asked),
                   std::move(query));
}

AccessQuery type(const std::string& resource, const std::string& group = "",
                 const std::string& subresource = "") {
  AccessQuery query;
  query.group = group;
  query.resource = resource;
  query.subresource = subresource;
  return query;
}

/// "resource.group/sub MARKS", the marks in the order of subjects and verbs.
std::vector<std::string> said(const Matrix& matrix) {
  std::vector<std::string> lines;
  for (const MatrixRow& row : matrix.rows) {
    std::string line = row.resource + "." + row.group;
    if (!row.subresource.empty()) line += "/" + row.subresource;
    line += ' ';
    for (const MatrixMark mark : row.marks) line += ".n~Y"[static_cast<std::size_t>(mark)];
    lines.push_back(std::move(line));
  }
  return lines;
}

std::shared_ptr<const Snapshot> some_policy() {
  Policy p;
  p.cluster_role("everywhere", {{.verbs = "get,list", .resources = "pods"},
                                {.verbs = "get", .resources = "nodes"},
                                {.verbs = "get", .resources = "", .urls = "/metrics"}});
  p.cluster_role("local", {{.verbs = "*", .resources = "pods,nodes,namespaces"},
                           {.verbs = "get", .resources = "secrets", .names = "tls"}});
  p.cluster_role_binding("everywhere", "ClusterRole/everywhere", {"user:mia"});
  p.role_binding("shop/local", "ClusterRole/local", {"user:mia", "user:noor"});
  return p.build();
}

TEST(Matrix, TellsTheFourAnswersApart) {
  const Matrix matrix =
      ask(some_policy(), {kMia},
          {.verbs = {"get", "create", "patch"},
           .types = {type("pods"), type("nodes"), type("secrets"), type("namespaces")}});
  // A RoleBinding gives nothing of nodes, and of namespaces its own.
  EXPECT_THAT(said(matrix),
              ElementsAre("pods. Y~~", "nodes. Y..", "secrets. n..", "namespaces. n.n"));
}

TEST(Matrix, AsksForEachVerbByItselfHoweverTheTypesWereRead) {
  AccessQuery pods = type("pods");
  pods.any_verb = true;
  EXPECT_THAT(said(ask(some_policy(), {kMia}, {.verbs = {"get", "delete"}, .types = {pods}})),
              ElementsAre("pods. Y~"));
}

TEST(Matrix, OfOneNamespaceSaysYesThere) {
  const auto snapshot = some_policy();
  const MatrixQuery query{.ns = "shop", .verbs = {"get", "create"}, .types = {type("pods")}};
  EXPECT_THAT(said(ask(snapshot, {kMia, kNoor}, query)), ElementsAre("pods. YYYY"));
  MatrixQuery other = query;
  other.ns = "stage";
  EXPECT_THAT(said(ask(snapshot, {kMia, kNoor}, other)), ElementsAre("pods. Y..."));
}

TEST(Matrix, HasEveryTypeWithWhichAnybodyCanDoAnything) {
  Policy p;
  p.cluster_role("r",
                 {{.verbs = "get,impersonate", .resources = "widgets"},
                  {.verbs = "get,impersonate", .groups = "wild.example", .resources = "widgets"},
                  {.verbs = "Get,bind", .resources = "*/scale", .urls = ""}});
  p.cluster_role_binding("b", "ClusterRole/r", {"user:mia"});
  const Matrix matrix = ask(p.build(), {kMia});
  // Known words that rules name, and no others: "Get" is no verb.
  EXPECT_THAT(matrix.query.verbs, ElementsAre("get", "list", "watch", "create", "update", "patch",
                                              "delete", "deletecollection", "bind", "impersonate"));
  EXPECT_THAT(said(matrix), ElementsAre("replicationcontrollers./scale ........Y.",
                                        "widgets. Y........Y", "widgets.wild.example Y........Y"));
  EXPECT_GT(matrix.idle_types, 100U);
}

TEST(Matrix, OfASuperuserIsAllYes) {
  Policy p;
  const SubjectRef masters{SubjectKind::Group, "", "system:masters"};
  const Matrix matrix =
      ask(p.build(), {masters}, {.verbs = {"get", "x"}, .types = {type("anything", "at.all")}});
  EXPECT_THAT(said(matrix), ElementsAre("anything.at.all YY"));
  EXPECT_THAT(matrix.notes, ElementsAre(HasSubstr("system:masters")));
}

TEST(Matrix, SaysThatUrlsAreNotInIt) {
  EXPECT_THAT(ask(some_policy(), {kMia}).notes, ElementsAre(HasSubstr("rules for URLs")));
  EXPECT_THAT(ask(some_policy(), {kNoor}).notes, ElementsAre());
}

TEST(Matrix, IsATableWithAColumnForEachVerb) {
  const Matrix matrix = ask(some_policy(), {kMia},
                            {.verbs = {"get", "create"}, .types = {type("pods"), type("nodes")}});
  std::ostringstream out;
  write_table(out, matrix_table(matrix, {}), {});
  EXPECT_EQ(out.str(),
            "RESOURCE   GET   CREATE\n"
            "pods       ✔     ~\n"
            "nodes      ✔     ✖\n");
  EXPECT_THAT(trailer(matrix, false),
              testing::Contains(
                  "✔ yes   ~ in some namespaces only   ◐ for some named objects only   ✖ no"));
}

TEST(Matrix, OfSeveralHasAColumnForEachOfThem) {
  const SubjectRef hostile{SubjectKind::User, "", "x\x1b[2J|<b>"};
  const Matrix matrix =
      ask(some_policy(), {kMia, kNoor, hostile},
          {.verbs = {"get", "list", "create"}, .types = {type("pods"), type("nodes")}});
  std::ostringstream out;
  write_table(out, matrix_table(matrix, {.ascii = true}), {});
  EXPECT_EQ(out.str(),
            "RESOURCE   VERBS         user:mia   user:noor   user:x\\x1b[2J|<b>\n"
            "pods       get,list      Y          ~           .\n"
            "pods       create        ~          ~           .\n"
            "nodes      get           Y          .           .\n"
            "nodes      list,create   .          .           .\n");
  std::ostringstream markdown;
  write_markdown(markdown, matrix);
  EXPECT_THAT(markdown.str(), HasSubstr("| RESOURCE | VERBS | `user:mia` | `user:noor` | "
                                        "`user:x\\x1b[2J\\|<b>` |\n"));
}

}  // namespace
}  // namespace rbacgraph
