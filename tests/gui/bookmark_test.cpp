#include "state/bookmark.h"

#include <gtest/gtest.h>

#include "gui_policy.h"

namespace rbacgraph::gui {
namespace {

Question read(std::string_view line) {
  const Result<Question> question = read_question(*small_policy()->snapshot, line);
  EXPECT_TRUE(question) << line;
  return question.value_or(Question{});
}

TEST(Bookmark, AViewIsKeptByItsLineAndComesBack) {
  for (const char* const line :
       {"overview", "graph", "sa:ci/runner", "'user:jane doe'", "who-can list secrets -n shop",
        "crole:reader -n shop", "diff", "path sa:ci/runner secrets", "sa:ci/runner get pods web"}) {
    ViewState view{read(line), {}, "ClusterRole/reader", {"Resource//secrets"}};
    view.filter.fold = false;
    const KeptView kept = kept_view(view);
    EXPECT_FALSE(kept.question.empty());
    EXPECT_EQ(view_of(kept, read(kept.question)), view) << kept.question;
  }
}

TEST(Bookmark, IsFoundByAllThatAViewIs) {
  const ViewState view{read("sa:ci/runner"), {}, "", {}};
  const std::vector<Bookmark> bookmarks{{"graph", kept_view({read("graph"), {}, "", {}})},
                                        {"CI", kept_view(view)}};
  EXPECT_EQ(bookmark_of(bookmarks, view), 1U);
  ViewState other = view;
  other.pins.insert("Resource//secrets");
  EXPECT_FALSE(bookmark_of(bookmarks, other));
}

TEST(Bookmark, ASubjectThatNothingKnowsIsTold) {
  const Policy& policy = *small_policy();
  EXPECT_EQ(unknown_subject(policy, read("sa:ci/runner")), "");
  EXPECT_EQ(unknown_subject(policy, read("sa:shop/idle")), "") << "without a binding";
  EXPECT_EQ(unknown_subject(policy, read("group:system:authenticated")), "");
  EXPECT_EQ(unknown_subject(policy, read("who-can list secrets")), "");
  EXPECT_EQ(unknown_subject(policy, read("sa:ci/gone")), "sa:ci/gone");
  EXPECT_EQ(unknown_subject(policy, read("user:zoe get pods")), "user:zoe");
}

}  // namespace
}  // namespace rbacgraph::gui
