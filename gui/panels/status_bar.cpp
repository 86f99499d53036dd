/// The bar at the bottom: what was read, what is missing of it, what is going on.
#include <algorithm>

#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/base/version.h"
#include "rbacgraph/report/display.h"
#include "state/letters.h"
#include "state/visual_text.h"

namespace rbacgraph::gui {
namespace {

constexpr float kWithVersion = 700;

/// Of the comparison, of one policy.
std::string counts_of(Ui& ui) {
  const Policy& policy = *ui.session.policy();
  const Snapshot& snapshot = *policy.snapshot;
  const std::shared_ptr<const Comparison>& comparison = ui.session.comparison();
  if (comparison && ui.session.view().question.ask == Ask::Diff) {
    const auto side = [](const Snapshot& of) {
      return count_text(of.bindings().size(), "binding") + ", " +
             count_text(of.roles().size(), "role");
    };
    return "A: " + side(snapshot) + " · B: " + side(*comparison->diff.b);
  }
  return policy.title + " · " + count_text(policy.overview.tiles.size() - 1, "namespace") + " · " +
         count_text(policy.graph->subject_count(), "subject") + " · " +
         count_text(snapshot.bindings().size(), "binding") + " · " +
         count_text(snapshot.roles().size(), "role");
}

/// "A: Incomplete: …  B: Incomplete: …", as far as it is so.
std::string incomplete_of(Ui& ui) {
  const std::string& of_a = ui.session.policy()->incomplete;
  const std::shared_ptr<const Comparison>& comparison = ui.session.comparison();
  if (!comparison || ui.session.view().question.ask != Ask::Diff) return of_a;
  const std::string& of_b = comparison->incomplete;
  if (of_a.empty()) return of_b.empty() ? "" : "B: " + of_b;
  return "A: " + of_a + (of_b.empty() ? "" : "; B: " + of_b);
}

/// In the room that is left; the overview tells it in full.
void draw_incomplete(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  const ImFont& font = *pen.fonts->of(Type::RowStrong);
  const std::string whole = incomplete_of(ui);
  const std::string text = shortened(font, font.FontSize, whole, box.width() - pen.px(44));
  if (more_pill(pen, "incomplete", {box.left, box.top + pen.px(3)}, text, true, Align::Left))
    ui.session.apply(AskQuestion{});
}

/// The input before stays: this is all that there is to be seen of it.
void draw_load_error(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  const ImFont& font = *pen.fonts->of(Type::RowStrong);
  const std::string text =
      shortened(font, font.FontSize, ui.session.load().error, box.width() - pen.px(44));
  if (more_pill(pen, "load-error", {box.left, box.top + pen.px(3)}, text, true, Align::Left))
    ui.session.dismiss_error();
}

/// What the workspace has to tell; returns how much room it took.
float draw_workspace(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  const WorkspaceKeeper::Told& told = ui.state.workspace.told();
  if (told.text.empty()) {
    return 0;
  }
  if (!told.warns) {
    const float room = std::min(box.width(), pen.px(360));
    pen.fitted({box.left, box.middle().y - pen.height(Type::Secondary) / 2}, told.text,
               Type::Secondary, ui.theme().text, room);
    return std::min(pen.width(told.text, Type::Secondary), room) + pen.px(16);
  }
  const ImFont& font = *pen.fonts->of(Type::RowStrong);
  const std::string text =
      shortened(font, font.FontSize, told.text, std::min(box.width(), pen.px(420)) - pen.px(44));
  float width = 0;
  if (more_pill(pen, "workspace", {box.left, box.top + pen.px(3)}, text, true, Align::Left,
                &width)) {
    ui.state.notice_open = true;
  }
  return width + pen.px(12);
}

/// Why the command whose key was pressed can't be done; returns how much room it took.
float draw_refused(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  const std::string& text = ui.state.refused;
  if (text.empty() || box.width() <= 0) return 0;
  const float room = std::min(box.width(), pen.width(text, Type::BodyStrong));
  pen.fitted({box.left, box.middle().y - pen.height(Type::BodyStrong) / 2}, text, Type::BodyStrong,
             ui.theme().text, room + 1);
  return room + pen.px(16);
}

/// Letters that no font has; returns how much room it took.
float draw_letters(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  const std::vector<char32_t>& letters = ui.state.missing_letters;
  if (letters.empty()) return 0;
  float width = 0;
  const std::string text = "no font for " + count_text(letters.size(), "letter");
  if (more_pill_width(pen, text, true) > box.width()) return 0;
  more_pill(pen, "letters", {box.left, box.top + pen.px(3)}, text, true, Align::Left, &width);
  if (ImGui::IsItemHovered()) {
    constexpr std::size_t kShown = 40;
    std::string told;
    for (std::size_t at = 0; at < std::min(letters.size(), kShown); ++at) {
      told += (at == 0 ? "" : " ") + code_point(letters[at]);
    }
    tooltip(pen, told + (letters.size() > kShown ? " …" : ""));
  }
  return width + pen.px(12);
}

/// What is missing of the input.
void draw_state(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  const std::shared_ptr<const Policy>& policy = ui.session.policy();
  float x = box.left + draw_refused(ui, box);
  x += draw_workspace(ui, {x, box.top, box.right, box.bottom});
  x += draw_letters(ui, {x, box.top, box.right, box.bottom});
  if (!orders_right_to_left() && std::ranges::any_of(policy->letters, is_right_to_left)) {
    float width = 0;
    const std::string_view text = "right-to-left names are not ordered";
    if (x + more_pill_width(pen, text, true) > box.right) return;
    more_pill(pen, "order", {x, box.top + pen.px(3)}, text, true, Align::Left, &width);
    x += width + pen.px(12);
  }
  if (policy->missing_roles > 0) {
    float width = 0;
    const std::string text = count_text(policy->missing_roles, "role") + " missing";
    if (x + more_pill_width(pen, text, true) > box.right) return;
    if (more_pill(pen, "missing", {x, box.top + pen.px(3)}, text, true, Align::Left, &width))
      ui.session.apply(AskQuestion{});
    x += width + pen.px(12);
  }
  const bool has_room = x + pen.px(80) < box.right;
  if (has_room && !incomplete_of(ui).empty())
    draw_incomplete(ui, {x, box.top, box.right, box.bottom});
}

/// Is there something to tell that is worth more than counts?
bool has_news(Ui& ui) {
  return !ui.state.refused.empty() || !ui.session.load().error.empty() ||
         !ui.state.workspace.told().text.empty() || !ui.state.missing_letters.empty() ||
         ui.session.policy()->missing_roles > 0 || !incomplete_of(ui).empty();
}

/// What is being read, beside the input before; a press ends it. Gives where the text begins.
float draw_loading(Ui& ui, const Box& box, float right_end) {
  const Pen& pen = ui.pen;
  const LoadState& load = ui.session.load();
  const std::string_view stop = "Stop (Esc)";
  const float wide = pen.width(stop, Type::Row) + pen.px(12);
  if (button(pen, "stop-loading", {right_end - wide, box.middle().y - pen.px(13)}, stop,
             ButtonLook::Quiet))
    ui.session.stop_loading();
  std::string text = "reading " + load.file;
  if (!load.detail.empty()) text += " · " + load.detail;
  const ImFont& font = *pen.fonts->of(Type::Secondary);
  text = shortened(font, font.FontSize, text, std::max(box.width() * 0.4F, 1.0F));
  const float end = right_end - wide - pen.px(8);
  const float text_wide = pen.text({end, box.middle().y - pen.height(Type::Secondary) / 2}, text,
                                   Type::Secondary, ui.theme().text2, Align::Right);
  return end - text_wide;
}

}  // namespace

void draw_status_bar(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  pen.fill(box, ui.theme().panel);
  pen.line({box.left, box.top + 0.5F}, {box.right, box.top + 0.5F}, ui.theme().line);
  const float text_top = box.middle().y - pen.height(Type::Secondary) / 2;
  const float right_end = box.right - pen.px(14);
  const std::shared_ptr<const Policy>& policy = ui.session.policy();
  const LoadState& load = ui.session.load();
  float end = 0;
  if (policy && load.loading) {
    end = draw_loading(ui, box, right_end) - pen.px(16);
  } else {
    std::string right =
        ui.session.busy() ? "working…" : "rbacgraph " + std::string(version()) + " · read-only";
    // What was read, and what it lacks, is worth more.
    if (policy && box.width() < pen.px(kWithVersion)) right = ui.session.busy() ? "working…" : "";
    end = right_end - pen.px(16) -
          pen.text({right_end, text_top}, right, Type::Secondary, ui.theme().text2, Align::Right);
  }
  float x = pen.px(14);
  if (policy) {
    // Where there is not room for all, what is to be told now comes first.
    const std::string counts = counts_of(ui);
    const float wide = pen.width(counts, Type::Secondary);
    const bool tells = has_news(ui);
    if (x + wide <= end - pen.px(tells ? 260 : 0)) {
      pen.text({x, text_top}, counts, Type::Secondary, ui.theme().text2);
      x += wide + pen.px(16);
    } else if (!tells) {
      pen.fitted({x, text_top}, counts, Type::Secondary, ui.theme().text2, end - x);
      x = end;
    }
    const Box room{x, box.top, end, box.bottom};
    ui.session.load().error.empty() ? draw_state(ui, room) : draw_load_error(ui, room);
  } else {
    draw_refused(ui, {x, box.top, end, box.bottom});
  }
  if (load.loading) {
    pen.fill({box.left, box.top - pen.px(2), box.left + box.width() * load.part, box.top},
             ui.theme().ink);
  }
}

}  // namespace rbacgraph::gui
