#include "report/png_canvas.h"

#include <charconv>
#include <cmath>
#include <numbers>
#include <span>

#include "report/png.h"

namespace rbacgraph {
namespace {

constexpr double kPixelsPerPoint = 96.0 / 72.0;

std::span<const double> pattern_of(Dashes dashes) {
  static constexpr std::array kLong{7.0, 4.0};
  static constexpr std::array kShort{2.0, 3.0};
  static constexpr std::array kFrame{5.0, 4.0};
  switch (dashes) {
    case Dashes::Long: return kLong;
    case Dashes::Short: return kShort;
    case Dashes::Frame: return kFrame;
    case Dashes::None: break;
  }
  return {};
}

}  // namespace

std::uint32_t PngCanvas::pixels(double points) {
  return static_cast<std::uint32_t>(std::ceil(points * kPixelsPerPoint));
}

PngCanvas::PngCanvas(const CairoLibrary& library, double width, double height)
    : library_(library),
      width_(pixels(width)),
      pixels_(std::size_t{width_} * pixels(height), 0xFFFFFFFFU),
      surface_(library.surface_for_data(reinterpret_cast<unsigned char*>(pixels_.data()),
                                        CAIRO_FORMAT_RGB24, static_cast<int>(width_),
                                        static_cast<int>(pixels(height)),
                                        static_cast<int>(width_ * sizeof(std::uint32_t)))),
      cairo_(library.create(surface_)) {
  library_.scale(cairo_, kPixelsPerPoint, kPixelsPerPoint);
}

void PngCanvas::set_color(std::string_view color) {
  std::uint32_t number = 0xFFFFFF;
  if (color.starts_with('#')) {
    std::from_chars(color.data() + 1, color.data() + color.size(), number, 16);
  }
  const auto part = [&](unsigned shift) {
    return static_cast<double>((number >> shift) & 0xFFU) / 255.0;
  };
  library_.set_color(cairo_, part(16), part(8), part(0));
}

void PngCanvas::use(const Pen& pen) {
  if (!pen.fill.empty()) {
    set_color(pen.fill);
    library_.fill(cairo_);
  }
  if (!pen.stroke.empty()) {
    const std::span<const double> dashes = pattern_of(pen.dashes);
    library_.set_dash(cairo_, dashes.data(), static_cast<int>(dashes.size()), 0);
    library_.set_line_width(cairo_, pen.width);
    set_color(pen.stroke);
    library_.stroke(cairo_);
  }
  library_.new_path(cairo_);
}

void PngCanvas::box(const CanvasBox& box, const Pen& pen) {
  constexpr double kQuarter = std::numbers::pi / 2;
  const double r = box.radius;
  const double right = box.x + box.width;
  const double bottom = box.y + box.height;
  library_.arc(cairo_, right - r, box.y + r, r, -kQuarter, 0);
  library_.arc(cairo_, right - r, bottom - r, r, 0, kQuarter);
  library_.arc(cairo_, box.x + r, bottom - r, r, kQuarter, 2 * kQuarter);
  library_.arc(cairo_, box.x + r, box.y + r, r, 2 * kQuarter, 3 * kQuarter);
  library_.close_path(cairo_);
  use(pen);
}

void PngCanvas::polygon(std::span<const CanvasPoint> corners, const Pen& pen) {
  for (const CanvasPoint& corner : corners) {
    library_.line_to(cairo_, corner.x, corner.y);
  }
  library_.close_path(cairo_);
  use(pen);
}

void PngCanvas::path(const CanvasPath& path, const Pen& pen) {
  library_.move_to(cairo_, path.start.x, path.start.y);
  for (const CanvasPath::Step& step : path.steps) {
    if (step.handles) {
      const auto& [a, b] = *step.handles;
      library_.curve_to(cairo_, a.x, a.y, b.x, b.y, step.to.x, step.to.y);
    } else {
      library_.line_to(cairo_, step.to.x, step.to.y);
    }
  }
  // Long lines are most of what is painted, and a fraction of the time is enough for them.
  library_.set_antialias(cairo_, CAIRO_ANTIALIAS_FAST);
  use(pen);
  library_.set_antialias(cairo_, CAIRO_ANTIALIAS_DEFAULT);
}

PangoLayout* PngCanvas::layout(const TextSize& how) {
  PangoLayout*& layout = layouts_[{how.size, how.bold}];
  if (layout == nullptr) {
    PangoFontDescription* const font = library_.font("DejaVu Sans,Verdana,sans-serif");
    library_.set_font_size(font, how.size * PANGO_SCALE);
    library_.set_weight(font, how.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    layout = library_.create_layout(cairo_);
    library_.set_font(layout, font);
    library_.set_single_line(layout, TRUE);
  }
  return layout;
}

void PngCanvas::text(const CanvasText& text) {
  if (text.text.empty()) {
    return;
  }
  PangoLayout* const layout = this->layout(text.how);
  library_.set_text(layout, text.text.data(), static_cast<int>(text.text.size()));
  double x = text.at.x;
  if (text.anchor == TextAnchor::Middle) {
    int width = 0;
    library_.text_size(layout, &width, nullptr);
    x -= static_cast<double>(width) / PANGO_SCALE / 2;
  }
  set_color(text.color);
  library_.move_to(cairo_, x, text.at.y);
  library_.show_line(cairo_, library_.line(layout, 0));
  library_.new_path(cairo_);
}

std::string PngCanvas::file() const {
  if (library_.status(cairo_) != CAIRO_STATUS_SUCCESS) {
    return {};
  }
  library_.flush(surface_);
  return png_bytes(width_, pixels_);
}

}  // namespace rbacgraph
