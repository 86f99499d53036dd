#include "canvas/painter.h"

#include <algorithm>
#include <cmath>

#include "canvas/shapes.h"

namespace rbacgraph::gui {
namespace {

constexpr float kSoftened = 0.68F;
constexpr float kDimmed = 0.42F;
constexpr std::size_t kManyShapes = 4000;
constexpr std::size_t kManyEdges = 1000;
constexpr std::size_t kManyLabels = 200;

/// A dash pattern along a curve keeps its phase from piece to piece.
struct Dash {
  float on = 0;
  float off = 0;  ///< 0: solid
};

class Painter {
 public:
  Painter(const Pen& pen, const Content& content, const Camera& camera, const Box& canvas,
          const PaintState& state)
      : pen_(pen),
        theme_(*pen.theme),
        content_(content),
        scene_(*content.scene),
        picture_(content.picture),
        camera_(camera),
        canvas_(canvas),
        state_(state),
        zoom_(camera.scale / pen.scale),
        answers_(std::ranges::any_of(picture_.edges, &PictureEdge::matches) &&
                 !std::ranges::all_of(picture_.edges, &PictureEdge::matches)),
        compares_(picture_.compares()) {
    for (const std::string& id : content.view.pins) {
      pinned_.resize(scene_.nodes.size());
      for (std::size_t at = 0; at < pinned_.size(); ++at) {
        pinned_[at] = pinned_[at] || (content.ids[at] == id && !picture_.nodes[at].folded);
      }
    }
    const Point near = camera.to_scene({0, 0});
    const Point far = camera.to_scene({canvas.width(), canvas.height()});
    seen_ = {near.x, near.y, far.x, far.y};
  }

  PaintCount run() {
    find_seen();
    for (const SceneFrame& frame : scene_.frames) draw_frame(frame);
    for (const bool on_top : {false, true}) {
      for (const std::uint32_t edge : edges_)
        if (is_on_top(edge) == on_top) draw_edge(edge);
    }
    for (const std::uint32_t node : nodes_) draw_node(node);
    return {nodes_.size(), edges_.size()};
  }

 private:
  void find_seen() {
    for (std::uint32_t at = 0; at < scene_.nodes.size(); ++at)
      if (scene_.nodes[at].meets(seen_)) nodes_.push_back(at);
    for (std::uint32_t at = 0; at < scene_.edges.size(); ++at) {
      const auto& curve = scene_.edges[at].curve;
      const Box box{std::min(curve[0].x, curve[3].x), std::min(curve[0].y, curve[3].y) - 1,
                    std::max(curve[0].x, curve[3].x) + 1, std::max(curve[0].y, curve[3].y) + 1};
      if (box.meets(seen_)) edges_.push_back(at);
    }
    coarse_ = nodes_.size() + edges_.size() > kManyShapes;
    dense_ = edges_.size() > kManyEdges;
  }

  bool is_lit(const std::vector<bool>& lit, std::uint32_t at) const {
    return state_.lit == nullptr || !state_.lit->any || lit[at];
  }
  bool edge_is_lit(std::uint32_t at) const {
    return state_.lit == nullptr || is_lit(state_.lit->edges, at);
  }
  bool is_on_top(std::uint32_t at) const {
    const bool lit_up = state_.lit != nullptr && state_.lit->any && state_.lit->edges[at];
    return lit_up || (answers_ && picture_.edges[at].matches);
  }

  Point on_screen(Point point) const {
    const Point local = camera_.to_screen(point);
    return {local.x + canvas_.left, local.y + canvas_.top};
  }
  Box on_screen(const Box& box) const {
    const Point a = on_screen(Point{box.left, box.top});
    const Point b = on_screen(Point{box.right, box.bottom});
    return {a.x, a.y, b.x, b.y};
  }

  void draw_frame(const SceneFrame& frame) const {
    if (!frame.box.meets(seen_)) return;
    const Box box = on_screen(frame.box);
    const float on = pen_.px(5);
    const float off = pen_.px(4);
    const Color color = theme_.text3;
    pen_.dashes({box.left, box.top}, {box.right, box.top}, color, 1, on, off);
    pen_.dashes({box.left, box.bottom}, {box.right, box.bottom}, color, 1, on, off);
    pen_.dashes({box.left, box.top}, {box.left, box.bottom}, color, 1, on, off);
    pen_.dashes({box.right, box.top}, {box.right, box.bottom}, color, 1, on, off);
    if (zoom_ < 0.5F) return;
    const float zoom = std::min(zoom_, 1.0F);
    pen_.fitted({box.left + pen_.px(8) * zoom, box.top + pen_.px(3) * zoom}, frame.title,
                Type::Small, theme_.text2, box.width() - pen_.px(16) * zoom, zoom);
  }

  // ---- Edges

  Color edge_color(const PictureEdge& edge, std::uint32_t at) const {
    if (edge.change != PictureChange::Same) {
      const Color side = edge.change == PictureChange::OnlyA ? theme_.lost : theme_.gained;
      return edge_is_lit(at) ? side : with_alpha(side, kDimmed);
    }
    Color color = theme_.edge;
    if (edge.matches && (answers_ || !edge.dead)) color = answers_ ? theme_.ink : theme_.edge;
    if (!edge_is_lit(at)) return with_alpha(color, kDimmed);
    const bool lit_up = state_.lit != nullptr && state_.lit->any;
    if (!lit_up && answers_ && !edge.matches) return theme_.unrelated;
    return lit_up ? theme_.ink : color;
  }

  Dash dash_of(const PictureEdge& edge) const {
    if (edge.missing) return {1, 4};
    if (edge.kind == PictureEdgeKind::MemberOf) return {2, 3};
    if (edge.change == PictureChange::OnlyA) return {7, 4};
    // There a dashed line says on which side it is, and not where.
    if (compares_) return {};
    const bool scoped = edge.kind == PictureEdgeKind::BoundBy ||
                        edge.kind == PictureEdgeKind::RefersTo ||
                        edge.kind == PictureEdgeKind::GivesIn;
    if (scoped && (edge.ns || edge.mixed)) return {7, 4};
    return {};
  }

  void draw_edge(std::uint32_t at) {
    const PictureEdge& edge = picture_.edges[at];
    const Color color = edge_color(edge, at);
    const bool strong = is_on_top(at) && (!answers_ || edge.matches || state_.lit != nullptr);
    const bool one_sided = edge.change != PictureChange::Same;
    const float width = one_sided ? 2.5F : strong ? 2.25F : 1.25F;
    const float thickness = std::max(width * std::min(zoom_, 1.0F), 0.75F) * pen_.scale;
    std::array<Point, 4> curve = scene_.edges[at].curve;
    for (Point& point : curve) point = on_screen(point);
    const Dash dash = coarse_ ? Dash{} : dash_of(edge);
    if (coarse_) {
      pen_.line(curve[0], curve[3], color, thickness);
      return;
    }
    if (edge.kind == PictureEdgeKind::AggregatedFrom) {
      draw_curve(curve, color, thickness * 3, {});
      draw_curve(curve, theme_.canvas, thickness, {});
    } else {
      draw_curve(curve, color, thickness, dash);
    }
    if (scene_.edges[at].beside) return;
    if (zoom_ >= 0.25F) draw_head(curve[3], color);
    if (edge.dead && zoom_ >= 0.25F) draw_dead(curve, color);
    if (edge.missing && zoom_ >= 0.25F) draw_cross(curve, color);
    if (edge.count > 1 && zoom_ >= 0.5F && !ends_say_count(edge))
      draw_count(curve, edge.count, color);
    if (one_sided && edge.kind == PictureEdgeKind::Allows && zoom_ >= 0.25F)
      draw_side(curve, edge, color);
  }

  /// A fold says how many it stands for.
  bool ends_say_count(const PictureEdge& edge) const {
    const auto says = [&](std::uint32_t node) {
      const auto& folded = picture_.nodes[node].folded;
      return folded && folded->nodes == edge.count;
    };
    return says(edge.from) || says(edge.to);
  }

  /// On which side of a comparison it is: told where edges are apart, which is at the end that
  /// fewer of them share.
  void draw_side(const std::array<Point, 4>& curve, const PictureEdge& edge, Color color) {
    constexpr float kNearBegin = 0.3F;
    constexpr float kNearEnd = 0.74F;
    const bool fans_out = scene_.edges_at[edge.from].size() > scene_.edges_at[edge.to].size();
    const Point middle = at_curve(curve, fans_out ? kNearEnd : kNearBegin);
    const float zoom = std::min(zoom_, 1.0F);
    pen_.list->AddCircleFilled(vec(middle), pen_.px(7) * zoom, color);
    draw_plus_or_minus(pen_, edge.change == PictureChange::OnlyB, middle, pen_.px(3.5F) * zoom,
                       theme_.on_tile);
  }

  static Point at_curve(const std::array<Point, 4>& curve, float t) {
    const float u = 1 - t;
    const float a = u * u * u;
    const float b = 3 * u * u * t;
    const float c = 3 * u * t * t;
    const float d = t * t * t;
    return {a * curve[0].x + b * curve[1].x + c * curve[2].x + d * curve[3].x,
            a * curve[0].y + b * curve[1].y + c * curve[2].y + d * curve[3].y};
  }

  void draw_curve(const std::array<Point, 4>& curve, Color color, float thickness,
                  const Dash& dash) {
    if (dash.off == 0) {
      pen_.list->AddBezierCubic(vec(curve[0]), vec(curve[1]), vec(curve[2]), vec(curve[3]), color,
                                thickness);
      return;
    }
    // As many straight pieces as its length needs to look round.
    constexpr float kPieceLength = 10;
    constexpr float kFewest = 6;
    constexpr float kMost = 48;
    const float chord = distance(curve[0], curve[3]);
    const auto pieces = static_cast<int>(std::clamp(chord / pen_.px(kPieceLength), kFewest, kMost));
    DashWalk walk{pen_.px(dash.on), pen_.px(dash.off)};
    Point from = curve[0];
    for (int piece = 1; piece <= pieces; ++piece) {
      const Point to = at_curve(curve, static_cast<float>(piece) / static_cast<float>(pieces));
      draw_piece(from, to, color, thickness, walk);
      from = to;
    }
  }

  static float distance(Point a, Point b) {
    return std::sqrt((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
  }

  /// Where in its dashes a line is.
  struct DashWalk {
    float on = 0;
    float off = 0;
    bool drawn = true;
    float left = on;  ///< of this dash or gap
  };

  /// A straight piece of a dashed line.
  void draw_piece(Point from, Point to, Color color, float thickness, DashWalk& walk) {
    const float length = distance(from, to);
    if (length <= 0) return;
    const Point step{(to.x - from.x) / length, (to.y - from.y) / length};
    float at = 0;
    while (at < length) {
      const float next = std::min(length, at + walk.left);
      if (walk.drawn) {
        const Point begin{from.x + step.x * at, from.y + step.y * at};
        const Point end{from.x + step.x * next, from.y + step.y * next};
        dense_ ? pen_.rough_line(begin, end, color, thickness)
               : pen_.line(begin, end, color, thickness);
      }
      walk.left -= next - at;
      constexpr float kNothing = 0.01F;
      if (walk.left <= kNothing) {
        walk.drawn = !walk.drawn;
        walk.left = walk.drawn ? walk.on : walk.off;
      }
      at = next;
    }
  }

  void draw_head(Point tip, Color color) {
    const float size = pen_.px(8) * std::min(zoom_, 1.0F);
    pen_.triangle({tip.x - size, tip.y - size / 2}, tip, {tip.x - size, tip.y + size / 2}, color);
  }

  void draw_dead(const std::array<Point, 4>& curve, Color color) {
    const Point middle = at_curve(curve, 0.5F);
    const float radius = pen_.px(6) * std::min(zoom_, 1.0F);
    pen_.list->AddCircleFilled(vec(middle), radius, theme_.canvas);
    pen_.list->AddCircle(vec(middle), radius, color, 0, pen_.px(1.5F));
    pen_.line({middle.x - radius * 0.7F, middle.y + radius * 0.7F},
              {middle.x + radius * 0.7F, middle.y - radius * 0.7F}, color, pen_.px(1.5F));
  }

  void draw_cross(const std::array<Point, 4>& curve, Color color) {
    const Point at = at_curve(curve, 0.85F);
    const float size = pen_.px(4) * std::min(zoom_, 1.0F);
    pen_.line({at.x - size, at.y - size}, {at.x + size, at.y + size}, color, pen_.px(1.5F));
    pen_.line({at.x - size, at.y + size}, {at.x + size, at.y - size}, color, pen_.px(1.5F));
  }

  void draw_count(const std::array<Point, 4>& curve, std::uint32_t count, Color color) {
    const std::string text = "×" + std::to_string(count);
    const Point middle = at_curve(curve, 0.62F);
    const float zoom = std::min(zoom_, 1.0F);
    const float wide = pen_.width(text, Type::Small, zoom) + pen_.px(10);
    const float high = pen_.px(16) * zoom;
    const Box box{middle.x - wide / 2, middle.y - high / 2, middle.x + wide / 2,
                  middle.y + high / 2};
    pen_.fill(box, theme_.canvas, high / 2);
    pen_.outline(box, color, 1, high / 2);
    pen_.text({middle.x, middle.y - pen_.height(Type::Small, zoom) / 2}, text, Type::Small,
              theme_.text, Align::Middle, zoom);
  }

  // ---- Nodes

  float alpha_of(std::uint32_t at) const {
    if (state_.hovered == at || state_.selected == at || is_pinned(at)) return 1;
    if (state_.lit != nullptr && state_.lit->any) return state_.lit->nodes[at] ? 1 : kDimmed;
    const PictureNode& node = picture_.nodes[at];
    return answers_ && !node.matches && !node.start ? kSoftened : 1;
  }

  Color tile_color(const PictureNode& node) const {
    if (node.change == PictureChange::OnlyA) return theme_.lost;
    if (node.change == PictureChange::OnlyB) return theme_.gained;
    if (node.missing) return theme_.edge;
    if (compares_ && !node.folded) return theme_.what;
    return node.folded ? theme_.hidden : color_of(theme_, node.kind);
  }

  bool is_pinned(std::uint32_t at) const { return !pinned_.empty() && pinned_[at]; }

  bool is_labelled(std::uint32_t at) const {
    const PictureNode& node = picture_.nodes[at];
    if (zoom_ >= 0.5F && nodes_.size() <= kManyLabels) return true;
    if (zoom_ < 0.25F) return false;
    return zoom_ >= 0.5F || node.start || (answers_ && node.matches) || is_pinned(at) ||
           state_.hovered == at || state_.selected == at;
  }

  void draw_node(std::uint32_t at) {
    const PictureNode& node = picture_.nodes[at];
    const Box box = on_screen(scene_.nodes[at]);
    const float alpha = alpha_of(at);
    const Color color = with_alpha(tile_color(node), alpha);
    if (zoom_ < 0.25F) {
      const float radius = std::max(pen_.px(2), box.height() / 2);
      const Box dot{box.left, box.middle().y - radius, box.left + radius * 4,
                    box.middle().y + radius};
      pen_.fill(dot, color, radius / 2);
      return;
    }
    const bool hovered = state_.hovered == at;
    const bool selected = state_.selected == at;
    if (selected) {
      const float halo = pen_.px(5);
      pen_.fill({box.left - halo, box.top - halo, box.right + halo, box.bottom + halo},
                theme_.selected, pen_.px(4));
    }
    const bool strong = selected || (node.start && !compares_) || (answers_ && node.matches);
    const Color fill = node.folded ? theme_.hidden_bg : hovered ? theme_.hover : theme_.panel;
    Color outline = strong ? theme_.ink : color;
    if (node.missing) outline = theme_.edge;
    const PictureKind shape = node.folded ? PictureKind::Fold : node.kind;
    draw_silhouette(
        pen_, shape, box,
        {.fill = fill, .outline = with_alpha(outline, alpha), .thickness = pen_.px(strong ? 2 : 1)},
        pen_.scale * zoom_);
    draw_tile(node, box, color);
    if (is_labelled(at)) draw_label(at, box, alpha);
    if (is_pinned(at)) draw_pin(box, fill);
  }

  /// A ring on the upper right corner.
  void draw_pin(const Box& box, Color fill) const {
    const ImVec2 middle{box.right - pen_.px(4) * zoom_, box.top + pen_.px(1) * zoom_};
    const float radius = std::max(pen_.px(5) * zoom_, pen_.px(3));
    pen_.list->AddCircleFilled(middle, radius, fill);
    pen_.list->AddCircle(middle, radius, theme_.ink, 0, pen_.px(2) * std::max(zoom_, 0.5F));
    pen_.list->AddCircleFilled(middle, radius * 0.35F, theme_.ink);
  }

  void draw_tile(const PictureNode& node, const Box& box, Color color) {
    if (node.folded) return;
    const float wide = pen_.px(26) * zoom_;
    const float inset = 1;
    const bool pill = node.kind == PictureKind::User;
    const bool round = node.kind == PictureKind::ClusterRole || node.kind == PictureKind::Role;
    const bool cut =
        node.kind == PictureKind::ClusterRoleBinding || node.kind == PictureKind::RoleBinding;
    const Box tile{box.left + inset, box.top + inset, box.left + wide, box.bottom - inset};
    float radius = 0;
    if (pill) radius = box.height() / 2;
    if (round) radius = std::min(10 * pen_.scale * zoom_, box.height() / 3);
    if (cut) {
      const float size = std::min(9 * pen_.scale * zoom_, box.height() / 4);
      const std::array<ImVec2, 6> corners{{{tile.left + size, tile.top},
                                           {tile.right, tile.top},
                                           {tile.right, tile.bottom},
                                           {tile.left + size, tile.bottom},
                                           {tile.left, tile.bottom - size},
                                           {tile.left, tile.top + size}}};
      pen_.list->AddConvexPolyFilled(corners.data(), corners.size(), color);
    } else {
      pen_.fill(tile, color, radius, ImDrawFlags_RoundCornersLeft);
    }
    const float zoom = std::min(zoom_, 1.5F);
    if (node.change != PictureChange::Same) {
      draw_plus_or_minus(pen_, node.change == PictureChange::OnlyB, tile.middle(),
                         pen_.px(4.5F) * zoom, theme_.on_tile);
      return;
    }
    if (node.kind == PictureKind::Resource && !node.missing) {
      for (int row = -1; row <= 1; ++row) {
        const float y = tile.middle().y + static_cast<float>(row) * pen_.px(5) * zoom;
        pen_.line({tile.middle().x - pen_.px(6) * zoom, y},
                  {tile.middle().x + pen_.px(6) * zoom, y}, theme_.on_tile, pen_.px(1.5F) * zoom);
      }
      return;
    }
    pen_.text({tile.middle().x, tile.middle().y - pen_.height(Type::Badge, zoom) / 2},
              node.missing ? "?" : letters_of(node.kind), Type::Badge, theme_.on_tile,
              Align::Middle, zoom);
  }

  void draw_label(std::uint32_t at, const Box& box, float alpha) {
    const PictureNode& node = picture_.nodes[at];
    const PictureLabel& label = content_.labels[at];
    const float zoom = zoom_;
    const bool strong = node.start || (answers_ && node.matches);
    const int weight = weight_of(node.powerful);
    const float left = box.left + pen_.px(node.folded ? 10 : 34) * zoom;
    float right = box.right - pen_.px(8) * zoom;
    if (weight > 0) {
      right -= pen_.px(20) * zoom;
      draw_severity(pen_, weight, {right + pen_.px(4) * zoom, box.middle().y - pen_.px(8) * zoom},
                    zoom);
    }
    Color name = node.folded ? theme_.hidden : theme_.text;
    if (node.missing) name = theme_.text2;
    const bool two_lines = zoom >= 0.8F && !label.detail.empty();
    const Type type = strong || node.folded ? Type::RowStrong : Type::Row;
    const float name_top =
        two_lines ? box.top + pen_.px(4) * zoom : box.middle().y - pen_.height(type, zoom) / 2;
    // The tile has a sign in the place of letters.
    const bool one_sided = node.change != PictureChange::Same && !label.letters.empty();
    const std::string text = one_sided ? label.letters + "  " + label.name : label.name;
    pen_.fitted({left, name_top}, text, type, with_alpha(name, alpha), right - left, zoom);
    if (two_lines) {
      pen_.fitted({left, box.top + pen_.px(20.5F) * zoom}, label.detail, Type::Small,
                  with_alpha(weight > 0 ? theme_.risk : theme_.text2, alpha), right - left, zoom);
    }
  }

  const Pen& pen_;
  const Theme& theme_;
  const Content& content_;
  const Scene& scene_;
  const AccessPicture& picture_;
  const Camera& camera_;
  const Box canvas_;
  const PaintState& state_;
  const float zoom_;          ///< beside that of the screen, which the pen's pixels and fonts have
  const bool answers_;        ///< some edges answer the question and others don't
  const bool compares_;       ///< colours are for sides, and not for kinds
  std::vector<bool> pinned_;  ///< by node; empty where none is
  bool coarse_ = false;
  bool dense_ = false;
  Box seen_;
  std::vector<std::uint32_t> nodes_;
  std::vector<std::uint32_t> edges_;
};

}  // namespace

PaintCount paint(const Pen& pen, const Content& content, const Camera& camera, const Box& canvas,
                 const PaintState& state) {
  return Painter(pen, content, camera, canvas, state).run();
}

}  // namespace rbacgraph::gui
