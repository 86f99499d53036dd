/// What the window shows before there is an input: clusters and files to open, how far reading has
/// come, and why it failed.
#include <algorithm>
#include <array>
#include <imgui.h>

#include "panels/context_list.h"
#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/source/read.h"
#include "state/typed_path.h"

namespace rbacgraph::gui {
namespace {

std::string megabytes(std::uint64_t bytes) {
  constexpr std::uint64_t kMegabyte = 1'000'000;
  if (bytes < kMegabyte) return std::to_string(bytes / 1000) + " kB";
  return std::to_string(bytes / kMegabyte) + " MB";
}

float draw_loading(Ui& ui, Point at, float width) {
  const Pen& pen = ui.pen;
  const LoadState& load = ui.session.load();
  pen.text(at, "Reading " + load.file, Type::Heading, ui.theme().text);
  const Box bar{at.x, at.y + pen.px(32), at.x + width, at.y + pen.px(36)};
  pen.fill(bar, ui.theme().line, pen.px(2));
  pen.fill({bar.left, bar.top, bar.left + bar.width() * load.part, bar.bottom}, ui.theme().ink,
           pen.px(2));
  std::string words = load.detail;
  if (load.total > 0) words = megabytes(load.bytes) + " of " + megabytes(load.total);
  if (load.total == 0 && load.bytes >= 1000) words += " · " + megabytes(load.bytes);
  pen.fitted({at.x, at.y + pen.px(44)}, words, Type::Secondary, ui.theme().text2, width);
  if (button(pen, "stop", {at.x, at.y + pen.px(70)}, "Stop", ButtonLook::Outlined))
    ui.session.stop_loading();
  return pen.px(120);
}

float draw_error(Ui& ui, Point at, float width) {
  const Pen& pen = ui.pen;
  const LoadState& load = ui.session.load();
  float y = at.y + pen.px(14);
  const float room = width - pen.px(36);
  pen.list->ChannelsSplit(2);
  pen.list->ChannelsSetCurrent(1);
  y += paragraph(pen, {at.x + pen.px(18), y}, load.error, Type::BodyStrong, ui.theme().text, room);
  if (!load.hint.empty()) {
    y += pen.px(6);
    y += paragraph(pen, {at.x + pen.px(18), y}, "hint: " + load.hint, Type::Body, ui.theme().text2,
                   room);
  }
  y += pen.px(10);
  if (button(pen, "again", {at.x + pen.px(12), y}, "Try again", ButtonLook::Plain))
    ui.session.reload();
  y += pen.px(36);
  const Box box{at.x, at.y, at.x + width, y};
  pen.list->ChannelsSetCurrent(0);
  pen.fill(box, ui.theme().panel, pen.px(4));
  pen.outline(box, ui.theme().risk, pen.px(1), pen.px(4));
  pen.fill({box.left, box.top, box.left + pen.px(4), box.bottom}, ui.theme().risk);
  pen.list->ChannelsMerge();
  return y - at.y + pen.px(20);
}

float draw_path_field(Ui& ui, Point at, float width) {
  const Pen& pen = ui.pen;
  const Box box{at.x, at.y, at.x + width - pen.px(76), at.y + pen.px(32)};
  const bool entered =
      text_field(pen, "##path", box, "a file, folder or workspace", ui.state.open_path);
  const bool pressed =
      button(pen, "open", {box.right + pen.px(12), at.y + pen.px(3)}, "Open", ButtonLook::Primary);
  if ((entered || pressed) && !ui.state.open_path.empty()) {
    const std::string path = typed_path(ui.state.open_path);
    if (looks_like_workspace(path)) {
      ui.state.workspace.open(path);
    } else {
      ui.session.open({path});
    }
  }
  return pen.px(44);
}

float draw_recent(Ui& ui, Point at, float width) {
  const Pen& pen = ui.pen;
  if (ui.state.recent.empty()) return 0;
  constexpr std::size_t kShown = 5;
  pen.text(at, "Open again", Type::Heading, ui.theme().text);
  float y = at.y + pen.px(30);
  for (std::size_t row = 0; row < std::min(kShown, ui.state.recent.size()); ++row) {
    const std::vector<std::string>& paths = ui.state.recent[row];
    if (paths.empty()) continue;
    const Box box{at.x, y, at.x + width, y + pen.px(26)};
    const Touch state = touch(pen, "recent-" + std::to_string(row), box);
    if (state.hovered) pen.fill(box, ui.theme().hover, pen.px(3));
    const std::string day = row < ui.state.recent_days.size() ? ui.state.recent_days[row] : "";
    const float right = box.right - pen.px(6);
    const float day_wide = pen.text({right, box.middle().y - pen.height(Type::Secondary) / 2}, day,
                                    Type::Secondary, ui.theme().text3, Align::Right);
    pen.fitted({box.left + pen.px(6), box.middle().y - pen.height(Type::Body) / 2},
               words_of_inputs(paths), Type::Body, ui.theme().text,
               std::max(right - box.left - day_wide - pen.px(20), 1.0F));
    if (state.pressed) ui.session.open(paths);
    y += pen.px(26);
  }
  return y - at.y + pen.px(14);
}

constexpr float kInside = 18;  ///< above and below what is in a card

Box inside_of(const Pen& pen, const Box& box) {
  return {box.left + pen.px(20), box.top + pen.px(kInside), box.right - pen.px(20),
          box.bottom - pen.px(kInside)};
}

/// A box for what belongs together; gives the room in it.
Box draw_card(const Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().panel, pen.px(4));
  pen.outline(box, ui.theme().line, 1, pen.px(4));
  return inside_of(pen, box);
}

/// At least as high as the card, more where it needs that; gives where it ends.
float draw_files(Ui& ui, const Box& card) {
  const Pen& pen = ui.pen;
  pen.list->ChannelsSplit(2);
  pen.list->ChannelsSetCurrent(1);
  const Box box = inside_of(pen, card);
  float y = box.top;
  pen.text({box.left, y}, "A file or a folder", Type::Heading, ui.theme().text);
  y += pen.px(30);
  y += draw_path_field(ui, {box.left, y}, box.width());
  pen.text({box.left, y}, "or drop files on this window.", Type::Body, ui.theme().text3);
  y += pen.px(38);
  y += draw_recent(ui, {box.left, y}, box.width());
  const std::string dump = std::string(dump_command()) + " > cluster.json";
  pen.text({box.left, y}, "A dump of a cluster", Type::Heading, ui.theme().text);
  if (button(pen, "copy", {box.right - pen.px(48), y - pen.px(4)}, "Copy", ButtonLook::Plain))
    ImGui::SetClipboardText(dump.c_str());
  y += pen.px(30);
  y += paragraph(pen, {box.left, y}, dump, Type::Mono, ui.theme().text2, box.width());
  const float bottom = std::max(card.bottom, y + pen.px(kInside));
  pen.list->ChannelsSetCurrent(0);
  draw_card(ui, {card.left, card.top, card.right, bottom});
  pen.list->ChannelsMerge();
  return bottom;
}

void draw_samples(Ui& ui, const Box& card) {
  const Pen& pen = ui.pen;
  const Box box = draw_card(ui, card);
  pen.text({box.left, box.top}, "Or a sample", Type::Heading, ui.theme().text);
  pen.text({box.left, box.top + pen.px(22)}, "Small clusters, each with a trap or a story of RBAC.",
           Type::Secondary, ui.theme().text3);
  const Box list{box.left, box.top + pen.px(46), box.right, box.bottom};
  const float row = pen.px(26);
  scroll_rows("samples", list, ui.state.samples.size(), row, [&](std::size_t at, float top) {
    const Sample& sample = ui.state.samples[at];
    const Pen here = ui.here();
    const Box line{list.left, top, list.right - pen.px(14), top + row};
    const Touch state = touch(here, "sample-" + std::to_string(at), line);
    if (state.hovered) {
      here.fill(line, ui.theme().hover, pen.px(3));
    }
    here.fitted({line.left + pen.px(12), line.middle().y - pen.height(Type::Body) / 2},
                sample.title, Type::Body, ui.theme().text, line.width() - pen.px(24));
    if (state.pressed) {
      ui.session.open(sample.inputs, sample.others);
    }
  });
}

constexpr ContextListLook kContexts{"Clusters of the kubeconfig", "", "Connect"};
constexpr float kGap = 20;
constexpr float kFiles = 420;

void draw_clusters(Ui& ui, const Box& card) {
  if (const auto name = draw_contexts(ui, draw_card(ui, card), kContexts))
    ui.session.open({context_word(*name)});
}

/// Clusters, and samples below them, at the left; files at the right. Gives where it ends.
float draw_side_by_side(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  const float wanted = pen.px(height_of_contexts(ui.session.contexts()) + 2 * kInside);
  const float split = box.right - pen.px(390);
  const bool has_samples = !ui.state.samples.empty();
  constexpr float kSamples = 240;
  const float both = wanted + (has_samples ? pen.px(kGap + kSamples) : 0);
  const float high =
      std::max(std::min(std::max(both, pen.px(kFiles)), box.height()), pen.px(kFiles));
  // Two of three parts for clusters, where there are many.
  const float share = has_samples ? (high - pen.px(kGap)) * 2 / 3 : high;
  const Box card{box.left, box.top, split - pen.px(kGap),
                 box.top + (has_samples ? std::min(wanted, share) : high)};
  draw_clusters(ui, card);
  if (has_samples) {
    draw_samples(ui, {card.left, card.bottom + pen.px(kGap), card.right, box.top + high});
  }
  return draw_files(ui, {split, box.top, box.right, box.top + high});
}

/// The same one below another, as high as it has to be. Gives where it ends.
float draw_stacked(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  constexpr float kMostClusters = 300;
  constexpr float kSampleRow = 26;
  constexpr std::size_t kMostSamples = 8;
  const float wanted = pen.px(height_of_contexts(ui.session.contexts()) + 2 * kInside);
  float y = box.top + std::min(wanted, pen.px(kMostClusters));
  draw_clusters(ui, {box.left, box.top, box.right, y});
  y += pen.px(kGap);
  y = draw_files(ui, {box.left, y, box.right, y});
  const std::size_t samples = std::min(ui.state.samples.size(), kMostSamples);
  if (samples == 0) return y;
  y += pen.px(kGap);
  const float high = pen.px(46 + 2 * kInside + kSampleRow * static_cast<float>(samples));
  draw_samples(ui, {box.left, y, box.right, y + high});
  return y + high;
}

/// What there is below the heading.
float draw_choices(Ui& ui, const Box& box) {
  constexpr float kLeastSideBySide = 860;
  return box.width() >= ui.px(kLeastSideBySide) ? draw_side_by_side(ui, box)
                                                : draw_stacked(ui, box);
}

/// Gives where it ends.
float draw_all(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  const bool is_narrow = box.width() < pen.px(500);
  const float width = std::min(pen.px(1080), box.width() - pen.px(is_narrow ? 28 : 48));
  const float left = box.middle().x - width / 2;
  float y = box.top + std::max(pen.px(is_narrow ? 16 : 32), box.height() * 0.09F);
  const std::string_view title = "Who can do what in this cluster?";
  if (is_narrow) {
    y += paragraph(pen, {left, y}, title, Type::Heading, ui.theme().text, width) + pen.px(8);
  } else {
    pen.text({left, y}, title, Type::Title, ui.theme().text);
    y += pen.px(46);
  }
  y += paragraph(pen, {left, y},
                 "Connect to a cluster, or open manifests or a dump. Nothing is written to a "
                 "cluster, and nothing is sent anywhere else. Every answer shows the bindings and "
                 "rules that it rests on.",
                 Type::Body, ui.theme().text2, std::min(width, pen.px(720)));
  y += pen.px(26);
  if (ui.session.load().loading) {
    return y + draw_loading(ui, {left, y}, std::min(width, pen.px(720)));
  }
  if (!ui.session.load().error.empty()) y += draw_error(ui, {left, y}, width);
  return draw_choices(ui, {left, y, left + width, box.bottom - pen.px(32)});
}

}  // namespace

void draw_welcome(Ui& ui, const Box& box) {
  ui.pen.fill(box, ui.theme().canvas);
  begin_scroll("welcome", box, true);
  const Pen pen = ui.here();
  Ui here{pen, ui.session, ui.state};
  const float above = ImGui::GetScrollY();
  const float bottom = draw_all(here, {box.left, box.top - above, box.right, box.bottom - above});
  ImGui::SetCursorScreenPos({box.left, bottom + pen.px(16)});
  ImGui::Dummy({1, 1});
  end_scroll();
}

}  // namespace rbacgraph::gui
