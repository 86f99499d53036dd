#include "panels/commands.h"

#include <map>
#include <set>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rbacgraph::gui {
namespace {

TEST(Commands, EachHasItsOwnKeysAndWords) {
  std::set<std::string_view> words;
  std::map<std::tuple<int, int>, std::string_view> chords;
  for (const Command& command : commands()) {
    EXPECT_TRUE(words.insert(command.what).second) << command.what;
    EXPECT_TRUE(command.refused != nullptr && command.run != nullptr) << command.what;
    EXPECT_EQ(command.keys.empty(), command.chords[0].key == 0) << command.what;
    for (const Chord& chord : command.chords) {
      if (chord.key == 0) {
        continue;
      }
      const auto [other, is_new] = chords.emplace(std::tuple(chord.key, chord.mods), command.what);
      EXPECT_TRUE(is_new) << command.what << " has the keys of " << other->second;
    }
  }
}

TEST(Commands, AreFoundByAnyOfTheirLettersTheBestFirst) {
  EXPECT_EQ(find_commands("").size(), commands().size());
  EXPECT_EQ(find_commands(" THEME ").front()->keys, "T");
  EXPECT_EQ(find_commands("svwrkspc").front()->keys, "Ctrl S");
  EXPECT_EQ(find_commands("back").front()->keys, "Alt ←");
  EXPECT_TRUE(find_commands("xyzzy").empty());
}

}  // namespace
}  // namespace rbacgraph::gui
