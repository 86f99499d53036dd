/// Everything that can be done by keyboard: one table, which handles keys, and which the key sheet
/// and the palette are made from.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "panels/ui.h"

namespace rbacgraph::gui {

enum class CommandGroup : std::uint8_t { Go, Show, Keep, Window };

struct Chord {
  enum Mods : std::uint8_t { None = 0, Control = 1, Alt = 2, Shift = 4 };

  int key = 0;  ///< 0: none
  std::uint8_t mods = None;
  bool any_shift = false;  ///< with or without
};

struct Command {
  CommandGroup group{};
  std::string_view what;  ///< what it does: "back"
  std::string_view keys;  ///< as they are told: "Alt ←"; "" for none
  std::array<Chord, 2> chords{};
  /// Why it can't be done now, without a full stop; "" where it can.
  std::string_view (*refused)(const Ui&) = nullptr;
  void (*run)(Ui&) = nullptr;
};

std::span<const Command> commands();

/// The commands that have all letters of `words`, the best first; all of them for "".
std::vector<const Command*> find_commands(std::string_view words);

}  // namespace rbacgraph::gui
