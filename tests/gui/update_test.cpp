#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "state/actions.h"

namespace rbacgraph::gui {
namespace {

Question about(std::string subject) { return {.ask = Ask::Subject, .subject = std::move(subject)}; }

TEST(Update, AQuestionIsAStepThatCanBeTakenBack) {
  History history;
  update(history, AskQuestion{about("sa:a/b")});
  update(history, AskQuestion{about("sa:c/d")});
  EXPECT_EQ(history.now().question.subject, "sa:c/d");
  update(history, GoBack{});
  EXPECT_EQ(history.now().question.subject, "sa:a/b");
  update(history, GoForward{});
  EXPECT_EQ(history.now().question.subject, "sa:c/d");
  update(history, GoBack{});
  update(history, AskQuestion{about("user:e")});
  EXPECT_FALSE(history.can_go_forward()) << "another way was taken";
}

TEST(Update, TheSameQuestionAgainIsNoStep) {
  History history;
  update(history, AskQuestion{about("sa:a/b")});
  update(history, SelectNode{"ClusterRole/x"});
  update(history, AskQuestion{about("sa:a/b")});
  EXPECT_EQ(history.now().selected, "ClusterRole/x");
  update(history, GoBack{});
  EXPECT_FALSE(history.can_go_back());
}

TEST(Update, ASelectionBelongsToItsViewAndIsNoStep) {
  History history;
  update(history, AskQuestion{about("sa:a/b")});
  update(history, SelectNode{"ClusterRole/x"});
  update(history, AskQuestion{about("sa:c/d")});
  EXPECT_EQ(history.now().selected, "");
  update(history, GoBack{});
  EXPECT_EQ(history.now().selected, "ClusterRole/x");
  update(history, GoBack{});
  EXPECT_FALSE(history.can_go_back());
}

TEST(Update, HowOneLikesToLookStaysAndWhereOneLookedDoesNot) {
  History history;
  update(history, AskQuestion{about("sa:a/b")});
  ViewFilter filter;
  filter.fold = false;
  filter.depth = 1;
  filter.direction = PictureDirection::Both;
  update(history, ChangeFilter{filter});
  update(history, AskQuestion{about("sa:c/d")});
  EXPECT_FALSE(history.now().filter.fold);
  EXPECT_EQ(history.now().filter.depth, 3U);
  EXPECT_EQ(history.now().filter.direction, PictureDirection::Natural);
  update(history, GoBack{});
  EXPECT_EQ(history.now().filter, filter);
}

TEST(Update, OldStepsAreForgottenPastTheBound) {
  History history;
  for (std::size_t at = 0; at < History::kMost + 50; ++at)
    update(history, AskQuestion{about(std::to_string(at))});
  std::size_t steps = 0;
  for (; history.can_go_back(); update(history, GoBack{})) ++steps;
  EXPECT_EQ(steps, History::kMost - 1);
}

TEST(Update, APinIsAStepAndGoesAlongToTheNextQuestion) {
  History history;
  update(history, AskQuestion{about("sa:a/b")});
  update(history, PinNode{"ClusterRole/x"});
  update(history, PinNode{""});
  EXPECT_EQ(history.now().pins, std::set<std::string>{"ClusterRole/x"});
  update(history, AskQuestion{about("sa:c/d")});
  EXPECT_EQ(history.now().pins, std::set<std::string>{"ClusterRole/x"});
  update(history, PinNode{"ClusterRole/x"});
  EXPECT_TRUE(history.now().pins.empty()) << "the second time lets it go";
  update(history, GoBack{});
  EXPECT_EQ(history.now().pins, std::set<std::string>{"ClusterRole/x"});
  update(history, LetAllGo{});
  EXPECT_TRUE(history.now().pins.empty());
  update(history, GoBack{});
  EXPECT_FALSE(history.now().pins.empty());
}

TEST(Update, NoMoreIsPinnedThanCanBeDrawn) {
  History history;
  for (std::size_t at = 0; at < ViewState::kMostPins + 5; ++at) {
    update(history, PinNode{std::to_string(at)});
  }
  EXPECT_EQ(history.now().pins.size(), ViewState::kMostPins);
  update(history, PinNode{"7"});
  EXPECT_EQ(history.now().pins.size(), ViewState::kMostPins - 1) << "letting go works";
}

TEST(Update, AViewThatWasKeptIsShownAsItWas) {
  History history;
  update(history, AskQuestion{about("sa:a/b")});
  ViewState kept{about("sa:c/d"), {}, "ClusterRole/x", {"Role/a/b"}};
  kept.filter.depth = 1;
  update(history, ShowView{kept});
  EXPECT_EQ(history.now(), kept);
  update(history, GoBack{});
  EXPECT_EQ(history.now().question.subject, "sa:a/b");
}

/// A list of views and a place in it, as plainly as can be.
TEST(Update, RandomStepsAreThoseOfAPlainList) {
  std::mt19937 random(7);
  History history;
  std::vector<ViewState> plain{ViewState{}};
  std::size_t at = 0;
  for (int step = 0; step < 100000; ++step) {
    ViewState next = plain[at];
    Action action;
    switch (random() % 8) {
      case 0:
        next = {about(std::to_string(random() % 20)), next.filter, "", next.pins};
        next.filter.depth = 3;
        next.filter.direction = PictureDirection::Natural;
        action = AskQuestion{next.question};
        if (next.question == plain[at].question) next = plain[at];
        break;
      case 1:
        next.selected = std::to_string(random() % 3);
        action = SelectNode{next.selected};
        break;
      case 2:
        next.filter.fold = !next.filter.fold;
        action = ChangeFilter{next.filter};
        break;
      case 3: {
        const std::string id = std::to_string(random() % 4);
        if (next.pins.erase(id) == 0) next.pins.insert(id);
        action = PinNode{id};
        break;
      }
      case 4:
        next.pins.clear();
        action = LetAllGo{};
        break;
      case 5:
        next = {about(std::to_string(random() % 20)), next.filter, "x", {"1"}};
        action = ShowView{next};
        break;
      case 6: action = GoBack{}; break;
      default: action = GoForward{}; break;
    }
    update(history, action);
    if (std::holds_alternative<GoBack>(action)) {
      at -= static_cast<std::size_t>(at > 0);
    } else if (std::holds_alternative<GoForward>(action)) {
      at += static_cast<std::size_t>(at + 1 < plain.size());
    } else if (same_content(next, plain[at])) {
      plain[at] = next;
    } else {
      plain.resize(at + 1);
      plain.push_back(next);
      if (plain.size() > History::kMost) plain.erase(plain.begin());
      at = plain.size() - 1;
    }
    ASSERT_EQ(history.now(), plain[at]) << step;
    ASSERT_EQ(history.can_go_back(), at > 0) << step;
    ASSERT_EQ(history.can_go_forward(), at + 1 < plain.size()) << step;
  }
}

}  // namespace
}  // namespace rbacgraph::gui
