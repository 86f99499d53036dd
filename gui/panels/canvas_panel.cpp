/// The picture with mouse and wheel.
#include <algorithm>
#include <cmath>

#include "canvas/shapes.h"
#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph::gui {
namespace {

constexpr float kHeads = 30;  ///< for the heads of the columns

std::optional<std::uint32_t> index_of_id(const Content& content, const std::string& id) {
  if (id.empty()) return std::nullopt;
  const auto at = std::ranges::find(content.ids, id);
  if (at == content.ids.end()) return std::nullopt;
  return static_cast<std::uint32_t>(at - content.ids.begin());
}

bool is_of(Legend legend, const PictureNode& node) {
  const PictureKind kind = node.folded ? node.folded->kind : node.kind;
  switch (legend) {
    case Legend::None: break;
    case Legend::ClusterWide: return kind == PictureKind::ClusterRoleBinding;
    case Legend::OneNamespace: return kind == PictureKind::RoleBinding;
    case Legend::Groups: return kind == PictureKind::Group;
    case Legend::Critical: return weight_of(node.powerful) == 2;
    case Legend::High: return weight_of(node.powerful) == 1;
  }
  return false;
}

/// What is selected is lit up with all that it is on the way of; else what the legend has chosen;
/// else what is under the pointer.
Chain lit_chain(const Ui& ui, const Content& content, std::optional<std::uint32_t> selected) {
  std::vector<std::uint32_t> nodes;
  if (selected) {
    nodes.push_back(*selected);
  } else if (ui.state.legend != Legend::None) {
    for (std::uint32_t at = 0; at < content.picture.nodes.size(); ++at)
      if (is_of(ui.state.legend, content.picture.nodes[at])) nodes.push_back(at);
  } else if (ui.state.hovered) {
    nodes.push_back(*ui.state.hovered);
  }
  return chain_through(content.picture, *content.scene, nodes);
}

void move_camera(Ui& ui, const Box& canvas) {
  UiState& state = ui.state;
  const ImGuiIO& io = ImGui::GetIO();
  const Point mouse{io.MousePos.x - canvas.left, io.MousePos.y - canvas.top};
  if (ImGui::IsItemHovered() && io.MouseWheel != 0) {
    if (io.KeyCtrl || !io.KeyShift) {
      state.camera.zoom(std::pow(1.15F, io.MouseWheel), mouse);
    } else {
      state.camera.pan({io.MouseWheel * ui.px(60), 0});
    }
  }
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, ui.px(4)))
    state.camera.pan({io.MouseDelta.x, io.MouseDelta.y});
}

/// Where another picture answers the same question, what is pinned keeps its place on the screen:
/// what is selected, if that is pinned, else the first that both have. False where there is none.
bool stay_at_pin(Ui& ui, const Content& before, const Content& now) {
  if (before.view.question != now.view.question || !before.scene || before.policy != now.policy) {
    return false;
  }
  std::vector<std::string> anchors(now.view.pins.begin(), now.view.pins.end());
  if (now.view.pins.contains(ui.session.view().selected)) {
    anchors.insert(anchors.begin(), ui.session.view().selected);
  }
  for (const std::string& id : anchors) {
    const auto was = index_of_id(before, id);
    const auto is = index_of_id(now, id);
    if (!was || !is) {
      continue;
    }
    const Box& from = before.scene->nodes[*was];
    const Box& to = now.scene->nodes[*is];
    ui.state.camera.origin.x += to.left - from.left;
    ui.state.camera.origin.y += to.top - from.top;
    return true;
  }
  return false;
}

void fit_camera(Ui& ui, const Content& content, const Box& canvas) {
  UiState& state = ui.state;
  const bool is_new = state.seen.get() != &content;
  if (!is_new && !state.fit_camera) return;
  if (is_new && !state.fit_camera && state.seen && stay_at_pin(ui, *state.seen, content)) {
    state.seen = ui.session.content();
    state.hovered.reset();
    return;
  }
  state.fit_camera = false;
  if (is_new) state.brought.clear();
  if (state.seen && state.seen->view.question != content.view.question) state.legend = Legend::None;
  state.seen = ui.session.content();
  state.hovered.reset();
  state.open_evidence = 0;
  const Point room{canvas.width(), canvas.height() - ui.px(kHeads)};
  Box bounds = content.scene->bounds;
  state.camera.fit(bounds, room, ui.pen.scale);
  // What is too large to be read is begun at its upper left, as large as its width allows and names
  // need. Asked for by key all of it is seen.
  const float readable = 0.8F * ui.pen.scale;
  const bool opens = is_new && state.camera.scale < readable;
  if (opens) {
    constexpr float kNames = 0.55F;
    const float across = (canvas.width() - ui.px(36)) / std::max(bounds.width(), 1.0F);
    const float scale = std::clamp(across, kNames * ui.pen.scale, ui.pen.scale);
    const float height = (room.y - ui.px(36)) / scale;
    if (bounds.height() > height) bounds.top = content.scene->opening(height);
    bounds.bottom = std::min(bounds.bottom, bounds.top + height);
    bounds.right = std::min(bounds.right, bounds.left + (canvas.width() - ui.px(36)) / scale);
    state.camera.fit(bounds, room, scale);
    state.camera.origin.y = bounds.top - ui.px(14) / state.camera.scale;
  }
  state.camera.origin.y -= ui.px(kHeads) / state.camera.scale;
  if (!opens || content.view.question.ask != Ask::Object) return;
  const auto start = std::ranges::find_if(content.picture.nodes, &PictureNode::start);
  if (start == content.picture.nodes.end()) return;
  const auto at = static_cast<std::size_t>(start - content.picture.nodes.begin());
  state.camera.show(content.scene->nodes[at], {canvas.width(), canvas.height()}, ui.px(kHeads));
}

void draw_heads(Ui& ui, const Pen& pen, const Content& content, const Box& canvas) {
  pen.fill({canvas.left, canvas.top, canvas.right, canvas.top + ui.px(kHeads)}, ui.theme().canvas);
  for (const SceneColumn& column : content.scene->columns) {
    const float left = ui.state.camera.to_screen({column.box.left, column.box.top}).x + canvas.left;
    const float room = column.box.width() * ui.state.camera.scale;
    const float top = canvas.top + ui.px(10);
    if (room < ui.px(40)) continue;
    const float wide = pen.width(column.head, Type::Badge);
    pen.fitted({left, top}, column.head, Type::Badge, ui.theme().text2, room);
    if (room > wide + ui.px(40)) {
      pen.fitted({left + wide + ui.px(10), top}, column.detail, Type::Small, ui.theme().text3,
                 room - wide - ui.px(10));
    }
  }
}

void act_on_mouse(Ui& ui, const Content& content, bool hovered) {
  UiState& state = ui.state;
  if (!hovered) return;
  if (state.hovered) {
    const PictureLabel& label = content.labels[*state.hovered];
    std::string text = label.tooltip;
    if (!label.detail.empty()) text += "\n" + label.detail;
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) tooltip(ui.pen, text);
  }
  if (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left) && state.hovered) {
    const PictureNode& node = content.picture.nodes[*state.hovered];
    if (node.folded) {
      ViewFilter filter = ui.session.view().filter;
      filter.fold = false;
      ui.session.apply(ChangeFilter{filter});
    } else {
      go_to_node(ui, node);
    }
    return;
  }
  const bool clicked = ImGui::IsMouseReleased(ImGuiMouseButton_Left) &&
                       ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, ui.px(4)).x == 0;
  if (!clicked) return;
  state.show_details = state.hovered.has_value();
  ui.session.apply(SelectNode{state.hovered ? content.ids[*state.hovered] : ""});
}

}  // namespace

std::string word_for(const PictureNode& node) {
  // Of a namespaced kind without namespace there is none, and the word would mean another one.
  const bool is_namespaced = node.kind == PictureKind::ServiceAccount ||
                             node.kind == PictureKind::Role ||
                             node.kind == PictureKind::RoleBinding;
  if (node.folded || (is_namespaced && node.ref.ns.empty())) return "";
  const std::string ns = node.ref.ns.empty() ? "" : node.ref.ns + "/";
  switch (node.kind) {
    case PictureKind::ServiceAccount: return "sa:" + ns + node.ref.name;
    case PictureKind::User: return "user:" + node.ref.name;
    case PictureKind::Group: return "group:" + node.ref.name;
    case PictureKind::Namespace: return "ns:" + node.ref.name;
    case PictureKind::ClusterRole:
    case PictureKind::Role:
    case PictureKind::ClusterRoleBinding:
    case PictureKind::RoleBinding: return node.ref.kind + "/" + ns + node.ref.name;
    case PictureKind::Resource: {
      if (node.wildcard) return "";
      const std::string group = node.api_group.empty() ? "" : "." + node.api_group;
      const std::size_t slash = node.ref.name.find('/');
      return "res:" + node.ref.name.substr(0, slash) + group +
             (slash == std::string::npos ? "" : node.ref.name.substr(slash));
    }
    case PictureKind::Workload:
    case PictureKind::OtherSubject:
    case PictureKind::OtherRole:
    case PictureKind::Url:
    case PictureKind::Fold: break;
  }
  return "";
}

void go_to_node(Ui& ui, const PictureNode& node) {
  if (const std::string word = word_for(node); !word.empty()) ui.session.ask(shell_word(word));
}

void select_next(Ui& ui, bool forward) {
  const std::shared_ptr<const Content>& content = ui.session.content();
  std::vector<std::uint32_t> order;
  for (const SceneColumn& column : content->scene->columns)
    order.insert(order.end(), column.nodes.begin(), column.nodes.end());
  if (order.empty()) return;
  const auto selected = index_of_id(*content, ui.session.view().selected);
  std::size_t at = forward ? 0 : order.size() - 1;
  if (selected) {
    const auto now = std::ranges::find(order, *selected);
    at = (static_cast<std::size_t>(now - order.begin()) + (forward ? 1 : order.size() - 1)) %
         order.size();
  }
  ui.state.show_details = true;
  ui.session.apply(SelectNode{content->ids[order[at]]});
}

void copy_selected_name(Ui& ui) {
  const std::shared_ptr<const Content>& content = ui.session.content();
  const auto selected = index_of_id(*content, ui.session.view().selected);
  if (selected) ImGui::SetClipboardText(content->picture.nodes[*selected].ref.name.c_str());
}

void draw_canvas(Ui& ui, const Box& box) {
  // A copy: what is drawn stays as it is, whatever an action of this frame brings.
  const std::shared_ptr<const Content> content = ui.session.content();
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().canvas);
  if (!content->scene || content->scene->nodes.empty()) {
    const auto& why = content->why;
    const std::string text =
        why ? why->verdict : "Nothing in the input answers this, and nothing is drawn";
    pen.text({box.middle().x, box.middle().y - pen.px(20)}, text, Type::Heading, ui.theme().text2,
             Align::Middle);
    return;
  }
  UiState& state = ui.state;
  fit_camera(ui, *content, box);
  const bool hovered = touch(pen, "canvas", box).hovered;
  move_camera(ui, box);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  state.hovered.reset();
  if (hovered) {
    state.hovered =
        content->scene->hit(state.camera.to_scene({mouse.x - box.left, mouse.y - box.top}));
  }
  const std::optional<std::uint32_t> selected = index_of_id(*content, ui.session.view().selected);
  if (state.brought != ui.session.view().selected) {
    // Selected in a list it may be anywhere in the picture.
    state.brought = ui.session.view().selected;
    if (selected) {
      state.camera.show(content->scene->nodes[*selected], {box.width(), box.height()},
                        ui.px(kHeads));
    }
  }
  const Chain chain = lit_chain(ui, *content, selected);
  pen.list->PushClipRect({box.left, box.top}, {box.right, box.bottom}, true);
  state.painted = paint(pen, *content, state.camera, box,
                        {state.hovered, selected, chain.any ? &chain : nullptr});
  draw_heads(ui, pen, *content, box);
  pen.list->PopClipRect();
  if (content->view.question != ui.session.view().question)
    pen.fill(box, with_alpha(ui.theme().canvas, 0.5F));
  act_on_mouse(ui, *content, hovered);
}

}  // namespace rbacgraph::gui
