/// A picture laid out by ourselves, for what Graphviz is too slow for, as SVG and as PNG.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "layout/cairo_library.h"
#include "layout/graphviz_layout.h"
#include "layout/own_process.h"
#include "layout/text_width.h"
#include "rbacgraph/layout/layered_layout.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/picture_labels.h"
#include "report/canvas.h"
#include "report/picture_drawing.h"
#include "report/picture_look.h"
#include "report/picture_words.h"
#include "report/png_canvas.h"
#include "report/svg_canvas.h"

namespace rbacgraph {
namespace {

constexpr double kMargin = 24;
constexpr double kPadding = 7;
constexpr double kNameLine = 13;
constexpr double kDetailLine = 11;
constexpr double kCaptionLine = 16;
constexpr double kCaptionWidth = 760;
constexpr double kHead = 6;
/// Of the corners of a binding.
constexpr double kCut = 8;

/// Boxes go side by side in pictures that are taller.
constexpr double kMostAspect = 2.2;

struct Box {
  NodeWords words;
  std::vector<std::string_view> name;
  std::vector<std::string_view> detail;
  double width = 0;
  double height = 0;
};

class LayeredPicture {
 public:
  LayeredPicture(const PictureReport& report, DrawingUse use)
      : use_(use), report_(report), picture_(report.picture), words_(report.picture) {
    measure();
    place();
    if (use_ == DrawingUse::Alone) set_caption();
  }

  double width() const { return std::max(layout_.width, kCaptionWidth) + 2 * kMargin; }
  double height() const {
    return layout_.height + 3 * kMargin + kCaptionLine * static_cast<double>(caption_lines_);
  }

  void paint(Canvas& canvas) const {
    add_frames(canvas);
    Labels labels;
    for (std::size_t at = 0; at < picture_.edges.size(); ++at) {
      add_edge(canvas, at, labels);
    }
    for (std::size_t at = 0; at < picture_.nodes.size(); ++at) {
      add_node(canvas, at);
    }
    for (const CaptionText& each : caption_) {
      canvas.text({{each.x, layout_.height + 2 * kMargin + kCaptionLine * each.line},
                   each.text,
                   each.how,
                   each.color});
    }
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
    framed_ = frames_of(picture_);
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

  void add_frames(Canvas& canvas) const {
    for (const LayeredFrame& frame : layout_.frames) {
      const double x = frame.x + kMargin;
      const double y = frame.y + kMargin;
      canvas.open("frame", "", "");
      canvas.box({x, y, frame.width, frame.height, 2},
                 {.stroke = kFrameColor, .dashes = Dashes::Frame});
      const std::string title = "ns " + printable(framed_[frame.group - 1]);
      const TextSize how{kNameSize, true};
      const std::vector<std::string_view> lines =
          wrap_to_width(title, frame.width - 2 * kPadding, frame.width, how);
      const std::string shown =
          lines.size() > 1 ? std::string(lines.front()) + "…" : std::string(lines.front());
      canvas.text({{x + kPadding, y + kNameLine}, shown, how, kSecondText});
      canvas.close();
    }
  }

  /// How a page finds it.
  std::string id(char letter, std::size_t at) const {
    return use_ == DrawingUse::Page ? fmt::format("{}{}", letter, at) : "";
  }

  struct Way {
    CanvasPath path;
    CanvasPoint tip;    ///< of the head
    CanvasPoint begin;  ///< of the curve between the columns
    CanvasPoint end;
  };

  /// Between the rows past what stands beside its ends, and a curve from there to there.
  Way way_of(const PictureEdge& edge) const {
    constexpr double kBend = 20;
    const LayeredPass& out = layout_.passes[edge.from];
    const LayeredPass& in = layout_.passes[edge.to];
    const CanvasPoint from{layout_.places[edge.from].x + boxes_[edge.from].width,
                           layout_.places[edge.from].y + boxes_[edge.from].height / 2};
    Way way;
    way.tip = {layout_.places[edge.to].x, layout_.places[edge.to].y + boxes_[edge.to].height / 2};
    const CanvasPoint neck{way.tip.x - kHead, way.tip.y};
    const auto curve = [&](CanvasPoint a, CanvasPoint b) {
      const double half = std::max((b.x - a.x) / 2, kBend / 2);
      way.path.steps.push_back(
          {std::pair(CanvasPoint{a.x + half, a.y}, CanvasPoint{b.x - half, b.y}), b});
    };
    way.path.start = from;
    CanvasPoint begin = from;
    CanvasPoint end = neck;
    if (out.right > from.x + 1) {
      curve(from, {from.x + kBend, out.y});
      begin = {out.right, out.y};
      way.path.steps.push_back({{}, begin});
    }
    const bool passes_in = in.left < way.tip.x - 1;
    if (passes_in) end = {in.left, in.y};
    curve(begin, end);
    if (passes_in) {
      const CanvasPoint bend{way.tip.x - kBend, in.y};
      way.path.steps.push_back({{}, bend});
      curve(bend, neck);
    }
    way.begin = begin;
    way.end = end;
    return way;
  }

  /// Labels that are placed, by squares that they are in: none may lie on another.
  class Labels {
   public:
    /// False, and nothing placed, where one is already.
    bool place(const CanvasBox& box) {
      std::vector<std::pair<long, long>> squares;
      for (long x = square(box.x); x <= square(box.x + box.width); ++x) {
        for (long y = square(box.y); y <= square(box.y + box.height); ++y) {
          squares.emplace_back(x, y);
        }
      }
      const auto is_taken = [&](const auto& each) { return taken_.contains(each); };
      if (std::ranges::any_of(squares, is_taken)) {
        return false;
      }
      taken_.insert(squares.begin(), squares.end());
      return true;
    }

   private:
    static long square(double at) { return std::lround(std::floor(at / 6)); }
    std::set<std::pair<long, long>> taken_;
  };

  /// On its line, on paper of its own: in the middle, or as near to it as others leave room.
  static void add_label(Canvas& canvas, const Way& way, const std::string& label, Labels& labels) {
    const TextSize how{kDetailSize};
    const double width = text_width(label, how) + 4;
    CanvasBox box{0, 0, width, kDetailLine, 1};
    for (const double t : {0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.5}) {
      // The curve's handles are level with its ends, in the middle between them.
      const double near = (1 - t) * (1 - t) * (1 + 2 * t);
      const double x = std::lerp(way.begin.x, way.end.x, t * (1.5 - 1.5 * t + t * t));
      const double y = std::lerp(way.end.y, way.begin.y, near);
      box.x = x - width / 2;
      box.y = y - kDetailLine / 2;
      if (labels.place(box)) {
        break;
      }
    }
    canvas.box(box, {.fill = "white"});
    canvas.text(
        {{box.x + width / 2, box.y + kDetailSize}, label, how, kSecondText, TextAnchor::Middle});
  }

  static Dashes dashes_of(const PictureEdge& edge) {
    if (edge.change == PictureChange::OnlyA) return Dashes::Long;
    if (edge.kind == PictureEdgeKind::MemberOf || edge.missing) return Dashes::Short;
    return is_scoped(edge.kind) && (edge.ns || edge.mixed) ? Dashes::Long : Dashes::None;
  }

  void add_edge(Canvas& canvas, std::size_t at, Labels& labels) const {
    const PictureEdge& edge = picture_.edges[at];
    const std::string_view color = color_of(edge, words_.distinguishes());
    const bool strong =
        (edge.matches && words_.distinguishes()) || edge.change != PictureChange::Same;
    const Way way = way_of(edge);
    const double width = strong ? 2.2 : 1.2;
    canvas.open("edge", id('e', at), PictureWords::edge_tooltip(edge));
    const bool is_double = edge.kind == PictureEdgeKind::AggregatedFrom;
    canvas.path(
        way.path,
        {.stroke = color, .width = is_double ? 3 * width : width, .dashes = dashes_of(edge)});
    if (is_double) canvas.path(way.path, {.stroke = "white", .width = width});
    const CanvasPoint tip = way.tip;
    const std::array head{tip, CanvasPoint{tip.x - kHead, tip.y - kHead / 2},
                          CanvasPoint{tip.x - kHead, tip.y + kHead / 2}};
    canvas.polygon(head, {.fill = color});
    std::string label = PictureWords::edge_label(edge);
    if (edge.missing) label += label.empty() ? "×" : " ×";
    if (edge.dead) label.insert(0, "⊘ ");
    if (edge.change != PictureChange::Same)
      label.insert(0, edge.change == PictureChange::OnlyA ? "−" : "+");
    if (!label.empty()) {
      add_label(canvas, way, label, labels);
    }
    canvas.close();
  }

  /// The outline of its kind.
  void add_shape(Canvas& canvas, std::size_t at) const {
    const PictureNode& node = picture_.nodes[at];
    const Box& box = boxes_[at];
    const auto [x, y] = layout_.places[at];
    using enum PictureKind;
    const bool strong = node.start || (node.matches && words_.distinguishes());
    Pen pen{.fill = node.folded ? kHiddenFill : "white", .stroke = color_of(picture_, node)};
    pen.width = strong || node.kind == ClusterRoleBinding ? 2.2 : 1.3;
    if (node.change == PictureChange::OnlyA || node.kind == Namespace) pen.dashes = Dashes::Long;
    if (node.missing) pen.dashes = Dashes::Short;
    if (node.kind == ClusterRoleBinding || node.kind == RoleBinding) {
      const double right = x + box.width;
      const double bottom = y + box.height;
      const std::array<CanvasPoint, 8> corners{{{x + kCut, y},
                                                {right - kCut, y},
                                                {right, y + kCut},
                                                {right, bottom - kCut},
                                                {right - kCut, bottom},
                                                {x + kCut, bottom},
                                                {x, bottom - kCut},
                                                {x, y + kCut}}};
      canvas.polygon(corners, pen);
      return;
    }
    const bool round = node.kind == ClusterRole || node.kind == Role;
    if (node.kind == Group || node.folded)
      canvas.box({x + 3, y - 3, box.width, box.height, 2}, pen);
    canvas.box({x, y, box.width, box.height,
                round               ? 10
                : node.kind == User ? box.height / 2
                                    : 2},
               pen);
    if (node.kind == ClusterRole) canvas.box({x + 3, y + 3, box.width - 6, box.height - 6, 7}, pen);
  }

  void add_node(Canvas& canvas, std::size_t at) const {
    const PictureNode& node = picture_.nodes[at];
    const Box& box = boxes_[at];
    const auto [x, y] = layout_.places[at];
    canvas.open("node", id('n', at), box.words.tooltip_with_place());
    add_shape(canvas, at);
    double line = y + kNameLine;
    double indent = x + kPadding;
    if (!box.words.letters.empty()) {
      canvas.text({{indent, line}, box.words.letters, {kNameSize, true}, color_of(picture_, node)});
      indent += text_width(box.words.letters, {kNameSize, true}) + kPadding;
    }
    const bool strong = node.start || (node.matches && words_.distinguishes());
    for (const std::string_view part : box.name) {
      canvas.text({{indent, line}, part, {kNameSize, strong}, kInk});
      line += kNameLine;
      indent = x + kPadding;
    }
    line -= kNameLine - kDetailLine;
    if (!box.words.warning.empty()) {
      canvas.text({{indent, line}, box.words.warning, {kDetailSize, true}, kRiskColor});
      indent += text_width(box.words.warning, {kDetailSize, true}) + kPadding;
    }
    for (const std::string_view part : box.detail) {
      canvas.text({{indent, line}, part, {kDetailSize}, kSecondText});
      line += kDetailLine;
      indent = x + kPadding;
    }
    canvas.close();
  }

  struct CaptionText {
    double x = 0;
    double line = 0;
    std::string text;
    TextSize how;
    std::string_view color;
  };

  void set_caption() {
    const PictureCaption caption = caption_of(report_);
    const auto lines = [&](std::string_view text, const TextSize& how, std::string_view color) {
      for (const std::string_view line : wrap_to_width(text, kCaptionWidth, kCaptionWidth, how)) {
        caption_.push_back(
            {kMargin, static_cast<double>(caption_lines_++), std::string(line), how, color});
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
        ++caption_lines_;
      }
      const auto line = static_cast<double>(caption_lines_);
      const std::string_view letter_color =
          picture_.compares() ? kSecondText : color_of(entry.kind);
      caption_.push_back({x, line, std::string(entry.letters), {kNameSize, true}, letter_color});
      caption_.push_back(
          {x + (letters > 0 ? letters + kPadding : 0), line, entry.text, {kNameSize}, kSecondText});
      x += width + kPadding;
    }
  }

  DrawingUse use_;
  const PictureReport& report_;
  const AccessPicture& picture_;
  PictureWords words_;
  std::vector<Box> boxes_;
  std::vector<std::string_view> framed_;  ///< namespaces, sorted
  LayeredLayout layout_;
  std::vector<CaptionText> caption_;
  std::size_t caption_lines_ = 0;
};

/// What Cairo can paint, in memory that one may take.
Result<void> check_size(const LayeredPicture& picture) {
  constexpr std::uint64_t kMostASide = 32'000;
  constexpr std::uint64_t kMost = 80'000'000;
  const std::uint64_t width = PngCanvas::pixels(picture.width());
  const std::uint64_t height = PngCanvas::pixels(picture.height());
  if (width <= kMostASide && height <= kMostASide && width * height <= kMost) {
    return {};
  }
  return fail(ErrorCode::InvalidArgument,
              fmt::format("a PNG of {} by {} pixels is too large", width, height),
              "take -o svg, or ask for less: --max-nodes, --depth, --kinds, a namespace");
}

}  // namespace

std::string svg_text(const PictureReport& report, DrawingUse use) {
  const LayeredPicture picture(report, use);
  SvgCanvas canvas;
  picture.paint(canvas);
  return canvas.document(picture.width(), picture.height(), report.picture.title);
}

Result<std::string> png_text(const PictureReport& report, const std::stop_token& stop) {
  const LayeredPicture picture(report, DrawingUse::Alone);
  if (const Result<void> fits = check_size(picture); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  const Error too_long{ErrorCode::Io, "the PNG was not painted in its time",
                       "take -o svg, or ask for less: --max-nodes, --depth, --kinds, a namespace"};
  constexpr char kNoLibrary = 'L';
  Result<std::string> answer = in_own_process(
      [&](const GiveBytes& give) {
        const Result<CairoLibrary> library = load_cairo();
        if (!library) {
          give({&kNoLibrary, 1});
          return;
        }
        PngCanvas canvas(*library, picture.width(), picture.height());
        picture.paint(canvas);
        give(canvas.file());
      },
      kLayoutLimit, too_long, stop);
  if (!answer || answer->size() > 1) {
    return answer;
  }
  if (answer->empty()) {
    return fail(ErrorCode::Io, "the PNG could not be painted", "take -o svg");
  }
  return tl::unexpected<Error>(cairo_missing());
}

}  // namespace rbacgraph
