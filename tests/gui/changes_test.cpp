#include "state/changes.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui_policy.h"
#include "state/content.h"

namespace rbacgraph::gui {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// kSmallPolicy with: ops in reads no more, secrets in the role deployer, a binding to a role that
/// is not there, and a role that nobody holds.
std::string changed_policy() {
  std::string text(kSmallPolicy);
  const std::string ops = "- {kind: Group, name: ops}\n";
  text.erase(text.find(ops), ops.size());
  const std::string apps = "- {apiGroups: [apps], resources: [deployments], verbs: [\"*\"]}\n";
  text.insert(text.find(apps), "- {apiGroups: [\"\"], resources: [secrets], verbs: [delete]}\n");
  return text + R"(---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: more, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: elsewhere}
subjects: [{kind: User, name: zoe}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: unheld}
rules: [{apiGroups: [""], resources: [nodes], verbs: [get]}]
)";
}

std::shared_ptr<const Comparison> small_comparison() {
  static const PolicyFile file(changed_policy(), "changed");
  static const std::shared_ptr<const Comparison> comparison =
      read_comparison(small_policy(), {file.path()}, {}, {}).value();
  return comparison;
}

/// "+ sa:ci/runner: delete secrets in shop", in the order of the list.
std::vector<std::string> listed(const ViewState& view) {
  const Content content = diff_content(small_comparison(), view);
  std::vector<std::string> lines;
  for (const ChangeLine& line : content.changes->lines) {
    const SubjectChanges& subject = content.changes->subjects[line.subject];
    if (line.row == ChangeLine::kHead) {
      lines.push_back(subject.node);
      continue;
    }
    const ChangeRow& row = subject.rows[line.row];
    const std::string sign = row.sign == ChangeSign::Gained ? "+ "
                             : row.sign == ChangeSign::Lost ? "- "
                                                            : "? ";
    lines.push_back(sign + row.what + " | " + row.where + " | " + row.cause);
  }
  return lines;
}

ViewState diff_view() { return {{.ask = Ask::Diff}, {}, "", {}}; }

TEST(Changes, StandUnderTheSubjectsThatTheyAreAbout) {
  EXPECT_THAT(
      listed(diff_view()),
      ElementsAre("ServiceAccount/ci/runner",
                  "+ delete secrets | shop | changed Role/deployer in shop",  //
                  "Group/ops", "- get,list pods,secrets | shop | changed RoleBinding/reads in shop",
                  "User/zoe",
                  "? gained, not known: all that Role/elsewhere gives, which is not there | "
                  "shop | added RoleBinding/more in shop"));
}

TEST(Changes, SayHowMuchThereIsAndWhatChangesNothing) {
  const Content content = diff_content(small_comparison(), diff_view());
  const Changes& changes = *content.changes;
  EXPECT_EQ(changes.gained, 1U);
  EXPECT_EQ(changes.lost, 1U);
  EXPECT_EQ(changes.unknown, 1U);
  EXPECT_EQ(changes.all, 3U);
  EXPECT_EQ(changes.listed, 3U);
  EXPECT_EQ(changes.objects_differ, 4U);
  ASSERT_EQ(changes.objects.size(), 1U);
  EXPECT_EQ(changes.objects.front().object, "ClusterRole/unheld");
  EXPECT_EQ(changes.objects.front().kind, ObjectChange::Kind::Added);
  EXPECT_EQ(content.heading, "Access gained and lost");
}

TEST(Changes, FiltersChooseAndNumbersStay) {
  ViewState view = diff_view();
  view.filter.sides = DiffSides::Lost;
  EXPECT_THAT(listed(view), ElementsAre("Group/ops", HasSubstr("get,list pods,secrets")));
  Content content = diff_content(small_comparison(), view);
  EXPECT_EQ(content.changes->subjects[0].rows[0].number, 2U);
  EXPECT_EQ(content.changes->all, 3U);
  EXPECT_THAT(content.command, HasSubstr(" --only lost"));
  view = diff_view();
  view.filter.only_powerful = true;
  view.filter.sides = DiffSides::Gained;
  EXPECT_THAT(listed(view), Not(testing::Contains(HasSubstr("ops"))));
  view = diff_view();
  view.question.subject = "group:ops";
  EXPECT_THAT(listed(view), ElementsAre("Group/ops", HasSubstr("get,list pods,secrets")));
  view = diff_view();
  view.question.ns = "ci";
  EXPECT_THAT(listed(view), IsEmpty());
  view.question.ns = "shop";
  EXPECT_EQ(listed(view).size(), 6U);
}

TEST(Changes, ThePictureHasBothSides) {
  const Content content = diff_content(small_comparison(), diff_view());
  ASSERT_EQ(content.ids.size(), content.picture.nodes.size());
  ASSERT_EQ(content.labels.size(), content.picture.nodes.size());
  const auto change_between = [&](std::string_view from, std::string_view to) {
    for (const PictureEdge& edge : content.picture.edges)
      if (content.ids[edge.from] == from && content.ids[edge.to] == to) return edge.change;
    ADD_FAILURE() << from << " to " << to << " is not drawn";
    return PictureChange::Same;
  };
  EXPECT_EQ(change_between("Group/ops", "RoleBinding/shop/reads"), PictureChange::OnlyA);
  EXPECT_EQ(change_between("ServiceAccount/ci/runner", "RoleBinding/shop/deploys"),
            PictureChange::Same);
  EXPECT_EQ(change_between("Role/shop/deployer", "Resource//secrets"), PictureChange::OnlyB);
}

TEST(Changes, AnEntryIsExplainedAsOnTheCommandLine) {
  const std::string told = told_change(*small_comparison(), 1);
  EXPECT_THAT(told, HasSubstr("sa:ci/runner"));
  EXPECT_THAT(told, HasSubstr("Role/deployer"));
  EXPECT_EQ(told_change(*small_comparison(), 0), "");
  EXPECT_EQ(told_change(*small_comparison(), 3), "") << "there are two";
}

TEST(Changes, WithoutASecondInputItIsSaidWhatToDo) {
  const Content content = diff_content(nullptr, diff_view());
  EXPECT_EQ(content.error, "There is nothing to compare with yet");
  EXPECT_FALSE(content.changes);
}

TEST(Changes, TheCommandIsThatOfTwoSides) {
  const Comparison& comparison = *small_comparison();
  EXPECT_EQ(diff_command(comparison), "rbacgraph diff " + shell_word(comparison.a->paths.front()) +
                                          " " + shell_word(comparison.paths.front()));
  Comparison many;
  many.a = comparison.a;
  many.paths = {"a", "b"};
  EXPECT_EQ(diff_command(many), "") << "a side is one word on the command line";
}

}  // namespace
}  // namespace rbacgraph::gui
