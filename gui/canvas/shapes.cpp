#include "canvas/shapes.h"

#include <algorithm>
#include <array>

#include "rbacgraph/report/picture_labels.h"

namespace rbacgraph::gui {
namespace {

bool is_binding(PictureKind kind) {
  return kind == PictureKind::ClusterRoleBinding || kind == PictureKind::RoleBinding;
}

bool is_role(PictureKind kind) {
  return kind == PictureKind::ClusterRole || kind == PictureKind::Role;
}

/// The box with its corners cut.
std::array<ImVec2, 8> cut_corners(const Box& box, float cut) {
  return {{{box.left + cut, box.top},
           {box.right - cut, box.top},
           {box.right, box.top + cut},
           {box.right, box.bottom - cut},
           {box.right - cut, box.bottom},
           {box.left + cut, box.bottom},
           {box.left, box.bottom - cut},
           {box.left, box.top + cut}}};
}

float radius_of(PictureKind kind, const Box& box, float zoom) {
  if (kind == PictureKind::User) return box.height() / 2;
  if (is_role(kind)) return std::min(10 * zoom, box.height() / 3);
  if (kind == PictureKind::Workload) return 4 * zoom;
  if (kind == PictureKind::Resource || kind == PictureKind::Url) return 0;
  return 1.5F * zoom;
}

Box inset(const Box& box, float by) {
  return {box.left + by, box.top + by, box.right - by, box.bottom - by};
}

}  // namespace

Color color_of(const Theme& theme, PictureKind kind) {
  switch (kind) {
    case PictureKind::Workload:
    case PictureKind::Group:
    case PictureKind::ServiceAccount:
    case PictureKind::User:
    case PictureKind::OtherSubject: return theme.who;
    case PictureKind::ClusterRoleBinding:
    case PictureKind::RoleBinding: return theme.via;
    case PictureKind::ClusterRole:
    case PictureKind::Role:
    case PictureKind::OtherRole: return theme.role;
    case PictureKind::Fold: return theme.hidden;
    case PictureKind::Namespace:
    case PictureKind::Resource:
    case PictureKind::Url: break;
  }
  return theme.what;
}

std::string_view letters_of(PictureKind kind) {
  // Its tile is narrow.
  return kind == PictureKind::Url ? "/" : kind_letters(kind);
}

PictureKind picture_kind(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::Group: return PictureKind::Group;
    case SubjectKind::ServiceAccount: return PictureKind::ServiceAccount;
    case SubjectKind::User: return PictureKind::User;
    case SubjectKind::Other: break;
  }
  return PictureKind::OtherSubject;
}

PictureKind picture_kind(SearchKind kind) {
  switch (kind) {
    case SearchKind::Account: return PictureKind::ServiceAccount;
    case SearchKind::User: return PictureKind::User;
    case SearchKind::Group: return PictureKind::Group;
    case SearchKind::Namespace: return PictureKind::Namespace;
    case SearchKind::ClusterRole: return PictureKind::ClusterRole;
    case SearchKind::Role: return PictureKind::Role;
    case SearchKind::ClusterRoleBinding: return PictureKind::ClusterRoleBinding;
    case SearchKind::RoleBinding: return PictureKind::RoleBinding;
    case SearchKind::Resource: break;
  }
  return PictureKind::Resource;
}

void draw_silhouette(const Pen& pen, PictureKind kind, const Box& box, const ShapeLook& look,
                     float zoom) {
  const bool cluster_scoped =
      kind == PictureKind::ClusterRoleBinding || kind == PictureKind::ClusterRole;
  if (kind == PictureKind::Group || kind == PictureKind::Fold) {
    // A second outline behind.
    const Box behind{box.left + 4 * zoom, box.top - 4 * zoom, box.right + 4 * zoom,
                     box.bottom - 4 * zoom};
    pen.fill(behind, look.fill, 1.5F * zoom);
    pen.outline(behind, look.outline, look.thickness, 1.5F * zoom);
  }
  if (is_binding(kind)) {
    const float cut = std::min(9 * zoom, box.height() / 4);
    const auto corners = cut_corners(box, cut);
    pen.list->AddConvexPolyFilled(corners.data(), corners.size(), look.fill);
    pen.list->AddPolyline(corners.data(), corners.size(), look.outline, ImDrawFlags_Closed,
                          look.thickness);
    if (cluster_scoped) {
      const auto inner = cut_corners(inset(box, 3.5F * zoom), std::max(cut - 2 * zoom, 1.0F));
      pen.list->AddPolyline(inner.data(), inner.size(), look.outline, ImDrawFlags_Closed, 1);
    }
    return;
  }
  const float radius = radius_of(kind, box, zoom);
  pen.fill(box, look.fill, radius);
  pen.outline(box, look.outline, look.thickness, radius);
  if (cluster_scoped)
    pen.outline(inset(box, 3.5F * zoom), look.outline, 1, std::max(radius - 3 * zoom, 0.0F));
}

void draw_kind_tile(const Pen& pen, PictureKind kind, Point at) {
  draw_kind_tile(pen, kind, at, color_of(*pen.theme, kind));
}

void draw_kind_tile(const Pen& pen, PictureKind kind, Point at, Color color) {
  const Box box{at.x, at.y, at.x + pen.px(kTileWidth), at.y + pen.px(kTileHeight)};
  if (kind == PictureKind::Namespace) {
    const Color frame = pen.theme->text3;
    pen.dashes({box.left, box.top}, {box.right, box.top}, frame, 1, pen.px(3), pen.px(2));
    pen.dashes({box.left, box.bottom}, {box.right, box.bottom}, frame, 1, pen.px(3), pen.px(2));
    pen.dashes({box.left, box.top}, {box.left, box.bottom}, frame, 1, pen.px(3), pen.px(2));
    pen.dashes({box.right, box.top}, {box.right, box.bottom}, frame, 1, pen.px(3), pen.px(2));
    pen.text({box.middle().x, box.middle().y - pen.height(Type::Badge) / 2}, "NS", Type::Badge,
             pen.theme->text2, Align::Middle);
    return;
  }
  if (is_binding(kind)) {
    const auto corners = cut_corners(box, pen.px(4));
    pen.list->AddConvexPolyFilled(corners.data(), corners.size(), color);
  } else {
    pen.fill(box, color, std::min(radius_of(kind, box, pen.scale), box.height() / 2));
  }
  if (kind == PictureKind::Resource) {
    for (int row = -1; row <= 1; ++row) {
      const float y = box.middle().y + static_cast<float>(row) * pen.px(3.5F);
      pen.line({box.middle().x - pen.px(5), y}, {box.middle().x + pen.px(5), y}, pen.theme->on_tile,
               pen.px(1.5F));
    }
    return;
  }
  pen.text({box.middle().x, box.middle().y - pen.height(Type::Badge) / 2}, letters_of(kind),
           Type::Badge, pen.theme->on_tile, Align::Middle);
}

void draw_severity(const Pen& pen, int weight, Point at, float zoom) {
  if (weight == 0) return;
  const float size = pen.px(16) * zoom;
  const Box box{at.x, at.y, at.x + size, at.y + size};
  const bool critical = weight == 2;
  pen.fill(box, critical ? pen.theme->risk : pen.theme->risk_bg, 2 * zoom);
  if (!critical) pen.outline(box, pen.theme->risk, 1, 2 * zoom);
  pen.text({box.middle().x, box.middle().y - pen.height(Type::Badge, zoom) / 2},
           critical ? "C" : "H", Type::Badge, critical ? pen.theme->on_tile : pen.theme->risk,
           Align::Middle, zoom);
}

void draw_mark(const Pen& pen, MatrixMark mark, Point middle) {
  const float half = pen.px(6);
  const Box box{middle.x - half, middle.y - half, middle.x + half, middle.y + half};
  const Color ink = pen.theme->ink;
  switch (mark) {
    case MatrixMark::Yes: pen.fill(box, ink, 1); return;
    case MatrixMark::SomeNamespaces:
      pen.outline(box, ink, 1);
      pen.triangle({box.left, box.top}, {box.right, box.top}, {box.left, box.bottom}, ink);
      return;
    case MatrixMark::OnlyNamed:
      pen.outline(box, ink, 1);
      pen.fill({middle.x - pen.px(2.5F), middle.y - pen.px(2.5F), middle.x + pen.px(2.5F),
                middle.y + pen.px(2.5F)},
               ink);
      return;
    case MatrixMark::No: break;
  }
  pen.list->AddCircleFilled(vec(middle), pen.px(1.25F), pen.theme->text3);
}

void draw_plus_or_minus(const Pen& pen, bool plus, Point middle, float arm, Color color) {
  const float thickness = std::max(arm * 0.45F, 1.0F);
  pen.line({middle.x - arm, middle.y}, {middle.x + arm, middle.y}, color, thickness);
  if (plus) pen.line({middle.x, middle.y - arm}, {middle.x, middle.y + arm}, color, thickness);
}

void draw_sign(const Pen& pen, Sign sign, Point at) {
  constexpr float kSize = 16;
  const Box box{at.x, at.y, at.x + pen.px(kSize), at.y + pen.px(kSize)};
  const Theme& theme = *pen.theme;
  switch (sign) {
    case Sign::Plus:
    case Sign::Minus:
      pen.fill(box, sign == Sign::Plus ? theme.gained : theme.lost, pen.px(3));
      draw_plus_or_minus(pen, sign == Sign::Plus, box.middle(), pen.px(4), theme.on_tile);
      return;
    case Sign::Changed:
    case Sign::Unknown: break;
  }
  const bool unknown = sign == Sign::Unknown;
  const Color color = unknown ? theme.hidden : theme.text;
  pen.outline(box, unknown ? theme.hidden : theme.edge, pen.px(1), pen.px(3));
  pen.text({box.middle().x, box.middle().y - pen.height(Type::RowStrong) / 2}, unknown ? "?" : "~",
           Type::RowStrong, color, Align::Middle);
}

}  // namespace rbacgraph::gui
