#include "report/picture_look.h"

namespace rbacgraph {

namespace {

constexpr std::string_view kWhoColor = "#2563D4";
constexpr std::string_view kViaColor = "#8C5B00";
constexpr std::string_view kRoleColor = "#00715F";
constexpr std::string_view kWhatColor = "#39414D";

std::string_view color_of(PictureChange change) {
  return change == PictureChange::OnlyA ? kLostColor : kGainedColor;
}

}  // namespace

std::string_view color_of(PictureKind kind) {
  switch (kind) {
    case PictureKind::Workload:
    case PictureKind::Group:
    case PictureKind::ServiceAccount:
    case PictureKind::User:
    case PictureKind::OtherSubject: return kWhoColor;
    case PictureKind::ClusterRoleBinding:
    case PictureKind::RoleBinding: return kViaColor;
    case PictureKind::ClusterRole:
    case PictureKind::Role:
    case PictureKind::OtherRole: return kRoleColor;
    case PictureKind::Fold: return kHiddenColor;
    case PictureKind::Namespace:
    case PictureKind::Resource:
    case PictureKind::Url: break;
  }
  return kWhatColor;
}

std::string_view color_of(const AccessPicture& picture, const PictureNode& node) {
  if (node.change != PictureChange::Same) return color_of(node.change);
  if (node.missing) return kEdgeColor;
  if (node.folded) return kHiddenColor;
  return picture.compares() ? kWhatColor : color_of(node.kind);
}

std::string_view color_of(const PictureEdge& edge, bool distinguishes) {
  if (edge.change != PictureChange::Same) return color_of(edge.change);
  return edge.matches && distinguishes ? kInk : kEdgeColor;
}

double column_width(PictureRank rank) {
  switch (rank) {
    case PictureRank::Place: return 150;
    case PictureRank::Workload:
    case PictureRank::Who:
    case PictureRank::Group:
    case PictureRank::What: return 190;
    case PictureRank::Through:
    case PictureRank::Role:
    case PictureRank::Part: break;
  }
  return 240;
}

}  // namespace rbacgraph
