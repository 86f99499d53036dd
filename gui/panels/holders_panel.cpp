/// Who-can as a table: who, where, through which binding and role; the kinds of yes as marks.
#include <algorithm>

#include "canvas/shapes.h"
#include "panels/ui.h"
#include "panels/widgets.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph::gui {
namespace {

constexpr float kRow = 25;

struct HolderColumns {
  float mark = 0;
  float subject = 0;
  float verb = 0;
  float where = 0;
  float binding = 0;
  float role = 0;
};

void draw_row(Ui& ui, const HolderRow& row, std::size_t at, const Box& box,
              const HolderColumns& columns) {
  const Pen pen = ui.here();
  const bool chosen = ui.session.view().selected == row.node && !row.node.empty();
  const Touch state = touch(pen, "holder-" + std::to_string(at), box);
  if (chosen) {
    pen.fill(box, ui.theme().selected);
    pen.fill({box.left, box.top, box.left + pen.px(3), box.bottom}, ui.theme().ink);
  } else if (state.hovered) {
    pen.fill(box, ui.theme().hover);
  }
  const float text_top = box.middle().y - pen.height(Type::Row) / 2;
  draw_mark(pen, row.mark, {columns.mark, box.middle().y});
  draw_kind_tile(pen, picture_kind(row.subject.kind),
                 {columns.subject, box.middle().y - pen.px(kTileHeight / 2)});
  const float name_left = columns.subject + pen.px(kTileWidth + 8);
  const std::string name = printable(
      row.subject.ns.empty() ? row.subject.name : row.subject.ns + "/" + row.subject.name);
  pen.fitted({name_left, text_top}, name, Type::RowStrong, ui.theme().text,
             columns.verb - name_left - pen.px(8));
  pen.fitted({columns.verb, text_top}, printable(row.verb), Type::Row, ui.theme().text2,
             columns.where - columns.verb - pen.px(8));
  pen.fitted({columns.where, text_top}, row.where, Type::Row, ui.theme().text,
             columns.binding - columns.where - pen.px(8));
  if (!row.grants.empty()) {
    const std::string more =
        row.grants.size() > 1 ? "  +" + std::to_string(row.grants.size() - 1) : "";
    const float more_width = pen.width(more, Type::RowStrong);
    pen.fitted({columns.binding, text_top}, row.binding, Type::Row, ui.theme().text,
               columns.role - columns.binding - pen.px(12));
    pen.fitted({columns.role, text_top}, row.role, Type::Row, ui.theme().text,
               box.right - columns.role - more_width - pen.px(14));
    pen.text({box.right - pen.px(8), text_top}, more, Type::RowStrong, ui.theme().hidden,
             Align::Right);
  }
  if (!state.pressed) return;
  ui.state.show_details = true;
  ui.session.apply(SelectNode{chosen ? "" : row.node});
}

}  // namespace

void draw_holders(Ui& ui, const Box& box) {
  const std::shared_ptr<const Content> content = ui.session.content();
  const Pen& base = ui.pen;
  base.fill(box, ui.theme().panel);
  base.line({box.left, box.top + 0.5F}, {box.right, box.top + 0.5F}, ui.theme().line);
  const float title =
      base.text({box.left + base.px(18), box.top + base.px(9)},
                count_text(content->holders.size(), "answer"), Type::BodyStrong, ui.theme().text);
  base.fitted({box.left + base.px(30) + title, box.top + base.px(10)},
              "in the kinds of yes: everywhere, in some namespaces, only named objects",
              Type::Secondary, ui.theme().text3, box.width() - title - base.px(50));
  HolderColumns columns;
  const float width = box.width();
  columns.mark = box.left + base.px(30);
  columns.subject = box.left + base.px(50);
  columns.verb = box.left + width * 0.36F;
  columns.where = box.left + width * 0.43F;
  columns.binding = box.left + width * 0.57F;
  columns.role = box.left + width * 0.78F;
  const float head = box.top + base.px(34);
  const float inner_right = box.right - base.px(12);
  const Color color = ui.theme().text3;
  const auto tell = [&](float x, float end, std::string_view text) {
    base.fitted({x, head}, text, Type::Secondary, color, std::max(end - x - base.px(6), 1.0F));
  };
  tell(columns.subject, columns.verb, "Who");
  tell(columns.verb, columns.where, "Verb");
  tell(columns.where, columns.binding, "Where");
  tell(columns.binding, columns.role, "Through");
  tell(columns.role, inner_right, "Role");
  const Box inner{box.left, box.top + base.px(56), box.right, box.bottom};
  base.line({inner.left + base.px(14), inner.top - 0.5F}, {inner.right, inner.top - 0.5F},
            ui.theme().line);
  const float height = base.px(kRow);
  scroll_rows("holders", inner, content->holders.size(), height, [&](std::size_t row, float top) {
    draw_row(ui, content->holders[row], row,
             {inner.left, top, inner.right - base.px(12), top + height}, columns);
  });
}

}  // namespace rbacgraph::gui
