#include "report/page_text.h"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "rbacgraph/base/version.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/page.h"
#include "rbacgraph/report/source_names.h"
#include "report/markup_text.h"
#include "report/page_data.h"
#include "report/page_embedded.h"
#include "report/picture_drawing.h"
#include "report/picture_look.h"
#include "report/picture_words.h"

namespace rbacgraph {
namespace {

std::string_view part(std::string_view name) {
  for (const EmbeddedFile& file : page_embedded())
    if (file.name == name) return file.text;
  return {};
}

std::string script_text() {
  std::string script;
  for (const EmbeddedFile& file : page_embedded())
    if (file.name.ends_with(".js")) script += file.text;
  return script;
}

/// Inside of an element that ends at "</": in JSON these letters are part of strings only.
std::string data_text(const AccessPicture& picture) {
  std::string out;
  for (const char c : dump(page_data(picture), -1)) {
    switch (c) {
      case '<': out += "\\u003c"; break;
      case '>': out += "\\u003e"; break;
      case '&': out += "\\u0026"; break;
      default: out += c;
    }
  }
  return out;
}

/// A part of a page begins with its element: an XML declaration has no place there.
std::string_view svg_element(std::string_view svg) {
  const std::size_t start = svg.find("<svg");
  return start == std::string_view::npos ? std::string_view() : svg.substr(start);
}

std::string caption_html(const PictureCaption& caption, const PictureReport& report) {
  std::string html;
  // The first says what came out, which is above the picture.
  const std::size_t first = report.picture.facts.empty() ? 0 : 1;
  for (std::size_t at = first; at < caption.lines.size(); ++at) {
    const bool tells_hidden = at == first && report.picture.hidden.any();
    html += fmt::format("<p{}>{}</p>\n", tells_hidden ? " class=\"gap\"" : "",
                        markup_text(caption.lines[at]));
  }
  return html;
}

/// What it was made from: which bytes, and what was in them.
std::string inputs_html(const AccessPicture& picture) {
  std::string html;
  for (std::size_t side = 0; side < picture.graphs.size(); ++side) {
    if (picture.graphs[side] == nullptr) continue;
    const Snapshot& snapshot = picture.graphs[side]->snapshot();
    const SourceNames names = picture.compares()
                                  ? SourceNames(snapshot, picture.graphs[1 - side]->snapshot())
                                  : SourceNames(snapshot);
    const std::string_view which = !picture.compares() ? "" : side == 0 ? "A: " : "B: ";
    const std::span<const SourceInfo> sources = snapshot.sources();
    for (std::size_t at = 0; at < sources.size(); ++at) {
      std::string kept;
      for (const auto& [kind, count] : sources[at].kept)
        kept += fmt::format("{}{} {}", kept.empty() ? "" : ", ", count, printable(kind));
      html += fmt::format("<dt>{}{}</dt><dd>{}<br><span class=\"mono\">{}</span></dd>\n", which,
                          markup_text(printable(names.of(make_id<SourceId>(at)))),
                          markup_text(kept.empty() ? "nothing of RBAC" : kept),
                          sources[at].sha256.empty() ? "" : "sha256 " + sources[at].sha256);
    }
  }
  return html;
}

std::string command_html(const PictureReport& report) {
  if (report.command.empty()) return {};
  return fmt::format("<p>The same on the command line:</p>\n<p class=\"command\">{}</p>",
                     markup_text(report.command));
}

std::string_view tile_class(PictureKind kind) {
  const std::string_view color = color_of(kind);
  if (color == color_of(PictureKind::User)) return "who";
  if (color == color_of(PictureKind::RoleBinding)) return "via";
  return color == color_of(PictureKind::Role) ? "role" : "what";
}

std::string legend_html(const PictureCaption& caption) {
  std::string html;
  for (const LegendEntry& entry : caption.legend) {
    if (entry.sample == LegendEntry::Sample::Letters) {
      html +=
          fmt::format("<dt><span class=\"tile {}\">{}</span></dt><dd>{}</dd>\n",
                      tile_class(entry.kind), markup_text(entry.letters), markup_text(entry.text));
    } else {
      const std::size_t colon = entry.text.find(": ");
      const bool told = colon != std::string::npos;
      html += fmt::format("<dt>{}</dt><dd>{}</dd>\n",
                          markup_text(std::string_view(entry.text).substr(0, colon)),
                          told ? markup_text(std::string_view(entry.text).substr(colon + 2)) : "");
    }
  }
  return html;
}

/// Puts values into their places. What was put in is not looked at again.
std::string filled(std::string_view text,
                   const std::map<std::string_view, std::string, std::less<>>& values) {
  std::string out;
  while (true) {
    const std::size_t start = text.find("{{");
    const std::size_t end = text.find("}}", start);
    out += text.substr(0, start);
    if (start == std::string_view::npos || end == std::string_view::npos) return out;
    out += values.at(text.substr(start + 2, end - start - 2));
    text.remove_prefix(end + 2);
  }
}

}  // namespace

std::string content_hash(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::array<unsigned char, std::size_t{2} * EVP_MAX_MD_SIZE> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
  return "sha256-" + std::string(base64.begin(), base64.begin() + length);
}

std::string page_text(const PictureReport& report, std::string_view svg) {
  const PictureCaption caption = caption_of(report);
  const std::string script = script_text();
  const std::string style(part("page.css"));
  std::string facts;
  for (const std::string& fact : report.picture.facts)
    facts += (facts.empty() ? "" : " · ") + printable(fact);
  return filled(part("page.html"), {{"script-hash", content_hash(script)},
                                    {"style-hash", content_hash(style)},
                                    {"tool", fmt::format("rbacgraph {}", version())},
                                    {"title", markup_text(caption.title)},
                                    {"facts", markup_text(facts)},
                                    {"style", style},
                                    {"picture", std::string(svg_element(svg))},
                                    {"caption", caption_html(caption, report)},
                                    {"command", command_html(report)},
                                    {"inputs", inputs_html(report.picture)},
                                    {"legend", legend_html(caption)},
                                    {"data", data_text(report.picture)},
                                    {"script", script}});
}

Result<std::string> page(const PictureReport& report, const std::stop_token& stop) {
  Result<std::string> svg = svg_drawing(report, DrawingUse::Page, stop);
  if (!svg) return svg;
  return page_text(report, *svg);
}

}  // namespace rbacgraph
