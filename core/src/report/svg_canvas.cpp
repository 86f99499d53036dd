#include "report/svg_canvas.h"

#include <fmt/format.h>

#include "report/markup_text.h"
#include "report/picture_look.h"

namespace rbacgraph {
namespace {

/// With spaces that stay, of which several would else be one.
std::string words_text(std::string_view text) {
  std::string escaped;
  for (const char c : markup_text(text)) {
    if (c == ' ') {
      escaped += "\u00A0";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string_view pattern_of(Dashes dashes) {
  switch (dashes) {
    case Dashes::Long: return " stroke-dasharray=\"7 4\"";
    case Dashes::Short: return " stroke-dasharray=\"2 3\"";
    case Dashes::Frame: return " stroke-dasharray=\"5 4\"";
    case Dashes::None: break;
  }
  return "";
}

std::string pen_text(const Pen& pen) {
  std::string text = fmt::format("fill=\"{}\"", pen.fill.empty() ? "none" : pen.fill);
  if (!pen.stroke.empty()) {
    text += fmt::format(" stroke=\"{}\" stroke-width=\"{}\"{}", pen.stroke, pen.width,
                        pattern_of(pen.dashes));
  }
  return text;
}

}  // namespace

void SvgCanvas::open(std::string_view name, const std::string& id, std::string_view tooltip) {
  body_ += fmt::format("<g class=\"{}\"", name);
  if (!id.empty()) {
    body_ += fmt::format(" id=\"{}\"", id);
  }
  body_ += '>';
  if (!tooltip.empty()) {
    body_ += fmt::format("<title>{}</title>", markup_text(tooltip));
  }
}

void SvgCanvas::close() { body_ += "</g>\n"; }

void SvgCanvas::box(const CanvasBox& box, const Pen& pen) {
  body_ += fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{:.1f}\" {}/>",
      box.x, box.y, box.width, box.height, box.radius, pen_text(pen));
}

void SvgCanvas::polygon(std::span<const CanvasPoint> corners, const Pen& pen) {
  body_ += "<polygon points=\"";
  for (std::size_t at = 0; at < corners.size(); ++at) {
    body_ += fmt::format("{}{:.1f},{:.1f}", at == 0 ? "" : " ", corners[at].x, corners[at].y);
  }
  body_ += fmt::format("\" {}/>", pen_text(pen));
}

void SvgCanvas::path(const CanvasPath& path, const Pen& pen) {
  body_ += fmt::format("<path d=\"M{:.1f},{:.1f}", path.start.x, path.start.y);
  for (const CanvasPath::Step& step : path.steps) {
    if (step.handles) {
      const auto& [a, b] = *step.handles;
      body_ += fmt::format(" C{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}", a.x, a.y, b.x, b.y,
                           step.to.x, step.to.y);
    } else {
      body_ += fmt::format(" H{:.1f}", step.to.x);
    }
  }
  body_ += fmt::format("\" {}/>", pen_text(pen));
}

void SvgCanvas::text(const CanvasText& text) {
  if (text.text.empty()) {
    return;
  }
  body_ +=
      fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\"{}{} fill=\"{}\">{}</text>",
                  text.at.x, text.at.y, text.how.size, text.how.bold ? " font-weight=\"bold\"" : "",
                  text.anchor == TextAnchor::Middle ? " text-anchor=\"middle\"" : "", text.color,
                  words_text(text.text));
}

std::string SvgCanvas::document(double width, double height, std::string_view title) const {
  return fmt::format(
             "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<svg "
             "xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}pt\" height=\"{1:.0f}pt\" "
             "viewBox=\"0 0 {0:.0f} {1:.0f}\" font-family=\"DejaVu Sans,Verdana,sans-serif\" "
             "font-size=\"{2}\" xml:space=\"preserve\">\n<title>{3}</title>\n<rect width=\"100%\" "
             "height=\"100%\" fill=\"white\"/>\n",
             width, height, kNameSize, markup_text(title)) +
         body_ + "</svg>\n";
}

}  // namespace rbacgraph
