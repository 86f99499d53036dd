/// Tables in terminals of many widths.
#include <sstream>

#include <gtest/gtest.h>

#include "rbacgraph/report/display.h"
#include "rbacgraph/report/table.h"
#include "report/wrap.h"

namespace rbacgraph {
namespace {

using Lines = std::vector<std::string_view>;

Table shop() {
  const auto row = [](std::string subject, std::string via) {
    return std::vector<Cell>{{std::move(subject)}, {Words{"User"}}, {std::move(via)}, {}, {}};
  };
  return {{"SUBJECT", "KIND", "VIA", "NAMES", "NOTE"},
          {row("mia", "ClusterRoleBinding/everybody-may-read-pods"),
           row("박서연-쿠버네티스-관리자-팀", "RoleBinding/b")}};
}

std::string table(std::size_t width, bool headers = true) {
  std::ostringstream out;
  write_table(out, shop(), {.headers = headers, .width = width});
  return out.str();
}

TEST(Wrap, BreaksBehindSeparatorsAndNeverLosesALetter) {
  EXPECT_EQ(wrap("ClusterRole/reader", 12), (Lines{"ClusterRole/", "reader"}));
  EXPECT_EQ(wrap("abcdefgh", 3), (Lines{"abc", "def", "gh"}));
  EXPECT_EQ(wrap("a-bcdefgh", 6), (Lines{"a-bcde", "fgh"}));
  EXPECT_EQ(wrap("", 5), (Lines{""}));
  EXPECT_EQ(wrap("한글이름", 5), (Lines{"한글", "이름"}));
  EXPECT_EQ(wrap("한글", 1), (Lines{"한", "글"}));
  EXPECT_EQ(wrap("e\u0301e\u0301", 1), (Lines{"e\u0301", "e\u0301"}));
}

// clang-format off

TEST(TableWidth, WhatFitsIsLeftAlone) {
  EXPECT_EQ(table(94),
            "SUBJECT                       KIND   VIA                                          NAMES   NOTE\n"
            "mia                           User   ClusterRoleBinding/everybody-may-read-pods   -\n"
            "박서연-쿠버네티스-관리자-팀   User   RoleBinding/b                                -\n");
}

TEST(TableWidth, WideColumnsAreWrapped) {
  EXPECT_EQ(table(60),
            "SUBJECT             KIND   VIA                  NAMES   NOTE\n"
            "mia                 User   ClusterRoleBinding   -\n"
            "                           /everybody-may-\n"
            "                           read-pods\n"
            "박서연-쿠버네티스   User   RoleBinding/b        -\n"
            "-관리자-팀\n");
}

TEST(TableWidth, ANarrowTerminalGetsBlocks) {
  EXPECT_EQ(table(30),
            "SUBJECT  mia\n"
            "KIND     User\n"
            "VIA      ClusterRoleBinding/\n"
            "         everybody-may-read-\n"
            "         pods\n"
            "\n"
            "SUBJECT  박서연-쿠버네티스-\n"
            "         관리자-팀\n"
            "KIND     User\n"
            "VIA      RoleBinding/b\n");
}

// clang-format on

TEST(TableWidth, NoLineIsWiderThanTheTerminal) {
  for (std::size_t width = 24; width <= 120; ++width)
    for (const bool headers : {true, false}) {
      std::istringstream lines(table(width, headers));
      for (std::string line; std::getline(lines, line);)
        EXPECT_LE(display_width(line), width) << line;
    }
}

}  // namespace
}  // namespace rbacgraph
