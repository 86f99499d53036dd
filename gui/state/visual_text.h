/// Text of Hebrew, Arabic and the like as it stands on the screen: ordered from left to right, and
/// joined as Arabic is. For drawing and measuring alone: what is copied, searched and kept is the
/// text itself.
///
/// A line begins at the left, whatever its first letter: kind and namespace stand before a name,
/// and a name does not move them. Pure functions. Without fribidi nothing is ordered, and
/// orders_right_to_left() says so.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace rbacgraph::gui {

/// Was this built with what it takes?
bool orders_right_to_left();

/// Is there a letter in it that is written from right to left?
bool has_right_to_left(std::string_view text);
bool is_right_to_left(char32_t letter);

/// One line as it is drawn; the same text where nothing of it runs from right to left.
std::string visual_text(std::string_view line);

/// Adds the forms that the Arabic letters among these take where they are joined.
void add_joined_forms(std::set<char32_t>& letters);

}  // namespace rbacgraph::gui
