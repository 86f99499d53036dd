/// Keys as the window library numbers them: letters and digits by their ASCII capitals.
#pragma once

namespace rbacgraph::gui {

inline constexpr int kSlashKey = '/';
inline constexpr int kMinusKey = '-';
inline constexpr int kEqualKey = '=';
inline constexpr int kEscapeKey = 256;
inline constexpr int kEnterKey = 257;
inline constexpr int kTabKey = 258;
inline constexpr int kDeleteKey = 261;
inline constexpr int kRightKey = 262;
inline constexpr int kLeftKey = 263;
inline constexpr int kDownKey = 264;
inline constexpr int kUpKey = 265;
inline constexpr int kF1Key = 290;

}  // namespace rbacgraph::gui
