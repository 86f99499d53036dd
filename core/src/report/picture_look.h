/// Colours and measures of exported pictures, always of the light theme: one colour has one
/// meaning, and none is told by colour alone.
#pragma once

#include <string_view>

#include "rbacgraph/analysis/access_picture.h"

namespace rbacgraph {

inline constexpr std::string_view kInk = "#14171C";
inline constexpr std::string_view kSecondText = "#454C57";
inline constexpr std::string_view kEdgeColor = "#757D8A";
inline constexpr std::string_view kFrameColor = "#59616D";
inline constexpr std::string_view kRiskColor = "#C0134A";
inline constexpr std::string_view kHiddenColor = "#4B1684";
inline constexpr std::string_view kHiddenFill = "#EFE8F8";
inline constexpr std::string_view kGainedColor = "#00617A";
inline constexpr std::string_view kLostColor = "#A83C00";

inline constexpr double kNameSize = 10;
inline constexpr double kDetailSize = 8.5;
inline constexpr double kTitleSize = 15;

/// Blue who, ochre through what, green which role, slate on what.
std::string_view color_of(PictureKind kind);
/// The same; but what is missing has no hue, what is folded is violet, and of a comparison colour
/// says nothing but the side.
std::string_view color_of(const AccessPicture& picture, const PictureNode& node);
std::string_view color_of(const PictureEdge& edge, bool distinguishes);

/// Of the text in a column, in points: the same for each of its nodes and in every picture, so that
/// one more node moves no other. Longer names are broken into lines.
double column_width(PictureRank rank);

}  // namespace rbacgraph
