/// A picture in Graphviz' language.
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "layout/dot_graph.h"
#include "layout/text_width.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/picture_labels.h"
#include "report/picture_drawing.h"
#include "report/picture_look.h"
#include "report/picture_words.h"

namespace rbacgraph {
namespace {

/// Frames around namespaces are a help where there are few.
constexpr std::size_t kMostFramedNodes = 160;
constexpr std::size_t kMostFrames = 12;
/// Of the caption, in points.
constexpr double kCaptionWidth = 760;
constexpr std::size_t kFewRows = 5;
constexpr double kRowHeight = 36;
constexpr double kPointsPerInch = 72;
/// No picture shall be a ribbon.
constexpr double kMostAspect = 2.9;

std::string font(std::string_view color, double size, std::string_view text) {
  return fmt::format("<FONT COLOR=\"{}\" POINT-SIZE=\"{}\">{}</FONT>", color, size, text);
}

std::string bold(std::string_view text) { return fmt::format("<B>{}</B>", text); }

/// With the gap behind it. A text that began with the gap would lose it in SVG: readers trim what
/// begins with blanks, but every text has a place of its own.
std::string marked(std::string_view color, std::string_view text) {
  return fmt::format("<FONT COLOR=\"{}\"><B>{}&#160;&#160;</B></FONT>", color, html_text(text));
}

/// An escString is HTML and has escapes besides.
std::string tooltip_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n') {
      escaped += "\\n";
    } else if (c == '&') {
      escaped += "&amp;";
    } else {
      if (c == '\\') escaped += '\\';
      escaped += c;
    }
  }
  return escaped;
}

/// The lines of a text, one below the other and all of them left.
std::string lines_html(std::string_view text, double first, double width, const TextSize& how) {
  std::string html;
  const std::vector<std::string_view> lines = wrap_to_width(text, first, width, how);
  for (const std::string_view line : lines) {
    if (!html.empty()) html += "<BR ALIGN=\"LEFT\"/>";
    html += html_text(line);
  }
  if (lines.size() > 1) html += "<BR ALIGN=\"LEFT\"/>";
  return html;
}

class DotPicture {
 public:
  DotPicture(const PictureReport& report, DrawingUse use, DotGraph graph)
      : use_(use),
        report_(report),
        picture_(report.picture),
        words_(report.picture),
        graph_(std::move(graph)) {}

  Result<std::string> run() {
    set_defaults();
    for (std::size_t at = 0; at < picture_.nodes.size(); ++at) add_node(at);
    add_ranks();
    add_frames();
    for (std::size_t at = 0; at < picture_.edges.size(); ++at) add_edge(at);
    tie_loose_columns();
    if (use_ != DrawingUse::Page) graph_.set_html(graph_.root(), "label", caption());
    return graph_.text();
  }

 private:
  std::size_t rows() const {
    std::map<PictureRank, std::size_t> count;
    std::size_t most = 0;
    for (const PictureNode& node : picture_.nodes) most = std::max(most, ++count[node.rank]);
    return most;
  }

  /// Of all columns, without the gaps between them, in points.
  double columns_width() const {
    constexpr double kMargins = 16;
    double width = 0;
    for (const PictureRank rank : ranks()) width += column_width(rank) + kMargins;
    return width;
  }

  std::set<PictureRank> ranks() const {
    std::set<PictureRank> ranks;
    for (const PictureNode& node : picture_.nodes) ranks.insert(node.rank);
    return ranks;
  }

  /// In inches. Tall pictures are made wider, in coarse steps, so that one more node seldom changes
  /// it.
  double rank_gap() const {
    constexpr double kSmall = 0.55;
    constexpr double kUsual = 0.9;
    constexpr double kMost = 4;
    constexpr std::size_t kFew = 8;
    constexpr std::size_t kStep = 40;
    const std::size_t most = rows();
    if (most <= kFew) return kSmall;
    const std::size_t steps = (most + kStep - 1) / kStep;
    const double height = static_cast<double>(steps * kStep) * kRowHeight;
    const auto gaps = static_cast<double>(std::max<std::size_t>(ranks().size(), 2) - 1);
    const double wanted = (height / kMostAspect - columns_width()) / gaps / kPointsPerInch;
    return std::clamp(std::ceil(wanted * 2) / 2, kUsual, kMost);
  }

  /// Rows of nothing below the caption, where it would be a ribbon without.
  std::size_t blank_rows(std::size_t caption_rows) const {
    constexpr double kCaptionRow = 15;
    const auto gaps = static_cast<double>(ranks().empty() ? 0 : ranks().size() - 1);
    const double width = columns_width() + gaps * rank_gap() * kPointsPerInch;
    const double height = static_cast<double>(rows()) * kRowHeight +
                          static_cast<double>(caption_rows + 3) * kCaptionRow;
    const double lacking = (width / kMostAspect - height) / kCaptionRow;
    return lacking > 0 ? static_cast<std::size_t>(std::ceil(lacking)) : 0;
  }

  void set_defaults() {
    const DotGraph::Part root = graph_.root();
    const std::array<std::array<std::string, 2>, 14> graph{
        {{"rankdir", "LR"},
         {"newrank", "true"},
         {"charset", "UTF-8"},
         {"bgcolor", "white"},
         {"pad", "0.3"},
         {"nodesep", "0.1"},
         {"ranksep", fmt::format("{}", rank_gap())},
         {"fontname", "DejaVu Sans"},
         {"fontsize", "10"},
         {"labelloc", "b"},
         {"labeljust", "l"},
         {"outputorder", "edgesfirst"},
         {"splines", "true"},
         {"linelength", "0"}}};
    for (const auto& [name, value] : graph) graph_.set(root, name.c_str(), value);
    graph_.graph_default("style", "");
    graph_.graph_default("color", "");
    graph_.graph_default("rank", "");
    graph_.node_default("fontname", "DejaVu Sans");
    graph_.node_default("fontsize", "10");
    graph_.node_default("style", "filled");
    graph_.node_default("fillcolor", "white");
    graph_.node_default("fontcolor", kInk.data());
    graph_.node_default("penwidth", "1.3");
    graph_.node_default("margin", "0.08,0.03");
    graph_.node_default("height", "0.4");
    graph_.node_default("shape", "box");
    graph_.edge_default("color", kEdgeColor.data());
    graph_.edge_default("penwidth", "1.2");
    graph_.edge_default("arrowsize", "0.6");
    graph_.edge_default("tailport", "e");
    graph_.edge_default("headport", "w");
    graph_.edge_default("fontname", "DejaVu Sans");
    graph_.edge_default("fontsize", "8.5");
    graph_.edge_default("fontcolor", kSecondText.data());
    graph_.edge_default("style", "solid");
  }

  std::string label(std::size_t at) const {
    const PictureNode& node = picture_.nodes[at];
    const NodeWords words = words_.node(at);
    const double width = column_width(node.rank);
    const bool strong = node.start || (node.matches && words_.distinguishes());
    std::string letters;
    double taken = 0;
    if (!words.letters.empty()) {
      letters = marked(color_of(picture_, node), words.letters);
      taken = text_width(words.letters, {kNameSize, true}) + 2 * text_width(" ", {kNameSize, true});
    }
    if (node.change != PictureChange::Same) {
      letters.insert(
          0, fmt::format("<B>{}&#160;</B>", node.change == PictureChange::OnlyA ? "−" : "+"));
    }
    std::string name = lines_html(words.name, width - taken, width, {kNameSize, strong});
    if (strong) name = bold(name);
    std::string html = fmt::format(
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\"><TR><TD "
        "ALIGN=\"LEFT\" BALIGN=\"LEFT\" WIDTH=\"{}\">{}{}</TD></TR>",
        width, letters, name);
    if (!words.detail.empty() || !words.warning.empty()) html += detail_row(words, width);
    return html + "</TABLE>";
  }

  static std::string detail_row(const NodeWords& words, double width) {
    std::string warning;
    double taken = 0;
    if (!words.warning.empty()) {
      warning = marked(kRiskColor, words.warning);
      taken =
          text_width(words.warning, {kDetailSize, true}) + 2 * text_width(" ", {kDetailSize, true});
    }
    return fmt::format(
        "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">{}</TD></TR>",
        font(kSecondText, kDetailSize,
             warning + lines_html(words.detail, width - taken, width, {kDetailSize})));
  }

  void add_node(std::size_t at) {
    const PictureNode& node = picture_.nodes[at];
    const std::string id = picture_id(node);
    const DotGraph::Part part = graph_.node(id);
    parts_.push_back(part);
    graph_.set_html(part, "label", label(at));
    graph_.set(part, "color", std::string(color_of(picture_, node)));
    const NodeWords words = words_.node(at);
    graph_.set(part, "tooltip",
               tooltip_text(use_ == DrawingUse::Text ? words.tooltip : words.tooltip_with_place()));
    if (use_ == DrawingUse::Page) graph_.set(part, "id", fmt::format("n{}", at));
    set_shape(part, node);
  }

  void set_shape(DotGraph::Part part, const PictureNode& node) {
    std::string style = "filled";
    std::string pen;
    using enum PictureKind;
    switch (node.kind) {
      case User: style += ",rounded"; break;
      case Group: graph_.set(part, "shape", "folder"); break;
      case ClusterRoleBinding: pen = "2.4"; [[fallthrough]];
      case RoleBinding:
        style += ",diagonals";
        // The corners are cut off inside of it.
        graph_.set(part, "margin", "0.15,0.03");
        break;
      case ClusterRole: graph_.set(part, "peripheries", "2"); [[fallthrough]];
      case Role: style += ",rounded"; break;
      case Fold:
        graph_.set(part, "shape", "box3d");
        graph_.set(part, "margin", "0.08,0.08");
        graph_.set(part, "fillcolor", std::string(kHiddenFill));
        break;
      case Namespace: style += ",dashed"; break;
      case Workload:
      case ServiceAccount:
      case OtherSubject:
      case OtherRole:
      case Resource:
      case Url: break;
    }
    if (node.missing) style += ",dotted";
    if (node.change == PictureChange::OnlyA) style += ",dashed";
    if (node.start || (node.matches && words_.distinguishes())) pen = "2.4";
    if (style != "filled") graph_.set(part, "style", style);
    if (!pen.empty()) graph_.set(part, "penwidth", pen);
  }

  void add_ranks() {
    std::map<PictureRank, DotGraph::Part> columns;
    for (std::size_t at = 0; at < picture_.nodes.size(); ++at) {
      const PictureRank rank = picture_.nodes[at].rank;
      auto found = columns.find(rank);
      if (found == columns.end()) {
        const DotGraph::Part column =
            graph_.subgraph(fmt::format("column {}", to_string(rank)), graph_.root());
        graph_.set(column, "rank", "same");
        found = columns.emplace(rank, column).first;
      }
      graph_.put(found->second, parts_[at]);
    }
  }

  void add_frames() {
    if (picture_.nodes.size() > kMostFramedNodes) return;
    std::map<std::string, std::vector<std::size_t>> namespaces;
    for (std::size_t at = 0; at < picture_.nodes.size(); ++at) {
      if (const std::string_view ns = frame_of(picture_.nodes[at]); !ns.empty())
        namespaces[std::string(ns)].push_back(at);
    }
    if (namespaces.size() > kMostFrames) return;
    for (const auto& [ns, nodes] : namespaces) {
      PictureNode whole{.kind = PictureKind::Namespace};
      whole.ref = {"Namespace", "", ns};
      const DotGraph::Part frame = graph_.subgraph("cluster " + picture_id(whole), graph_.root());
      graph_.set(frame, "style", "dashed");
      graph_.set(frame, "color", std::string(kFrameColor));
      graph_.set(frame, "labelloc", "t");
      graph_.set_html(frame, "label",
                      font(kSecondText, kNameSize, bold(html_text("ns " + printable(ns)))));
      for (const std::size_t at : nodes) graph_.put(frame, parts_[at]);
    }
  }

  void add_edge(std::size_t at) {
    const PictureEdge& edge = picture_.edges[at];
    const DotGraph::Part part = graph_.edge(parts_[edge.from], parts_[edge.to]);
    const bool strong = edge.matches && words_.distinguishes() && !edge.dead;
    std::string style = "solid";
    if (is_scoped(edge.kind) && (edge.ns || edge.mixed)) style = "dashed";
    if (edge.kind == PictureEdgeKind::MemberOf || edge.missing) style = "dotted";
    if (edge.change == PictureChange::OnlyA) style = "dashed";
    if (style != "solid") graph_.set(part, "style", style);
    const std::string color(color_of(edge, words_.distinguishes()));
    if (edge.kind == PictureEdgeKind::AggregatedFrom) {
      graph_.set(part, "color", color + ":white:" + color);
    } else if (color != kEdgeColor) {
      graph_.set(part, "color", color);
    }
    if (edge.change != PictureChange::Same) {
      graph_.set(part, "penwidth", "2.5");
    } else if (strong) {
      graph_.set(part, "penwidth", "2.2");
    }
    std::string text = PictureWords::edge_label(edge);
    if (edge.missing) text = text.empty() ? "×" : text + " ×";
    if (edge.dead) text.insert(0, "⊘ ");
    if (edge.change != PictureChange::Same)
      text.insert(0, edge.change == PictureChange::OnlyA ? "− " : "+ ");
    if (!text.empty()) {
      graph_.set_html(
          part, "label",
          font(color == kEdgeColor ? kSecondText : color, kDetailSize, html_text(text)));
    }
    graph_.set(part, "tooltip", tooltip_text(PictureWords::edge_tooltip(edge)));
    if (use_ == DrawingUse::Page) graph_.set(part, "id", fmt::format("e{}", at));
  }

  /// What no edge leads to would stand in the first column.
  void tie_loose_columns() {
    std::map<PictureRank, std::size_t> first;
    for (std::size_t at = 0; at < picture_.nodes.size(); ++at)
      first.emplace(picture_.nodes[at].rank, at);
    std::set<PictureRank> tied;
    for (const PictureEdge& edge : picture_.edges) {
      if (picture_.nodes[edge.from].rank < picture_.nodes[edge.to].rank)
        tied.insert(picture_.nodes[edge.to].rank);
    }
    for (auto column = first.begin(); column != first.end(); ++column) {
      if (column == first.begin() || tied.contains(column->first)) continue;
      const DotGraph::Part part =
          graph_.edge(parts_[std::prev(column)->second], parts_[column->second]);
      graph_.set(part, "style", "invis");
    }
  }

  std::string caption() const {
    const PictureCaption caption = caption_of(report_);
    std::string html = "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"1\" CELLPADDING=\"2\">";
    std::size_t count = 0;
    const auto row = [&](const std::string& text) {
      ++count;
      html += "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">" + text + "</TD></TR>";
    };
    const auto lines = [&](std::string_view text, const TextSize& how, std::string_view color) {
      for (const std::string_view line : wrap_to_width(text, kCaptionWidth, kCaptionWidth, how))
        row(font(color, how.size, how.bold ? bold(html_text(line)) : html_text(line)));
    };
    row("&#160;");
    lines(caption.title, {kTitleSize, true}, kInk);
    for (const std::string& line : caption.lines) lines(line, {kNameSize}, kInk);
    lines(caption.command, {9}, kSecondText);
    for (const std::string& entries : legend_rows(caption)) row(entries);
    for (std::size_t blank = blank_rows(count); blank > 0; --blank) row("&#160;");
    return html + "</TABLE>";
  }

  /// Several entries a row; of a small picture one, which would be a ribbon otherwise.
  std::vector<std::string> legend_rows(const PictureCaption& caption) const {
    std::vector<std::string> rows;
    double at = kCaptionWidth;
    std::optional<LegendEntry::Sample> last;
    const bool one_each = this->rows() <= kFewRows;
    for (const LegendEntry& entry : caption.legend) {
      const bool letters = entry.sample == LegendEntry::Sample::Letters;
      std::string html;
      double width = text_width(entry.text, {kNameSize}) + 24;
      if (letters) {
        html = marked(picture_.compares() ? kSecondText : color_of(entry.kind), entry.letters);
        width += text_width(entry.letters, {kNameSize, true});
      }
      html += font(kSecondText, kNameSize, html_text(entry.text));
      const bool starts_line = entry.sample != last;
      if ((one_each && !letters) || starts_line || at + width > kCaptionWidth) {
        rows.emplace_back();
        at = 0;
      }
      last = entry.sample;
      rows.back() += rows.back().empty() ? html : "&#160;&#160;&#160;&#160;&#160;" + html;
      at += width;
    }
    return rows;
  }

  DrawingUse use_;
  const PictureReport& report_;
  const AccessPicture& picture_;
  PictureWords words_;
  DotGraph graph_;
  std::vector<DotGraph::Part> parts_;
};

}  // namespace

Result<std::string> dot_text(const PictureReport& report, DrawingUse use) {
  Result<DotGraph> graph = DotGraph::create("rbacgraph");
  if (!graph) return tl::unexpected<Error>(graph.error());
  return DotPicture(report, use, std::move(*graph)).run();
}

}  // namespace rbacgraph
