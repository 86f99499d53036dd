/// The access matrix of a subject: resources × verbs, the most dangerous rows first. A cell that is
/// pressed asks why.
#include <algorithm>
#include <imgui_internal.h>
#include <optional>

#include "canvas/shapes.h"
#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph::gui {
namespace {

constexpr float kRow = 22;

struct MatrixColumns {
  float resource = 0;
  float group = 0;
  float verbs = 0;
  float step = 0;
};

std::string type_of(const MatrixRow& row) {
  std::string type = row.resource;
  if (!row.group.empty()) type += "." + row.group;
  if (!row.subresource.empty()) type += "/" + row.subresource;
  return type;
}

bool is_asked(const Question& question, const MatrixRow& row, const std::string& verb) {
  if (question.ask != Ask::Explain || question.verb != verb) return false;
  if (question.type == type_of(row)) return true;
  const std::string plain =
      row.subresource.empty() ? row.resource : row.resource + "/" + row.subresource;
  return row.group.empty() && question.type == plain;
}

void draw_row(Ui& ui, const Matrix& matrix, const MatrixRow& row, const Box& box,
              const MatrixColumns& columns) {
  const Pen pen = ui.here();
  const Question question = ui.session.view().question;
  const float text_top = box.middle().y - pen.height(Type::Row) / 2;
  const std::string name =
      printable(row.resource + (row.subresource.empty() ? "" : "/" + row.subresource));
  int weight = 0;
  bool has_asked = false;
  for (std::size_t verb = 0; verb < matrix.query.verbs.size(); ++verb) {
    weight = std::max(weight, weight_of(matrix.powers(row, 0, verb)));
    has_asked = has_asked || is_asked(question, row, matrix.query.verbs[verb]);
  }
  if (has_asked) {
    pen.fill(box, ui.theme().selected);
    pen.fill({box.left, box.top, box.left + pen.px(3), box.bottom}, ui.theme().ink);
  }
  pen.fitted({columns.resource, text_top}, name, has_asked ? Type::RowStrong : Type::Row,
             ui.theme().text, columns.group - columns.resource - pen.px(36));
  draw_severity(pen, weight, {columns.group - pen.px(30), box.middle().y - pen.px(8)});
  const std::string group = row.group.empty() ? "core" : printable(row.group);
  pen.fitted({columns.group, text_top}, group, Type::Row, ui.theme().text2,
             columns.verbs - columns.group - columns.step / 2);
  for (std::size_t verb = 0; verb < matrix.query.verbs.size(); ++verb) {
    const Point middle{columns.verbs + columns.step * static_cast<float>(verb), box.middle().y};
    if (middle.x + columns.step / 2 > box.right) break;
    const float half = pen.px(10);
    const Box cell{middle.x - half, middle.y - half, middle.x + half, middle.y + half};
    const std::string& word = matrix.query.verbs[verb];
    const Touch state = touch(pen, type_of(row) + " " + word, cell);
    if (state.hovered) pen.fill(cell, ui.theme().hover, pen.px(2));
    draw_mark(pen, matrix.mark(row, 0, verb), middle);
    if (is_asked(question, row, word)) pen.outline(cell, ui.theme().ink, pen.px(2), pen.px(2));
    if (!state.pressed) continue;
    Question why = question;
    why.ask = Ask::Explain;
    why.verb = word;
    why.type = type_of(row);
    why.name.clear();
    ui.state.show_details = false;
    ui.session.apply(AskQuestion{why});
  }
}

void draw_key(Ui& ui, const Box& box) {
  const Pen& pen = ui.pen;
  pen.line({box.left + 0.5F, box.top}, {box.left + 0.5F, box.bottom}, ui.theme().line);
  float y = box.top + pen.px(12);
  const float x = box.left + pen.px(16);
  pen.text({x, y}, "A filled cell means", Type::Legend, ui.theme().text2);
  y += pen.px(30);
  const auto line = [&](MatrixMark mark, std::string_view text) {
    draw_mark(pen, mark, {x + pen.px(7), y});
    pen.text({x + pen.px(22), y - pen.height(Type::Legend) / 2}, text, Type::Legend,
             ui.theme().text);
    y += pen.px(23);
  };
  line(MatrixMark::Yes, "yes, everywhere");
  line(MatrixMark::SomeNamespaces, "yes, in some");
  line(MatrixMark::OnlyNamed, "only named");
  line(MatrixMark::No, "no");
}

/// The row that was asked about comes into sight, with some of those above it.
void scroll_to_asked(const Content& content, float row, float room) {
  const std::optional<Matrix>& matrix = content.matrix;
  if (!matrix) return;
  const auto asked = std::ranges::find_if(content.matrix_order, [&](std::uint32_t at) {
    return is_asked(content.view.question, matrix->rows[at], content.view.question.verb);
  });
  if (asked == content.matrix_order.end()) return;
  const float top = row * static_cast<float>(asked - content.matrix_order.begin());
  if (top + row > room) ImGui::SetNextWindowScroll({0, top - room / 3});
}

}  // namespace

void draw_matrix(Ui& ui, const Box& box) {
  const std::shared_ptr<const Content> content = ui.session.content();
  const std::optional<Matrix>& made = content->matrix;
  if (!made) return;
  const Matrix& matrix = *made;
  const Pen& base = ui.pen;
  base.fill(box, ui.theme().panel);
  base.line({box.left, box.top + 0.5F}, {box.right, box.top + 0.5F}, ui.theme().line);
  const float key_width = box.width() > base.px(700) ? base.px(150) : 0;
  if (key_width > 0) draw_key(ui, {box.right - key_width, box.top, box.right, box.bottom});
  const Box table{box.left, box.top, box.right - key_width, box.bottom};
  const float title = base.text({table.left + base.px(18), table.top + base.px(9)}, "Access matrix",
                                Type::BodyStrong, ui.theme().text);
  MatrixColumns columns;
  columns.resource = table.left + base.px(22);
  columns.group = table.left + table.width() * 0.25F;
  columns.verbs = table.left + table.width() * 0.46F;
  columns.step = std::max(
      base.px(46), (table.right - columns.verbs - base.px(20)) /
                       static_cast<float>(std::max<std::size_t>(matrix.query.verbs.size(), 1)));
  const auto in_sight =
      static_cast<std::size_t>(std::max((table.right - columns.verbs) / columns.step + 0.5F, 0.0F));
  float room = table.width() - title - base.px(40);
  if (in_sight < matrix.query.verbs.size()) {
    const std::string more =
        count_text(matrix.query.verbs.size() - in_sight, "verb") + " more: in a wider window";
    base.text({table.right - base.px(14), table.top + base.px(10)}, more, Type::Secondary,
              ui.theme().hidden, Align::Right);
    room -= base.width(more, Type::Secondary) + base.px(20);
  }
  if (room > base.px(120)) {
    base.fitted({table.left + base.px(30) + title, table.top + base.px(10)},
                "rows: resources, most dangerous first · press a cell to see why", Type::Secondary,
                ui.theme().text3, room);
  }
  const float head = table.top + base.px(34);
  base.text({columns.resource, head}, "Resource", Type::Secondary, ui.theme().text3);
  base.text({columns.group, head}, "API group", Type::Secondary, ui.theme().text3);
  for (std::size_t verb = 0; verb < matrix.query.verbs.size(); ++verb) {
    const float x = columns.verbs + columns.step * static_cast<float>(verb);
    if (x + columns.step / 2 > table.right) break;
    const bool asked = content->view.question.verb == matrix.query.verbs[verb];
    const std::string word = printable(matrix.query.verbs[verb]);
    const ImFont& font = *base.fonts->of(Type::Secondary);
    base.text({x, head}, shortened(font, font.FontSize, word, columns.step - base.px(6)),
              asked ? Type::BodyStrong : Type::Secondary,
              asked ? ui.theme().text : ui.theme().text2, Align::Middle);
  }
  const Box inner{table.left, table.top + base.px(56), table.right, table.bottom};
  base.line({inner.left + base.px(14), inner.top - 0.5F}, {inner.right, inner.top - 0.5F},
            ui.theme().line);
  const float height = base.px(kRow);
  const std::size_t count = content->matrix_order.size();
  if (ui.state.matrix_of != content.get()) {
    ui.state.matrix_of = content.get();
    scroll_to_asked(*content, height, inner.height());
  }
  scroll_rows("matrix", inner, count, height, [&](std::size_t row, float top) {
    draw_row(ui, matrix, matrix.rows[content->matrix_order[row]],
             {inner.left, top, inner.right - base.px(12), top + height}, columns);
  });
  if (count == 0) {
    base.text({columns.resource, inner.top + base.px(10)}, "It can do nothing with any type.",
              Type::Body, ui.theme().text2);
  }
}

}  // namespace rbacgraph::gui
