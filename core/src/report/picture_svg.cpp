/// A picture as SVG, laid out by ourselves: for what Graphviz is too slow for.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "layout/text_width.h"
#include "rbacgraph/layout/layered_layout.h"
#include "rbacgraph/report/display.h"
#include "report/markup_text.h"
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

/// Namespaces past these have no frames: each would hold next to nothing.
constexpr std::size_t kMostFrames = 40;
/// Boxes go side by side in pictures that are taller.
constexpr double kMostAspect = 2.2;

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
    add_frames(body);
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
        width, bottom + kMargin, kNameSize, markup_text(report_.picture.title));
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
    set_framed();
    std::vector<LayeredNode> nodes;
    std::vector<LayeredEdge> edges;
    for (std::size_t at = 0; at < boxes_.size(); ++at) {
      const PictureNode& node = picture_.nodes[at];
      const auto framed = std::ranges::lower_bound(framed_, frame_of(node));
      const bool is_framed = framed != framed_.end() && *framed == frame_of(node);
      nodes.push_back(
          {.column = columns[node.rank],
           .width = boxes_[at].width,
           .height = boxes_[at].height,
           .precedence = node.matches ? 0U : 1U,
           .group = is_framed ? static_cast<std::uint32_t>(framed - framed_.begin()) + 1 : 0});
    }
    for (const PictureEdge& edge : picture_.edges) edges.push_back({edge.from, edge.to});
    layout_ = layered_layout(nodes, edges, {.columns = 70, .most_aspect = kMostAspect});
    for (LayeredPlace& each : layout_.places) {
      each.x += kMargin;
      each.y += kMargin;
    }
    for (LayeredPass& each : layout_.passes) {
      each.left += kMargin;
      each.right += kMargin;
      each.y += kMargin;
    }
  }

  /// Which namespaces have frames.
  void set_framed() {
    std::set<std::string_view> all;
    for (const PictureNode& node : picture_.nodes)
      if (!frame_of(node).empty()) all.insert(frame_of(node));
    if (all.size() <= kMostFrames) framed_.assign(all.begin(), all.end());
  }

  void add_frames(std::string& body) const {
    for (const LayeredFrame& frame : layout_.frames) {
      const double x = frame.x + kMargin;
      const double y = frame.y + kMargin;
      body += fmt::format(
          "<rect class=\"frame\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
          "rx=\"2\" fill=\"none\" stroke=\"{}\" stroke-dasharray=\"5 4\"/>",
          x, y, frame.width, frame.height, kFrameColor);
      const std::string title = "ns " + printable(framed_[frame.group - 1]);
      const TextSize how{kNameSize, true};
      const std::vector<std::string_view> lines =
          wrap_to_width(title, frame.width - 2 * kPadding, frame.width, how);
      const std::string shown =
          lines.size() > 1 ? std::string(lines.front()) + "…" : std::string(lines.front());
      add_text(body, x + kPadding, y + kNameLine, shown, how, kSecondText);
      body += '\n';
    }
  }

  /// How a page finds it.
  std::string id(char letter, std::size_t at) const {
    return use_ == DrawingUse::Page ? fmt::format(" id=\"{}{}\"", letter, at) : "";
  }

  struct Way {
    std::string path;
    double x = 0;  ///< of the head's tip
    double y = 0;
    double middle_x = 0;
    double middle_y = 0;
  };

  /// Between the rows past what stands beside its ends, and a curve from there to there.
  Way way_of(const PictureEdge& edge) const {
    constexpr double kBend = 20;
    const LayeredPass& out = layout_.passes[edge.from];
    const LayeredPass& in = layout_.passes[edge.to];
    const double right = layout_.places[edge.from].x + boxes_[edge.from].width;
    const double from_y = layout_.places[edge.from].y + boxes_[edge.from].height / 2;
    Way way;
    way.x = layout_.places[edge.to].x;
    way.y = layout_.places[edge.to].y + boxes_[edge.to].height / 2;
    const auto curve = [&](double x1, double y1, double x2, double y2) {
      const double half = std::max((x2 - x1) / 2, kBend / 2);
      way.path += fmt::format(" C{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}", x1 + half, y1,
                              x2 - half, y2, x2, y2);
    };
    way.path = fmt::format("M{:.1f},{:.1f}", right, from_y);
    const bool passes_out = out.right > right + 1;
    const bool passes_in = in.left < way.x - 1;
    if (passes_out) {
      curve(right, from_y, right + kBend, out.y);
      way.path += fmt::format(" H{:.1f}", out.right);
    }
    const double x1 = passes_out ? out.right : right;
    const double y1 = passes_out ? out.y : from_y;
    const double x2 = passes_in ? in.left : way.x - kHead;
    const double y2 = passes_in ? in.y : way.y;
    curve(x1, y1, x2, y2);
    if (passes_in) {
      way.path += fmt::format(" H{:.1f}", way.x - kBend);
      curve(way.x - kBend, in.y, way.x - kHead, way.y);
    }
    way.middle_x = (x1 + x2) / 2;
    way.middle_y = (y1 + y2) / 2;
    return way;
  }

  void add_edge(std::string& body, std::size_t at) const {
    const PictureEdge& edge = picture_.edges[at];
    const std::string_view color = color_of(edge, words_.distinguishes());
    std::string_view dashes;
    if (is_scoped(edge.kind) && (edge.ns || edge.mixed)) dashes = "7 4";
    if (edge.kind == PictureEdgeKind::MemberOf || edge.missing) dashes = "2 3";
    if (edge.change == PictureChange::OnlyA) dashes = "7 4";
    const bool strong =
        (edge.matches && words_.distinguishes()) || edge.change != PictureChange::Same;
    const Way way = way_of(edge);
    const double width = strong ? 2.2 : 1.2;
    body += fmt::format("<g class=\"edge\"{}><title>{}</title>", id('e', at),
                        markup_text(words_.edge_tooltip(edge)));
    const auto line = [&](std::string_view stroke, double pen) {
      body += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{}/>",
                          way.path, stroke, pen,
                          dashes.empty() ? "" : fmt::format(" stroke-dasharray=\"{}\"", dashes));
    };
    const bool is_double = edge.kind == PictureEdgeKind::AggregatedFrom;
    line(color, is_double ? 3 * width : width);
    if (is_double) line("white", width);
    body += fmt::format(
        "<polygon points=\"{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}\" fill=\"{}\"/>", way.x, way.y,
        way.x - kHead, way.y - kHead / 2, way.x - kHead, way.y + kHead / 2, color);
    std::string label = words_.edge_label(edge);
    if (edge.missing) label += label.empty() ? "×" : " ×";
    if (edge.dead) label.insert(0, "⊘ ");
    if (edge.change != PictureChange::Same)
      label.insert(0, edge.change == PictureChange::OnlyA ? "−" : "+");
    if (!label.empty())
      body += fmt::format(
          "<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\" text-anchor=\"middle\" fill=\"{}\">{}"
          "</text>",
          way.middle_x, way.middle_y - 2, kDetailSize, kSecondText, words_text(label));
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
                        markup_text(box.words.tooltip_with_place()));
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
                    y, how.size, how.bold ? " font-weight=\"bold\"" : "", color, words_text(text));
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
  std::vector<std::string_view> framed_;  ///< namespaces, sorted
  LayeredLayout layout_;
};

}  // namespace

std::string svg_text(const PictureReport& report, DrawingUse use) {
  return SvgPicture(report, use).run();
}

}  // namespace rbacgraph
