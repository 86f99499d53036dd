/// A canvas that is an image, 96 dots an inch, painted by Cairo with text by Pango. To be used in a
/// process of its own (layout/own_process.h).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "layout/cairo_library.h"
#include "report/canvas.h"

namespace rbacgraph {

class PngCanvas : public Canvas {
 public:
  /// Pixels of a length, the last one whole.
  static std::uint32_t pixels(double points);

  PngCanvas(const CairoLibrary& library, double width, double height);

  void open(std::string_view, const std::string&, std::string_view) override {}
  void close() override {}
  void box(const CanvasBox& box, const Pen& pen) override;
  void polygon(std::span<const CanvasPoint> corners, const Pen& pen) override;
  void path(const CanvasPath& path, const Pen& pen) override;
  void text(const CanvasText& text) override;

  /// The file; "" where there was no memory to paint in.
  std::string file() const;

 private:
  void set_color(std::string_view color);
  /// Fills and draws the path that is set.
  void use(const Pen& pen);
  PangoLayout* layout(const TextSize& how);

  const CairoLibrary& library_;
  std::uint32_t width_;
  // Cairo writes into it until the process ends: its objects are never freed.
  std::vector<std::uint32_t> pixels_;
  cairo_surface_t* surface_;
  cairo_t* cairo_;
  std::map<std::pair<double, bool>, PangoLayout*> layouts_;
};

}  // namespace rbacgraph
