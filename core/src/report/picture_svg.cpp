/// A picture as SVG, laid out by ourselves: for what Graphviz is too slow for.
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "layout/text_width.h"
#include "rbacgraph/layout/layered_layout.h"
#include "report/picture_drawing.h"
#include "report/picture_look.h"
#include "report/picture_words.h"

namespace rbacgraph {
namespace {

constexpr double kMargin = 24;
constexpr double kPadding = 7;
constexpr double kNameLine = 13;
constexpr double kDetailLine = 11;
constexpr double kCaptionLine = 16;
constexpr double kCaptionWidth = 760;
constexpr double kHead = 6;

std::string xml_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      // Else several would be one.
      case ' ': escaped += "\u00A0"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

struct Box {
  NodeWords words;
  std::vector<std::string_view> name;
  std::vector<std::string_view> detail;
  double width = 0;
  double height = 0;
};

class SvgPicture {
 public:
  SvgPicture(const PictureReport& report, DrawingUse use)
      : use_(use), report_(report), picture_(report.picture), words_(report.picture) {}

  std::string run() {
    measure();
    place();
    std::string body;
    for (std::size_t at = 0; at < picture_.edges.size(); ++at) add_edge(body, at);
    for (std::size_t at = 0; at < picture_.nodes.size(); ++at) add_node(body, at);
    double bottom = layout_.height + 2 * kMargin;
    if (use_ == DrawingUse::Alone) bottom = add_caption(body, bottom);
    const double width = std::max(layout_.width, kCaptionWidth) + 2 * kMargin;
    std::string svg = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<svg "
        "xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}pt\" height=\"{1:.0f}pt\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" font-family=\"DejaVu Sans,Verdana,sans-serif\" "
        "font-size=\"{2}\" xml:space=\"preserve\">\n<title>{3}</title>\n<rect width=\"100%\" "
        "height=\"100%\" fill=\"white\"/>\n",
        width, bottom + kMargin, kNameSize, xml_text(report_.picture.title));
    svg += body;
    return svg + "</svg>\n";
  }

 private:
  void measure() {
    boxes_.resize(picture_.nodes.size());
    for (std::size_t at = 0; at < boxes_.size(); ++at) {
      Box& box = boxes_[at];
      const PictureNode& node = picture_.nodes[at];
      box.words = words_.node(at);
      const double width = column_width(node.rank);
      const double letters = text_width(box.words.letters, {kNameSize, true}) + kPadding;
      const double warning = text_width(box.words.warning, {kDetailSize, true}) + kPadding;
      box.name = wrap_to_width(box.words.name, width - letters, width, {kNameSize, true});
      box.detail = wrap_to_width(box.words.detail, width - warning, width, {kDetailSize});
      box.width = width + 2 * kPadding;
      box.height = kNameLine * static_cast<double>(box.name.size()) +
                   kDetailLine * static_cast<double>(box.detail.size()) + kPadding;
    }
  }

  void place() {
    // Columns without nodes are none.
    std::map<PictureRank, std::uint32_t> columns;
    for (const PictureNode& node : picture_.nodes) columns.emplace(node.rank, 0U);
    std::uint32_t number = 0;
    for (auto& [rank, column] : columns) column = number++;
    std::vector<LayeredNode> nodes;
    std::vector<LayeredEdge> edges;
    for (std::size_t at = 0; at < boxes_.size(); ++at)
      nodes.push_back({columns[picture_.nodes[at].rank], boxes_[at].width, boxes_[at].height,
                       picture_.nodes[at].matches ? 0U : 1U});
    for (const PictureEdge& edge : picture_.edges) edges.push_back({edge.from, edge.to});
    layout_ = layered_layout(nodes, edges, {.rows = 7, .columns = 70});
    for (LayeredPlace& each : layout_.places) {
      each.x += kMargin;
      each.y += kMargin;
    }
  }

  /// How a page finds it.
  std::string id(char letter, std::size_t at) const {
    return use_ == DrawingUse::Page ? fmt::format(" id=\"{}{}\"", letter, at) : "";
  }

  void add_edge(std::string& body, std::size_t at) const {
    const PictureEdge& edge = picture_.edges[at];
    const Box& from = boxes_[edge.from];
    const Box& to = boxes_[edge.to];
    const double x1 = layout_.places[edge.from].x + from.width;
    const double y1 = layout_.places[edge.from].y + from.height / 2;
    const double x2 = layout_.places[edge.to].x;
    const double y2 = layout_.places[edge.to].y + to.height / 2;
    const double half = std::max((x2 - x1) / 2, 20.0);
    const std::string_view color = color_of(edge, words_.distinguishes());
    std::string_view dashes;
    if (is_scoped(edge.kind) && (edge.ns || edge.mixed)) dashes = "7 4";
    if (edge.kind == PictureEdgeKind::MemberOf || edge.missing) dashes = "2 3";
    if (edge.change == PictureChange::OnlyA) dashes = "7 4";
    const bool strong =
        (edge.matches && words_.distinguishes()) || edge.change != PictureChange::Same;
    body += fmt::format(
        "<g class=\"edge\"{}><title>{}</title><path d=\"M{:.1f},{:.1f} C{:.1f},{:.1f} "
        "{:.1f},{:.1f} "
        "{:.1f},{:.1f}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{}/>",
        id('e', at), xml_text(words_.edge_tooltip(edge)), x1, y1, x1 + half, y1, x2 - half, y2,
        x2 - kHead, y2, color, strong ? "2.2" : "1.2",
        dashes.empty() ? "" : fmt::format(" stroke-dasharray=\"{}\"", dashes));
    body +=
        fmt::format("<polygon points=\"{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}\" fill=\"{}\"/>",
                    x2, y2, x2 - kHead, y2 - kHead / 2, x2 - kHead, y2 + kHead / 2, color);
    std::string label = words_.edge_label(edge);
    if (edge.missing) label += label.empty() ? "×" : " ×";
    if (edge.change != PictureChange::Same)
      label.insert(0, edge.change == PictureChange::OnlyA ? "−" : "+");
    if (!label.empty())
      body += fmt::format(
          "<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\" text-anchor=\"middle\" fill=\"{}\">{}"
          "</text>",
          (x1 + x2) / 2, (y1 + y2) / 2 - 2, kDetailSize, kSecondText, xml_text(label));
    body += "</g>\n";
  }

  /// The outline of its kind.
  void add_shape(std::string& body, std::size_t at) const {
    const PictureNode& node = picture_.nodes[at];
    const Box& box = boxes_[at];
    const auto [x, y] = layout_.places[at];
    using enum PictureKind;
    const bool strong = node.start || (node.matches && words_.distinguishes());
    const std::string pen = fmt::format(
        "fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\"{}", node.folded ? kHiddenFill : "white",
        color_of(picture_, node), strong || node.kind == ClusterRoleBinding ? "2.2" : "1.3",
        node.missing ? " stroke-dasharray=\"2 3\""
        : node.change == PictureChange::OnlyA || node.kind == Namespace
            ? " stroke-dasharray=\"7 4\""
            : "");
    const auto rectangle = [&](double shift, double radius) {
      body += fmt::format(
          "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{:.1f}\" {}/>",
          x + shift, y - shift, box.width, box.height, radius, pen);
    };
    if (node.kind == ClusterRoleBinding || node.kind == RoleBinding) {
      constexpr double kCut = 8;
      const double right = x + box.width;
      const double bottom = y + box.height;
      body += fmt::format(
          "<polygon points=\"{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f} "
          "{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}\" {}/>",
          x + kCut, y, right - kCut, y, right, y + kCut, right, bottom - kCut, right - kCut, bottom,
          x + kCut, bottom, x, bottom - kCut, x, y + kCut, pen);
      return;
    }
    const bool round = node.kind == ClusterRole || node.kind == Role;
    if (node.kind == Group || node.folded) rectangle(3, 2);
    rectangle(0, round ? 10 : node.kind == User ? box.height / 2 : 2);
    if (node.kind == ClusterRole)
      body += fmt::format(
          "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"7\" {}/>", x + 3,
          y + 3, box.width - 6, box.height - 6, pen);
  }

  void add_node(std::string& body, std::size_t at) const {
    const PictureNode& node = picture_.nodes[at];
    const Box& box = boxes_[at];
    const auto [x, y] = layout_.places[at];
    body += fmt::format("<g class=\"node\"{}><title>{}</title>", id('n', at),
                        xml_text(box.words.tooltip));
    add_shape(body, at);
    double line = y + kNameLine;
    double indent = x + kPadding;
    if (!box.words.letters.empty()) {
      add_text(body, indent, line, box.words.letters, {kNameSize, true}, color_of(picture_, node));
      indent += text_width(box.words.letters, {kNameSize, true}) + kPadding;
    }
    const bool strong = node.start || (node.matches && words_.distinguishes());
    for (const std::string_view part : box.name) {
      add_text(body, indent, line, part, {kNameSize, strong}, kInk);
      line += kNameLine;
      indent = x + kPadding;
    }
    line -= kNameLine - kDetailLine;
    if (!box.words.warning.empty()) {
      add_text(body, indent, line, box.words.warning, {kDetailSize, true}, kRiskColor);
      indent += text_width(box.words.warning, {kDetailSize, true}) + kPadding;
    }
    for (const std::string_view part : box.detail) {
      add_text(body, indent, line, part, {kDetailSize}, kSecondText);
      line += kDetailLine;
      indent = x + kPadding;
    }
    body += "</g>\n";
  }

  static void add_text(std::string& body, double x, double y, std::string_view text,
                       const TextSize& how, std::string_view color) {
    if (text.empty()) return;
    body +=
        fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\"{} fill=\"{}\">{}</text>", x,
                    y, how.size, how.bold ? " font-weight=\"bold\"" : "", color, xml_text(text));
  }

  /// Gives back how far down it goes.
  double add_caption(std::string& body, double y) const {
    const PictureCaption caption = caption_of(report_);
    const auto lines = [&](std::string_view text, const TextSize& how, std::string_view color) {
      for (const std::string_view line : wrap_to_width(text, kCaptionWidth, kCaptionWidth, how)) {
        add_text(body, kMargin, y, line, how, color);
        body += '\n';
        y += kCaptionLine;
      }
    };
    lines(caption.title, {kTitleSize, true}, kInk);
    for (const std::string& line : caption.lines) lines(line, {kNameSize}, kInk);
    lines(caption.command, {9}, kSecondText);
    double x = kMargin;
    for (const LegendEntry& entry : caption.legend) {
      const double letters = text_width(entry.letters, {kNameSize, true});
      const double width = letters + text_width(entry.text, {kNameSize}) + 3 * kPadding;
      if (x > kMargin && x + width > kCaptionWidth + kMargin) {
        x = kMargin;
        y += kCaptionLine;
      }
      add_text(body, x, y, entry.letters, {kNameSize, true}, color_of(entry.kind));
      add_text(body, x + (letters > 0 ? letters + kPadding : 0), y, entry.text, {kNameSize},
               kSecondText);
      body += '\n';
      x += width + kPadding;
    }
    return y;
  }

  DrawingUse use_;
  const PictureReport& report_;
  const AccessPicture& picture_;
  PictureWords words_;
  std::vector<Box> boxes_;
  LayeredLayout layout_;
};

}  // namespace

std::string svg_text(const PictureReport& report, DrawingUse use) {
  return SvgPicture(report, use).run();
}

}  // namespace rbacgraph
