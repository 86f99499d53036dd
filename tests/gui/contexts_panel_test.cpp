// The list of contexts on the welcome view and in the dialog, by pointer and keys.
#include "gui_policy.h"
#include "headless.h"
#include "live_fixture.h"

namespace rbacgraph::gui {
namespace {

using testing::HasSubstr;

class ContextsPanel : public LiveFixture {
 protected:
  /// After what is to be in the kubeconfig was added.
  Headless& screen() {
    if (!screen_) {
      screen_ = std::make_unique<Headless>(live());
    }
    return *screen_;
  }
  ContextList& contexts() { return screen().session_.contexts(); }
  bool is_listed() {
    return screen().until([&] { return !contexts().rows().empty(); });
  }
  bool is_checked(std::size_t row) {
    return screen().until([&] {
      const Reach reach = contexts().rows()[row].reach;
      return reach != Reach::Unasked && reach != Reach::Checking;
    });
  }
  /// The middle of a row of the welcome view, whose list begins below title and heading.
  static Point row_of_welcome(std::size_t row) {
    constexpr float kList = 44 + 928 * 0.09F + 46 + 2 * 15 + 26 + 18 + 52;
    return {500, kList + 46 * (static_cast<float>(row) + 0.5F)};
  }
  /// The same of the dialog.
  static Point row_of_dialog(std::size_t row) {
    constexpr float kList = 500 - 260 + 18 + 34 + 44 + 52;
    return {800, kList + 46 * (static_cast<float>(row) + 0.5F)};
  }

  std::unique_ptr<Headless> screen_;
};

TEST_F(ContextsPanel, AClickOnAContextOpensItsOverview) {
  add("first", cluster());
  add("second", cluster());
  Headless& screen = this->screen();
  screen.frame();
  ASSERT_TRUE(is_listed());
  ASSERT_TRUE(is_checked(1));
  EXPECT_FALSE(screen.session_.policy()) << "nothing is opened unasked";
  screen.press(row_of_welcome(1));
  ASSERT_TRUE(screen.until([&] { return screen.session_.policy() != nullptr; }))
      << screen.session_.load().error;
  screen.settle();
  EXPECT_EQ(screen.session_.policy()->title, "context second");
  EXPECT_EQ(screen.session_.view().question.ask, Ask::Overview);
}

TEST_F(ContextsPanel, LoadingIsStoppedByItsButtonAndByEscape) {
  add("hangs", slow(cluster(), 60));
  Headless& screen = this->screen();
  screen.frame();
  ASSERT_TRUE(is_listed());
  for (const bool by_key : {false, true}) {
    screen.press(row_of_welcome(0));
    ASSERT_TRUE(screen.session_.load().loading);
    screen.frame();
    if (by_key) {
      screen.key(256);
    } else {
      screen.press({260 + 24, 44 + 928 * 0.09F + 46 + 2 * 15 + 26 + 70 + 13});
    }
    EXPECT_FALSE(screen.session_.load().loading);
    screen.frame();
  }
}

TEST_F(ContextsPanel, AContextIsChosenToCompareWith) {
  add("first", cluster());
  const PolicyFile file(kSmallPolicy, "contexts-panel");
  Headless& screen = this->screen();
  screen.session_.open({file.path()});
  screen.settle();
  EXPECT_TRUE(server->log().empty()) << "no cluster is asked before the list is seen";
  ask_to_open(screen.state_, true);
  screen.frame();
  ASSERT_TRUE(is_listed());
  screen.press(row_of_dialog(0));
  EXPECT_EQ(screen.state_.open_path, "context:first");
  EXPECT_TRUE(screen.state_.open_open);
  EXPECT_FALSE(screen.session_.comparison());
  screen.press(row_of_dialog(0));
  EXPECT_FALSE(screen.state_.open_open) << "once more does what Enter does";
  ASSERT_TRUE(screen.until([&] { return screen.session_.comparison() != nullptr; }))
      << screen.session_.load().error;
  EXPECT_EQ(screen.session_.comparison()->title, "context first");
  screen.settle();
  EXPECT_EQ(screen.session_.view().question.ask, Ask::Diff);
}

TEST_F(ContextsPanel, OfManyThoseInSightAreAskedAndTheRestIsFound) {
  for (int at = 0; at < 1000; ++at) {
    add_at("c" + std::to_string(1000 + at), "https://127.0.0.1:1");
  }
  add("needle", cluster());
  Headless& screen = this->screen();
  screen.frame();
  ASSERT_TRUE(is_listed());
  screen.frame();
  ASSERT_TRUE(screen.until([&] { return !contexts().busy(); }));
  const auto asked = std::ranges::count_if(
      contexts().rows(), [](const ContextRow& row) { return row.reach == Reach::Silent; });
  EXPECT_GT(asked, 5);
  EXPECT_LT(asked, 25);
  screen.state_.context_filter = "NEEDLE";
  screen.frame();
  ASSERT_TRUE(is_checked(1000));
  EXPECT_EQ(contexts().rows()[1000].version, "v1.31.4");
  Point first = row_of_welcome(0);
  first.y += 38;  // below the filter
  screen.press(first);
  ASSERT_TRUE(screen.until([&] { return screen.session_.policy() != nullptr; }));
  EXPECT_EQ(screen.session_.policy()->title, "context needle");
}

TEST_F(ContextsPanel, ABrokenKubeconfigIsALineAndAnySizeIsDrawn) {
  const std::shared_ptr<LiveConfig> live = this->live();
  home->write("config", "clusters: [\n");
  screen_ = std::make_unique<Headless>(live);
  Headless& screen = *screen_;
  screen.frame();
  ASSERT_TRUE(screen.until([&] { return contexts().is_read(); }));
  EXPECT_THAT(contexts().error().message, HasSubstr("can't read the kubeconfig"));
  EXPECT_EQ(screen.session_.load().error, "") << "nothing was asked for that failed";
  add("one", cluster());
  home->write("config", config_.dump());
  contexts().refresh();
  ASSERT_TRUE(is_listed());
  for (const ImVec2 size : {ImVec2{1, 1}, ImVec2{200, 40}, ImVec2{640, 200}, ImVec2{3840, 2160}}) {
    ImGui::GetIO().DisplaySize = size;
    screen.frame();
    screen.frame();
  }
}

}  // namespace
}  // namespace rbacgraph::gui
