/// A canvas that is SVG.
#pragma once

#include <string>
#include <string_view>

#include "report/canvas.h"

namespace rbacgraph {

class SvgCanvas : public Canvas {
 public:
  void open(std::string_view name, const std::string& id, std::string_view tooltip) override;
  void close() override;
  void box(const CanvasBox& box, const Pen& pen) override;
  void polygon(std::span<const CanvasPoint> corners, const Pen& pen) override;
  void path(const CanvasPath& path, const Pen& pen) override;
  void text(const CanvasText& text) override;

  /// The whole document, of what was drawn until now.
  std::string document(double width, double height, std::string_view title) const;

 private:
  std::string body_;
};

}  // namespace rbacgraph
