#include "state/export.h"

#include <array>
#include <filesystem>
#include <sstream>

#include "rbacgraph/base/text.h"
#include "rbacgraph/report/csv.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/graphml.h"
#include "rbacgraph/report/mermaid.h"
#include "rbacgraph/report/page.h"
#include "rbacgraph/report/picture.h"
#include "rbacgraph/report/picture_table.h"

namespace rbacgraph::gui {
namespace {

template <class Write>
std::string text_of(Write write) {
  std::ostringstream out;
  write(out);
  return std::move(out).str();
}

}  // namespace

std::string_view export_endings() { return ".svg .png .dot .html .json .graphml .mmd .csv"; }

Result<std::string> exported(const Content& content, const std::string& path,
                             const std::stop_token& stop) {
  PictureReport report;
  report.picture = content.picture;
  report.picture.title = content.heading;
  report.command = content.command;
  const std::string ending = lower_ascii(std::filesystem::path(path).extension().string());
  if (ending == ".svg") return draw(report, DrawingFormat::Svg, stop);
  if (ending == ".png") return draw(report, DrawingFormat::Png, stop);
  if (ending == ".dot") return draw(report, DrawingFormat::Dot, stop);
  if (ending == ".html") return page(report, stop);
  if (ending == ".json")
    return text_of([&](std::ostream& out) { write_document(out, DocumentFormat::Json, report); });
  if (ending == ".graphml") return text_of([&](std::ostream& out) { write_graphml(out, report); });
  if (ending == ".mmd") return text_of([&](std::ostream& out) { write_mermaid(out, report); });
  if (ending == ".csv") {
    return text_of(
        [&](std::ostream& out) { write_csv(out, picture_edge_table(report.picture), true); });
  }
  return fail(ErrorCode::InvalidArgument,
              "the ending of a file says its format: " +
                  (ending.empty() ? "there is none" : "not " + ending),
              "one of " + std::string(export_endings()));
}

}  // namespace rbacgraph::gui
