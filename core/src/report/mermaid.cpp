#include "rbacgraph/report/mermaid.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/json_text.h"
#include "report/picture_look.h"
#include "report/picture_words.h"

namespace rbacgraph {
namespace {

constexpr bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// One word of letters, digits and "_", from which the identity can be read again.
std::string mermaid_id(const PictureNode& node) {
  std::string id;
  for (const char c : picture_id(node)) {
    if (is_alphanumeric(c)) {
      id += c;
    } else {
      id += fmt::format("_{:02x}", static_cast<unsigned char>(c));
    }
  }
  return id;
}

/// May it stand in a label as it is? Besides what ends a label, Mermaid takes some of it for
/// Markdown: a list, emphasis, an address or a mail address; and "direction LR" for an order.
bool is_harmless(std::string_view before, char c, std::string_view after) {
  if (is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80) return true;
  if (before.empty() || after.empty()) return false;
  if (c == ' ') return !before.ends_with(' ') && !before.ends_with("direction");
  const bool in_word = is_alphanumeric(before.back()) && is_alphanumeric(after.front());
  if (c == '.') return in_word && !before.ends_with('w') && !before.ends_with('W');
  return in_word && (c == '-' || c == '/');
}

/// A label's text.
std::string mermaid_text(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_harmless(text.substr(0, at), text[at], text.substr(at + 1))) {
      out += text[at];
    } else {
      out += fmt::format("#{};", static_cast<unsigned>(text[at]));
    }
  }
  return out;
}

std::string_view class_of(const PictureNode& node) {
  if (node.folded) return "fold";
  switch (node.kind) {
    case PictureKind::ClusterRoleBinding: return "clusterrolebinding";
    case PictureKind::RoleBinding: return "rolebinding";
    case PictureKind::ClusterRole: return "clusterrole";
    case PictureKind::Role:
    case PictureKind::OtherRole: return "role";
    case PictureKind::Namespace: return "namespace";
    case PictureKind::Resource:
    case PictureKind::Url: return "what";
    case PictureKind::Workload:
    case PictureKind::Group:
    case PictureKind::ServiceAccount:
    case PictureKind::User:
    case PictureKind::OtherSubject:
    case PictureKind::Fold: break;
  }
  return "who";
}

struct Outline {
  std::string_view open;
  std::string_view close;
};

Outline outline_of(const PictureNode& node) {
  if (node.folded) return {"[[", "]]"};
  switch (node.kind) {
    case PictureKind::User: return {"([", "])"};
    case PictureKind::Group: return {"[[", "]]"};
    case PictureKind::ClusterRoleBinding:
    case PictureKind::RoleBinding: return {"{{", "}}"};
    case PictureKind::ClusterRole:
    case PictureKind::Role:
    case PictureKind::OtherRole: return {"(", ")"};
    case PictureKind::Namespace:
    case PictureKind::Workload:
    case PictureKind::ServiceAccount:
    case PictureKind::OtherSubject:
    case PictureKind::Resource:
    case PictureKind::Url:
    case PictureKind::Fold: break;
  }
  return {"[", "]"};
}

std::size_t characters_of(std::string_view text) {
  constexpr unsigned kMask = 0xC0;
  constexpr unsigned kContinues = 0x80;
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & kMask) != kContinues; }));
}

class MermaidWriter {
 public:
  MermaidWriter(std::ostream& out, const PictureReport& report)
      : out_(out), report_(report), picture_(report.picture), words_(report.picture) {}

  std::string head() const {
    // A quoted word of YAML is one of JSON; "%%{" would be an order to Mermaid anywhere.
    std::string title = dump(report_.picture.title, -1);
    for (std::size_t at = 0; (at = title.find('%', at)) != std::string::npos;)
      title.replace(at, 1, "\\u0025");
    return "---\ntitle: " + title + "\n---\nflowchart LR\n";
  }

  void run() {
    for (std::size_t at = 0; at < picture_.nodes.size(); ++at) node(at);
    for (std::size_t at = 0; at < picture_.edges.size(); ++at) edge(at);
    caption();
    styles();
  }

 private:
  bool strong(const PictureNode& node) const {
    return node.start || (node.matches && words_.distinguishes());
  }

  void node(std::size_t at) {
    const PictureNode& node = picture_.nodes[at];
    const NodeWords words = words_.node(at);
    const std::string id = mermaid_id(node);
    std::string label = mermaid_text(words.name);
    if (!words.letters.empty()) label.insert(0, std::string(words.letters) + " ");
    if (node.change != PictureChange::Same)
      label.insert(0, node.change == PictureChange::OnlyA ? "− " : "+ ");
    std::string detail = words.warning;
    if (!words.detail.empty()) detail += detail.empty() ? words.detail : ": " + words.detail;
    if (!detail.empty()) label += "<br/>" + mermaid_text(detail);
    const Outline outline = outline_of(node);
    out_ << "  " << id << outline.open << '"' << label << '"' << outline.close
         << ":::" << class_of(node) << '\n';
    if (strong(node)) classes_["strong"].push_back(id);
    if (node.missing) classes_["missing"].push_back(id);
    if (node.change == PictureChange::OnlyA) classes_["lost"].push_back(id);
    if (node.change == PictureChange::OnlyB) classes_["gained"].push_back(id);
    kinds_.insert(class_of(node));
  }

  static std::string edge_text(const PictureEdge& edge) {
    std::string text = PictureWords::edge_label(edge);
    if (edge.dead) text.insert(0, "⊘ ");
    if (edge.change != PictureChange::Same)
      text.insert(0, edge.change == PictureChange::OnlyA ? "− " : "+ ");
    if (edge.kind == PictureEdgeKind::MemberOf) text.insert(0, "member of ");
    if (edge.kind == PictureEdgeKind::AggregatedFrom) text.insert(0, "aggregated from ");
    if (edge.kind == PictureEdgeKind::RunsAs) text.insert(0, "runs as ");
    while (text.ends_with(' ')) text.pop_back();
    return text;
  }

  void edge(std::size_t at) {
    const PictureEdge& edge = picture_.edges[at];
    const bool thick = edge.matches && words_.distinguishes() && !edge.dead;
    const bool dashed = edge.ns.has_value() || edge.mixed || edge.kind == PictureEdgeKind::MemberOf;
    std::string arrow = dashed ? "-.-" : "--";
    if (thick) arrow = "==";
    arrow += edge.missing ? 'x' : '>';
    if (thick && dashed) links_["stroke-dasharray:7 4"].push_back(at);
    if (edge.change == PictureChange::OnlyA) links_[link_style(kLostColor)].push_back(at);
    if (edge.change == PictureChange::OnlyB) links_[link_style(kGainedColor)].push_back(at);
    const std::string text = edge_text(edge);
    out_ << "  " << mermaid_id(picture_.nodes[edge.from]) << ' ' << arrow;
    if (!text.empty()) out_ << "|\"" << mermaid_text(text) << "\"|";
    out_ << ' ' << mermaid_id(picture_.nodes[edge.to]) << '\n';
  }

  static std::string link_style(std::string_view color) {
    return fmt::format("stroke:{},stroke-width:2.5px", color);
  }

  void caption() {
    const PictureCaption caption = caption_of(report_);
    std::vector<std::string> lines = caption.lines;
    lines.emplace_back(
        "Dashed: bound in one namespace, or member of. Cross: leads to what is not there.");
    if (words_.distinguishes()) lines.back() += " Thick: answers the question.";
    lines.push_back(caption.command);
    std::vector<std::string> escaped;
    escaped.reserve(lines.size());
    for (const std::string& line : lines) escaped.push_back(mermaid_text(line));
    out_ << "  caption[\"" << fmt::format("{}", fmt::join(escaped, "<br/>")) << "\"]:::caption\n";
  }

  void style(std::string_view name, std::string_view fill, std::string_view stroke,
             std::string_view more = {}) {
    if (!kinds_.contains(name)) return;
    out_ << fmt::format("  classDef {} fill:{},stroke:{},color:{}{}\n", name, fill, stroke, kInk,
                        more);
  }

  void styles() {
    constexpr std::string_view kHeavy = ",stroke-width:3px";
    constexpr std::string_view kWhite = "#ffffff";
    style("who", kWhite, color_of(PictureKind::User));
    style("rolebinding", kWhite, color_of(PictureKind::RoleBinding));
    style("clusterrolebinding", kWhite, color_of(PictureKind::RoleBinding), kHeavy);
    style("role", kWhite, color_of(PictureKind::Role));
    style("clusterrole", kWhite, color_of(PictureKind::Role), kHeavy);
    style("what", kWhite, color_of(PictureKind::Resource));
    style("namespace", kWhite, kFrameColor, ",stroke-dasharray:5 4");
    style("fold", kHiddenFill, kHiddenColor);
    out_ << fmt::format("  classDef caption fill:{},stroke:none,color:{},text-align:left\n", kWhite,
                        kSecondText);
    for (const auto& [name, ids] : classes_) {
      if (name == "strong") out_ << "  classDef strong stroke-width:3px,font-weight:bold\n";
      if (name == "missing")
        out_ << fmt::format("  classDef missing stroke:{},stroke-dasharray:2 3\n", kEdgeColor);
      if (name == "lost") out_ << fmt::format("  classDef lost stroke:{}\n", kLostColor);
      if (name == "gained") out_ << fmt::format("  classDef gained stroke:{}\n", kGainedColor);
      out_ << fmt::format("  class {} {}\n", fmt::join(ids, ","), name);
    }
    for (const auto& [text, edges] : links_)
      out_ << fmt::format("  linkStyle {} {}\n", fmt::join(edges, ","), text);
  }

  std::ostream& out_;
  const PictureReport& report_;
  const AccessPicture& picture_;
  PictureWords words_;
  std::set<std::string_view> kinds_;
  std::map<std::string_view, std::vector<std::string>> classes_;
  std::map<std::string, std::vector<std::size_t>> links_;
};

}  // namespace

std::string write_mermaid(std::ostream& out, const PictureReport& report) {
  std::ostringstream body;
  MermaidWriter writer(body, report);
  writer.run();
  const std::string head = writer.head();
  const std::string text = body.str();
  const std::size_t edges = report.picture.edges.size();
  const std::size_t characters = characters_of(head) + characters_of(text);
  std::string told;
  if (edges > kMermaidEdges || characters > kMermaidCharacters) {
    told = fmt::format(
        "Mermaid draws no more than {} edges and {} characters, unless its maxEdges and "
        "maxTextSize are raised; here are {} and {}",
        kMermaidEdges, kMermaidCharacters, edges, characters);
  }
  out << head;
  if (!told.empty()) out << "  %% " << told << '\n';
  out << text;
  return told;
}

}  // namespace rbacgraph
